//! Text and inline elements: marks, links of each kind, placeholders, comment anchors that cross marks.

use super::Source;

const WORDS: [&str; 24] = [
    "server",
    "the",
    "a",
    "of",
    "page",
    "Größe",
    "naïve",
    "日本語",
    "plan",
    "review",
    "and",
    "is",
    "to",
    "north",
    "x",
    "v2.0",
    "e.g.",
    "don't",
    "C++",
    "well-known",
    "snake_case",
    "path/to",
    "שלום",
    "50",
];

/// What makes parsers stumble: signs of Markdown, references, blanks.
const ODD: [&str; 34] = [
    "&nbsp;",
    "&#160;",
    "&amp;",
    "&lt;b&gt;",
    "&mdash;",
    "&hellip;",
    "&rsquo;",
    "*",
    "**",
    "_",
    "`",
    "~",
    "~~",
    "#",
    "1.",
    "-",
    "+",
    "|",
    "[x]",
    "[ ]",
    "[a](b)",
    "![",
    "\\",
    ":::",
    "::x",
    "{status}",
    "{x y=1}",
    "@{me}",
    "[[T]]",
    "&#128512;",
    "\u{200f}",
    "<!-- c -->",
    "!",
    "http://h.example/a_b_c",
];

/// One to `most` words.
pub(crate) fn words(source: &mut Source, most: usize) -> String {
    let count = 1 + source.below(most);
    (0..count).map(|_| source.pick(&WORDS)).collect::<Vec<_>>().join(" ")
}

/// Text as it stands in storage.
pub(crate) fn text(source: &mut Source) -> String {
    let mut out = String::new();
    for at in 0..1 + source.below(7) {
        if at > 0 {
            out.push_str(source.pick(&[" ", " ", " ", " ", "", "\n    ", "  ", "\t"]));
        }
        let word = if source.chance(18) { source.pick(&ODD) } else { source.pick(&WORDS) };
        out.push_str(word);
    }
    out
}

/// Inline content.
pub(crate) fn inline(source: &mut Source, depth: usize) -> String {
    let mut out = String::new();
    for _ in 0..1 + source.below(4) {
        if source.chance(40) || depth > 2 {
            out.push_str(&text(source));
        } else {
            out.push_str(&element(source, depth));
        }
        out.push_str(source.pick(&[" ", " ", "", "\n"]));
    }
    out
}

fn element(source: &mut Source, depth: usize) -> String {
    let id = source.id();
    match source.below(16) {
        0..=2 => {
            let name =
                source.pick(&["strong", "b", "em", "i", "s", "del", "u", "sub", "sup", "small", "kbd"]);
            format!("<{name}>{}</{name}>", inline(source, depth + 1))
        }
        3 => {
            format!("<code>{}</code>", source.pick(&["a b", "x`y", "``", "a|b", "&lt;t&gt;", "f(*p)", " z "]))
        }
        4 => {
            let style = source.pick(&[
                "color: rgb(255,0,0);",
                "background-color: var(--ds-x,#0055cc);",
                "text-decoration: line-through;",
            ]);
            format!("<span style=\"{style}\">{}</span>", inline(source, depth + 1))
        }
        5 | 6 => anchored(source, depth, id),
        7 => format!("<br{}>", source.pick(&["/", " /"])),
        8 => source
            .pick(&["<strong></strong>", "<span> </span>", "<em/>", "<font color='red'>f</font>"])
            .to_owned(),
        9..=11 => link(source, depth),
        12 => format!(
            "<ac:emoticon ac:name=\"{}\"{}/>",
            source.pick(&["smile", "tick", "blue-star"]),
            source.pick(&["", " ac:emoji-shortname=\":x:\"", " ac:emoji-fallback='👩‍🔧'"])
        ),
        _ => placeholder(source, id),
    }
}

/// A comment anchor: round words, round a link, or across marks.
fn anchored(source: &mut Source, depth: usize, id: u64) -> String {
    let open = format!("<ac:inline-comment-marker ac:ref=\"{id}\">");
    let close = "</ac:inline-comment-marker>";
    match source.below(3) {
        0 => format!("{open}{}{close}", link(source, depth)),
        1 => {
            let (a, b, c) = (words(source, 2), words(source, 2), words(source, 2));
            format!("{a} <strong>{b} {open}{c}</ac:inline-comment-marker></strong>{open} {a}{close} {b}")
        }
        _ => format!("{open}{}{close}", inline(source, depth + 1)),
    }
}

/// A link of any kind.
pub(crate) fn link(source: &mut Source, depth: usize) -> String {
    let title = source.pick(&["Home", "A | B", "Q&amp;A: notes", "C# guide", "Größe [1]"]);
    let body = match source.below(4) {
        0 => String::new(),
        1 => "<ac:plain-text-link-body><![CDATA[the text]]></ac:plain-text-link-body>".to_owned(),
        2 => format!("<ac:link-body>{}</ac:link-body>", words(source, 3)),
        _ => "<ac:link-body>see <strong>this</strong></ac:link-body>".to_owned(),
    };
    match source.below(13) {
        0..=2 => {
            let extra = source.pick(&[
                "",
                " class='external-link'",
                " data-card-appearance=\"inline\"",
                " title=\"T\"",
            ]);
            let url = source.pick(&[
                "https://h.example/a?b=1&amp;c_d",
                "http://x.example",
                "mailto:a@b.example",
                "/rel/x",
            ]);
            let shown = if source.chance(20) { url.to_owned() } else { inline(source, depth + 2) };
            format!("<a href=\"{url}\"{extra}>{shown}</a>")
        }
        3 => format!("<a href=\"#top\">{}</a>", words(source, 2)),
        4 | 5 => format!(
            "<ac:link><ri:page ri:content-title=\"{title}\" ri:version-at-save='3' />{body}</ac:link>"
        ),
        6 => format!(
            "<ac:link ac:anchor=\"x y\"><ri:page ri:space-key=\"DS\" ri:content-title=\"{title}\"/>{body}</ac:link>"
        ),
        7 => format!(
            "<ac:link><ri:blog-post ri:content-title=\"{title}\" ri:posting-day=\"2012/01/30\"/>{body}</ac:link>"
        ),
        8 => format!("<ac:link ac:anchor=\"x\">{body}</ac:link>"),
        9 => "<ac:link><ri:space ri:space-key=\"DS\"/></ac:link>".to_owned(),
        10 => format!("<ac:link><ri:attachment ri:filename=\"f 1.pdf\"/>{body}</ac:link>"),
        11 => source
            .pick(&[
                "<ac:link><ri:user ri:account-id=\"557058:ab-1\"/></ac:link>",
                "<ac:link><ri:user ri:userkey='8a7f'/></ac:link>",
                "<ac:link><ri:user ri:username=\"ann\" /></ac:link>",
            ])
            .to_owned(),
        _ => source
            .pick(&[
                "<ac:link><ri:content-entity ri:content-id=\"7\"/></ac:link>",
                "<ac:link><ri:shortcut ri:key=\"jira\" ri:parameter=\"A-1\"/></ac:link>",
            ])
            .to_owned(),
    }
}

/// An image with what only its bytes say.
pub(crate) fn image(source: &mut Source) -> String {
    let attributes = source.pick(&[
        "",
        " ac:width=\"120\"",
        " ac:alt=\"a_b [c]\" ac:align='center'",
        " ac:title=\"T &quot;q&quot;\"",
    ]);
    let target = source.pick(&[
        "<ri:attachment ri:filename=\"shot 1.png\" />",
        "<ri:attachment ri:filename='a.png' ri:version-at-save='2'/>",
        "<ri:url ri:value=\"https://h.example/x.png?a=1&amp;b=2\"/>",
        "<ri:attachment ri:filename=\"a.png\"><ri:page ri:content-title=\"P\" ri:space-key=\"DS\"/></ri:attachment>",
    ]);
    let caption = source.pick(&[
        "",
        "",
        "<ac:caption><p>the caption</p></ac:caption>",
        "<ac:adf-mark key=\"border\" size=\"2\"/>",
    ]);
    format!("<ac:image{attributes}>{target}{caption}</ac:image>")
}

/// A status lozenge.
pub(crate) fn status(source: &mut Source) -> String {
    let id = source.id();
    let colour = source.pick(&[
        "",
        "<ac:parameter ac:name=\"colour\">Green</ac:parameter>",
        "<ac:parameter ac:name='colour'>Red</ac:parameter>",
    ]);
    let subtle = source.pick(&["", "<ac:parameter ac:name=\"subtle\">true</ac:parameter>"]);
    format!(
        "<ac:structured-macro ac:name=\"status\" ac:schema-version=\"1\" ac:macro-id=\"{id}\">{colour}<ac:parameter ac:name=\"title\">{}</ac:parameter>{subtle}</ac:structured-macro>",
        source.pick(&["DONE", "IN REVIEW", "to do"])
    )
}

fn placeholder(source: &mut Source, id: u64) -> String {
    match source.below(9) {
        0 | 1 => status(source),
        2 => image(source),
        3 => "<time datetime=\"2026-09-24\" />".to_owned(),
        4 => format!(
            "<ac:structured-macro ac:name=\"jira\" ac:macro-id='{id}'><ac:parameter ac:name=\"server\">S</ac:parameter><ac:parameter ac:name=\"key\">KEY-{}</ac:parameter></ac:structured-macro>",
            source.below(3)
        ),
        5 => "<ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">here</ac:parameter></ac:structured-macro>".to_owned(),
        6 => format!(
            "<ac:structured-macro ac:name=\"odd-one\" ac:macro-id=\"{id}\"><ac:parameter ac:name=\"k\">{}</ac:parameter></ac:structured-macro>",
            source.pick(&["v", "a b", "x &amp; \"y\""])
        ),
        7 => source
            .pick(&["<ac:placeholder ac:type=\"mention\">who?</ac:placeholder>", "<at:var at:name=\"project\"/>"])
            .to_owned(),
        _ => "<ac:structured-macro ac:name=\"mathinline\"><ac:plain-text-body><![CDATA[a_1^2]]></ac:plain-text-body></ac:structured-macro>".to_owned(),
    }
}
