//! Proxies, as they are named and as the HTTP client takes them.
//!
//! Pure. The client passes over an address that it cannot read, and would then send past the proxy what was to go through
//! it. So it reads none by itself: what it is given is whole, or is refused.

use std::fmt;
use std::sync::Arc;

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use super::failure;
use crate::domain::Secret;

/// The kinds of proxies that the client speaks to.
const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// The proxies for whatever is not on this machine.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    /// For https.
    pub https: Option<NamedProxy>,
    /// For http in the open: model servers of the user's own network.
    pub http: Option<NamedProxy>,
    /// Who is reached without one, whatever becomes of it.
    pub exceptions: Exceptions,
}

/// Hosts that are reached without a proxy.
#[derive(Clone, Default)]
pub struct Exceptions {
    list: String,
    /// Says of a host whether it is none of them; `None` where the list is empty. It is asked at each request, so it is made
    /// once.
    of_any_proxy: Option<Arc<Matcher>>,
}

impl fmt::Debug for Exceptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Exceptions").field(&self.list).finish()
    }
}

impl Exceptions {
    /// As `NO_PROXY` lists them.
    #[must_use]
    pub fn of_variable(list: &str) -> Self {
        let made = || Matcher::builder().all("http://proxy.invalid").no(list).build();
        Self { list: list.to_owned(), of_any_proxy: (!list.is_empty()).then(|| Arc::new(made())) }
    }

    /// Whether the host of `url` is one of them. The list is read as the HTTP client would read it.
    #[must_use]
    pub fn have(&self, url: &Url) -> bool {
        let Some(of_any_proxy) = &self.of_any_proxy else { return false };
        url.as_str().parse().is_ok_and(|uri| of_any_proxy.intercept(&uri).is_none())
    }
}

/// A proxy that the settings or the environment name.
#[derive(Debug, Clone)]
pub struct NamedProxy {
    /// The variable of the environment; `None`: the settings.
    pub variable: Option<&'static str>,
    /// `None`: what should be its address is none.
    pub address: Option<ProxyAddress>,
}

/// Where a proxy is.
#[derive(Debug, Clone)]
pub struct ProxyAddress {
    /// Its URL as the HTTP client takes it, with user and password.
    pub url: Secret,
    /// Host and port.
    pub place: String,
    /// Whether there is a user in it.
    pub has_user: bool,
    /// It is itself spoken to over TLS.
    pub is_tls: bool,
    /// It takes requests in the open as they are, where others only connect on.
    pub takes_requests: bool,
}

impl Proxies {
    /// One for everything, which the settings name.
    #[must_use]
    pub fn of_settings(proxy: &str) -> Self {
        let named = NamedProxy { variable: None, address: address(proxy) };
        Self { https: Some(named.clone()), http: Some(named), exceptions: Exceptions::default() }
    }

    /// But for these hosts.
    #[must_use]
    pub fn but_for(self, exceptions: Exceptions) -> Self {
        Self { exceptions, ..self }
    }
}

impl NamedProxy {
    /// What `value` of `variable` names: a URL, or host and port of an HTTP proxy.
    #[must_use]
    pub fn of_variable(variable: &'static str, value: &str) -> Self {
        Self { variable: Some(variable), address: address(value) }
    }
}

/// The address that a person wrote, with or without `http://`.
fn address(text: &str) -> Option<ProxyAddress> {
    let text = text.trim();
    let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let mut url = Url::parse(&whole).ok()?;
    // The client takes fewer letters in a name than a URL may have.
    let is_plain = |host: &str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~[]:".contains(&byte));
    if !SCHEMES.contains(&url.scheme()) || !url.host_str().is_some_and(|host| !host.is_empty() && is_plain(host)) {
        return None;
    }
    // What else there is says nothing, and may hold letters that the client does not take.
    url.set_path("");
    url.set_query(None);
    url.set_fragment(None);
    Some(ProxyAddress {
        url: Secret::new(url.as_str()),
        place: failure::place(&url),
        has_user: !url.username().is_empty(),
        is_tls: url.scheme() == "https",
        takes_requests: matches!(url.scheme(), "http" | "https"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(address(text).as_ref().map(|it| it.url.expose()), expected, "{text}");
    }

    #[test]
    fn what_people_write_is_read_as_the_client_takes_it() {
        for text in
            ["127.0.0.1:9", "127.0.0.1:9/", " http://127.0.0.1:9", "http://127.0.0.1:9 ", "HTTP://127.0.0.1:9/a|b?c#d"]
        {
            check(text, Some("http://127.0.0.1:9/"));
        }
        check("http://a:p^s{|}@127.0.0.1:9", Some("http://a:p%5Es%7B%7C%7D@127.0.0.1:9/"));
        check("a:비밀@proxy.example:3128", Some("http://a:%EB%B9%84%EB%B0%80@proxy.example:3128/"));
        check("http://프록시.한국:3128", Some("http://xn--3o2b05qmuo.xn--3e0b707e:3128/"));
        check("socks5h://me:p@[::1]:1080", Some("socks5h://me:p@[::1]:1080"));
    }

    #[test]
    fn what_is_no_proxys_address_is_none() {
        for text in
            ["", " ", "http://no such", "http://", "ftp://proxy.example", "socks5://프록시:1080", "a:p/s@proxy:3128"]
        {
            check(text, None);
        }
    }

    #[test]
    fn hosts_are_excepted_as_no_proxy_lists_them() {
        let check = |list: &str, url: &str, expected: bool| {
            let url = Url::parse(url).expect("a URL");
            assert_eq!(Exceptions::of_variable(list).have(&url), expected, "{list}: {url}");
        };
        check("corp.example, .lan", "https://models.corp.example/v1", true);
        check("corp.example, .lan", "http://box.lan:8080/v1", true);
        check("corp.example", "https://corp.example.org", false);
        check("10.0.0.0/8", "http://10.1.2.3:8000/v1", true);
        check("10.0.0.0/8", "http://11.1.2.3:8000/v1", false);
        check("*", "https://api.groq.com", true);
        check("", "https://api.groq.com", false);
    }

    #[test]
    fn a_list_is_read_once_for_all_requests() {
        let one = Exceptions::of_variable("corp.example");
        let again = one.clone();
        let made = |exceptions: &Exceptions| exceptions.of_any_proxy.clone().expect("a matcher");
        assert!(Arc::ptr_eq(&made(&one), &made(&again)));
        assert!(Exceptions::of_variable("").of_any_proxy.is_none());
        assert_eq!(format!("{one:?}"), "Exceptions(\"corp.example\")");
    }

    #[test]
    fn the_place_is_said_without_the_password_and_debug_shows_none() {
        let read = NamedProxy::of_variable("HTTPS_PROXY", "kim:hunter2@proxy.example:3128");
        let address = read.address.as_ref().expect("an address");
        assert_eq!((address.place.as_str(), address.has_user), ("proxy.example:3128", true));
        assert!(!format!("{read:?}").contains("hunter2"));
    }
}
