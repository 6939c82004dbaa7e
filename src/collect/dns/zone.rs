//! A zone as text, answered by a real server on this machine to the real client: for tests. The
//! form of the text is told in `tests/support/nameserver/mod.rs`.

use std::sync::Arc;
use std::time::Duration;

use super::nameserver::Nameserver;
use super::{Answer, Client, Kind, Options, Resolve};

/// A server and a client of it.
pub(crate) struct Zone {
    client: Client,
    _server: Nameserver,
}

impl Zone {
    pub(crate) fn new(text: &str) -> Self {
        let server = Nameserver::zone(text);
        let options = Options {
            timeout: Duration::from_millis(200),
            tcp_timeout: Duration::from_millis(200),
            attempts: 1,
            ..Options::new(vec![server.address()])
        };
        Self { client: Client::new(options), _server: server }
    }
}

impl Resolve for Zone {
    fn ask(&self, name: &str, kind: Kind) -> Arc<Answer> {
        self.client.ask(name, kind)
    }

    fn foresee(&self, questions: &[(String, Kind)]) {
        self.client.foresee(questions);
    }
}
