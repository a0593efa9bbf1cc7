//! `<ac:link><ri:user …/></ac:link>`: `@{name}`.

use crate::markup::storage::{NodeId, Tree, escape};

/// How each kind of user id is told from the others in the text.
const KINDS: [(&str, &str); 3] = [("ri:username", ""), ("ri:userkey", "key:"), ("ri:account-id", "id:")];

pub(crate) fn spelling(tree: &Tree<'_>, user: NodeId) -> String {
    let found = KINDS
        .iter()
        .find_map(|(attribute, sign)| tree.attribute(user, attribute).map(|value| format!("{sign}{value}")));
    format!("@{{{}}}", found.unwrap_or_else(|| "unknown".to_owned()).replace(['{', '}'], ""))
}

/// Renders `@{name}`.
pub(crate) fn render(spelling: &str) -> Option<String> {
    let value = spelling.strip_prefix("@{")?.strip_suffix('}')?;
    let (attribute, value) = KINDS
        .iter()
        .rev()
        .find_map(|(attribute, sign)| value.strip_prefix(sign).map(|value| (attribute, value)))?;
    let mut out = format!("<ac:link><ri:user {attribute}=\"");
    escape::push_attribute(value, &mut out);
    out.push_str("\"/></ac:link>");
    Some(out)
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::renders;

    #[test]
    fn mentions_both_ways() {
        renders(
            "@{ann} @{id:557:x}\n",
            "<p><ac:link><ri:user ri:username=\"ann\"/></ac:link> <ac:link><ri:user ri:account-id=\"557:x\"/></ac:link></p>",
        );
    }
}
