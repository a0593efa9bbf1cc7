//! Where a wiki elsewhere is, and what it is shown to let us in. Nothing is connected here.

use crate::domain::Secret;
use reqwest::Url;
use std::net::IpAddr;

/// The address of a wiki: scheme, host, port, and perhaps a path below which it lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    base: String,
    host: String,
    port: Option<u16>,
    is_secure: bool,
}

/// Why a text is no address to sign in at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It cannot be read.
    #[error("`{0}` is not the address of a wiki")]
    Unreadable(String),
    /// A secret stands where every program of the machine reads it.
    #[error("a name or a password in the address is seen by everybody on this machine")]
    HoldsSecret,
    /// What was typed would cross a network in the clear.
    #[error("`{0}` is not encrypted: whoever is on the way can read your password and your pages")]
    Plain(String),
}

impl Address {
    /// Reads an address as a person types it: `https://` may be left away, what stands behind a page does not matter.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let unreadable = || AddressError::Unreadable(text.to_owned());
        let text = text.trim();
        let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let mut url = Url::parse(&whole).map_err(|_| unreadable())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::HoldsSecret);
        }
        let is_secure = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(unreadable()),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(unreadable)?.to_owned();
        url.set_query(None);
        url.set_fragment(None);
        let port = url.port();
        Ok(Self { base: url.as_str().trim_end_matches('/').to_owned(), host, port, is_secure })
    }

    /// Returns the address without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether what is sent there is encrypted.
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// Whether it is on this machine.
    pub fn is_near(&self) -> bool {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// Returns what a profile for it is called: the host, and the port where it is not the usual one.
    pub fn profile_name(&self) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '-' };
        let host: String = self.host.trim_matches(['[', ']']).chars().map(plain).take(56).collect();
        let name = self.port.map_or_else(|| host.clone(), |port| format!("{host}-{port}"));
        name.trim_start_matches('.').to_owned()
    }
}

/// What a wiki is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A personal access token.
    Token(Secret),
    /// A login name and its password.
    Password {
        /// The login name.
        login: String,
        /// The password.
        password: Secret,
    },
}

/// Everything it takes to reach a wiki elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Where it is.
    pub address: Address,
    /// What it is shown; with nothing, every call answers that nobody is signed in, and nothing is sent.
    pub credential: Option<Credential>,
    /// Certificates of authorities that are trusted beside the system's, as PEM.
    pub authorities: Option<Vec<u8>>,
    /// Whether the person said that a network in between may read all of it.
    pub allows_plain: bool,
}

impl Access {
    /// Refuses to send secrets over a network that anybody can read.
    pub fn check(&self) -> Result<(), AddressError> {
        if self.address.is_secure || self.address.is_near() || self.allows_plain {
            return Ok(());
        }
        Err(AddressError::Plain(self.address.base.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> Result<String, AddressError> {
        Address::parse(text).map(|address| address.base)
    }

    #[test]
    fn addresses_are_read_as_people_type_them() {
        assert_eq!(base("wiki.example.org").unwrap(), "https://wiki.example.org");
        assert_eq!(base(" https://wiki.example.org/wiki/?x=1#y ").unwrap(), "https://wiki.example.org/wiki");
        assert_eq!(base("http://127.0.0.1:8090/").unwrap(), "http://127.0.0.1:8090");
        for text in ["", "ftp://x", "https://", "what is this"] {
            assert!(matches!(base(text), Err(AddressError::Unreadable(_))), "{text}");
        }
        assert_eq!(base("https://ann:pw@wiki.example.org"), Err(AddressError::HoldsSecret));
    }

    #[test]
    fn s14_secrets_do_not_cross_a_network_in_the_clear() {
        let access = |text: &str, allows_plain| Access {
            address: Address::parse(text).unwrap(),
            credential: None,
            authorities: None,
            allows_plain,
        };
        for text in ["http://wiki.example.org", "http://127.0.0.1.example.org", "http://10.0.0.1"] {
            assert!(matches!(access(text, false).check(), Err(AddressError::Plain(_))), "{text}");
            assert!(access(text, true).check().is_ok());
        }
        for text in ["https://wiki.example.org", "http://localhost:1", "http://127.0.0.9", "http://[::1]:2"] {
            assert!(access(text, false).check().is_ok(), "{text}");
        }
    }

    #[test]
    fn a_profile_is_called_by_the_host() {
        let name = |text: &str| Address::parse(text).unwrap().profile_name();
        assert_eq!(name("https://wiki.example.org/wiki"), "wiki.example.org");
        assert_eq!(name("http://127.0.0.1:8090"), "127.0.0.1-8090");
        assert_eq!(name("http://[::1]:8090"), "--1-8090");
    }
}
