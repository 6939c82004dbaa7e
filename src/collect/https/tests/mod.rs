//! Fetches from a real server on loopback, which misbehaves in every way that has a class.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod answers;
mod connections;
#[path = "../../../../tests/support/https_server.rs"]
mod https_server;
mod limits;

use std::sync::Arc;

use https_server::{Behaviour, HttpsServer};

use super::{Client, Fetching, LIMIT, Options};
use crate::collect::dns::zone::Zone;
use crate::facts::Fetch;
use crate::facts::domain::{FailureClass, Status};

const HOST: &str = "mta-sts.example.com";
const PATH: &str = "/.well-known/mta-sts.txt";

fn options(server: &HttpsServer) -> Options {
    Options {
        allow_private: true,
        port: server.port(),
        root: Some(server.root_der()),
        ..Options::default()
    }
}

fn client(server: &HttpsServer) -> Client {
    Client::new(&options(server)).unwrap()
}

fn loopback() -> Zone {
    Zone::new("mta-sts.example.com A 127.0.0.1")
}

fn serve(behaviour: Behaviour) -> (Arc<Fetch>, HttpsServer) {
    let server = HttpsServer::start(vec![(HOST, behaviour)]);
    let fetch = client(&server).fetch(HOST, PATH, &loopback());
    (fetch, server)
}

/// The class and the sentence of a fetch that fails.
fn failure(behaviour: Behaviour) -> (FailureClass, String) {
    let (fetch, _server) = serve(behaviour);
    assert_eq!((fetch.status, fetch.body.as_deref()), (Status::Error, None));
    let failure = fetch.error.clone().unwrap();
    (failure.class, failure.reason)
}

fn raw(answer: &str) -> Behaviour {
    Behaviour::Raw(answer.as_bytes().to_vec())
}
