//! A DNS server on 127.0.0.1 for tests and benches: UDP and TCP on one port, from a zone that is
//! held in memory, with every fault that a client has to tell from an absence. It uses nothing of
//! the crate, so that unit tests, integration tests and benches can all include it by its path.
//!
//! ```text
//! example.com TXT v=spf1 -all           the whole rest of the line is the text
//! example.com MX 10 mx.example.com
//! mx.example.com A 192.0.2.1
//! old.example.com CNAME example.com      followed as far as the zone knows
//! _25._tcp.mx.example.com TLSA 3 1 1 00ff…
//! example.com CAA 0 issue ca.example
//! example.com SOA+ad+signed ns.example.com host.example.com 1
//! broken.example.com TXT !servfail       a fault, see `Fault`
//! large.example.com TXT !truncated v=…   a fault, and what is answered besides
//! dead.example.com * !timeout            for every type that has no entry of its own
//! ```
#![allow(dead_code, reason = "each of those who include this uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod answer;
mod data;

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use hickory_proto::rr::{Name, Record, RecordType};

use answer::Reply;

/// How late the first answer of `!slow` is.
const SLOW: Duration = Duration::from_millis(400);

/// Records of one name and type.
pub(crate) struct Entry {
    /// `example.com`: labels are separated by `.`, and hold any other byte.
    pub(crate) name: String,
    /// `TXT`, or `*`; with `+ad` where the answer is checked, `+signed` where it has signatures.
    pub(crate) kind: String,
    pub(crate) data: Rdata,
}

/// What stands there.
pub(crate) enum Rdata {
    /// The data as text.
    Text(String),
    /// The strings of a TXT record, each of at most 255 bytes.
    Strings(Vec<Vec<u8>>),
    /// A fault by its name, and perhaps what is answered besides: `truncated v=spf1 -all`.
    Fault(String),
}

/// What a zone holds for one name and type.
#[derive(Default)]
struct Set {
    records: Vec<Record>,
    fault: Option<Fault>,
    checked: bool,
    signed: bool,
    asked: AtomicU32,
}

/// How an answer goes wrong. Those that are followed by data answer with it, where they answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// `servfail`, `refused`, `formerr`, `notimp`, `rcode YXDOMAIN`.
    Code(hickory_proto::op::ResponseCode),
    /// `timeout`: no reply.
    Timeout,
    /// `tcp_timeout`: cut off over UDP, silent over TCP.
    TcpTimeout,
    /// `io`: cut off over UDP, closed over TCP.
    Closed,
    /// `truncated DATA`: cut off over UDP, whole over TCP.
    Truncated,
    /// `cut`: cut off over both.
    Cut,
    /// `bogus DATA`: SERVFAIL, unless checking is disabled.
    Bogus,
    /// `malformed`: bytes that are no message.
    Malformed,
    /// `broken`: a message whose answer section cannot be read.
    Broken,
    /// `cname_loop`.
    Loop,
    /// `cname_dangling`.
    Dangling,
    /// `empty_no_soa`.
    Empty,
    /// `stops TARGET`: an alias, and nothing of its target.
    Stops,
    /// `wrong_id DATA`: a forged answer first, which is not to the question's number.
    WrongId,
    /// `wrong_question DATA`: a forged answer first, which is to another question.
    WrongQuestion,
    /// `query DATA`: a forged answer first, which is marked as a question.
    Query,
    /// `slow DATA`: the first answer comes late, the next ones in time.
    Slow,
    /// `once DATA`: SERVFAIL to the first question.
    Once,
    /// `plain DATA`: FORMERR to EDNS.
    Plain,
    /// `nodata`, `nxdomain`: what an entry with `+ad` needs.
    NoData,
    NoName,
}

/// A server that runs until it is dropped.
pub(crate) struct Nameserver {
    address: SocketAddr,
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    zone: HashMap<Name, Vec<(RecordType, Set)>>,
    stopped: AtomicBool,
    /// The questions, where they are kept.
    asked: Option<Mutex<Vec<String>>>,
}

impl Nameserver {
    /// Serves a zone written as text.
    pub(crate) fn zone(text: &str) -> Self {
        Self::start(entries(text))
    }

    /// Serves these entries.
    pub(crate) fn start(entries: Vec<Entry>) -> Self {
        Self::serve(entries, Some(Mutex::default()))
    }

    /// Serves these entries, and does not keep what is asked.
    pub(crate) fn quiet(entries: Vec<Entry>) -> Self {
        Self::serve(entries, None)
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// What was asked so far, in its order: `example.com TXT`, and behind it `tcp`, `cd` (checking
    /// disabled) and `plain` (no EDNS) where the question was such a one.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.shared.asked.as_ref().map(|asked| asked.lock().unwrap().clone()).unwrap_or_default()
    }

    fn serve(entries: Vec<Entry>, asked: Option<Mutex<Vec<String>>>) -> Self {
        let (udp, tcp) = sockets();
        let address = udp.local_addr().unwrap();
        let stopped = AtomicBool::new(false);
        let shared = Arc::new(Shared { zone: data::load(entries), stopped, asked });
        let mut threads = Vec::new();
        for _ in 0..2 {
            let (shared, udp) = (Arc::clone(&shared), udp.try_clone().unwrap());
            threads.push(thread::spawn(move || shared.datagrams(&udp)));
        }
        let accepting = Arc::clone(&shared);
        threads.push(thread::spawn(move || accepting.connections(&tcp)));
        Self { address, shared, threads }
    }
}

impl Drop for Nameserver {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        let waker = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0));
        for _ in 0..2 {
            let _ = waker.as_ref().map(|waker| waker.send_to(&[], self.address));
        }
        let _ = TcpStream::connect(self.address);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// A port that is free for both.
fn sockets() -> (UdpSocket, TcpListener) {
    for _ in 0..100 {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket on 127.0.0.1");
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()) {
            return (udp, tcp);
        }
    }
    panic!("no port of 127.0.0.1 is free for UDP and TCP");
}

/// Reads a zone, one entry a line.
pub(crate) fn entries(text: &str) -> Vec<Entry> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let mut parts = line.splitn(3, ' ').map(str::to_owned);
            let (name, kind) = (parts.next().unwrap(), parts.next().expect("a type"));
            let data = parts.next().unwrap_or_default();
            let data = match data.strip_prefix('!') {
                Some(fault) => Rdata::Fault(fault.to_owned()),
                None => Rdata::Text(data),
            };
            Entry { name, kind, data }
        })
        .collect()
}

impl Shared {
    fn datagrams(&self, socket: &UdpSocket) {
        let mut buffer = [0; 4096];
        while let Ok((length, from)) = socket.recv_from(&mut buffer) {
            if self.stopped.load(Ordering::SeqCst) {
                return;
            }
            match self.reply(&buffer[..length], false) {
                Reply::Messages(messages) => {
                    for message in messages {
                        let _ = socket.send_to(&message, from);
                    }
                }
                Reply::Late(message) => {
                    let socket = socket.try_clone().unwrap();
                    thread::spawn(move || {
                        thread::sleep(SLOW);
                        let _ = socket.send_to(&message, from);
                    });
                }
                Reply::Nothing | Reply::Closed => {}
            }
        }
    }

    fn connections(self: Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.stopped.load(Ordering::SeqCst) {
                return;
            }
            let shared = Arc::clone(&self);
            if let Ok(stream) = stream {
                thread::spawn(move || shared.connection(stream));
            }
        }
    }

    /// Answers what comes over one connection, until the client closes it.
    fn connection(&self, mut stream: TcpStream) -> Option<()> {
        loop {
            let mut length = [0; 2];
            stream.read_exact(&mut length).ok()?;
            let mut question = vec![0; usize::from(u16::from_be_bytes(length))];
            stream.read_exact(&mut question).ok()?;
            match self.reply(&question, true) {
                Reply::Messages(messages) => {
                    for message in messages {
                        let length = u16::try_from(message.len()).unwrap();
                        stream.write_all(&[&length.to_be_bytes(), &*message].concat()).ok()?;
                    }
                }
                Reply::Late(_) | Reply::Nothing => {}
                Reply::Closed => return None,
            }
        }
    }
}
