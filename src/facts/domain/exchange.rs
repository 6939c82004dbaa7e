//! Where mail goes and how it is protected on the way: MX, null MX, TLSA, CAA.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Failure, Mistake, Status};

/// The mail exchanges of a domain (RFC 5321, section 5).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exchanges {
    /// `dns:example.com?type=MX`.
    pub at: String,
    /// `absent` where there is no MX record: mail then goes to the address of the name, if it has
    /// one. `invalid` for what the records themselves show: a null MX beside others, or a host that
    /// is no public host name.
    pub status: Status,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// The domain says that it takes no mail: `0 .` stands there (RFC 7505).
    pub null_mx: bool,
    /// The exchanges, by preference and name, without the null MX.
    #[serde(default)]
    pub hosts: Vec<Exchange>,
    /// Without MX records: whether the name has an address (RFC 5321, section 5.1); `invalid` where
    /// it leads to this very machine alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implicit: Option<Status>,
    /// Whether it can take mail: an exchange, or without MX records the name itself, has an
    /// address. Absent where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes_mail: Option<bool>,
}

/// One mail exchange.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// The record.
    pub at: String,
    /// The host, in lower case, without the final dot.
    pub host: String,
    /// The preference.
    pub preference: u16,
    /// Whether it has an address. `invalid` where the name is an address itself, an alias
    /// (RFC 2181, section 10.3), no public host name, or leads to this very machine alone.
    pub addresses: Status,
    /// Where that was asked; the record where nothing was.
    pub addresses_at: String,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// What is wrong with it.
    #[serde(default)]
    pub mistakes: Vec<Mistake>,
    /// Its TLSA records.
    pub tlsa: Tlsa,
}

/// The TLSA records of an exchange (RFC 7672).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tlsa {
    /// `dns:_25._tcp.mx.example.com?type=TLSA`.
    pub at: String,
    /// What stands there; `invalid` where no record is usable, `skipped` where MX or address are
    /// not secure: TLSA would not count.
    pub status: Status,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// The records.
    #[serde(default)]
    pub records: Vec<TlsaRecord>,
    /// Whether a sender must use them: MX, address and TLSA are secure, and a record is usable.
    pub counts: bool,
}

/// One TLSA record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TlsaRecord {
    /// The record.
    pub at: String,
    /// The certificate usage.
    pub usage: u8,
    /// The selector.
    pub selector: u8,
    /// The matching type.
    pub matching: u8,
    /// Usage 2 or 3, a known selector, a known matching type and data of its length.
    pub usable: bool,
}

/// Which authorities may issue (RFC 8659).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Caa {
    /// The records that apply, by the climb up the tree; the name itself where none do.
    pub at: String,
    /// What stands there.
    pub status: Status,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// The domain that has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The properties.
    #[serde(default)]
    pub properties: Vec<CaaProperty>,
}

/// One CAA record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaaProperty {
    /// The record.
    pub at: String,
    /// Whether an authority that does not know the tag must refuse.
    pub critical: bool,
    /// `issue`, `issuewild`, `iodef`, …, in lower case.
    pub tag: String,
    /// The value.
    pub value: String,
}
