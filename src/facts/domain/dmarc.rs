//! DMARC, RFC 9989; and RFC 7489, which receivers still follow.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Failure, Mistake, RecordText, Status};

/// The DMARC record of a domain, and the one that applies to it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dmarc {
    /// `dns:_dmarc.example.com?type=TXT`, with `#line=1` where there is one record.
    pub at: String,
    /// Of the domain's own record. `absent` does not mean that none applies: see the readings.
    /// `invalid` where receivers ignore it, where `p`, `sp` or `np` is no policy, or where it is not
    /// ASCII; smaller mistakes leave it `found`.
    pub status: Status,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// Every record at the name that begins as a DMARC record.
    #[serde(default)]
    pub records: Vec<RecordText>,
    /// What is wrong with those records, and DMARC records where none belong, at the domain itself.
    #[serde(default)]
    pub mistakes: Vec<Mistake>,
    /// The names asked on the walk up the tree, in their order (RFC 9989, section 4.10).
    #[serde(default)]
    pub walk: Vec<DmarcWalkStep>,
    /// What applies by RFC 9989.
    pub rfc9989: DmarcReading,
    /// What applies by RFC 7489.
    pub rfc7489: DmarcReading,
    /// The public suffix list that `rfc7489` rests on, by the crate that holds it: `psl 2.1.247`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_suffix_list: Option<String>,
}

/// What applies to a domain by one of the two standards.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DmarcReading {
    /// The record that applies: `dns:_dmarc.example.com?type=TXT#line=1`; the domain's own name
    /// where none does.
    pub at: String,
    /// `found` where a record applies, `absent` where none does, `error` where that is not known.
    pub status: Status,
    /// The domain whose record applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The organisational domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organizational_domain: Option<String>,
    /// The tags of that record, in their order.
    #[serde(default)]
    pub tags: Vec<DmarcTag>,
    /// `none`, `quarantine` or `reject`: the policy for mail of this domain, before `t` and `pct`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<DmarcPolicy>,
    /// The tag that decides it; absent where none stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_at: Option<String>,
    /// The policy as applied: one level lower under test (`t=y`; RFC 9989, section 4.7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<DmarcPolicy>,
    /// The policy for names below this one, before `t`; it may come from a record further up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subdomains: Option<DmarcPolicy>,
    /// The policy for names below this one that do not exist, before `t`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonexistent: Option<DmarcPolicy>,
    /// `t=y`.
    pub testing: bool,
    /// `pct`, where it stands and is a number up to 100. RFC 9989 has removed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
    /// Where aggregate reports go.
    #[serde(default)]
    pub rua: Vec<ReportAddress>,
    /// Where failure reports go.
    #[serde(default)]
    pub ruf: Vec<ReportAddress>,
}

/// A tag of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DmarcTag {
    /// The characters of name and value.
    pub at: String,
    /// The name, as written.
    pub name: String,
    /// The value, without the white space around it.
    pub value: String,
}

/// A policy.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum DmarcPolicy {
    /// Do nothing.
    None,
    /// Treat as suspicious.
    Quarantine,
    /// Refuse.
    Reject,
}

/// Where reports go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportAddress {
    /// Its characters.
    pub at: String,
    /// As written.
    pub uri: String,
    /// Whether it is a `mailto:` with an address; DMARC knows no other.
    pub valid: bool,
    /// The domain of the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Whether it lies outside the organisational domain, and must allow it.
    pub external: bool,
    /// Whether the destination allows it: `found`, `absent`, `error`; `skipped` where it need not
    /// (RFC 9990, section 4).
    pub authorized: Status,
    /// Where that was asked: `dns:example.com._report._dmarc.reports.example?type=TXT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorized_at: Option<String>,
}

/// One name of the walk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DmarcWalkStep {
    /// `dns:_dmarc.example.com?type=TXT`.
    pub at: String,
    /// The domain, without `_dmarc`.
    pub domain: String,
    /// What stands there.
    pub status: Status,
    /// `psd`, where the record has it: `y`, `n` or `u`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub psd: Option<String>,
}
