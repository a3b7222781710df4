//! Where an address leads.

use url::{Host, Url};

/// True where `url` leads to this machine itself, by whatever form of its address: `localhost`, `127.0.0.2`, `[::1]`,
/// `[::ffff:127.0.0.1]`. No name is looked up.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => {
            address.is_loopback() || address.to_ipv4_mapped().is_some_and(|mapped| mapped.is_loopback())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_known_by_each_of_its_addresses_and_no_other_is() {
        for (url, is_here) in [
            ("http://localhost:11434", true),
            ("http://LOCALHOST/v1", true),
            ("http://127.0.0.1:8080", true),
            ("http://127.3.2.1", true),
            ("http://0x7f.1", true),
            ("http://[::1]:8080", true),
            ("http://[::ffff:127.0.0.1]:8080", true),
            ("http://[::ffff:10.0.0.1]", false),
            ("http://localhost.example.com", false),
            ("http://127.0.0.1.example.com", false),
            ("http://10.0.0.1", false),
            ("https://api.openai.com/v1", false),
            ("data:text/plain,localhost", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(url).expect("a URL")), is_here, "{url}");
        }
    }
}
