//! What was asked of the network, and what came back: the transcript of a run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::domain::{Failure, Status};

/// One question to DNS and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// `dns:_dmarc.example.com?type=TXT` (RFC 4501).
    pub at: String,
    /// The name asked for, in lower case, without the final dot.
    pub name: String,
    /// The type, `TXT`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `found`, `absent` or `error`.
    pub status: Status,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// The response code, `NOERROR` or `NXDOMAIN`, where an answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rcode: Option<String>,
    /// A resolver on a trusted path says that it has checked the answer (AD, RFC 4035).
    pub authenticated: bool,
    /// Signatures came with the answer (RRSIG); they are asked for with the type SOA alone.
    pub signed: bool,
    /// The first answer was cut off (TC), and asked for again over TCP.
    pub truncated: bool,
    /// `udp` or `tcp`: what brought the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<String>,
    /// The server that was asked last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// How many questions were sent.
    pub attempts: u32,
    /// Extended errors of the server, `6 DNSSEC Bogus` (RFC 8914).
    #[serde(default)]
    pub extended_errors: Vec<String>,
    /// The aliases followed, in their order.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The records as text, sorted: findings point into these lines.
    #[serde(default)]
    pub answers: Vec<String>,
}

/// One fetch over HTTPS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fetch {
    /// The URL.
    pub at: String,
    /// `found`, `absent` or `error`.
    pub status: Status,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    /// The status code of the answer, where one came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// The media type, as the server gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The body, where it is text within the bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}
