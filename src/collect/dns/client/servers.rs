//! Which servers are asked, and how: what the caller says, or `/etc/resolv.conf`.

use std::fs::File;
use std::io::Read as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::path::Path;
use std::time::Duration;

/// The port of DNS.
const PORT: u16 = 53;

/// The most servers of the file that are asked, the longest time and the most rounds that it may
/// ask for: those of resolv.conf(5).
const MOST_SERVERS: usize = 3;
const LONGEST_TIMEOUT: u64 = 30;
const MOST_ROUNDS: u32 = 5;

/// The most of the file that is read.
const LONGEST_FILE: u64 = 64 * 1024;

/// How questions are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// The servers, which are asked in turn.
    pub(crate) servers: Vec<SocketAddr>,
    /// How long the first try waits; later ones wait longer.
    pub(crate) timeout: Duration,
    /// How many tries a question has, over all servers.
    pub(crate) attempts: u32,
    /// How long an answer over TCP may take.
    pub(crate) tcp_timeout: Duration,
    /// Whether servers that are not on this machine are believed when they say that they have
    /// checked an answer: where nobody can change it on the way.
    pub(crate) trust_ad: bool,
    /// How many questions a run may send; what is asked beyond fails as `busy`.
    pub(crate) max_questions: usize,
    /// How many questions wait for their answers at once.
    pub(crate) in_flight: usize,
}

impl Options {
    /// These servers, and for the rest what is usual.
    pub(crate) fn new(servers: Vec<SocketAddr>) -> Self {
        Self {
            servers,
            timeout: Duration::from_secs(2),
            attempts: 3,
            tcp_timeout: Duration::from_secs(5),
            trust_ad: false,
            // A list of domains may be long; each of them has a bound of its own.
            max_questions: 100_000_000,
            in_flight: 128,
        }
    }

    /// What the system says.
    pub(crate) fn system() -> Result<Self, String> {
        Self::from_file(Path::new("/etc/resolv.conf"))
    }

    /// What a file says that is written as resolv.conf(5) has it.
    pub(crate) fn from_file(path: &Path) -> Result<Self, String> {
        let mut bytes = Vec::new();
        File::open(path).and_then(|file| file.take(LONGEST_FILE).read_to_end(&mut bytes)).map_err(
            |error| format!("{}: {error}: name a nameserver to ask instead", path.display()),
        )?;
        Self::parse(&String::from_utf8_lossy(&bytes))
            .map_err(|reason| format!("{}: {reason}", path.display()))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut options = Self::new(Vec::new());
        let mut rounds = None;
        let mut wrong = None;
        for line in text.lines() {
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("nameserver") => match words.next().map(|word| (word, address(word))) {
                    Some((_, Some(_))) if options.servers.len() >= MOST_SERVERS => {}
                    Some((_, Some(address))) => options.servers.push(address),
                    Some((word, None)) => wrong = Some(word.to_owned()),
                    None => wrong = Some(String::new()),
                },
                Some("options") => {
                    for word in words {
                        if word == "trust-ad" {
                            options.trust_ad = true;
                        } else if let Some(timeout) = number(word, "timeout:") {
                            let seconds = timeout.clamp(1, LONGEST_TIMEOUT);
                            options.timeout = Duration::from_secs(seconds);
                        } else if let Some(count) = number(word, "attempts:") {
                            let count = u32::try_from(count).unwrap_or(MOST_ROUNDS);
                            rounds = Some(count.clamp(1, MOST_ROUNDS));
                        }
                    }
                }
                _ => {}
            }
        }
        if options.servers.is_empty() {
            if let Some(word) = wrong {
                return Err(format!("the nameserver {word:?} is not an address"));
            }
            // Without any the server of this machine is meant.
            options.servers.push(SocketAddr::from((Ipv4Addr::LOCALHOST, PORT)));
        }
        let servers = u32::try_from(options.servers.len()).unwrap_or(1);
        // The file counts rounds, in each of which all servers are asked.
        options.attempts = rounds.map_or(options.attempts, |rounds| rounds * servers);
        Ok(options)
    }
}

fn number(word: &str, option: &str) -> Option<u64> {
    word.strip_prefix(option)?.parse().ok()
}

/// `192.0.2.53`, `2001:db8::53`, `fe80::1%eth0`.
fn address(word: &str) -> Option<SocketAddr> {
    let Some((address, scope)) = word.split_once('%') else {
        return Some(SocketAddr::new(word.parse::<IpAddr>().ok()?, PORT));
    };
    let address: Ipv6Addr = address.parse().ok()?;
    let scope = scope.parse().ok().or_else(|| interface(scope))?;
    Some(SocketAddrV6::new(address, PORT, 0, scope).into())
}

/// The number of a network interface, where the system shows it as a file (Linux does).
fn interface(name: &str) -> Option<u32> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if name.starts_with('.') || !name.bytes().all(plain) {
        return None;
    }
    let path = Path::new("/sys/class/net").join(name).join("ifindex");
    std::fs::read_to_string(path).ok()?.trim().parse().ok()
}
