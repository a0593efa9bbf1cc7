//! Addresses: which may be followed, and where bare ones stand in text (`https://…`, `www.…`).
//!
//! Leaves out bare e-mail addresses: pages are full of them as text, and nobody wants each escaped.

/// Whether a link may point there. A page must not carry a script behind a word.
pub(crate) fn is_safe(url: &str) -> bool {
    let bare: String = url.chars().filter(|ch| !ch.is_whitespace() && !ch.is_control()).collect();
    let scheme = bare.split_once(':').map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
    !matches!(scheme.as_str(), "javascript" | "vbscript" | "data")
}

/// A bare address in text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Where a backslash keeps it from being an address.
    pub(crate) sign: usize,
}

const SCHEMES: [&str; 3] = ["http://", "https://", "ftp://"];

/// Finds the next bare address at or after `from`.
pub(crate) fn find(text: &str, from: usize) -> Option<Found> {
    let mut at = from;
    while let Some(offset) = text[at..].find([':', '.']) {
        let sign = at + offset;
        at = sign + 1;
        let found = if text[sign..].starts_with("://") { scheme_at(text, sign) } else { www_at(text, sign) };
        if let Some(found) = found {
            return Some(found);
        }
    }
    None
}

fn scheme_at(text: &str, sign: usize) -> Option<Found> {
    let scheme = SCHEMES.into_iter().find(|scheme| {
        let name = &scheme[..scheme.len() - 3];
        text[..sign].len() >= name.len()
            && text.as_bytes()[sign - name.len()..sign].eq_ignore_ascii_case(name.as_bytes())
    })?;
    let start = sign + 3 - scheme.len();
    let end = end_of(text, start);
    let has_host = text[start..end].len() > scheme.len()
        && text[start + scheme.len()..].starts_with(|ch: char| ch.is_alphanumeric() || !ch.is_ascii());
    (has_host && !is_word_before(text, start)).then_some(Found { start, end, sign })
}

fn www_at(text: &str, sign: usize) -> Option<Found> {
    let start = sign.checked_sub(3)?;
    if !text.as_bytes()[start..sign].eq_ignore_ascii_case(b"www") || is_word_before(text, start) {
        return None;
    }
    let end = end_of(text, start);
    let host = text[start..end].split(['/', '?', '#', ':']).next().unwrap_or("");
    let labels: Vec<&str> = host.split('.').collect();
    let fits = labels.len() > 2 && labels.iter().all(|label| !label.is_empty());
    fits.then_some(Found { start, end, sign })
}

fn is_word_before(text: &str, start: usize) -> bool {
    text[..start].chars().next_back().is_some_and(|ch| ch.is_alphanumeric() || ch == '.' || ch == '/')
}

/// Where an address ends: signs that end a sentence or close a bracket opened before it are no part of it.
fn end_of(text: &str, start: usize) -> usize {
    let stops = |ch: char| {
        ch.is_whitespace()
            || ch.is_control()
            || "<>\"`[]{}|\\。，、；：！？）」』】》\u{fdd0}\u{fdd1}".contains(ch)
    };
    let mut end = text[start..].find(stops).map_or(text.len(), |len| start + len);
    loop {
        let address = &text[start..end];
        let shorter = match address.chars().next_back() {
            Some('?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'') => end - 1,
            Some(')') if address.matches(')').count() > address.matches('(').count() => end - 1,
            Some(';') => {
                let name = address.rfind('&').filter(|at| {
                    let name = &address[at + 1..address.len() - 1];
                    !name.is_empty() && name.chars().all(|ch| ch.is_ascii_alphanumeric())
                });
                name.map_or(end - 1, |at| start + at)
            }
            _ => return end,
        };
        end = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(found) = find(text, at) {
            out.push(&text[found.start..found.end]);
            at = found.end;
        }
        out
    }

    #[test]
    fn bare_addresses_end_where_a_reader_would_end_them() {
        assert_eq!(all("see https://a.b/c?d=(e)). and (www.a.b)!"), ["https://a.b/c?d=(e)", "www.a.b"]);
        assert_eq!(all("xhttp://a.b http:// http://. www.a www..b ann@www.a.b.c"), ["www.a.b.c"]);
        assert_eq!(
            all("\"http://localhost:8080/x_y\" HTTP://A.B&amp;"),
            ["http://localhost:8080/x_y", "HTTP://A.B"]
        );
    }

    #[test]
    fn scripts_are_no_addresses() {
        assert!(!is_safe(" Java\nScript:alert(1)") && !is_safe("data:text/html,x"));
        assert!(is_safe("/relative?x=javascript:1") && is_safe("MAILTO:a@b.c") && is_safe("#x"));
    }
}
