//! E-mail authentication of one domain, as its DNS and its policy host show it.
//!
//! Every observation has a [`Status`]. A lookup that failed is `error`, never `absent`: the same
//! failure stands among the document's problems, so that rules which read it are *unknown*.

mod dkim;
mod dmarc;
mod exchange;
mod mta_sts;
mod spf;

pub use dkim::{Dkim, DkimKey, DkimSelector};
pub use dmarc::{Dmarc, DmarcPolicy, DmarcReading, DmarcTag, DmarcWalkStep, ReportAddress};
pub use exchange::{Caa, CaaProperty, Exchange, Exchanges, Tlsa, TlsaRecord};
pub use mta_sts::{MtaSts, MtaStsPolicy, PolicyExchange, TlsReporting};
pub use spf::{Spf, SpfInclude, SpfProbe, SpfResult, SpfTerm};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A domain that sends or receives mail, and what is observed of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// `dns:example.com`.
    pub at: String,
    /// The name in lower case, without the final dot; in A-labels where it is international.
    pub name: String,
    /// Why the domain is looked at; at least one.
    pub sources: Vec<DomainSource>,
    /// What mail the domain sends, where the configuration tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sends: Option<Sends>,
    /// Whether the name exists.
    pub existence: Existence,
    /// Where its mail goes.
    pub mx: Exchanges,
    /// Who may send in its name.
    pub spf: Spf,
    /// What receivers are to do with mail that is not authentic.
    pub dmarc: Dmarc,
    /// The signing keys.
    pub dkim: Dkim,
    /// Whether senders must use TLS.
    pub mta_sts: MtaSts,
    /// Where senders report failures of TLS.
    pub tls_rpt: TlsReporting,
    /// Which authorities may issue certificates for it.
    pub caa: Caa,
    /// Whether its answers are signed.
    pub dnssec: Dnssec,
}

/// A reason to look at a domain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DomainSource {
    /// Who names it.
    pub kind: DomainSourceKind,
    /// Where it is named: a person of a `package.json`, an entry of the configuration. Absent for
    /// what was typed on the command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// Who names a domain.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DomainSourceKind {
    /// The command line.
    Argument,
    /// The configuration.
    Configuration,
    /// An author, maintainer or contributor in a `package.json`.
    Maintainer,
    /// The registry sends its mail from there: codes, resets, release notices.
    Registry,
}

/// The mail that a domain sends.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Sends {
    /// People write from it, to mailing lists among others.
    People,
    /// Programs alone write from it.
    Automated,
    /// Nobody does.
    Nothing,
}

/// What became of an observation.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// There is one, and it is well formed.
    Found,
    /// It is proven that there is none: `NXDOMAIN`, no data beside an `SOA`, or a complete answer
    /// without such a record.
    Absent,
    /// There is one that does not follow its standard.
    Invalid,
    /// There are several where one may stand.
    Multiple,
    /// It could not be learnt.
    Error,
    /// It was not asked for: offline, or nothing rests on it here.
    #[default]
    Skipped,
}

/// Why a lookup or a fetch failed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// The class.
    pub class: FailureClass,
    /// What happened, for a person.
    pub reason: String,
}

/// The classes of [`Failure`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FailureClass {
    /// No answer came in time.
    Timeout,
    /// The answer was cut off, and the server is silent over TCP.
    TcpTimeout,
    /// `SERVFAIL`, with checking disabled as well.
    Servfail,
    /// `REFUSED`.
    Refused,
    /// `FORMERR`.
    Formerr,
    /// `NOTIMP`.
    Notimp,
    /// Another response code.
    Rcode,
    /// The data is there, and its signature does not hold: `SERVFAIL`, and an answer with
    /// checking disabled (RFC 4035, section 3.2.2).
    Bogus,
    /// The answer cannot be read, or is not one to the question.
    Malformed,
    /// Aliases that lead in a circle, or too far.
    CnameLoop,
    /// An alias whose target does not exist.
    CnameDangling,
    /// No data and no `SOA`: no proof that there is none (RFC 2308, section 2.2).
    EmptyNoSoa,
    /// The operating system could not send or receive.
    Io,
    /// The run asks too much at once.
    Busy,
    /// The name cannot be asked for: a label or the whole is too long.
    BadName,
    /// The host of a fetch has no address that could be found.
    Dns,
    /// No connection.
    Connect,
    /// TLS failed, but for the certificate.
    Tls,
    /// The certificate is not valid for the host.
    CertInvalid,
    /// The host redirects, which the standard forbids to follow.
    Redirect,
    /// A status other than 200.
    HttpStatus,
    /// The body is larger than the bound.
    TooLarge,
    /// The host's address is private, loopback or link-local.
    BlockedAddress,
}

/// A record as text, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordText {
    /// `dns:example.com?type=TXT#line=1`: the line of the answer, written as text.
    pub at: String,
    /// The strings joined; bytes that are not printable ASCII as `\195`.
    pub text: String,
}

/// Something in a record that its standard does not allow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mistake {
    /// The characters of the record that are wrong, or the whole record.
    pub at: String,
    /// What is wrong, in lower case.
    pub reason: String,
}

/// Whether a name exists in DNS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Existence {
    /// `dns:example.com?type=MX`: the answer that tells.
    pub at: String,
    /// `found`, or `absent` where the answer is `NXDOMAIN`.
    pub status: Status,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

/// Whether the answers of a zone are signed, after the resolver's own checking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dnssec {
    /// The answer that tells.
    pub at: String,
    /// `found` where `state` is known.
    pub status: Status,
    /// How far the answers can be trusted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<DnssecState>,
    /// Why it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

/// The states of RFC 4033, section 5.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DnssecState {
    /// A resolver on a trusted path says that it has checked the answer.
    Secure,
    /// It has checked nothing, and the answer is not signed.
    Insecure,
    /// The signatures do not hold.
    Bogus,
    /// The answer is signed, or may be, and nobody on a trusted path has checked it.
    Indeterminate,
}
