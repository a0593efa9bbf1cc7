//! Elements: those of HTML from a list, links, pictures, tasks.

use super::{Place, Writer, is_harmless};
use crate::markup::storage::NodeId;

/// Elements that are written as they are.
const KEPT: [&str; 46] = [
    "a",
    "abbr",
    "address",
    "b",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
];
/// More of them.
const KEPT_TOO: [&str; 8] = ["tfoot", "thead", "time", "tt", "u", "ul", "var", "samp"];
/// Elements that go with everything in them.
const GONE: [&str; 12] = [
    "script", "style", "iframe", "object", "embed", "form", "input", "button", "textarea", "select", "link",
    "meta",
];
/// Elements without an end.
const VOID: [&str; 3] = ["br", "hr", "col"];
/// Attributes that are kept.
const ATTRIBUTES: [&str; 14] = [
    "align",
    "class",
    "colspan",
    "datetime",
    "dir",
    "headers",
    "href",
    "id",
    "lang",
    "rowspan",
    "scope",
    "start",
    "title",
    "data-highlight-colour",
];

impl Writer<'_> {
    /// Writes an element.
    pub(super) fn element(&mut self, id: NodeId) {
        let tree = self.tree;
        match tree.name(id) {
            "ac:structured-macro" | "ac:macro" => self.macro_of(id),
            "ac:link" => self.link(id),
            "ac:image" => self.image(id),
            "ac:task-list" => self.around("ul", &[("class", "inline-task-list")], id),
            "ac:task" => self.task(id),
            "ac:emoticon" => self.emoticon(id),
            "ac:inline-comment-marker" => {
                let mark = self.attribute(id, "ac:ref").unwrap_or_default();
                self.around("span", &[("class", "inline-comment-marker"), ("data-ref", &mark)], id);
            }
            "ac:layout" | "ac:layout-section" | "ac:layout-cell" => {
                let class = tree.name(id).replace("ac:", "");
                self.around("div", &[("class", &class)], id);
            }
            "ac:parameter" | "ac:default-parameter" | "ac:placeholder" | "ac:adf-extension" => {}
            name if name.starts_with("ri:") || name.starts_with("at:") => {}
            name if GONE.contains(&name) => {}
            name if KEPT.contains(&name) || KEPT_TOO.contains(&name) => self.kept(id, name),
            _ => self.children(id),
        }
    }

    fn kept(&mut self, id: NodeId, name: &str) {
        let mut attributes = Vec::new();
        for key in ATTRIBUTES {
            if let Some(value) = self.attribute(id, key)
                && (key != "href" || is_harmless(&value))
            {
                attributes.push((key, value));
            }
        }
        let attributes: Vec<(&str, &str)> =
            attributes.iter().map(|(key, value)| (*key, value.as_str())).collect();
        if VOID.contains(&name) {
            self.open(name, &attributes);
            return;
        }
        self.open(name, &attributes);
        let begun = self.out.len();
        self.children(id);
        if name == "time" && self.out.len() == begun {
            let moment = self.attribute(id, "datetime").unwrap_or_default();
            self.text(&moment);
        }
        self.close(name);
    }

    fn link(&mut self, id: NodeId) {
        let tree = self.tree;
        let anchor = self.attribute(id, "ac:anchor");
        let (mut place, mut kind, mut name) = (None, "page", anchor.clone().unwrap_or_default());
        for child in tree.children(id) {
            match tree.name(child) {
                "ri:page" | "ri:blog-post" => {
                    let title = self.attribute(child, "ri:content-title").unwrap_or_default();
                    let space = self.attribute(child, "ri:space-key");
                    place = self.places.page(space.as_deref(), &title);
                    name = title;
                }
                "ri:attachment" => {
                    name = self.attribute(child, "ri:filename").unwrap_or_default();
                    (place, kind) = (self.places.file(&name), "attachment");
                }
                "ri:user" => {
                    name = self
                        .attribute(child, "ri:username")
                        .or_else(|| self.attribute(child, "ri:userkey"))
                        .unwrap_or_default();
                    (place, kind) = (None, "user");
                }
                "ri:space" => {
                    name = self.attribute(child, "ri:space-key").unwrap_or_default();
                    place = Some(Place { address: format!("/display/{name}"), id: String::new() });
                    kind = "space";
                }
                _ => {}
            }
        }
        match (&place, &anchor) {
            (Some(place), anchor) => {
                let end = anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
                let address = format!("{}{end}", place.address);
                let marks = [
                    ("href", address.as_str()),
                    ("data-linked-resource-id", place.id.as_str()),
                    ("data-linked-resource-type", kind),
                ];
                self.open("a", if place.id.is_empty() { &marks[..1] } else { &marks });
            }
            (None, Some(anchor)) => self.open("a", &[("href", &format!("#{anchor}"))]),
            (None, None) => self
                .open("a", &[("class", if kind == "user" { "confluence-userlink" } else { "unresolved" })]),
        }
        let begun = self.out.len();
        self.children(id);
        if self.out.len() == begun {
            self.text(&name);
        }
        self.close("a");
    }

    fn image(&mut self, id: NodeId) {
        let tree = self.tree;
        let mut place = None;
        for child in tree.children(id) {
            match tree.name(child) {
                "ri:attachment" => {
                    let name = self.attribute(child, "ri:filename").unwrap_or_default();
                    place = self.places.file(&name);
                }
                "ri:url" => {
                    let address = self.attribute(child, "ri:value").unwrap_or_default();
                    let is_web = address.starts_with("https://") || address.starts_with("http://");
                    place = is_web.then_some(Place { address, id: String::new() });
                }
                _ => {}
            }
        }
        let alt = self.attribute(id, "ac:alt").unwrap_or_default();
        match place {
            Some(place) => {
                let marks = [
                    ("class", "confluence-embedded-image"),
                    ("src", place.address.as_str()),
                    ("alt", alt.as_str()),
                    ("data-linked-resource-id", place.id.as_str()),
                    ("data-linked-resource-type", "attachment"),
                ];
                self.open("img", if place.id.is_empty() { &marks[..3] } else { &marks });
            }
            None => self.text(&alt),
        }
    }

    fn task(&mut self, id: NodeId) {
        let tree = self.tree;
        let part = |name: &str| tree.child(id, name).map(|child| tree.text(child).trim().to_owned());
        let number = part("ac:task-id").unwrap_or_default();
        let done = part("ac:task-status").as_deref() == Some("complete");
        let marks = [("class", "checked"), ("data-inline-task-id", number.as_str())];
        self.open("li", if done { &marks } else { &marks[1..] });
        if let Some(body) = tree.child(id, "ac:task-body") {
            self.children(body);
        }
        self.close("li");
    }

    fn emoticon(&mut self, id: NodeId) {
        let shown = self.attribute(id, "ac:emoji-fallback").or_else(|| {
            let name = self.attribute(id, "ac:name")?;
            Some(format!("({name})"))
        });
        self.text(&shown.unwrap_or_default());
    }
}
