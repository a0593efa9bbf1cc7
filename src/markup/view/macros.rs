//! Macros, in the shapes that programs which read the vendor's pages know.

use super::Writer;
use crate::markup::storage::NodeId;

/// Boxes that stand out.
const BOXES: [&str; 5] = ["info", "note", "tip", "warning", "panel"];
/// What the wiki computes, or what shows nothing.
const SILENT: [&str; 6] = ["toc", "children", "anchor", "pagetree", "recently-updated", "livesearch"];

impl Writer<'_> {
    /// Writes a macro.
    pub(super) fn macro_of(&mut self, id: NodeId) {
        let name = self.attribute(id, "ac:name").unwrap_or_default();
        match name.as_str() {
            "code" | "noformat" => self.code(id, &name),
            "status" => {
                self.open("span", &[("class", "status-macro aui-lozenge"), ("data-macro-name", "status")]);
                let title = self.parameter(id, "title").unwrap_or_default();
                self.text(&title);
                self.close("span");
            }
            "expand" => self.expand(id),
            name if BOXES.contains(&name) => self.boxed(id, name),
            name if SILENT.contains(&name) => {}
            name => self.other(id, name),
        }
    }

    fn code(&mut self, id: NodeId, name: &str) {
        let language = self.parameter(id, "language").unwrap_or_else(|| "text".to_owned());
        let brush = format!("brush: {language}; gutter: false");
        self.open("div", &[("class", "code panel"), ("data-macro-name", name)]);
        let marks = [("class", "syntaxhighlighter-pre"), ("data-syntaxhighlighter-params", brush.as_str())];
        self.open("pre", if name == "code" { &marks } else { &[] });
        self.plain_body(id);
        self.close("pre");
        self.close("div");
    }

    fn boxed(&mut self, id: NodeId, name: &str) {
        let class = match name {
            "info" => "confluence-information-macro confluence-information-macro-information".to_owned(),
            "panel" => "panel".to_owned(),
            name => format!("confluence-information-macro confluence-information-macro-{name}"),
        };
        self.open("div", &[("class", &class), ("data-macro-name", name), ("data-hasbody", "true")]);
        if let Some(title) = self.parameter(id, "title") {
            self.open("p", &[("class", "title")]);
            self.text(&title);
            self.close("p");
        }
        let inner = if name == "panel" { "panelContent" } else { "confluence-information-macro-body" };
        self.open("div", &[("class", inner)]);
        self.rich_body(id);
        self.close("div");
        self.close("div");
    }

    fn expand(&mut self, id: NodeId) {
        self.open("div", &[("class", "expand-container"), ("data-macro-name", "expand")]);
        self.open("div", &[("class", "expand-control")]);
        self.open("span", &[("class", "expand-control-text")]);
        let title = self.parameter(id, "title").unwrap_or_else(|| "Click here to expand...".to_owned());
        self.text(&title);
        self.close("span");
        self.close("div");
        self.open("div", &[("class", "expand-content")]);
        self.rich_body(id);
        self.close("div");
        self.close("div");
    }

    /// One nobody here knows: its name, and its body when it has one.
    fn other(&mut self, id: NodeId, name: &str) {
        let tree = self.tree;
        if let Some(body) = tree.child(id, "ac:rich-text-body") {
            self.around("div", &[("data-macro-name", name), ("data-hasbody", "true")], body);
        } else if tree.child(id, "ac:plain-text-body").is_some() {
            self.open("div", &[("data-macro-name", name), ("data-hasbody", "true")]);
            self.open("pre", &[]);
            self.plain_body(id);
            self.close("pre");
            self.close("div");
        } else {
            self.open("span", &[("data-macro-name", name), ("data-hasbody", "false")]);
            self.close("span");
        }
    }

    fn rich_body(&mut self, id: NodeId) {
        if let Some(body) = self.tree.child(id, "ac:rich-text-body") {
            self.children(body);
        }
    }

    fn plain_body(&mut self, id: NodeId) {
        if let Some(body) = self.tree.child(id, "ac:plain-text-body") {
            self.children(body);
        }
    }

    fn parameter(&self, id: NodeId, name: &str) -> Option<String> {
        let tree = self.tree;
        let is_it = |child: &NodeId| {
            tree.name(*child) == "ac:parameter" && tree.attribute(*child, "ac:name").as_deref() == Some(name)
        };
        tree.children(id).find(is_it).map(|child| tree.text(child))
    }
}
