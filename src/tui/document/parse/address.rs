//! Where a link leads: `SPACE:Title#anchor` in brackets, an address in parentheses.

use super::super::block::TargetKind;

/// Reads `SPACE:Title#anchor`, `space:KEY` or `Title`.
pub(super) fn page_link(address: &str) -> TargetKind {
    let (page, anchor) = match address.split_once('#') {
        Some((page, anchor)) => (page, Some(anchor.to_owned())),
        None => (address, None),
    };
    if let Some(key) = page.strip_prefix("space:") {
        return TargetKind::Page { space: Some(key.to_owned()), title: String::new(), anchor };
    }
    if page.is_empty() {
        return TargetKind::Anchor(anchor.unwrap_or_default());
    }
    match page.split_once(':') {
        Some((key, title)) if is_space_key(key) && !title.is_empty() => {
            TargetKind::Page { space: Some(key.to_owned()), title: title.to_owned(), anchor }
        }
        _ => TargetKind::Page { space: None, title: page.to_owned(), anchor },
    }
}

/// A key has no blanks: `ENG`, `~ada`, `~ann%40home`. Anything else before a colon is part of a title.
fn is_space_key(text: &str) -> bool {
    let name = text.strip_prefix('~').unwrap_or(text);
    let personal = name.len() < text.len();
    let fits = |c: char| c.is_alphanumeric() || (personal && "._-@+%".contains(c));
    !name.is_empty() && name.chars().all(fits)
}

/// Sorts an address that stands in parentheses.
pub(super) fn address_target(address: &str) -> TargetKind {
    if let Some(anchor) = address.strip_prefix('#') {
        return TargetKind::Anchor(anchor.to_owned());
    }
    if let Some(file) = address.strip_prefix('^') {
        return TargetKind::Attachment(file.to_owned());
    }
    let lower = address.to_ascii_lowercase();
    if ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
        return TargetKind::Web(address.to_owned());
    }
    TargetKind::Other(address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_link_names_space_title_and_anchor() {
        let page = |space: Option<&str>, title: &str, anchor: Option<&str>| TargetKind::Page {
            space: space.map(str::to_owned),
            title: title.to_owned(),
            anchor: anchor.map(str::to_owned),
        };
        assert_eq!(page_link("Home"), page(None, "Home", None));
        assert_eq!(page_link("ENG:Storage engine#plan"), page(Some("ENG"), "Storage engine", Some("plan")));
        assert_eq!(page_link("~ada:Notes"), page(Some("~ada"), "Notes", None));
        assert_eq!(page_link("How to: bake"), page(None, "How to: bake", None));
        assert_eq!(page_link("#below"), TargetKind::Anchor("below".into()));
    }
}
