//! The client against a real server, in this process.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod absence;
mod attempts;
mod faults;
mod flight;
mod records;
mod resolv_conf;
mod wire;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::{Client, Options};
use crate::collect::dns::nameserver::Nameserver;
use crate::collect::dns::{Answer, Kind, Outcome, Resolve as _};
use crate::facts::domain::FailureClass;

/// How long a try waits: far more than a server on this machine needs, and less than `!slow` does.
const PATIENCE: Duration = Duration::from_millis(150);

fn options(servers: &[SocketAddr]) -> Options {
    Options { timeout: PATIENCE, tcp_timeout: PATIENCE, ..Options::new(servers.to_vec()) }
}

fn client(server: &Nameserver) -> Client {
    Client::new(options(&[server.address()]))
}

/// Serves a zone, and asks it one question.
fn ask(zone: &str, name: &str, kind: Kind) -> Arc<Answer> {
    let server = Nameserver::zone(zone);
    client(&server).ask(name, kind)
}

fn texts(answer: &Answer) -> Vec<&str> {
    assert_eq!(
        answer.lookup.answers,
        answer.records().iter().map(|record| record.text.clone()).collect::<Vec<_>>()
    );
    answer.lookup.answers.iter().map(String::as_str).collect()
}

fn class(answer: &Answer) -> FailureClass {
    match &answer.outcome {
        Outcome::Failed(failure) => failure.class,
        outcome => panic!("{} does not fail: {outcome:?}", answer.at()),
    }
}
