//! An HTTPS server on loopback, for tests of what fetches: an authority of its own, a certificate
//! a host, and a behaviour a host, chosen by the name that the client asks for (SNI).
//!
//! It knows nothing of the crate under test. It stops when it is dropped; whatever it does slowly
//! ends after [`PATIENCE`] by itself.

#![allow(dead_code, reason = "each test that includes this file uses a part of it")]
#![allow(unreachable_pub, reason = "some of these tests are modules of the crate")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::Acceptor;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The longest that a connection is kept.
const PATIENCE: Duration = Duration::from_secs(20);

/// Between two bytes of what is slow.
const DRIP: Duration = Duration::from_millis(40);

/// What a host does with a request.
#[derive(Debug, Clone)]
pub enum Behaviour {
    /// Status 200, `text/plain`, and this text.
    Body(String),
    /// Status 200, this media type, and these bytes.
    Typed(&'static str, Vec<u8>),
    /// This status, no header but those of the length, and a short text.
    Status(u16),
    /// Status 301 to this URL.
    Redirect(&'static str),
    /// Status 200 and so many bytes, with their length in the head.
    Large(u64),
    /// Status 200 and bytes until the client goes away; the length is not said.
    Endless,
    /// Status 200, so many bytes of unknown length, then silence.
    Stalling(u64),
    /// Status 200, and one byte after the other, slowly.
    SlowBody,
    /// The handshake of TLS, one byte after the other, slowly.
    SlowHandshake,
    /// Nothing at all after the client's greeting.
    SilentHandshake,
    /// These bytes as the answer, then the end of the connection.
    Raw(Vec<u8>),
    /// The first bytes, then the second ones until the client goes away.
    Flood(Vec<u8>, Vec<u8>),
    /// These bytes instead of TLS.
    NoTls(Vec<u8>),
    /// The end of the connection after the client's greeting.
    Closes,
    /// The end of the connection after the request.
    ClosesLate,
    /// A good answer under the certificate of this host.
    OtherName(&'static str),
    /// A good answer under a certificate that has expired.
    Expired,
    /// A good answer under a certificate of the future.
    NotYetValid,
    /// A good answer under a certificate that the host issued itself.
    SelfSigned,
    /// The same, and the certificate says that it is one of an authority.
    SelfSignedAuthority,
}

/// A server that runs.
#[derive(Debug)]
pub struct HttpsServer {
    port: u16,
    root_der: Vec<u8>,
    shared: Arc<Shared>,
}

struct Shared {
    hosts: BTreeMap<String, Behaviour>,
    issuer: Issuer<'static, KeyPair>,
    stopped: AtomicBool,
    sent: AtomicU64,
    connections: AtomicUsize,
    requests: Mutex<Vec<String>>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("hosts", &self.hosts).finish_non_exhaustive()
    }
}

impl HttpsServer {
    /// Starts a server. A host that is not named has a good certificate and answers with 404.
    pub fn start<H: Into<String>>(hosts: Vec<(H, Behaviour)>) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, "Authority of this test");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let root_der = params.self_signed(&key).unwrap().der().to_vec();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            hosts: hosts.into_iter().map(|(host, behaviour)| (host.into(), behaviour)).collect(),
            issuer: Issuer::new(params, key),
            stopped: AtomicBool::new(false),
            sent: AtomicU64::new(0),
            connections: AtomicUsize::new(0),
            requests: Mutex::new(Vec::new()),
        });
        let server = Self { port, root_der, shared: Arc::clone(&shared) };
        thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.stopped.load(Ordering::SeqCst) {
                    return;
                }
                shared.connections.fetch_add(1, Ordering::SeqCst);
                let shared = Arc::clone(&shared);
                // What fails here is the client's to notice.
                thread::spawn(move || stream.ok().and_then(|stream| shared.serve(stream)));
            }
        });
        server
    }

    /// The port, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate of the authority.
    pub fn root_der(&self) -> Vec<u8> {
        self.root_der.clone()
    }

    /// How many bytes of answers the system took for sending, TLS not counted.
    pub fn sent(&self) -> u64 {
        self.shared.sent.load(Ordering::SeqCst)
    }

    /// How many connections came.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// The heads of the requests.
    pub fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().unwrap().clone()
    }
}

impl Drop for HttpsServer {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for connections.
        let _ = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)));
    }
}

type Tls = StreamOwned<ServerConnection, TcpStream>;

impl Shared {
    fn serve(&self, mut stream: TcpStream) -> Option<()> {
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.set_write_timeout(Some(PATIENCE)).ok()?;
        stream.set_nodelay(true).ok()?;
        let mut acceptor = Acceptor::default();
        let accepted = loop {
            acceptor.read_tls(&mut stream).ok().filter(|read| *read > 0)?;
            if let Some(accepted) = acceptor.accept().ok()? {
                break accepted;
            }
        };
        let host = accepted.client_hello().server_name()?.to_owned();
        let behaviour = self.hosts.get(&host).cloned().unwrap_or(Behaviour::Status(404));
        match &behaviour {
            Behaviour::Closes => return stream.shutdown(Shutdown::Both).ok(),
            Behaviour::NoTls(bytes) => return stream.write_all(bytes).ok(),
            Behaviour::SilentHandshake => return self.wait(),
            _ => {}
        }
        let mut connection = accepted.into_connection(self.config(&host, &behaviour)).ok()?;
        if matches!(behaviour, Behaviour::SlowHandshake) {
            let mut flight = Vec::new();
            connection.write_tls(&mut flight).ok()?;
            return self.drip(&mut stream, &flight);
        }
        let mut tls = StreamOwned::new(connection, stream);
        self.read_request(&mut tls)?;
        self.answer(&mut tls, &behaviour)?;
        tls.conn.send_close_notify();
        tls.flush().ok()?;
        // Closing with bytes unread would reset the connection and lose what was sent.
        tls.sock.shutdown(Shutdown::Write).ok()
    }

    fn answer(&self, tls: &mut Tls, behaviour: &Behaviour) -> Option<()> {
        match behaviour {
            Behaviour::Body(text) => self.full(tls, "text/plain", text.as_bytes()),
            Behaviour::Typed(media_type, bytes) => self.full(tls, media_type, bytes),
            Behaviour::Status(code) => {
                let head = format!("HTTP/1.1 {code} Status\r\nContent-Length: 4\r\n\r\nbody");
                self.send(tls, head.as_bytes())
            }
            Behaviour::Redirect(to) => {
                let head =
                    format!("HTTP/1.1 301 Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
                self.send(tls, head.as_bytes())
            }
            Behaviour::Large(size) => {
                let head = head("text/plain", &format!("Content-Length: {size}\r\n"));
                self.send(tls, head.as_bytes())?;
                self.many(tls, *size)
            }
            Behaviour::Endless => {
                self.send(tls, head("text/plain", "").as_bytes())?;
                self.many(tls, u64::MAX)
            }
            Behaviour::Stalling(size) => {
                self.send(tls, head("text/plain", "").as_bytes())?;
                self.many(tls, *size)?;
                self.wait()
            }
            Behaviour::SlowBody => {
                self.send(tls, head("text/plain", "Content-Length: 4096\r\n").as_bytes())?;
                self.drip(tls, &[b'x'; 4096])
            }
            Behaviour::Raw(bytes) => self.send(tls, bytes),
            Behaviour::Flood(first, again) => {
                self.send(tls, first)?;
                while !self.stopped.load(Ordering::SeqCst) {
                    self.send(tls, again)?;
                }
                Some(())
            }
            Behaviour::ClosesLate => None,
            _ => self.full(tls, "text/plain", b"good"),
        }
    }

    fn full(&self, tls: &mut Tls, media_type: &str, body: &[u8]) -> Option<()> {
        let head = head(media_type, &format!("Content-Length: {}\r\n", body.len()));
        self.send(tls, head.as_bytes())?;
        self.send(tls, body)
    }

    fn send(&self, stream: &mut impl Write, bytes: &[u8]) -> Option<()> {
        stream.write_all(bytes).and_then(|()| stream.flush()).ok()?;
        self.sent.fetch_add(bytes.len() as u64, Ordering::SeqCst);
        Some(())
    }

    fn many(&self, stream: &mut impl Write, mut size: u64) -> Option<()> {
        let some = [b'x'; 1024];
        while size > 0 && !self.stopped.load(Ordering::SeqCst) {
            let now = size.min(some.len() as u64);
            self.send(stream, &some[..now as usize])?;
            size -= now;
        }
        Some(())
    }

    fn drip(&self, stream: &mut impl Write, bytes: &[u8]) -> Option<()> {
        let end = Instant::now() + PATIENCE;
        for byte in bytes {
            if self.stopped.load(Ordering::SeqCst) || Instant::now() > end {
                return None;
            }
            self.send(stream, &[*byte])?;
            thread::sleep(DRIP);
        }
        Some(())
    }

    fn wait(&self) -> Option<()> {
        let end = Instant::now() + PATIENCE;
        while !self.stopped.load(Ordering::SeqCst) && Instant::now() < end {
            thread::sleep(DRIP);
        }
        None
    }

    fn read_request(&self, stream: &mut impl Read) -> Option<()> {
        let mut request = Vec::new();
        let mut byte = [0];
        while !request.ends_with(b"\r\n\r\n") && request.len() < 16 << 10 {
            stream.read_exact(&mut byte).ok()?;
            request.push(byte[0]);
        }
        let request = String::from_utf8_lossy(&request).into_owned();
        self.requests.lock().unwrap().push(request);
        Some(())
    }

    /// A certificate as the behaviour asks for it.
    fn config(&self, host: &str, behaviour: &Behaviour) -> Arc<ServerConfig> {
        let name = if let Behaviour::OtherName(name) = behaviour { name } else { host };
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        match behaviour {
            Behaviour::Expired => params.not_after = rcgen::date_time_ymd(2020, 1, 1),
            Behaviour::NotYetValid => params.not_before = rcgen::date_time_ymd(4000, 1, 1),
            Behaviour::SelfSignedAuthority => {
                params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            }
            _ => {}
        }
        let certificate = match behaviour {
            Behaviour::SelfSigned | Behaviour::SelfSignedAuthority => params.self_signed(&key),
            _ => params.signed_by(&key, &self.issuer),
        };
        let chain = vec![CertificateDer::from(certificate.unwrap().der().to_vec())];
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        Arc::new(config)
    }
}

fn head(media_type: &str, more: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n{more}\r\n")
}
