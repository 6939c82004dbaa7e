//! The client: one connection a fetch, over `ureq` and `rustls`.

use std::io::Read as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use ureq::http::{HeaderMap, Uri, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Connector as _, NextTimeout, RustlsConnector, TcpConnector};
use ureq::{Agent, Body, Error};

use super::failure::{self, failure};
use super::meter::Meter;
use super::slots::Slots;
use super::{Fetching, LIMIT, Options, address, anchor, host, roots};
use crate::collect::dns::Resolve;
use crate::facts::Fetch;
use crate::facts::domain::{Failure, FailureClass, Status};

/// The most of the head of an answer, in bytes.
const HEAD: usize = 16 << 10;

/// The most characters of a header that are kept.
const HEADER: usize = 200;

/// Fetches over the network.
#[derive(Debug)]
pub(crate) struct Client {
    options: Options,
    roots: RootCerts,
    slots: Slots,
}

impl Client {
    /// A client; nothing is connected to yet.
    ///
    /// # Errors
    /// A sentence for people, where the roots that are given cannot be read.
    pub(crate) fn new(options: &Options) -> Result<Self, String> {
        let roots = match &options.root {
            None => RootCerts::WebPki,
            Some(given) => RootCerts::new_with_certs(&roots::read(given)?),
        };
        let slots = Slots::new(options.concurrency);
        Ok(Self { options: options.clone(), roots, slots })
    }

    fn get(
        &self,
        name: &str,
        path: &str,
        dns: &dyn Resolve,
        fetch: &mut Fetch,
    ) -> Result<Status, Failure> {
        let name = host::name(name)?;
        let _slot = self.slots.take();
        let addresses = address::of(&name, dns, self.options.allow_private)?;
        if addresses.is_empty() {
            return Ok(Status::Absent);
        }
        let port = self.options.port;
        let url = match port {
            443 => format!("https://{name}{path}"),
            port => format!("https://{name}:{port}{path}"),
        };
        let answer = self
            .agent(&addresses)
            .get(url)
            .call()
            .map_err(|error| failure::of(&error, &name, &self.options))?;
        let code = answer.status().as_u16();
        fetch.code = Some(code);
        fetch.media_type = text(answer.headers(), &header::CONTENT_TYPE);
        match code {
            200 => {
                fetch.body = Some(self.body(answer.into_body(), &name)?);
                Ok(Status::Found)
            }
            404 | 410 => Ok(Status::Absent),
            300..=399 => {
                // The rest of the target may be another one each time.
                let target = text(answer.headers(), &header::LOCATION)
                    .and_then(|to| to.split(['?', '#']).next().map(|to| format!(" to `{to}`")))
                    .unwrap_or_default();
                Err(failure(
                    FailureClass::Redirect,
                    format!("{name} answers with a redirect ({code}){target}"),
                ))
            }
            _ => Err(failure(
                FailureClass::HttpStatus,
                format!("{name} answers with status {code} instead of 200"),
            )),
        }
    }

    /// Reads a body, no byte further than is needed to know that it is too large.
    fn body(&self, body: Body, name: &str) -> Result<String, Failure> {
        let too_large = || {
            let limit = LIMIT >> 10;
            failure(
                FailureClass::TooLarge,
                format!("the text that {name} sends is larger than {limit} KB"),
            )
        };
        if body.content_length().is_some_and(|length| length > LIMIT) {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        body.into_reader()
            .take(LIMIT + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| failure::of(&Error::from(error), name, &self.options))?;
        if bytes.len() as u64 > LIMIT {
            return Err(too_large());
        }
        String::from_utf8(bytes).map_err(|_| {
            failure(
                FailureClass::Malformed,
                format!("what {name} sends is not text: it is not UTF-8"),
            )
        })
    }

    /// An agent for these addresses alone: it asks nobody for others.
    fn agent(&self, addresses: &[IpAddr]) -> Agent {
        let config = Agent::config_builder()
            .https_only(true)
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .max_response_header_size(HEAD)
            .input_buffer_size(2 * HEAD)
            .timeout_global(Some(self.options.timeout))
            .timeout_connect(Some(self.options.connect))
            .user_agent(concat!("palisade/", env!("CARGO_PKG_VERSION")))
            .accept("text/plain, */*;q=0.1")
            .tls_config(TlsConfig::builder().root_certs(self.roots.clone()).build())
            .build();
        let connector =
            ().chain(TcpConnector::default()).chain(RustlsConnector::default()).chain(Meter);
        let port = self.options.port;
        let addresses = addresses.iter().map(|address| SocketAddr::new(*address, port)).collect();
        Agent::with_parts(config, connector, Known(addresses))
    }
}

impl Fetching for Client {
    fn fetch(&self, host: &str, path: &str, dns: &dyn Resolve) -> Arc<Fetch> {
        let mut fetch = Fetch {
            at: anchor(host, path),
            status: Status::Error,
            error: None,
            code: None,
            media_type: None,
            body: None,
        };
        match self.get(host, path, dns, &mut fetch) {
            Ok(status) => fetch.status = status,
            Err(failure) => fetch.error = Some(failure),
        }
        Arc::new(fetch)
    }
}

/// A header, where it is plain text, and no more of it than [`HEADER`] characters.
fn text(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    Some(text.chars().take(HEADER).collect())
}

/// The addresses that were found and checked.
#[derive(Debug)]
struct Known(Vec<SocketAddr>);

impl Resolver for Known {
    fn resolve(
        &self,
        _uri: &Uri,
        _config: &ureq::config::Config,
        _timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let mut addresses = self.empty();
        for address in &self.0 {
            addresses.push(*address);
        }
        Ok(addresses)
    }
}
