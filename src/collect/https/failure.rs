//! What a fetch can fail of, as classes and as sentences that are the same on every machine.

use std::io::ErrorKind;

use rustls::{AlertDescription, CertificateError};
use ureq::{Error, Timeout};

use super::{Options, meter};
use crate::facts::domain::{Failure, FailureClass};

/// The most names of a certificate that a sentence holds.
const NAMES: usize = 3;

/// A failure.
pub(crate) fn failure(class: FailureClass, reason: String) -> Failure {
    Failure { class, reason }
}

/// The failure that an error of the client is.
pub(crate) fn of(error: &Error, host: &str, options: &Options) -> Failure {
    match error {
        Error::Timeout(Timeout::Connect) => failure(
            FailureClass::Timeout,
            format!(
                "no secure connection to {host} came about within {} seconds",
                options.connect.as_secs_f64()
            ),
        ),
        Error::Timeout(_) => late(host, options),
        Error::Rustls(error) => tls(error, host),
        Error::Io(error) => {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                Some(inner) => tls(inner, host),
                None => io(error.kind(), host, options),
            }
        }
        Error::BodyExceedsLimit(_) => failure(
            FailureClass::TooLarge,
            format!("the whole answer of {host} is larger than {} KB", meter::MOST >> 10),
        ),
        Error::LargeResponseHeader(..) => failure(
            FailureClass::TooLarge,
            format!("the head of the answer of {host} is too large"),
        ),
        _ => failure(
            FailureClass::Malformed,
            format!("the answer of {host} cannot be read as HTTP/1.1"),
        ),
    }
}

fn late(host: &str, options: &Options) -> Failure {
    failure(
        FailureClass::Timeout,
        format!(
            "{host} has not answered to the end within {} seconds",
            options.timeout.as_secs_f64()
        ),
    )
}

fn io(kind: ErrorKind, host: &str, options: &Options) -> Failure {
    match kind {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => late(host, options),
        // Which of them it is depends on the address that was tried last, and on the machine.
        ErrorKind::ConnectionRefused
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable => failure(
            FailureClass::Connect,
            format!(
                "no connection to {host} came about: it refuses, or there is no way to it from \
                 this machine"
            ),
        ),
        ErrorKind::UnexpectedEof
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe => failure(
            FailureClass::Io,
            format!("{host} closes the connection before it has answered to the end"),
        ),
        _ => failure(
            FailureClass::Io,
            format!("the system could not send to {host} or receive from it: {kind}"),
        ),
    }
}

fn tls(error: &rustls::Error, host: &str) -> Failure {
    let reason = match error {
        rustls::Error::InvalidCertificate(error) => {
            return failure(FailureClass::CertInvalid, certificate(error, host));
        }
        rustls::Error::NoCertificatesPresented => {
            return failure(FailureClass::CertInvalid, format!("{host} shows no certificate"));
        }
        rustls::Error::InvalidMessage(_) => format!("{host} does not speak TLS on this port"),
        rustls::Error::PeerIncompatible(_)
        | rustls::Error::AlertReceived(
            AlertDescription::ProtocolVersion
            | AlertDescription::HandshakeFailure
            | AlertDescription::InsufficientSecurity,
        ) => format!("{host} has no version or cipher of TLS that is safe today"),
        rustls::Error::AlertReceived(AlertDescription::UnrecognisedName) => {
            format!("the server of {host} does not know this name")
        }
        rustls::Error::AlertReceived(_) => format!("{host} ends the TLS connection with an alert"),
        _ => format!("{host} breaks the rules of TLS"),
    };
    failure(FailureClass::Tls, reason)
}

/// What is wrong with a certificate.
fn certificate(error: &CertificateError, host: &str) -> String {
    let what = match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "has expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "is not valid yet"
        }
        CertificateError::NotValidForName => "is for other hosts",
        CertificateError::NotValidForNameContext { presented, .. } => {
            return other_name(presented, host);
        }
        CertificateError::UnknownIssuer => {
            "is not issued by an authority that everybody trusts: it is self-signed, from an \
             authority of somebody's own, or a certificate between is missing"
        }
        CertificateError::Revoked => "is revoked",
        CertificateError::BadSignature => "is not signed by the authority that it names",
        CertificateError::BadEncoding => "is damaged",
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "is not one for servers"
        }
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "is signed in a way that is not trusted today"
        }
        _ => "breaks the rules for certificates of servers, as many self-signed ones do",
    };
    format!("the certificate of {host} {what}")
}

/// Names what the certificate is for, where that is plain.
fn other_name(presented: &[String], host: &str) -> String {
    let plain = |name: &&str| {
        name.len() <= 253
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._*".contains(&byte))
    };
    let names: Vec<String> = presented
        .iter()
        .filter_map(|name| name.strip_prefix("DnsName(\"")?.strip_suffix("\")"))
        .filter(plain)
        .take(NAMES)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = if presented.len() > names.len() { " and others" } else { "" };
    if names.is_empty() {
        format!("the certificate of {host} is for other hosts")
    } else {
        format!("the certificate that {host} shows is for {}{more}", names.join(", "))
    }
}
