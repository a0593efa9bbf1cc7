//! What is stored must be well formed and of bearable size: titles, labels, bodies, keys.

use super::error::{ApiError, Result};
use crate::domain::{Label, SpaceKey, Title};
use quick_xml::Reader;
use quick_xml::events::Event;

/// The largest body of a page.
pub(super) const BODY_LIMIT: usize = 10 << 20;
/// The deepest nesting of elements; nothing a person writes comes near.
const DEPTH_LIMIT: usize = 256;

/// Returns a title as it is stored.
pub(super) fn title(typed: &str) -> Result<String> {
    Title::parse(typed).map(Title::into_string).map_err(|error| ApiError::invalid(error.to_string()))
}

/// Returns the name of a space as it is stored.
pub(super) fn space_name(typed: &str) -> Result<String> {
    let name = title(typed)?;
    if name.chars().count() > 200 {
        return Err(ApiError::invalid("the name of a space holds at most 200 characters"));
    }
    Ok(name)
}

/// Checks the key of a site space: letters and digits.
pub(super) fn site_key(key: &str) -> Result<SpaceKey> {
    if (1..=255).contains(&key.len()) && key.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Ok(SpaceKey::new(key));
    }
    Err(ApiError::invalid("the key of a space holds 1 to 255 letters and digits"))
}

/// Checks the key of a personal space: `~`, then what [`SpaceKey::personal`] makes of a login name.
pub(super) fn personal_key(key: &SpaceKey) -> Result<()> {
    let allowed = |c: char| c.is_alphanumeric() || "._-@+%".contains(c);
    let name = key.as_str().strip_prefix('~').unwrap_or_default();
    if !name.is_empty() && name.chars().count() <= 255 && name.chars().all(allowed) {
        return Ok(());
    }
    Err(ApiError::invalid("the key of a personal space is `~` and a name"))
}

/// Returns a label in its stored spelling.
pub(super) fn label(name: &str) -> Result<Label> {
    Label::parse(name).ok_or_else(|| ApiError::invalid("a label has 1 to 255 characters and no punctuation"))
}

/// Checks a stored body: its size, and that it is well-formed XML.
pub(super) fn storage(body: &str) -> Result<()> {
    if body.len() > BODY_LIMIT {
        return Err(ApiError::too_large(format!(
            "a page holds at most {} MB, this one has {:.1} MB: split it",
            BODY_LIMIT >> 20,
            body.len() as f64 / f64::from(1 << 20)
        )));
    }
    well_formed(body).map_err(|what| ApiError::invalid(format!("the body is not well-formed XML: {what}")))
}

fn well_formed(body: &str) -> std::result::Result<(), String> {
    if body.contains('\0') {
        return Err("it holds the character U+0000".to_owned());
    }
    let mut reader = Reader::from_str(body);
    let mut depth = 0_usize;
    loop {
        let at = reader.buffer_position();
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                depth += 1;
                if depth > DEPTH_LIMIT {
                    return Err(format!("it is nested deeper than {DEPTH_LIMIT} elements"));
                }
                attributes(&start).map_err(|what| format!("{what} at byte {at}"))?;
            }
            Ok(Event::Empty(start)) => {
                attributes(&start).map_err(|what| format!("{what} at byte {at}"))?;
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::DocType(_)) => return Err(format!("a document type at byte {at}")),
            Ok(Event::Eof) if depth > 0 => return Err("an element is never closed".to_owned()),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => return Err(format!("{error} at byte {at}")),
        }
    }
}

fn attributes(start: &quick_xml::events::BytesStart<'_>) -> std::result::Result<(), String> {
    start.attributes().try_for_each(|attribute| attribute.map(drop).map_err(|error| error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storage_format_passes() {
        for body in [
            "",
            "plain",
            "<p>a &nbsp; b &amp; c</p><hr/>",
            "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[<p>]]></ac:plain-text-body></ac:structured-macro>",
            "<p>caf\u{e9} \u{1f469}\u{200d}\u{1f469}</p>",
        ] {
            assert!(storage(body).is_ok(), "{body}");
        }
    }

    #[test]
    fn malformed_bodies_are_refused_with_a_place() {
        for body in [
            "<p>",
            "<p></b>",
            "</p>",
            "<p a=1>x</p>",
            "<p a=\"1\" a=\"2\"/>",
            "<!DOCTYPE x><p/>",
            "<![CDATA[x",
        ] {
            assert!(storage(body).is_err(), "{body}");
        }
        assert!(storage(&"<b>".repeat(300)).is_err());
        assert!(storage(&"x".repeat(BODY_LIMIT + 1)).is_err());
    }

    #[test]
    fn keys_are_checked() {
        assert!(site_key("DOC1").is_ok() && site_key("~x").is_err() && site_key("").is_err());
        assert!(personal_key(&SpaceKey::personal("ann lee")).is_ok());
        assert!(personal_key(&SpaceKey::new("DOC")).is_err());
    }
}
