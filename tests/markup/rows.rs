//! The constructs of the storage format, one row each: what a person reads, and an edit that changes only what
//! it says. Each construct's own tests go into its corners; here stands what every one of them promises.

use tildr::markup::{Splice, splice, to_markdown};

/// Storage, its Markdown, what is replaced in the Markdown and by what, and the same in the storage.
type Row = (&'static str, &'static str, (&'static str, &'static str), (&'static str, &'static str));

#[rustfmt::skip]
const BLOCKS: &[Row] = &[
    ("<p style='text-align: center;' local-id='1'>one two</p>", "one two\n", ("two", "2"), ("two", "2")),
    ("<p>a</p><p /><p><br /></p><p>&nbsp;</p><p>b</p>", "a\n\n\u{a0}\n\nb\n", ("b", "c"), (">b<", ">c<")),
    ("<h2 style='x'><strong>A</strong> b</h2>", "## **A** b\n", ("## **A** b", "### **A** c"), ("<h2 style='x'><strong>A</strong> b</h2>", "<h3 style='x'><strong>A</strong> c</h3>")),
    ("<p>a</p><hr /><p>b</p>", "a\n\n---\n\nb\n", ("b", "c"), (">b<", ">c<")),
    ("<blockquote class='q'><p>a</p><ul><li>b</li></ul></blockquote>", "> a\n>\n> - b\n", ("- b", "- c"), ("<li>b", "<li>c")),
    ("<ol start='3' class='x'><li y='1'>a<ul><li>b</li></ul></li></ol>", "3. a\n   - b\n", ("b", "c"), ("<li>b", "<li>c")),
    ("<ul><li>a<pre>b</pre></li><li><p>c</p><p>d</p></li></ul>", "- a\n\n  ```\n  b\n  ```\n\n- c\n\n  d\n", ("d", "e"), ("<p>d", "<p>e")),
    ("<dl><dt>term</dt><dd>text <p>more</p></dd></dl>", "term\n\ntext\n\nmore\n", ("more", "less"), ("more", "less")),
    ("<ac:task-list><ac:task><ac:task-id>4</ac:task-id><ac:task-uuid>u</ac:task-uuid><ac:task-status>incomplete</ac:task-status><ac:task-body>a</ac:task-body></ac:task></ac:task-list>", "- [ ] a\n", ("[ ]", "[x]"), ("incomplete", "complete")),
    ("<table data-layout='wide'><colgroup><col style='width: 5px;'/></colgroup><tbody><tr><th>a</th></tr><tr><td data-highlight-colour='#fff'><p>b</p></td></tr></tbody></table>", "| a |\n| --- |\n| b |\n", ("| b |", "| c |"), ("<p>b", "<p>c")),
    ("<table><tbody><tr><td colspan='2'>a</td></tr><tr><td><p>b</p><p>c</p></td><td>d</td></tr></tbody></table>", "", ("\nc\n", "\ne\n"), ("<p>c<", "<p>e<")),
    ("<ac:structured-macro ac:name='code' ac:macro-id='1'><ac:parameter ac:name='language'>c#</ac:parameter><ac:parameter ac:name='theme'>x</ac:parameter><ac:plain-text-body><![CDATA[a\nb]]></ac:plain-text-body></ac:structured-macro>", "```c#\na\nb\n```\n", ("c#", "java"), ("c#", "java")),
    ("<ac:structured-macro ac:name='code'><ac:parameter ac:name='title'>T</ac:parameter><ac:parameter ac:name='linenumbers'>true</ac:parameter><ac:plain-text-body>a &lt; b</ac:plain-text-body></ac:structured-macro>", "```title=T linenumbers\na < b\n```\n", ("title=T", "title=U"), (">T<", ">U<")),
    ("<ac:structured-macro ac:name='noformat' x='1'><ac:plain-text-body><![CDATA[a]]></ac:plain-text-body></ac:structured-macro>", "```noformat {macro}\na\n```\n", ("\na\n", "\nb\n"), ("[a]", "[b]")),
    ("<pre class='x'>a &amp; b</pre>", "```\na & b\n```\n", ("b", "c"), (" b<", " c<")),
    ("<ac:structured-macro ac:name='tip' x='1'><ac:parameter ac:name='icon'>false</ac:parameter><ac:rich-text-body>a</ac:rich-text-body></ac:structured-macro>", "> [!TIP]\n> a\n", ("> a", "> b"), (">a<", ">b<")),
    ("<ac:structured-macro ac:name='panel' x='1'><ac:parameter ac:name='bgColor'>#EAE6FF</ac:parameter><ac:rich-text-body><p>a</p></ac:rich-text-body></ac:structured-macro>", ":::panel{bgColor=#EAE6FF}\na\n:::\n", ("#EAE6FF", "#FFFFFF"), ("#EAE6FF", "#FFFFFF")),
    ("<ac:structured-macro ac:name='expand' x='1'><ac:parameter ac:name='title'>Read me</ac:parameter><ac:rich-text-body><p>a</p></ac:rich-text-body></ac:structured-macro>", ":::expand{title=\"Read me\"}\na\n:::\n", ("me", "it"), ("me<", "it<")),
    ("<ac:structured-macro ac:name='unknown' x='1'><ac:rich-text-body>a<p>b</p></ac:rich-text-body></ac:structured-macro>", ":::unknown\na\n\nb\n:::\n", ("b", "c"), ("<p>b", "<p>c")),
    ("<p class='x'><ac:structured-macro ac:name='toc' x='1'><ac:parameter ac:name='maxLevel'>3</ac:parameter></ac:structured-macro></p>", "::toc{maxLevel=3}\n", ("3", "4"), (">3<", ">4<")),
    ("<ac:structured-macro ac:name='include'><ac:parameter ac:name=''><ac:link><ri:page ri:content-title='A'/></ac:link></ac:parameter></ac:structured-macro><p>b</p>", "::include\n\nb\n", ("b", "c"), ("<p>b", "<p>c")),
    ("<ac:structured-macro ac:name='plantuml' x='1'><ac:plain-text-body><![CDATA[a -> b]]></ac:plain-text-body></ac:structured-macro>", "```plantuml {macro}\na -> b\n```\n", ("b\n", "c\n"), ("> b", "> c")),
    ("<ac:layout><ac:layout-section ac:type='two_equal' ac:breakout-mode='wide'><ac:layout-cell><p>a</p></ac:layout-cell><ac:layout-cell><p>b</p></ac:layout-cell></ac:layout-section></ac:layout>", "::::columns{type=two_equal}\n:::column\na\n:::\n\n:::column\nb\n:::\n::::\n", ("b\n", "c\n"), ("<p>b", "<p>c")),
    ("<ac:image ac:align='center' ac:original-width='9'><ri:attachment ri:filename='a.png'/><ac:caption><p>b</p></ac:caption><ac:adf-mark key='border'/></ac:image>", "![](a.png \"b\")\n", ("\"b\"", "\"c\""), ("<p>b", "<p>c")),
    ("<ac:image><ri:attachment ri:filename='a.png'><ri:page ri:content-title='P Q' ri:space-key='S'/></ri:attachment></ac:image><p>b</p>", "![](<S:P Q^a.png>)\n\nb\n", ("b", "c"), ("<p>b", "<p>c")),
    ("<ac:macro ac:name='code' x='1'><ac:default-parameter>java</ac:default-parameter><ac:plain-text-body><![CDATA[a]]></ac:plain-text-body></ac:macro>", "```\na\n```\n", ("a\n", "b\n"), ("[a]", "[b]")),
    ("<at:declarations><at:string at:name='o'/></at:declarations><p>a <at:var at:name='o'/></p>", "::declarations\n\na {{o}}\n", ("a {", "b {"), ("<p>a", "<p>b")),
    ("<div class='content-wrapper'><p><font color='red'>a</font> b</p></div>", "a b\n", ("b", "c"), (" b<", " c<")),
    ("<!-- x --><p>a<!-- y --> b</p><?z?>", "a b\n", ("b", "c"), (" b<", " c<")),
    ("bare <em>text</em><p>a</p>tail", "bare *text*\n\na\n\ntail\n", ("tail", "end"), ("tail", "end")),
];

#[rustfmt::skip]
const INLINE: &[Row] = &[
    ("<p><b>a</b> <i>b</i> <tt>c</tt> <del>d</del></p>", "**a** *b* `c` ~~d~~\n", ("`c`", "`e`"), (">c<", ">e<")),
    ("<p><u>a</u> <sub>b</sub> <sup>c</sup> <small>d</small> <big>e</big></p>", "<u>a</u> <sub>b</sub> <sup>c</sup> <small>d</small> <big>e</big>\n", (">c<", ">x<"), (">c<", ">x<")),
    ("<p><span style='color: rgb(1,2,3);'>a b</span> c</p>", "a b c\n", ("b", "x"), (" b<", " x<")),
    ("<p>a<br />b</p>", "a\\\nb\n", ("b", "c"), (">b<", ">c<")),
    ("<p>a&nbsp;b &mdash; c&#8217;s d</p>", "a\u{a0}b — c’s d\n", ("d", "e"), (" d<", " e<")),
    ("<p><ac:link><ri:page ri:content-title='T' ri:version-at-save='2'/></ac:link> a</p>", "[[T]] a\n", ("[[T]]", "[[U]]"), ("'T'", "'U'")),
    ("<p><ac:link><ri:space ri:space-key='K'/></ac:link> a</p>", "[[space:K]] a\n", (" a", " b"), (" a<", " b<")),
    ("<p><a href='http://x.y/z' class='c' data-w='1'>a b</a></p>", "[a b](http://x.y/z)\n", ("b]", "c]"), (" b<", " c<")),
    ("<p><ac:link><ri:user ri:account-id='5:a'/></ac:link> a</p>", "@{id:5:a} a\n", (" a", " b"), (" a<", " b<")),
    ("<p><ac:emoticon ac:name='smile' ac:emoji-shortname=':smile:' ac:emoji-fallback='🙂'/> a</p>", "🙂 a\n", (" a", " b"), (" a<", " b<")),
    ("<p><ac:emoticon ac:emoji-shortname=':odd:' ac:emoji-id='x'/> a</p>", ":odd: a\n", (" a", " b"), (" a<", " b<")),
    ("<p><ac:structured-macro ac:name='status' x='1'><ac:parameter ac:name='subtle'>true</ac:parameter><ac:parameter ac:name='colour'>Green</ac:parameter><ac:parameter ac:name='title'>OK</ac:parameter></ac:structured-macro></p>", "{status:green|OK}\n", ("green|OK", "red|NO"), (">Green</ac:parameter><ac:parameter ac:name='title'>OK<", ">Red</ac:parameter><ac:parameter ac:name='title'>NO<")),
    ("<p>a <ac:inline-comment-marker ac:ref='1'>b <strong>c</strong></ac:inline-comment-marker> d</p>", "a b **c** d\n", ("b ", "x "), (">b ", ">x ")),
    ("<p>a <ac:structured-macro ac:name='odd' x='1'><ac:parameter ac:name='k'>v</ac:parameter></ac:structured-macro> b</p>", "a {odd k=v} b\n", ("k=v", "k=w"), (">v<", ">w<")),
    ("<p><strong></strong>a<span> </span>b<em><br/></em></p>", "a b\n", ("b", "c"), ("b<", "c<")),
    ("<P>a</P><p><BR/>b</p>", "", ("b", "c"), ("b<", "c<")),
    ("<p><x:y z='1'>a</x:y> <odd>b</odd></p>", "a b\n", ("b", "c"), (">b<", ">c<")),
    ("<p>a\r\nb&#13;\nc d</p>", "", ("d", "e"), (" d<", " e<")),
    ("<ac:structured-macro ac:name='odd'><ac:parameter ac:name='q'>line\nline</ac:parameter><ac:parameter ac:name='k'>v</ac:parameter></ac:structured-macro>", "::odd{k=v}\n", ("k=v", "k=w"), (">v<", ">w<")),
];

#[test]
fn every_row_shows_as_it_should_and_changes_alone() {
    for (storage, markdown, (from, to), (was, is)) in BLOCKS.iter().chain(INLINE) {
        let projection = to_markdown(storage);
        assert_eq!(projection.read_only, None, "{storage}");
        if !markdown.is_empty() {
            assert_eq!(projection.markdown, *markdown, "{storage}");
        }
        assert_eq!(splice(storage, &projection.markdown), Splice::Unchanged, "{storage}");
        assert!(projection.markdown.contains(from), "{from} in {}", projection.markdown);
        let expected = storage.replacen(was, is, 1);
        assert_ne!(expected, *storage, "{was}");
        match splice(storage, &projection.markdown.replacen(from, to, 1)) {
            Splice::Changed { storage: saved, removes, .. } => {
                assert_eq!(saved, expected, "{}", projection.markdown);
                assert!(removes.is_empty(), "{removes:?} from {storage}");
            }
            other => panic!("{other:?} from {}", projection.markdown),
        }
    }
}

#[test]
fn a_projection_has_no_element_of_the_storage_format() {
    for (storage, ..) in BLOCKS.iter().chain(INLINE) {
        let markdown = to_markdown(storage).markdown;
        for sign in ["<ac:", "<ri:", "<at:", "<p", "<div", "<span", "CDATA", "macro-id", "local-id", "<!--"] {
            assert!(!markdown.contains(sign), "{sign} in {markdown}");
        }
    }
}

#[test]
fn limits_are_answers() {
    let reason = |body: &str| to_markdown(body).read_only.expect("it is read-only");
    assert!(reason(&"<b>".repeat(300)).contains("deeper than 256"));
    assert!(reason(&"<p/>".repeat(1_000_001)).contains("more than"));
    assert!(reason(&" ".repeat(10 * 1024 * 1024 + 1)).contains("larger than 10 MB"));
    for broken in ["<p>a", "a</p>", "<p>&odd;</p>", "<ac:link", "<![CDATA[x"] {
        assert!(!reason(broken).is_empty(), "{broken}");
        assert!(matches!(splice(broken, "other\n"), Splice::Refused(_)), "{broken}");
    }
}

#[test]
fn what_nests_as_deep_as_it_may_is_read_and_refused_at_most() {
    let pairs = [
        ("<div>", "</div>"),
        ("<ul><li>", "</li></ul>"),
        ("<b>", "</b>"),
        ("<blockquote>", "</blockquote>"),
        ("<table><tbody><tr><td>", "</td></tr></tbody></table>"),
        (
            "<ac:structured-macro ac:name='expand'><ac:rich-text-body>",
            "</ac:rich-text-body></ac:structured-macro>",
        ),
        (
            "<ac:structured-macro ac:name='info'><ac:rich-text-body>",
            "</ac:rich-text-body></ac:structured-macro>",
        ),
        ("<ac:link><ac:link-body>", "</ac:link-body></ac:link>"),
    ];
    for (open, close) in pairs {
        let levels = 256 / open.matches('<').count();
        let body = format!("<p>first</p>{}deep{}", open.repeat(levels), close.repeat(levels));
        let projection = to_markdown(&body);
        assert_eq!(projection.read_only, None, "{open}");
        assert_eq!(splice(&body, &projection.markdown), Splice::Unchanged, "{open}");
        match splice(&body, &projection.markdown.replacen("first", "other", 1)) {
            Splice::Changed { storage, .. } => assert_eq!(storage, body.replacen("first", "other", 1)),
            Splice::Refused(_) => {}
            Splice::Unchanged => panic!("the edit was lost: {open}"),
        }
    }
}
