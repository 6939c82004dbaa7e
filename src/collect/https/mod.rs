//! HTTPS: one small text from one host, as a stranger on the internet would get it. What the text
//! means belongs in `collect/email`.
//!
//! - Only `https:`, and only the root certificates that everybody has: the question is what the
//!   senders of the world see, so an authority that one organisation trusts must not answer it.
//! - No redirect is followed, no cookie kept, nothing cached, no proxy of the environment used. A
//!   proxy would look the name up again, and then the address that is connected to is not the one
//!   that was checked.
//! - The host is named by whoever writes the records of a domain: its addresses are asked for
//!   through [`Resolve`], and private ones are refused.
//! - Time, bytes and fetches at once are bounded.

mod address;
mod client;
mod failure;
mod host;
mod meter;
#[cfg(test)]
pub(crate) mod pages;
mod roots;
mod slots;
#[cfg(test)]
mod tests;

pub(crate) use client::Client;

use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::collect::dns::Resolve;
use crate::facts::Fetch;

/// The most that is read of a body, in bytes: 64 KB (RFC 8461, section 3.2).
pub(crate) const LIMIT: u64 = 64 << 10;

/// Something that fetches.
pub(crate) trait Fetching: Sync {
    /// Fetches `https://HOST/PATH`. The host may be anything that a domain can make of it; the
    /// path is ours, and begins with `/`.
    fn fetch(&self, host: &str, path: &str, dns: &dyn Resolve) -> Arc<Fetch>;
}

/// How to fetch.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// Whether private, loopback and link-local addresses are good enough: for tests, and for
    /// hosts of one's own network.
    pub(crate) allow_private: bool,
    /// The longest that connecting takes, the handshake of TLS included.
    pub(crate) connect: Duration,
    /// The longest that a fetch takes, its questions to DNS not included.
    pub(crate) timeout: Duration,
    /// The port, 443; tests use another.
    pub(crate) port: u16,
    /// The only authorities that are trusted, as PEM or as DER; the roots of Mozilla's program,
    /// which are compiled in and so the same on every machine, where nothing is given.
    pub(crate) root: Option<Vec<u8>>,
    /// How many fetches may run at once; at least one does.
    pub(crate) concurrency: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            allow_private: false,
            connect: Duration::from_secs(5),
            timeout: Duration::from_secs(10),
            port: 443,
            root: None,
            concurrency: 16,
        }
    }
}

/// What stands in a URL's host as it is; everything else is encoded.
const HOST: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// The anchor of a fetch: `https://mta-sts.example.com/.well-known/mta-sts.txt`, the host in lower
/// case and without a final dot.
pub(crate) fn anchor(host: &str, path: &str) -> String {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    format!("https://{}{path}", utf8_percent_encode(&host, HOST))
}
