//! Root certificates that are given instead of the public ones.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use ureq::tls::{Certificate, PemItem, parse_pem};

/// Reads certificates: any number as PEM, or one as DER.
///
/// # Errors
/// A sentence, where there is none, or one that cannot be read.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Certificate<'static>>, String> {
    const PEM: &[u8] = b"-----BEGIN";
    let mut certificates = Vec::new();
    if bytes.windows(PEM.len()).any(|window| window == PEM) {
        for item in parse_pem(bytes) {
            match item {
                Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
                Ok(_) => {}
                Err(_) => return Err("the PEM of the root certificates is damaged".to_owned()),
            }
        }
    } else {
        certificates.push(Certificate::from_der(bytes).to_owned());
    }
    // Nobody says later that one is not used.
    let mut store = RootCertStore::empty();
    for certificate in &certificates {
        store
            .add(CertificateDer::from(certificate.der()))
            .map_err(|_| "this is no root certificate, neither as PEM nor as DER".to_owned())?;
    }
    if certificates.is_empty() {
        return Err("there is no certificate in the PEM".to_owned());
    }
    Ok(certificates)
}
