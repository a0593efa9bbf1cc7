//! The names a listening wiki answers to; a request for another one is refused before anybody asks who sent it.
//!
//! A page in a browser reaches whatever the name of its site resolves to, and that may be this machine a moment later
//! (DNS rebinding): for the browser the wiki is then a part of that site. The name still stands in `Host`, and links in
//! answers are made of it. Addresses need no list: nobody else answers for one.

use super::error::ApiError;
use axum::Router;
use axum::extract::Request;
use axum::http::{Version, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

/// The longest name of a host.
const LONGEST: usize = 253;

/// A name under which a wiki is reached: no scheme, no port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostName(String);

impl FromStr for HostName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let name = text.trim();
        if is_plain(name) || unbracketed(name).parse::<IpAddr>().is_ok() {
            return Ok(Self(folded(unbracketed(name))));
        }
        Err("a name of a host has letters, digits, `-` and `.`, and neither `http://` nor a port".to_owned())
    }
}

/// The names of a wiki.
#[derive(Debug, Clone)]
pub(super) struct Names {
    listens: IpAddr,
    given: Vec<String>,
}

/// What becomes of a request by the host it names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    /// It goes on.
    Ours,
    /// It names no host, or several.
    Unclear,
    /// It is for somebody else.
    Another(String),
}

impl Names {
    /// The names of a wiki that listens at an address: those given, the address, and those of loopback. A wiki that listens
    /// everywhere answers to every address, and to the name of its machine.
    pub(super) fn new(listens: IpAddr, given: &[HostName]) -> Self {
        let mut given: Vec<String> = given.iter().map(|HostName(name)| name.clone()).collect();
        given.extend(machine().filter(|_| !listens.is_loopback()));
        Self { listens, given }
    }

    fn decide(&self, named: &[&str], version: Version) -> Verdict {
        match named {
            // Checks of old proxies name none; browsers always do.
            [] if version < Version::HTTP_11 => Verdict::Ours,
            [host] if self.is_ours(host) => Verdict::Ours,
            [host] => Verdict::Another(shown(host)),
            _ => Verdict::Unclear,
        }
    }

    fn is_ours(&self, host: &str) -> bool {
        let Some(name) = without_port(host) else { return false };
        let is_listened_at = |address: IpAddr| {
            self.listens.is_unspecified() || address.to_canonical() == self.listens.to_canonical()
        };
        is_loopback(host) || self.given.contains(&folded(name)) || name.parse().is_ok_and(is_listened_at)
    }
}

/// Lets only requests for one of these names reach a router.
pub(super) fn called(router: Router, names: Names) -> Router {
    let names = Arc::new(names);
    router.layer(middleware::from_fn(move |request: Request, next: Next| {
        let names = Arc::clone(&names);
        async move { pass(request, next, &names).await }
    }))
}

async fn pass(request: Request, next: Next, names: &Names) -> Response {
    let hosts = request.headers().get_all(header::HOST).iter();
    let mut named: Vec<&str> = hosts.map(|host| host.to_str().unwrap_or("?")).collect();
    // An address with a host in it counts before the header; both have to be ours.
    if let Some(authority) = request.uri().authority()
        && named.len() <= 1
        && names.decide(&[authority.as_str()], request.version()) != Verdict::Ours
    {
        named = vec![authority.as_str()];
    }
    match names.decide(&named, request.version()) {
        Verdict::Ours => next.run(request).await,
        Verdict::Unclear => ApiError::invalid("the request names no host, or several").into_response(),
        Verdict::Another(host) => ApiError::misdirected(&host).into_response(),
    }
}

/// Tells whether a `Host` names this machine as only this machine does.
pub(super) fn is_loopback(host: &str) -> bool {
    without_port(host).is_some_and(|name| {
        folded(name) == "localhost"
            || name.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
    })
}

/// Takes the port from a `Host`; none for what is no host at all.
fn without_port(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    let is_port =
        port.is_empty() || port.starts_with(':') && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_port && !name.is_empty()).then_some(name)
}

fn unbracketed(name: &str) -> &str {
    name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name)
}

/// Names are the same in any case, and with the dot at their end that says they are whole.
fn folded(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

fn is_plain(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    (1..=LONGEST).contains(&name.len()) && name.bytes().all(fits)
}

/// What a refusal repeats of a name: nothing of what could not be one.
fn shown(host: &str) -> String {
    without_port(host)
        .filter(|name| is_plain(name) || name.parse::<IpAddr>().is_ok())
        .unwrap_or_default()
        .to_owned()
}

/// The name of this machine, where the system tells it without being asked by a program of ours.
fn machine() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    Some(folded(name.trim())).filter(|name| is_plain(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt;

    fn names(listens: &str, given: &[&str]) -> Names {
        let given = given.iter().map(|name| folded(name)).collect();
        Names { listens: listens.parse().unwrap(), given }
    }

    #[test]
    fn only_loopback_hosts_are_ours() {
        for host in
            ["localhost", "LocalHost.", "localhost:8090", "127.0.0.1:1", "[::1]:80", "[::ffff:127.0.0.1]"]
        {
            assert!(is_loopback(host), "{host}");
        }
        for host in
            ["", "evil.example", "127.0.0.1.evil.example", "[::2]", "[::1", "localhost:x", "localhost@evil"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn rebinding_a_wiki_answers_to_its_names_and_to_no_other() {
        let ours = |names: &Names, host: &str| names.decide(&[host], Version::HTTP_11) == Verdict::Ours;
        let near = names("127.0.0.1", &["wiki.example.org"]);
        for host in ["127.0.0.1:8090", "localhost", "wiki.example.org", "Wiki.Example.ORG.:443"] {
            assert!(ours(&near, host), "{host}");
        }
        for host in ["192.0.2.1", "evil.example", "wiki.example.org.evil.example", "[2001:db8::1]", "", "a b"]
        {
            assert!(!ours(&near, host), "{host}");
        }
        let one = names("192.0.2.1", &[]);
        assert!(ours(&one, "192.0.2.1:8090") && ours(&one, "localhost") && !ours(&one, "192.0.2.2"));
        // A name is what rebinding needs, so an address is as good as another.
        let everywhere = names("0.0.0.0", &[]);
        assert!(ours(&everywhere, "203.0.113.9:80") && ours(&everywhere, "[2001:db8::1]:80"));
        assert!(!ours(&everywhere, "evil.example"));
    }

    #[test]
    fn rebinding_a_request_names_one_host() {
        let near = names("127.0.0.1", &[]);
        assert_eq!(near.decide(&[], Version::HTTP_11), Verdict::Unclear);
        assert_eq!(near.decide(&[], Version::HTTP_10), Verdict::Ours);
        assert_eq!(near.decide(&["localhost", "evil.example"], Version::HTTP_11), Verdict::Unclear);
        assert_eq!(near.decide(&["\u{1b}[2J"], Version::HTTP_11), Verdict::Another(String::new()));
    }

    #[tokio::test]
    async fn rebinding_the_host_of_the_address_counts_beside_the_header() {
        let router = called(Router::new().fallback(get(async || "in")), names("127.0.0.1", &[]));
        let status = async |address: &str, host: &str| {
            let request =
                Request::builder().uri(address).header(header::HOST, host).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap().status().as_u16()
        };
        assert_eq!(status("/x", "localhost").await, 200);
        assert_eq!(status("http://localhost/x", "localhost").await, 200);
        assert_eq!(status("/x", "evil.example").await, 421);
        assert_eq!(status("http://evil.example/x", "localhost").await, 421);
        assert_eq!(status("http://localhost/x", "evil.example").await, 421);
    }

    #[test]
    fn names_are_given_without_scheme_and_port() {
        for name in ["wiki.example.org", "WIKI", "192.0.2.1", "[2001:db8::1]", "2001:db8::1"] {
            assert!(name.parse::<HostName>().is_ok(), "{name}");
        }
        for name in ["", "http://wiki", "wiki:80", "*", "a b", "wiki/"] {
            assert!(name.parse::<HostName>().is_err(), "{name}");
        }
    }
}
