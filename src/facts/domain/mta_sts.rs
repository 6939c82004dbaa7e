//! MTA-STS, RFC 8461, and TLS reporting, RFC 8460.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Failure, Mistake, RecordText, ReportAddress, Status};

/// The MTA-STS record and policy of a domain.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MtaSts {
    /// `dns:_mta-sts.example.com?type=TXT`, with `#line=1` where there is one record.
    pub at: String,
    /// Of the record in DNS.
    pub status: Status,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// The records at the name that begin with `v=STSv1`.
    #[serde(default)]
    pub records: Vec<RecordText>,
    /// What is wrong with the record.
    #[serde(default)]
    pub mistakes: Vec<Mistake>,
    /// `id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The policy file. Fetched where there is a record.
    pub policy: MtaStsPolicy,
}

/// The policy file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MtaStsPolicy {
    /// `https://mta-sts.example.com/.well-known/mta-sts.txt`.
    pub at: String,
    /// `skipped` where no record asks for it, `absent` where the host does not exist or says 404.
    pub status: Status,
    /// Why it could not be had. For senders there is then no policy at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// What is wrong with it.
    #[serde(default)]
    pub mistakes: Vec<Mistake>,
    /// `enforce`, `testing` or `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// The line of the mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode_at: Option<String>,
    /// How long senders keep the policy, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u64>,
    /// The line of the age.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age_at: Option<String>,
    /// The patterns of exchanges.
    #[serde(default)]
    pub mx: Vec<PolicyExchange>,
    /// The exchanges of the domain, by name, that no pattern covers; empty where there is no policy.
    #[serde(default)]
    pub uncovered: Vec<String>,
}

/// One `mx` line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyExchange {
    /// The line.
    pub at: String,
    /// `mx.example.com` or `*.example.com`.
    pub pattern: String,
}

/// The TLS reporting record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TlsReporting {
    /// `dns:_smtp._tls.example.com?type=TXT`, with `#line=1` where there is one record.
    pub at: String,
    /// What stands there.
    pub status: Status,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// The records at the name that begin with `v=TLSRPTv1`.
    #[serde(default)]
    pub records: Vec<RecordText>,
    /// What is wrong with the record.
    #[serde(default)]
    pub mistakes: Vec<Mistake>,
    /// Where reports go; here `https:` is valid as well, and nothing is authorised.
    #[serde(default)]
    pub rua: Vec<ReportAddress>,
}
