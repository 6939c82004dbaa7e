//! DKIM keys, RFC 6376 with RFC 8301 and RFC 8463.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Failure, Mistake, RecordText, Status};

/// The signing keys of a domain.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dkim {
    /// `dns:_domainkey.example.com?type=TXT`.
    pub at: String,
    /// Whether there is any key: `found` where a declared selector has one, or where
    /// `_domainkey.example.com` exists; `absent` where that name does not (selectors cannot be
    /// listed, but nothing stands below a name that does not exist, RFC 8020).
    pub status: Status,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// The selectors that the configuration declares.
    #[serde(default)]
    pub selectors: Vec<DkimSelector>,
}

/// One selector.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DkimSelector {
    /// `dns:s1._domainkey.example.com?type=TXT`, with `#line=1` where there is one record.
    pub at: String,
    /// `s1`.
    pub name: String,
    /// Where it is declared; absent for the command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_at: Option<String>,
    /// What stands there.
    pub status: Status,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// The records at the name.
    #[serde(default)]
    pub records: Vec<RecordText>,
    /// What is wrong with the record.
    #[serde(default)]
    pub mistakes: Vec<Mistake>,
    /// The key, where there is one record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<DkimKey>,
}

/// A key record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DkimKey {
    /// `p`, its characters; the record where it has none.
    pub at: String,
    /// `rsa`, `ed25519`, or what is written.
    pub algorithm: String,
    /// The length of an RSA modulus, 256 for ed25519; absent where the key cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bits: Option<u32>,
    /// `p=` is empty.
    pub revoked: bool,
    /// The flag `y` of `t`.
    pub testing: bool,
    /// The flag `s` of `t`.
    pub strict: bool,
    /// The tag `t`, where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags_at: Option<String>,
    /// `h`: the only hashes allowed; empty for all.
    #[serde(default)]
    pub hashes: Vec<String>,
    /// The tag `h`, where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hashes_at: Option<String>,
    /// `s`: the services, `*` or `email`; `*` where it is left out.
    #[serde(default)]
    pub services: Vec<String>,
}
