//! The attributes of a placeholder: `{title="Read me" level=2}`, the same for all three sizes.

/// Name and value pairs in the order they stand.
pub(crate) type Attributes = Vec<(String, String)>;

/// Writes attributes without the braces; quotes only where they are needed.
pub(crate) fn write<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(name);
        out.push('=');
        if !value.is_empty() && value.chars().all(is_plain) {
            out.push_str(value);
            continue;
        }
        out.push('"');
        for ch in value.chars() {
            match ch {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                // Alone it ends a line of Markdown too.
                '\r' => out.push_str("\\r"),
                ch => out.push(ch),
            }
        }
        out.push('"');
    }
    out
}

/// Reads attributes; `None` when it is not a list of them.
pub(crate) fn read(text: &str) -> Option<Attributes> {
    let mut pairs = Attributes::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let name_len = rest.find(|ch: char| !is_name(ch)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_len);
        if name.is_empty() {
            return None;
        }
        let Some(after) = after.strip_prefix('=') else {
            pairs.push((name.to_owned(), String::new()));
            rest = after.trim_start();
            continue;
        };
        let (value, after) = value(after)?;
        pairs.push((name.to_owned(), value));
        rest = after.trim_start();
    }
    Some(pairs)
}

fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let len = text.find(char::is_whitespace).unwrap_or(text.len());
        return Some((text[..len].to_owned(), &text[len..]));
    };
    let mut out = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, ch)) = chars.next() {
        match ch {
            '"' => return Some((out, &quoted[at + 1..])),
            '\\' => match chars.next()?.1 {
                'n' => out.push('\n'),
                'r' => out.push('\r'),
                ch => out.push(ch),
            },
            ch => out.push(ch),
        }
    }
    None
}

/// Whether a name of a macro or parameter can stand in a placeholder as it is.
pub(crate) fn is_identifier(name: &str) -> bool {
    name.starts_with(|ch: char| ch.is_ascii_alphabetic()) && name.chars().all(is_name)
}

pub(crate) fn is_name(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_' | '.')
}

fn is_plain(ch: char) -> bool {
    ch.is_alphanumeric() || matches!(ch, '-' | '_' | '.' | ',' | '/' | '#' | '%' | '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let pairs = [("title", "Say \"hi\" \\ {x}"), ("level", "2"), ("empty", ""), ("lines", "a\nb\rc")];
        let text = write(pairs);
        let read = read(&text).expect("reads");
        assert_eq!(read.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect::<Vec<_>>(), pairs);
        assert_eq!(super::read("=x"), None);
        assert_eq!(super::read("a=\"open"), None);
    }
}
