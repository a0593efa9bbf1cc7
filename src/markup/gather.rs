//! What is gathered from a body without reading the rest of it: its open tasks, the pages it links to.

use super::construct::{mention, task};
use super::storage::visible::told;
use super::storage::{NodeId, Tree};
use super::{Names, PageName};

/// A task that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTask {
    /// What there is to do, on one line, with the people it names and its dates.
    pub text: String,
    /// Whom it names, each as a mention says it: a login name, `key:…` or `id:…`.
    pub people: Vec<String>,
}

/// Returns the open tasks of a body, in order; none of one that is not well-formed.
pub(super) fn open_tasks(storage: &str, names: Names<'_>) -> Vec<OpenTask> {
    // Most pages have none, which shows without a tree.
    if !storage.contains("incomplete") {
        return Vec::new();
    }
    let Ok(tree) = Tree::parse(storage) else { return Vec::new() };
    let is_open = |id: &NodeId| {
        tree.name(*id) == "ac:task"
            && task::status(&tree, *id).is_some_and(|status| tree.text(status).trim() == "incomplete")
    };
    (1..tree.len()).filter(is_open).map(|id| open_task(&tree, storage, id, names)).collect()
}

fn open_task(tree: &Tree<'_>, storage: &str, id: NodeId, names: Names<'_>) -> OpenTask {
    let body = tree.child(id, "ac:task-body").unwrap_or(id);
    let inner = tree.node(body).inner;
    let text = told(&storage[inner.range()], names);
    let own = (body..tree.len()).take_while(|node| tree.node(*node).outer.start < inner.end);
    let people = own.filter(|node| tree.name(*node) == "ri:user").map(|user| {
        let spelling = mention::spelling(tree, user);
        spelling.trim_start_matches("@{").trim_end_matches('}').to_owned()
    });
    OpenTask { text: text.split_whitespace().collect::<Vec<_>>().join(" "), people: people.collect() }
}

/// Returns the pages that a body links to or brings in, each once, in order.
pub(super) fn linked_pages(storage: &str) -> Vec<PageName> {
    if !storage.contains("ri:page") {
        return Vec::new();
    }
    let Ok(tree) = Tree::parse(storage) else { return Vec::new() };
    let mut found: Vec<PageName> = Vec::new();
    for id in (1..tree.len()).filter(|id| tree.name(*id) == "ri:page") {
        let value = |name: &str| tree.attribute(id, name).filter(|value| !value.trim().is_empty());
        let Some(title) = value("ri:content-title") else { continue };
        let name = PageName { space: value("ri:space-key"), title };
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_tasks_with_whom_they_name() {
        let typed = "- [ ] call @{bob} on {date:2026-09-24}\n- [x] done\n- [ ] write\n\nincomplete\n";
        let tasks = open_tasks(&super::super::to_storage(typed).storage, &|_| Some("Bob Ray".to_owned()));
        let task = |text: &str, people: &[&str]| OpenTask {
            text: text.to_owned(),
            people: people.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(tasks, [task("call @Bob Ray on 2026-09-24", &["bob"]), task("write", &[])]);
        assert_eq!(open_tasks("<p>incomplete", &|_| None), []);
    }

    #[test]
    fn pages_that_are_linked_to() {
        let typed = "[[A & b|the first]] [[ENG:C]] [[A & b]] [x](https://a.example)\n";
        let pages = linked_pages(&super::super::to_storage(typed).storage);
        let name = |space: Option<&str>, title: &str| PageName {
            space: space.map(str::to_owned),
            title: title.to_owned(),
        };
        assert_eq!(pages, [name(None, "A & b"), name(Some("ENG"), "C")]);
    }
}
