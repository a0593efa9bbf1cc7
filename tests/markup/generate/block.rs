//! Blocks, and blocks in blocks: lists in cells, macros in macros, tasks, layouts.

use super::Source;
use super::inline::{image, inline, text, words};

/// How deep blocks nest.
const DEPTH: usize = 3;

/// One block, however deep.
pub(crate) fn block(source: &mut Source, depth: usize) -> String {
    let attributes = source.attributes();
    if depth >= DEPTH {
        return format!("<p{attributes}>{}</p>", inline(source, 0));
    }
    match source.below(30) {
        0..=6 => format!("<p{attributes}>{}</p>", inline(source, 0)),
        7 | 8 => {
            let level = 1 + source.below(6);
            format!("<h{level}{attributes}>{}</h{level}>", inline(source, 1))
        }
        9 => source.pick(&["<p />", "<p><br /></p>", "<p>&nbsp;</p>", "<p></p>", "<hr/>", "<hr />"]).to_owned(),
        10..=13 => list(source, depth),
        14 | 15 => tasks(source, depth),
        16..=18 => table(source, depth),
        19 => rich_table(source, depth),
        20 | 21 => code(source),
        22 => format!("<blockquote>{}</blockquote>", blocks(source, depth + 1, 2)),
        23..=25 => container(source, depth),
        26 => bodiless(source),
        27 => match source.below(4) {
            0 => image(source),
            1 => format!("<p>{}</p>", image(source)),
            2 => format!("<div class=\"content-wrapper\">{}</div>", blocks(source, depth + 1, 2)),
            _ => format!("<p{attributes}>{}{}</p>", text(source), bodiless(source)),
        },
        28 => extension(source, depth),
        _ => source
            .pick(&[
                "<pre>a  b\n  c &lt;d&gt;</pre>",
                "<dl><dt>term</dt><dd>meaning</dd></dl>",
                "<ac:macro ac:name=\"note\"><ac:rich-text-body><p>old</p></ac:rich-text-body></ac:macro>",
                "<at:declarations><at:string at:name=\"project\"/></at:declarations>",
                "<!-- a comment --><p>after a comment</p>",
                "<p><a href=\"https://h.example/c\" data-card-appearance=\"block\">https://h.example/c</a></p>",
            ])
            .to_owned(),
    }
}

/// One to `most` blocks.
pub(crate) fn blocks(source: &mut Source, depth: usize, most: usize) -> String {
    let count = 1 + source.below(most);
    (0..count).map(|_| block(source, depth) + source.gap()).collect()
}

fn list(source: &mut Source, depth: usize) -> String {
    let name = source.pick(&["ul", "ul", "ol"]);
    let start = if name == "ol" { source.pick(&["", "", " start=\"3\""]) } else { "" };
    let attributes = source.attributes();
    let mut out = format!("<{name}{start}{attributes}>");
    for _ in 0..1 + source.below(4) {
        out.push_str(source.gap());
        out.push_str(&item(source, depth));
    }
    out.push_str(source.gap());
    out + &format!("</{name}>")
}

fn item(source: &mut Source, depth: usize) -> String {
    let attributes = source.attributes();
    let content = inline(source, 0);
    let nested = match source.below(8) {
        0 | 1 if depth + 1 < DEPTH => list(source, depth + 1),
        2 if depth + 1 < DEPTH => block(source, depth + 1),
        _ => String::new(),
    };
    if source.house.item_paragraphs {
        format!("<li{attributes}><p>{content}</p>{nested}</li>")
    } else {
        format!("<li{attributes}>{content}{nested}</li>")
    }
}

fn tasks(source: &mut Source, depth: usize) -> String {
    let mut out = "<ac:task-list>".to_owned();
    for _ in 0..1 + source.below(3) {
        let (id, content) = (source.id(), inline(source, 1));
        let status = source.pick(&["complete", "incomplete"]);
        let uuid =
            if source.chance(40) { format!("<ac:task-uuid>u{id}</ac:task-uuid>") } else { String::new() };
        let nested =
            if depth + 1 < DEPTH && source.chance(20) { tasks(source, depth + 1) } else { String::new() };
        let (inside, behind) =
            if source.house.cloud { (String::new(), nested) } else { (nested, String::new()) };
        let body = if source.house.cloud {
            content
        } else {
            format!("<span class=\"placeholder-inline-tasks\">{content}</span>")
        };
        let gap = source.gap();
        out.push_str(&format!(
            "{gap}<ac:task>{gap}<ac:task-id>{id}</ac:task-id>{uuid}<ac:task-status>{status}</ac:task-status>{gap}<ac:task-body>{body}{inside}</ac:task-body>{behind}</ac:task>"
        ));
    }
    out + source.gap() + "</ac:task-list>"
}

fn table(source: &mut Source, depth: usize) -> String {
    let (rows, columns) = (1 + source.below(4), 1 + source.below(4));
    let head = source.pick(&["", " class=\"wrapped\"", " data-layout='default' ac:local-id=\"t1\""]);
    let group = source.pick(&["", "<colgroup><col style=\"width: 30px;\"/><col/></colgroup>"]);
    let mut out = format!("<table{head}>{group}<tbody>");
    for row in 0..rows {
        out.push_str(source.gap());
        out.push_str("<tr>");
        for column in 0..columns {
            let name = if row == 0 || (column == 0 && source.chance(10)) { "th" } else { "td" };
            out.push_str(&cell(source, depth, name, "", 4));
        }
        out.push_str("</tr>");
    }
    out + source.gap() + "</tbody></table>"
}

fn cell(source: &mut Source, depth: usize, name: &str, spans: &str, rich: usize) -> String {
    let style = source.pick(&["", "", " class=\"confluenceTd\"", " data-highlight-colour='#fff'"]);
    let content = match source.below(100) {
        at if at < rich => blocks(source, depth + 1, 2),
        at if at < 15 => String::new(),
        at if at < 18 => "<p/>".to_owned(),
        at if at < 22 => "<br/>".to_owned(),
        _ if source.house.cell_paragraphs => format!("<p>{}</p>", inline(source, 1)),
        _ => inline(source, 1),
    };
    format!("<{name}{spans}{style}>{content}</{name}>")
}

fn rich_table(source: &mut Source, depth: usize) -> String {
    let first = cell(source, depth, "th", " colspan=\"2\"", 20);
    let second = cell(source, depth, "td", " rowspan='2'", 50);
    let third = cell(source, depth, "td", "", 50);
    let fourth = cell(source, depth, "td", "", 50);
    format!("<table><tbody><tr>{first}</tr><tr>{second}{third}</tr><tr>{fourth}</tr></tbody></table>")
}

fn parameter(name: &str, value: &str) -> String {
    format!("<ac:parameter ac:name=\"{name}\">{value}</ac:parameter>")
}

fn code(source: &mut Source) -> String {
    let name = source.pick(&["code", "code", "noformat", "plantuml", "html"]);
    let id = source.id();
    let mut out = format!("<ac:structured-macro ac:name=\"{name}\" ac:macro-id=\"{id}\">");
    if source.chance(60) {
        out.push_str(&parameter("language", source.pick(&["rust", "c++", "text"])));
    }
    if source.chance(20) {
        out.push_str(&parameter("title", "a &amp; \"b\""));
    }
    out.push_str(source.pick(&[
        "",
        "<ac:parameter ac:name=\"theme\">Midnight</ac:parameter>",
        "<ac:parameter ac:name=\"linenumbers\">true</ac:parameter>",
    ]));
    let body = source.pick(&[
        "fn main() {\n    x &&= 1;\n}",
        "a\n\nb\n",
        "```\nfence\n````",
        "]]]]><![CDATA[>",
        "",
        "\n",
        "  lead",
        "::toc\n:::x",
        "- a\r\n- b",
        "tab\there",
        "# no heading",
    ]);
    if source.chance(15) {
        out.push_str("<ac:plain-text-body>a &lt; b\nc &amp; d</ac:plain-text-body>");
    } else {
        out.push_str(&format!("<ac:plain-text-body><![CDATA[{body}]]></ac:plain-text-body>"));
    }
    out + "</ac:structured-macro>"
}

fn container(source: &mut Source, depth: usize) -> String {
    let name =
        source.pick(&["info", "tip", "note", "warning", "expand", "panel", "excerpt", "details", "odd-box"]);
    let id = source.id();
    let title = if source.chance(50) {
        parameter("title", source.pick(&["Read me", "T &amp; U", "a \"b\" {c}"]))
    } else {
        String::new()
    };
    let extra = source.pick(&[
        "",
        "",
        "<ac:parameter ac:name=\"bgColor\">#EAE6FF</ac:parameter>",
        "<ac:parameter ac:name='icon'>false</ac:parameter>",
    ]);
    let gap = source.gap();
    let body = blocks(source, depth + 1, 3);
    format!(
        "<ac:structured-macro ac:name=\"{name}\" ac:schema-version='1' ac:macro-id='{id}'>{title}{extra}<ac:rich-text-body>{gap}{body}</ac:rich-text-body></ac:structured-macro>"
    )
}

fn bodiless(source: &mut Source) -> String {
    let id = source.id();
    let macro_id = format!(" ac:macro-id=\"{id}\"");
    match source.below(5) {
        0 => format!("<ac:structured-macro ac:name=\"toc\"{macro_id}/>"),
        1 => format!(
            "<p><ac:structured-macro ac:name=\"toc\"{macro_id}>{}</ac:structured-macro></p>",
            parameter("maxLevel", "3")
        ),
        2 => format!(
            "<ac:structured-macro ac:name=\"children\"{macro_id}>{}{}</ac:structured-macro>",
            parameter("all", "true"),
            "<ac:parameter ac:name=\"page\"><ac:link><ri:page ri:content-title=\"Home\"/></ac:link></ac:parameter>"
        ),
        3 => format!(
            "<ac:structured-macro ac:name=\"chart\"{macro_id}>{}</ac:structured-macro>",
            parameter("type", "pie")
        ),
        _ => format!(
            "<ac:structured-macro ac:name=\"jira\"{macro_id}>{}</ac:structured-macro>",
            parameter("jqlQuery", "project = A AND x &gt; 1")
        ),
    }
}

fn extension(source: &mut Source, depth: usize) -> String {
    let (id, body) = (source.id(), blocks(source, depth + 1, 2));
    let fallback = words(source, 3);
    format!(
        "<ac:adf-extension><ac:adf-node type=\"panel\"><ac:adf-attribute key=\"panel-type\">note</ac:adf-attribute><ac:adf-attribute key=\"local-id\">{id}</ac:adf-attribute><ac:adf-content>{body}</ac:adf-content></ac:adf-node><ac:adf-fallback><p>{fallback}</p></ac:adf-fallback></ac:adf-extension>"
    )
}

/// A whole page laid out in sections.
pub(crate) fn layout(source: &mut Source) -> String {
    let mut out = "<ac:layout>".to_owned();
    for _ in 0..1 + source.below(3) {
        let (kind, cells) = source.pick(&[("single", 1), ("two_equal", 2), ("three_with_sidebars", 3)]);
        out.push_str(&format!(
            "{}<ac:layout-section ac:type=\"{kind}\" ac:breakout-mode='default'>",
            source.gap()
        ));
        for _ in 0..cells {
            out.push_str(&format!("<ac:layout-cell>{}</ac:layout-cell>", blocks(source, 1, 3)));
        }
        out.push_str("</ac:layout-section>");
    }
    out + "</ac:layout>"
}
