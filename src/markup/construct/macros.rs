//! What all macros have in common: a name, parameters, at most one body. Old `ac:macro` included.

use crate::markup::markdown::attributes;
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, NodeKind, Tree, escape};

/// A parameter that is text.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub(crate) node: NodeId,
    pub(crate) name: String,
    pub(crate) value: String,
}

/// A macro's parts.
#[derive(Debug, Clone)]
pub(crate) struct Macro {
    pub(crate) node: NodeId,
    pub(crate) name: String,
    /// Text parameters; those that hold elements are not shown.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) rich: Option<NodeId>,
    pub(crate) plain: Option<NodeId>,
}

impl Macro {
    pub(crate) fn read(tree: &Tree<'_>, id: NodeId) -> Macro {
        let parameters = tree
            .children(id)
            .filter(|child| matches!(tree.name(*child), "ac:parameter" | "ac:default-parameter"))
            .filter(|child| tree.children(*child).all(|inner| tree.node(inner).kind != NodeKind::Element))
            .map(|node| {
                let name = tree.attribute(node, "ac:name").unwrap_or_default();
                Parameter { node, name, value: tree.text(node) }
            })
            .collect();
        Macro {
            node: id,
            name: name(tree, id),
            parameters,
            rich: tree.child(id, "ac:rich-text-body"),
            plain: tree.child(id, "ac:plain-text-body"),
        }
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    pub(crate) fn value(&self, name: &str) -> &str {
        self.parameter(name).map_or("", |parameter| parameter.value.trim())
    }

    /// The name a placeholder shows.
    pub(crate) fn shown_name(&self) -> &str {
        let reserved = matches!(&*self.name, "table" | "cell" | "columns" | "column");
        if attributes::is_identifier(&self.name) && !reserved { &self.name } else { "macro" }
    }

    /// The parameters a person would edit, as attributes.
    pub(crate) fn attributes(&self) -> String {
        attributes::write(self.shown().map(|parameter| (&*parameter.name, &*parameter.value)))
    }

    pub(crate) fn shown(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| {
            let value = &parameter.value;
            let is_short = value.len() <= 120 && value.trim() == value && !value.is_empty();
            attributes::is_identifier(&parameter.name)
                && is_short
                && !value.contains(char::is_control)
                && !matches!(
                    &*parameter.name,
                    "atlassian-macro-output-type"
                        | "macro-id"
                        | "local-id"
                        | "breakoutMode"
                        | "breakoutWidth"
                )
        })
    }
}

pub(crate) fn is_macro(name: &str) -> bool {
    matches!(name, "ac:structured-macro" | "ac:macro")
}

pub(crate) fn name(tree: &Tree<'_>, id: NodeId) -> String {
    tree.attribute(id, "ac:name").unwrap_or_default()
}

/// Whether a macro's body makes it a block wherever it stands.
pub(crate) fn has_block_body(tree: &Tree<'_>, id: NodeId) -> bool {
    let has = |name| tree.child(id, name).is_some();
    has("ac:rich-text-body") || (has("ac:plain-text-body") && !is_inline_name(&name(tree, id)))
}

/// Macros that belong into a line of text.
pub(crate) fn is_inline_name(name: &str) -> bool {
    matches!(
        name,
        "status"
            | "jira"
            | "anchor"
            | "mathinline"
            | "eazy-math-inline"
            | "emoji"
            | "profile-picture"
            | "profile"
            | "footnote"
            | "date"
    )
}

/// Appends a parameter element.
pub(crate) fn push_parameter(name: &str, value: &str, out: &mut String) {
    out.push_str("<ac:parameter ac:name=\"");
    escape::push_attribute(name, out);
    out.push_str("\">");
    escape::push_text(value, out);
    out.push_str("</ac:parameter>");
}

/// Appends the opening tag of a macro.
pub(crate) fn push_open(name: &str, out: &mut String) {
    out.push_str("<ac:structured-macro ac:name=\"");
    escape::push_attribute(name, out);
    out.push_str("\">");
}

pub(crate) const CLOSE: &str = "</ac:structured-macro>";

/// Changes the parameters of a macro that differ between two lists of them; the others keep their bytes.
pub(crate) fn set_parameters(
    tree: &Tree<'_>,
    id: NodeId,
    old: &[(String, String)],
    new: &[(String, String)],
    patch: &mut Patch,
) {
    let found = Macro::read(tree, id);
    let value = |list: &[(String, String)], name: &str| {
        let pair = list.iter().find(|(key, _)| key == name);
        pair.map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
    };
    for (name, _) in old.iter().filter(|(name, _)| value(new, name).is_none()) {
        if let Some(parameter) = found.parameter(name) {
            patch.delete(tree.node(parameter.node).outer);
        }
    }
    let mut added = String::new();
    for (name, _) in new {
        let Some(wanted) = value(new, name).filter(|wanted| value(old, name).as_ref() != Some(wanted)) else {
            continue;
        };
        match found.parameter(name).map(|parameter| parameter.node) {
            Some(node) if tree.node(node).self_closing => patch.fill(tree, node, &escape::text(&wanted)),
            Some(node) => patch.replace(tree.node(node).inner, escape::text(&wanted)),
            None => push_parameter(name, &wanted, &mut added),
        }
    }
    if added.is_empty() {
        return;
    }
    match found.parameters.last() {
        Some(last) => patch.insert(tree.node(last.node).outer.end, added),
        None => patch.fill(tree, id, &added),
    }
}
