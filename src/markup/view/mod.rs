//! A stored body as HTML for programs that read pages as a browser would: exporters, previews.
//!
//! Safe to show: elements and attributes are written from lists, addresses of pages and files are what `Places` says,
//! nothing runs. Left out: what the wiki computes (lists of children, tables of contents), which other programs make
//! for themselves.

mod element;
mod macros;

use super::plain_text;
use super::storage::{NodeId, NodeKind, Tree, escape};

/// Where links and pictures lead.
pub trait Places {
    /// The page of a title, in another space or the page's own.
    fn page(&self, space: Option<&str>, title: &str) -> Option<Place>;
    /// A file of the page.
    fn file(&self, name: &str) -> Option<Place>;
}

/// Something a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its address.
    pub address: String,
    /// Its id, as the dialect writes it.
    pub id: String,
}

/// Returns a body as HTML.
pub fn to_html(storage: &str, places: &dyn Places) -> String {
    let Ok(tree) = Tree::parse(storage) else {
        let mut out = String::from("<p>");
        escape::push_text(&plain_text(storage), &mut out);
        return out + "</p>";
    };
    let mut writer = Writer { tree: &tree, places, out: String::with_capacity(storage.len() * 2) };
    writer.children(0);
    writer.out
}

/// The titles of the pages a body links to, with their spaces, each once: what [`Places`] will be asked for.
pub fn pages_named(body: &str) -> Vec<(Option<String>, String)> {
    let Ok(tree) = Tree::parse(body) else { return Vec::new() };
    let mut found = Vec::new();
    for id in 1..tree.len() {
        if tree.name(id) != "ri:page" {
            continue;
        }
        if let Some(title) = tree.attribute(id, "ri:content-title") {
            let name = (tree.attribute(id, "ri:space-key"), title);
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

struct Writer<'w> {
    tree: &'w Tree<'w>,
    places: &'w dyn Places,
    out: String,
}

impl Writer<'_> {
    fn children(&mut self, id: NodeId) {
        let tree = self.tree;
        for child in tree.children(id) {
            self.node(child);
        }
    }

    fn node(&mut self, id: NodeId) {
        let tree = self.tree;
        match tree.node(id).kind {
            // What is well formed there is well formed here; entities are those of HTML.
            NodeKind::Text | NodeKind::Reference => self.out.push_str(tree.slice(tree.node(id).outer)),
            NodeKind::CData => self.text(tree.slice(tree.node(id).inner)),
            NodeKind::Silent | NodeKind::Root => {}
            NodeKind::Element => self.element(id),
        }
    }

    fn text(&mut self, text: &str) {
        escape::push_text(text, &mut self.out);
    }

    /// Opens a tag with attributes.
    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            escape::push_attribute(value, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Writes an element around the children of a node.
    fn around(&mut self, name: &str, attributes: &[(&str, &str)], id: NodeId) {
        self.open(name, attributes);
        self.children(id);
        self.close(name);
    }

    fn attribute(&self, id: NodeId, name: &str) -> Option<String> {
        self.tree.attribute(id, name)
    }
}

/// Tells whether an address may be written into a page: nothing that runs.
fn is_harmless(address: &str) -> bool {
    let address: String = address.chars().filter(|c| !c.is_control() && *c != ' ').collect();
    match address.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '?', '#']) => {
            ["http", "https", "mailto", "ftp", "tel"].contains(&scheme.to_ascii_lowercase().as_str())
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One;

    impl Places for One {
        fn page(&self, space: Option<&str>, title: &str) -> Option<Place> {
            let known = title == "Known" && space.is_none_or(|space| space == "DOC");
            known.then(|| Place { address: "/pages/viewpage.action?pageId=7".to_owned(), id: "7".to_owned() })
        }

        fn file(&self, name: &str) -> Option<Place> {
            let known = name == "a b.png";
            known.then(|| Place {
                address: "/download/attachments/7/a%20b.png".to_owned(),
                id: "att8".to_owned(),
            })
        }
    }

    #[track_caller]
    fn html(storage: &str, html: &str) {
        assert_eq!(to_html(storage, &One), html);
    }

    #[test]
    fn what_is_html_stays() {
        for storage in [
            "<p>a <strong>b</strong> &amp; &nbsp;c</p>",
            "<ul><li>one</li></ul>",
            "<table><tbody><tr><td colspan=\"2\">x</td></tr></tbody></table>",
            "<p><a href=\"https://example.org/?a=1&amp;b=2\">x</a></p>",
        ] {
            html(storage, storage);
        }
        html("<p>a<br />b</p><hr />", "<p>a<br>b</p><hr>");
    }

    #[test]
    fn what_could_run_is_left_out() {
        html("<p onclick=\"x()\">a</p>", "<p>a</p>");
        html("<script>x()</script><p>a</p>", "<p>a</p>");
        html("<iframe src=\"https://x\"></iframe>", "");
        for address in [
            "javascript:x()",
            "JaVa&#x73;cript:x()",
            " java&#10;script:x()",
            "data:text/html,x",
            "vbscript:x",
        ] {
            html(&format!("<a href=\"{address}\">a</a>"), "<a>a</a>");
        }
        html("<wombat>a</wombat>", "a");
    }

    #[test]
    fn links_lead_where_the_wiki_says() {
        let link = |title: &str, body: &str| {
            format!("<ac:link><ri:page ri:content-title=\"{title}\" />{body}</ac:link>")
        };
        html(
            &link("Known", "<ac:plain-text-link-body><![CDATA[a < b]]></ac:plain-text-link-body>"),
            "<a href=\"/pages/viewpage.action?pageId=7\" data-linked-resource-id=\"7\" \
             data-linked-resource-type=\"page\">a &lt; b</a>",
        );
        html(&link("Unknown", ""), "<a class=\"unresolved\">Unknown</a>");
        html(
            "<ac:link><ri:attachment ri:filename=\"a b.png\" /></ac:link>",
            "<a href=\"/download/attachments/7/a%20b.png\" data-linked-resource-id=\"att8\" \
             data-linked-resource-type=\"attachment\">a b.png</a>",
        );
        html(
            "<ac:image ac:alt=\"dot\"><ri:attachment ri:filename=\"a b.png\" /></ac:image>",
            "<img class=\"confluence-embedded-image\" src=\"/download/attachments/7/a%20b.png\" alt=\"dot\" \
             data-linked-resource-id=\"att8\" data-linked-resource-type=\"attachment\">",
        );
    }

    #[test]
    fn macros_are_what_exporters_know() {
        html(
            "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">py</ac:parameter>\
             <ac:plain-text-body><![CDATA[print(\"<1>\")]]></ac:plain-text-body></ac:structured-macro>",
            "<div class=\"code panel\" data-macro-name=\"code\"><pre class=\"syntaxhighlighter-pre\" \
             data-syntaxhighlighter-params=\"brush: py; gutter: false\">print(\"&lt;1&gt;\")</pre></div>",
        );
        html(
            "<ac:structured-macro ac:name=\"note\"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>",
            "<div class=\"confluence-information-macro confluence-information-macro-note\" data-macro-name=\"note\" \
             data-hasbody=\"true\"><div class=\"confluence-information-macro-body\"><p>x</p></div></div>",
        );
        html(
            "<ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">Go</ac:parameter></ac:structured-macro>",
            "<span class=\"status-macro aui-lozenge\" data-macro-name=\"status\">Go</span>",
        );
        html("<ac:structured-macro ac:name=\"toc\" />", "");
        html(
            "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status>\
             <ac:task-body>do</ac:task-body></ac:task></ac:task-list>",
            "<ul class=\"inline-task-list\"><li class=\"checked\" data-inline-task-id=\"1\">do</li></ul>",
        );
    }

    #[test]
    fn what_is_no_xml_is_its_text() {
        html("<p>a <b>x", "<p>a x</p>");
    }

    #[test]
    fn pages_are_named_once() {
        let body = "<ac:link><ri:page ri:content-title=\"A\" /></ac:link><ac:link><ri:page ri:content-title=\"A\" />\
                    </ac:link><ac:link><ri:page ri:space-key=\"X\" ri:content-title=\"A\" /></ac:link>";
        assert_eq!(pages_named(body), [(None, "A".to_owned()), (Some("X".to_owned()), "A".to_owned())]);
    }
}
