//! The data of one record: from the wire to its content and its canonical text.
//!
//! The data is read here and not by the library, which gives up a whole message for one record
//! that it cannot read, of whatever type, and holds less than can stand on the wire.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

use hickory_proto::rr::Name;
use hickory_proto::serialize::binary::{BinDecodable as _, BinDecoder};

use super::name::host;
use crate::collect::dns::{Data, Kind, Record, text};

impl Kind {
    /// The number of the type.
    pub(super) fn number(self) -> u16 {
        match self {
            Self::A => 1,
            Self::Soa => 6,
            Self::Ptr => 12,
            Self::Mx => 15,
            Self::Txt => 16,
            Self::Aaaa => 28,
            Self::Tlsa => 52,
            Self::Caa => 257,
        }
    }
}

/// Where the data of a record lies: names in it may point to anything before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'a> {
    message: &'a [u8],
    start: usize,
    data: &'a [u8],
}

impl<'a> Bytes<'a> {
    /// The data that begins at `start`.
    pub(super) fn new(message: &'a [u8], start: usize, data: &'a [u8]) -> Self {
        Self { message, start, data }
    }

    /// The name that fills the data from this offset on, and what is left behind it.
    fn name(&self, offset: usize) -> Option<(Name, &'a [u8])> {
        // Pointers count from the start of the message, and a name must not run out of its data.
        let end = self.start.checked_add(self.data.len())?;
        let mut decoder = BinDecoder::new(self.message.get(..end)?);
        decoder.read_slice(self.start.checked_add(offset)?).ok()?;
        let name = Name::read(&mut decoder).ok()?;
        Some((name, self.message.get(decoder.index()..end)?))
    }

    /// The name that is the whole rest of the data from this offset on.
    pub(super) fn last_name(&self, offset: usize) -> Option<Name> {
        self.name(offset).filter(|(_, rest)| rest.is_empty()).map(|(name, _)| name)
    }

    /// The record, where the data is such as the type has.
    pub(super) fn record(&self, kind: Kind) -> Option<Record> {
        match kind {
            Kind::A => {
                let address = Ipv4Addr::from(<[u8; 4]>::try_from(self.data).ok()?);
                Some(Record { text: address.to_string(), data: Data::A(address) })
            }
            Kind::Aaaa => {
                let address = Ipv6Addr::from(<[u8; 16]>::try_from(self.data).ok()?);
                Some(Record { text: address.to_string(), data: Data::Aaaa(address) })
            }
            Kind::Caa => self.caa(),
            Kind::Mx => {
                let preference = u16::from_be_bytes(*self.data.first_chunk()?);
                let host = host(&self.last_name(2)?);
                let text = format!("{preference} {}", or_root(&host));
                Some(Record { text, data: Data::Mx(preference, host) })
            }
            Kind::Ptr => {
                let host = host(&self.last_name(0)?);
                Some(Record { text: or_root(&host).to_owned(), data: Data::Ptr(host) })
            }
            Kind::Soa => self.soa(),
            Kind::Tlsa => self.tlsa(),
            Kind::Txt => {
                let mut joined = Vec::with_capacity(self.data.len());
                let mut rest = self.data;
                while let Some((length, behind)) = rest.split_first() {
                    let (string, behind) = behind.split_at_checked(usize::from(*length))?;
                    joined.extend_from_slice(string);
                    rest = behind;
                }
                Some(Record { text: text(&joined), data: Data::Txt(joined) })
            }
        }
    }

    /// RFC 8659, section 4.1. Tags are compared without regard to case: the content has the tag
    /// in lower case, the text as it is.
    fn caa(&self) -> Option<Record> {
        let (flags, rest) = self.data.split_first()?;
        let (length, rest) = rest.split_first()?;
        let (tag, value) = rest.split_at_checked(usize::from(*length))?;
        let (tag, value) = (text(tag), text(value));
        let quoted = value.replace('"', "\\\"");
        Some(Record {
            text: format!("{flags} {tag} \"{quoted}\""),
            data: Data::Caa { critical: flags & 0x80 != 0, tag: tag.to_ascii_lowercase(), value },
        })
    }

    /// RFC 1035, section 3.3.13.
    fn soa(&self) -> Option<Record> {
        let (server, rest) = self.name(0)?;
        let (person, rest) = self.name(self.data.len().checked_sub(rest.len())?)?;
        if rest.len() != 20 {
            return None;
        }
        let (server, person) = (host(&server), host(&person));
        let mut text = format!("{} {}", or_root(&server), or_root(&person));
        for number in rest.chunks_exact(4) {
            let number = u32::from_be_bytes(*number.first_chunk()?);
            let _infallible = write!(text, " {number}");
        }
        Some(Record { text, data: Data::Soa })
    }

    /// RFC 6698, section 2.
    fn tlsa(&self) -> Option<Record> {
        let ([usage, selector, matching], data) = self.data.split_first_chunk()?;
        let mut text = format!("{usage} {selector} {matching} ");
        for byte in data {
            let _infallible = write!(text, "{byte:02x}");
        }
        Some(Record {
            text: text.trim_end().to_owned(),
            data: Data::Tlsa {
                usage: *usage,
                selector: *selector,
                matching: *matching,
                data: data.to_vec(),
            },
        })
    }
}

fn or_root(host: &str) -> &str {
    if host.is_empty() { "." } else { host }
}
