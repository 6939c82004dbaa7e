//! One question to one server, over UDP and over TCP.
//!
//! Reasons of failures do not name the server: findings and facts would differ with the machine
//! that a run is on. Which one was asked stands in the transcript, as `lookup.server`.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::wire::{self, Question, Response, Unread};
use crate::facts::domain::{Failure, FailureClass};

/// How often a socket is used: after that another port is taken, so that none can be learnt.
const MOST_USES: u32 = 16;

/// Room for a datagram: far more than the client says that it takes.
pub(super) const DATAGRAM: usize = 4_096;

/// A server, and the sockets that are connected to it.
#[derive(Debug)]
pub(super) struct Server {
    address: SocketAddr,
    /// `127.0.0.1:53`, for the transcript.
    pub(super) name: String,
    /// Whether nobody between can have set AD.
    pub(super) trusted: bool,
    idle: Mutex<Vec<Socket>>,
}

/// A socket to which no answer is on its way.
#[derive(Debug)]
pub(super) struct Socket {
    udp: UdpSocket,
    uses: u32,
    /// What it waits at most, as the system knows it.
    timeout: Duration,
}

impl Server {
    /// A server, to which nothing is connected so far.
    pub(super) fn new(address: SocketAddr, trusted: bool) -> Self {
        Self { address, name: address.to_string(), trusted, idle: Mutex::default() }
    }

    /// Asks over UDP, and waits until the response comes or the time is over. What else comes
    /// meanwhile is passed over: it may be forged.
    pub(super) fn udp(&self, question: &Question, timeout: Duration) -> Result<Response, Failure> {
        let bytes = encoded(question)?;
        let deadline = Instant::now() + timeout;
        let mut socket = self.socket(timeout).map_err(|error| io(&error, "UDP"))?;
        socket.udp.send(&bytes).map_err(|error| io(&error, "UDP"))?;
        let mut buffer = [0; DATAGRAM];
        let mut foreign = false;
        loop {
            match socket.udp.recv(&mut buffer) {
                Ok(length) => {
                    match wire::read(buffer.get(..length).unwrap_or_default(), question) {
                        Ok(response) => {
                            if !foreign {
                                self.keep(socket);
                            }
                            return Ok(response);
                        }
                        Err(Unread::Broken(reason)) => return Err(malformed(reason)),
                        Err(Unread::Foreign) => foreign = true,
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if is_timeout(&error) => break,
                Err(error) => return Err(io(&error, "UDP")),
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            socket.wait(left).map_err(|error| io(&error, "UDP"))?;
        }
        // The socket is closed: an answer that comes now meets no other question.
        if foreign {
            return Err(malformed("what came is no response to the question"));
        }
        let reason = format!("the resolver gives no answer within {}", seconds(timeout));
        Err(Failure { class: FailureClass::Timeout, reason })
    }

    /// Asks over TCP (RFC 7766), in a connection of its own. The time is that of the whole.
    pub(super) fn tcp(&self, question: &Question, timeout: Duration) -> Result<Response, Failure> {
        let bytes = encoded(question)?;
        let message = self.exchanged(&bytes, timeout).map_err(|error| {
            if is_timeout(&error) {
                let reason = format!(
                    "the resolver cuts its answer off, and gives none over TCP within {}",
                    seconds(timeout)
                );
                return Failure { class: FailureClass::TcpTimeout, reason };
            }
            io(&error, "TCP")
        })?;
        match wire::read(&message, question) {
            Ok(response) if response.truncated => {
                Err(malformed("it is cut off, though it came over TCP"))
            }
            Ok(response) => Ok(response),
            Err(Unread::Broken(reason)) => Err(malformed(reason)),
            Err(Unread::Foreign) => Err(malformed("it is no response to the question")),
        }
    }

    fn exchanged(&self, bytes: &[u8], timeout: Duration) -> io::Result<Vec<u8>> {
        let deadline = Instant::now() + timeout;
        let mut stream = TcpStream::connect_timeout(&self.address, timeout)?;
        stream.set_write_timeout(Some(left(deadline)?))?;
        // In one piece: some servers read no further than the first segment.
        let length = u16::try_from(bytes.len()).map_err(io::Error::other)?;
        stream.write_all(&[&length.to_be_bytes(), bytes].concat())?;
        let mut length = [0; 2];
        fill(&mut stream, &mut length, deadline)?;
        let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
        fill(&mut stream, &mut message, deadline)?;
        Ok(message)
    }

    /// A socket that is connected to the server, for one question.
    pub(super) fn socket(&self, timeout: Duration) -> io::Result<Socket> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut socket = match idle {
            Some(socket) => socket,
            None => {
                let any = match self.address {
                    SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
                    SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
                };
                let udp = UdpSocket::bind(SocketAddr::new(any, 0))?;
                // Connected: the system passes over what other addresses send.
                udp.connect(self.address)?;
                Socket { udp, uses: 0, timeout: Duration::ZERO }
            }
        };
        if socket.timeout != timeout {
            socket.wait(timeout)?;
        }
        socket.uses += 1;
        Ok(socket)
    }

    /// Keeps a socket for later questions: no answer may be on its way to it.
    pub(super) fn keep(&self, socket: Socket) {
        if socket.uses < MOST_USES {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(socket);
        }
    }
}

impl Socket {
    /// Sends several questions, and tells how many went out.
    pub(super) fn send_all<'a>(&mut self, questions: impl Iterator<Item = &'a [u8]>) -> usize {
        let mut sent = 0;
        for bytes in questions {
            if self.udp.send(bytes).is_err() {
                break;
            }
            sent += 1;
        }
        // The first was counted as the socket was taken.
        self.uses += u32::try_from(sent).unwrap_or(u32::MAX).saturating_sub(1);
        sent
    }

    /// What comes until the deadline.
    pub(super) fn receive<'b>(
        &mut self,
        buffer: &'b mut [u8],
        deadline: Instant,
    ) -> io::Result<&'b [u8]> {
        loop {
            self.wait(left(deadline)?)?;
            match self.udp.recv(buffer) {
                Ok(length) => return Ok(buffer.get(..length).unwrap_or_default()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn wait(&mut self, timeout: Duration) -> io::Result<()> {
        self.timeout = timeout;
        self.udp.set_read_timeout(Some(timeout))
    }
}

fn encoded(question: &Question) -> Result<Vec<u8>, Failure> {
    question.bytes().ok_or_else(|| Failure {
        class: FailureClass::BadName,
        reason: "the name does not fit into a question".to_owned(),
    })
}

fn io(error: &io::Error, transport: &str) -> Failure {
    let reason = format!("the resolver cannot be asked over {transport}: {error}");
    Failure { class: FailureClass::Io, reason }
}

fn malformed(reason: &str) -> Failure {
    let reason = format!("the answer of the resolver cannot be read: {reason}");
    Failure { class: FailureClass::Malformed, reason }
}

/// Systems differ in what they call it.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// The time that is left.
fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
}

/// Reads until the buffer is full, however slowly it comes.
fn fill(stream: &mut TcpStream, mut buffer: &mut [u8], deadline: Instant) -> io::Result<()> {
    while !buffer.is_empty() {
        stream.set_read_timeout(Some(left(deadline)?))?;
        match stream.read(buffer) {
            Ok(0) => return Err(io::Error::other("the connection was closed before an answer")),
            Ok(length) => buffer = buffer.get_mut(length..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// `2 s`, `0.2 s`.
fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}
