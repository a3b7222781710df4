//! Why a TLS connection is refused: a code for each situation that somebody can mend, and what is said of it in English.

use rustls::{CertificateError, Error, InvalidMessage};

/// The code and the words; behind a colon, where there is one, is what the library has to say.
pub(super) fn refusal(error: &Error) -> (&'static str, String) {
    match error {
        Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::UnknownIssuer => (
                "certificate_unknown_issuer",
                "this machine does not know its issuer (self-signed, or a company's own)".to_owned(),
            ),
            CertificateError::ExpiredContext { not_after, .. } => {
                ("certificate_expired", format!("it expired on {}", day(not_after.as_secs())))
            }
            CertificateError::NotValidYetContext { not_before, .. } => {
                ("certificate_not_yet_valid", format!("it is not valid before {}", day(not_before.as_secs())))
            }
            CertificateError::NotValidForNameContext { presented, .. } => {
                let names: Vec<&str> = presented.iter().map(|name| bare(name)).collect();
                ("certificate_wrong_name", format!("it is for another name: {}", names.join(", ")))
            }
            // The certificate that `openssl req -x509` makes unless told otherwise.
            other if other.to_string().contains("CaUsedAsEndEntity") => {
                ("certificate_of_an_authority", "it is an authority's own, and cannot be a server's".to_owned())
            }
            CertificateError::Revoked => ("certificate_revoked", "its issuer has revoked it".to_owned()),
            CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
                ("certificate_of_no_server", "it was not made for a server".to_owned())
            }
            other => ("certificate_unusable", format!("it cannot be verified: {other}")),
        },
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => ("no_tls", "what came back is no TLS".to_owned()),
        Error::AlertReceived(alert) => ("tls_ended", format!("the server ended the handshake: {alert:?}")),
        Error::PeerIncompatible(why) => {
            ("tls_incompatible", format!("no version or cipher of TLS that both know: {why:?}"))
        }
        other => ("tls_failed", format!("the handshake failed: {other}")),
    }
}

/// `2026-02-01`, of seconds since 1970.
fn day(seconds: u64) -> String {
    let day = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    day.map_or_else(|| "?".to_owned(), |day| day.strftime("%Y-%m-%d").to_string())
}

/// `other.example` of `DnsName("other.example")`.
fn bare(name: &str) -> &str {
    let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name);
    inner.trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_day_are_read() {
        assert_eq!(
            (bare("DnsName(\"a.example\")"), bare("IpAddress(127.0.0.1)"), bare("x")),
            ("a.example", "127.0.0.1", "x")
        );
        assert_eq!(day(1_580_515_200), "2020-02-01");
    }
}
