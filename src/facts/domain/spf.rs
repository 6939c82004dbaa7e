//! SPF, RFC 7208.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Failure, Mistake, RecordText, Status};

/// The SPF record of a domain, and what it comes to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spf {
    /// `dns:example.com?type=TXT`; with `#line=2` where there is one record.
    pub at: String,
    /// Of the record itself: what it includes may fail all the same.
    pub status: Status,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// Every record that begins with `v=spf1`.
    #[serde(default)]
    pub records: Vec<RecordText>,
    /// The terms of the record, in their order, where there is one record.
    #[serde(default)]
    pub terms: Vec<SpfTerm>,
    /// Syntax errors: any makes the whole record void (section 4.6).
    #[serde(default)]
    pub mistakes: Vec<Mistake>,
    /// Every record that `include` and `redirect` lead to, depth first, in the order of the terms.
    #[serde(default)]
    pub includes: Vec<SpfInclude>,
    /// How the record ends for a sender that nothing matches: the qualifier of `all`, directly or by
    /// `redirect`; `neutral` where nothing of the kind stands. Absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<SpfResult>,
    /// The term that decides `ends`: an `all` in this record, or in the one redirected to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<String>,
    /// How many terms over the whole tree ask DNS, for a sender that nothing matches: at most 10
    /// (section 4.6.4). Where a record could not be read, it is the floor if that is above 10 already,
    /// and absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookups: Option<u32>,
    /// How many of the answers hold nothing, for such a sender: at most 2. Where an answer could not be
    /// had, it is the floor if that is above 2 already, and absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub void_lookups: Option<u32>,
    /// What `check_host` says of addresses that belong to nobody (RFC 5737, RFC 3849).
    #[serde(default)]
    pub probes: Vec<SpfProbe>,
}

/// One directive or modifier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpfTerm {
    /// Its characters in the record.
    pub at: String,
    /// `all`, `include`, `a`, `mx`, `ptr`, `ip4`, `ip6`, `exists`, or a modifier: `redirect`, `exp`,
    /// or one that nobody has defined. In lower case.
    pub name: String,
    /// What a match means; of a directive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<SpfResult>,
    /// What stands behind the `:`, `=` or `/`, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Whether it counts as a lookup; false behind `all`, where no evaluation comes.
    pub asks_dns: bool,
    /// How many lookups it costs with all that it includes. Absent where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookups: Option<u32>,
}

/// A record that another one includes or redirects to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpfInclude {
    /// The term that names it, in the record that holds the term.
    pub at: String,
    /// Where its own record stands, or was looked for.
    pub target_at: String,
    /// The anchors of the terms that lead here, the domain's own first, this one last.
    pub chain: Vec<String>,
    /// Whether `redirect` names it, and not `include`.
    pub redirect: bool,
    /// The domain named. Where it holds macros, as written.
    pub domain: String,
    /// What became of its record. `skipped` where the name holds macros that only a message expands;
    /// `error` of class `busy` where there are more records than are followed.
    pub status: Status,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// Whether it names a domain that the chain holds already.
    pub loops: bool,
    /// Whether the name exists at all; absent where that is not known. Whoever gets hold of one that
    /// does not, sends in this domain's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exists: Option<bool>,
    /// Its terms.
    #[serde(default)]
    pub terms: Vec<SpfTerm>,
    /// Its syntax errors.
    #[serde(default)]
    pub mistakes: Vec<Mistake>,
}

/// One question to `check_host`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpfProbe {
    /// The sender's address, `192.0.2.1` or `2001:db8::1`.
    pub address: String,
    /// The result; `temperror` is one as well.
    pub result: SpfResult,
    /// The term that matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Why the result is an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The results of RFC 7208, section 2.6.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum SpfResult {
    /// The sender may.
    Pass,
    /// The sender may not.
    Fail,
    /// The sender probably may not.
    Softfail,
    /// Nothing is said.
    Neutral,
    /// There is no record.
    None,
    /// DNS failed for now.
    Temperror,
    /// The record cannot be interpreted.
    Permerror,
}
