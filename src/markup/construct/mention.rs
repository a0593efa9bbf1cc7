//! `<ac:link><ri:user …/></ac:link>`: `@{name}`.

use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, Tree, escape};

/// How each kind of user id is told from the others in the text.
const KINDS: [(&str, &str); 3] = [("ri:username", ""), ("ri:userkey", "key:"), ("ri:account-id", "id:")];

pub(crate) fn spelling(tree: &Tree<'_>, user: NodeId) -> String {
    let found = KINDS
        .iter()
        .find_map(|(attribute, sign)| tree.attribute(user, attribute).map(|value| format!("{sign}{value}")));
    format!("@{{{}}}", found.unwrap_or_else(|| "unknown".to_owned()).replace(['{', '}'], ""))
}

/// The attribute and value that a spelling stands for.
fn parse(spelling: &str) -> Option<(&'static str, &str)> {
    let value = spelling.strip_prefix("@{")?.strip_suffix('}')?;
    KINDS.iter().rev().find_map(|(attribute, sign)| value.strip_prefix(sign).map(|value| (*attribute, value)))
}

/// Names another user; the link around the name stays.
pub(crate) fn edit(tree: &Tree<'_>, old: &str, new: &str, patch: &mut Patch) -> bool {
    let (Some((was, _)), Some((is, value))) = (parse(old), parse(new)) else { return false };
    let user = tree.child(1, "ri:user").filter(|_| was == is);
    let Some(user) = user else { return false };
    for (attribute, _) in KINDS {
        // Another id of the same user would go on naming the old one.
        let outer = tree.attribute_outer(user, attribute).filter(|_| attribute != is);
        if let Some(outer) = outer {
            patch.delete(outer);
        }
    }
    patch.set_attribute(tree, user, is, value);
    true
}

/// Renders `@{name}`.
pub(crate) fn render(spelling: &str) -> Option<String> {
    let (attribute, value) = parse(spelling)?;
    let mut out = format!("<ac:link><ri:user {attribute}=\"");
    escape::push_attribute(value, &mut out);
    out.push_str("\"/></ac:link>");
    Some(out)
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders};

    #[test]
    fn mentions_both_ways() {
        renders(
            "@{ann} @{id:557:x}\n",
            "<p><ac:link><ri:user ri:username=\"ann\"/></ac:link> <ac:link><ri:user ri:account-id=\"557:x\"/></ac:link></p>",
        );
    }
    #[test]
    fn another_user_keeps_the_link() {
        let link = "<p><ac:link x='1'><ri:user ri:userkey='8a' ri:account-id='5' y='2'/></ac:link></p>";
        edits(link, "@{key:8a}", "@{key:9b}", &link.replace("8a", "9b").replace(" ri:account-id='5'", ""));
    }
}
