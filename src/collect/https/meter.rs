//! A bound on all that a host sends within one answer: interim answers (RFC 9110, section 15.2),
//! head, chunk lengths and body together. The bound on the body alone does not see the others.

use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

use super::LIMIT;

/// The bound, in bytes. A body of [`LIMIT`] fits in chunks of a few bytes each.
pub(crate) const MOST: u64 = 4 * LIMIT;

/// Puts a meter around a connection.
#[derive(Debug)]
pub(crate) struct Meter;

impl<In: Transport> Connector<In> for Meter {
    type Out = Metered<In>;

    fn connect(
        &self,
        _details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| Metered { inner, left: MOST }))
    }
}

/// A connection that ends in an error where too much comes.
#[derive(Debug)]
pub(crate) struct Metered<In> {
    inner: In,
    left: u64,
}

impl<In: Transport> Transport for Metered<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let before = self.inner.buffers().input().len();
        let more = self.inner.await_input(timeout)?;
        let got = self.inner.buffers().input().len().saturating_sub(before) as u64;
        self.left = self.left.checked_sub(got).ok_or(Error::BodyExceedsLimit(MOST))?;
        Ok(more)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
