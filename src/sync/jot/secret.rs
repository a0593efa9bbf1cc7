//! Notes that look like a secret, for a warning when others can read them. Patterns, not proof.

/// Returns what the text seems to hold, in words; `None` for an ordinary note.
pub fn looks_secret(text: &str) -> Option<&'static str> {
    if text.contains("-----BEGIN") && text.contains("PRIVATE KEY") {
        return Some("a private key");
    }
    text.split(|c: char| c.is_whitespace() || "\"'=,;()<>".contains(c)).find_map(token)
}

fn token(word: &str) -> Option<&'static str> {
    let long = |prefix: &str, least: usize| {
        word.strip_prefix(prefix).is_some_and(|rest| {
            rest.len() >= least && rest.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        })
    };
    if long("ghp_", 30) || long("github_pat_", 30) || long("glpat-", 16) {
        Some("an access token")
    } else if long("AKIA", 16) || long("ASIA", 16) {
        Some("a cloud access key")
    } else if long("xoxb-", 20) || long("xoxp-", 20) || long("ATATT", 40) {
        Some("an API token")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::looks_secret;

    #[test]
    fn keys_and_tokens_are_noticed() {
        assert_eq!(looks_secret("-----BEGIN OPENSSH PRIVATE KEY-----\nabc"), Some("a private key"));
        assert_eq!(looks_secret(&format!("token={}{}", "ghp_", "a".repeat(36))), Some("an access token"));
        assert_eq!(looks_secret("AKIA is an airport, ghp_ a prefix"), None);
    }
}
