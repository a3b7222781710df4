//! Where a provider is: the user's word, a variable of the environment, or the catalogue.
//!
//! Hosts are compared as the URL parser has them, whole and exact: no suffix, no prefix, no path.

use url::{Host, Url};

use crate::domain::address;
use crate::domain::catalogue::{Vendor, Wire};

use super::environment::Environment;
use super::settings::Settings;
use super::value;

/// Where a provider is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Up to and including the version, without a slash at the end.
    pub base_url: String,
    /// Who says so.
    pub origin: EndpointOrigin,
}

/// Who says where a provider is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointOrigin {
    /// `[providers.NAME] base_url`.
    Settings,
    /// This variable, which the vendor's own programs read too.
    Environment(String),
    /// The built-in catalogue.
    Catalogue,
}

/// It is not known where a provider is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Neither the catalogue nor the settings say.
    #[error("no base_url for `{provider}`")]
    Unknown {
        /// The provider.
        provider: String,
    },
    /// A variable names no usable URL.
    #[error("{name} names no usable URL")]
    BadEnvironment {
        /// The variable.
        name: String,
        /// Its value, bounded, with what looks like a key masked.
        value: String,
    },
}

/// Finds where `provider` is: the settings, else the vendor's variable, else the catalogue.
pub fn endpoint(
    settings: &Settings,
    environment: &Environment,
    provider: &str,
    vendor: Option<&Vendor>,
) -> Result<Endpoint, EndpointError> {
    let written = settings.providers.get(provider).and_then(|own| own.base_url.as_ref());
    if let Some(base_url) = written {
        return Ok(Endpoint { base_url: base_url.clone(), origin: EndpointOrigin::Settings });
    }
    let Some(vendor) = vendor else {
        return Err(EndpointError::Unknown { provider: provider.to_owned() });
    };
    if let Some(name) = &vendor.base_url_env
        && let Some(text) = environment.get(name)
    {
        let base_url = of_variable(text, vendor)
            .ok_or_else(|| EndpointError::BadEnvironment { name: name.clone(), value: value::quoted(text) })?;
        return Ok(Endpoint { base_url, origin: EndpointOrigin::Environment(name.clone()) });
    }
    let base_url = vendor.base_url.trim_end_matches('/').to_owned();
    Ok(Endpoint { base_url, origin: EndpointOrigin::Catalogue })
}

/// The URL as it is kept: http or https, with a host, without user, password, query and fragment, and
/// without a slash at the end.
pub(super) fn base_url(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let is_plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && !text.contains('@')
        && url.query().is_none()
        && url.fragment().is_none();
    is_plain.then(|| url.as_str().trim_end_matches('/').to_owned())
}

/// What a vendor's variable spells. Servers on this machine also take `host`, `host:port` and `:port`, and
/// the address that a server listens on everywhere becomes the one to reach it at. A path is completed by the
/// vendor's where it is missing; Anthropic's own programs add theirs always.
fn of_variable(text: &str, vendor: &Vendor) -> Option<String> {
    let text = text.trim();
    let catalogue = Url::parse(&vendor.base_url).ok()?;
    let is_loose = (vendor.is_local_server || vendor.wire == Wire::Ollama) && !text.contains("://");
    let mut url = if is_loose { loose(text, &catalogue)? } else { Url::parse(&base_url(text)?).ok()? };
    base_url(url.as_str())?;
    match url.host()? {
        Host::Ipv4(address) if address.is_unspecified() => url.set_host(Some("127.0.0.1")).ok()?,
        Host::Ipv6(address) if address.is_unspecified() => url.set_host(Some("[::1]")).ok()?,
        _ => {}
    }
    let (path, version) = (url.path().trim_end_matches('/').to_owned(), catalogue.path().trim_end_matches('/'));
    if path.is_empty() || (vendor.wire == Wire::Anthropic && !path.ends_with(version)) {
        url.set_path(&format!("{path}{version}"));
    }
    Some(url.as_str().trim_end_matches('/').to_owned())
}

fn loose(text: &str, catalogue: &Url) -> Option<Url> {
    let whole = match text.strip_prefix(':') {
        Some(port) => format!("http://127.0.0.1:{port}"),
        None => format!("http://{text}"),
    };
    let mut url = Url::parse(&whole).ok()?;
    // `host:80` is written with its port; the parser drops it as the default.
    let has_port = text.rsplit_once(':').is_some_and(|(_, port)| port.split('/').next() == Some("80"));
    if url.port().is_none() && !has_port {
        url.set_port(catalogue.port()).ok()?;
    }
    Some(url)
}

/// The host of a URL, as the parser has it: small letters, IDN as punycode.
#[must_use]
pub fn host(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

/// True where a URL leads to this machine itself.
pub(super) fn is_loopback(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| address::is_loopback(&url))
}

/// True where what is sent to a URL cannot be read on the way.
pub(super) fn is_private(url: &str) -> bool {
    is_loopback(url) || Url::parse(url).is_ok_and(|url| url.scheme() == "https")
}

impl Endpoint {
    /// The host, as the URL parser has it.
    #[must_use]
    pub fn host(&self) -> Option<String> {
        host(&self.base_url)
    }

    /// True where it is on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.base_url)
    }
}
