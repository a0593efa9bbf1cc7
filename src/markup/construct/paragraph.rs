//! `<p>`: text. Empty ones are gaps: kept, not shown.

use super::read::Reader;
use crate::markup::model::{Block, Head};
use crate::markup::storage::NodeId;

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId) -> Option<Block> {
    let pieces = reader.inline(id);
    (!pieces.is_empty()).then(|| Block::leaf(Head::Paragraph, pieces).at(reader.origin(id, id)))
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    #[test]
    fn paragraphs_keep_their_attributes_and_entities() {
        shows("<p style=\"x\">caf&eacute; &mdash; b</p><p />", "café — b\n");
        edits(
            "<p style='x'>caf&eacute; &mdash; old&nbsp;b</p>\n<p/>",
            "old",
            "new & <b>",
            "<p style='x'>caf&eacute; &mdash; new &amp; <strong>&nbsp;b</strong></p>\n<p/>",
        );
        renders("one\n\ntwo\n", "<p>one</p><p>two</p>");
    }

    #[test]
    fn marks_keep_their_tags() {
        shows(
            "<p><b>a</b> <em>b</em> <del>c</del> <u>d</u> <code>e`f</code></p>",
            "**a** *b* ~~c~~ <u>d</u> ``e`f``\n",
        );
        shows(
            "<p><strong>I</strong>nstall <strong>now: </strong>x<strong>y:</strong>z</p>",
            "**I**nstall **now:** x<strong>y:</strong>z\n",
        );
        edits("<p><b>a b</b> c</p>", "a b", "a d", "<p><b>a d</b> c</p>");
        edits("<p>a b c</p>", "b", "**b**", "<p>a <strong>b</strong> c</p>");
        edits("<p>a <b>b</b> c</p>", "**b**", "b", "<p>a b c</p>");
    }

    #[test]
    fn invisible_marks_survive_edits() {
        let body = "<p><span style=\"color: red\">red words</span> and <ac:inline-comment-marker ac:ref=\"1\">marked</ac:inline-comment-marker></p>";
        shows(body, "red words and marked\n");
        edits(body, "marked", "changed", &body.replace("marked", "changed"));
        edits(body, "red words", "blue words", &body.replace("red words", "blue words"));
    }

    #[test]
    fn text_that_looks_like_markdown_stays_text() {
        shows(
            "<p># a</p><p>1. b</p><p>- c</p><p>a_b_ *c* [d](e) {f} &lt;g> | `h`</p><p>:::x</p>",
            "\\# a\n\n1\\. b\n\n\\- c\n\na_b\\_ \\*c\\* [d\\](e) \\{f} \\<g> | \\`h\\`\n\n\\:::x\n",
        );
    }

    #[test]
    fn line_breaks() {
        shows("<p>a<br/>b<br /></p>", "a\\\nb\n");
        edits("<p>a<br/>b</p>", "b", "c", "<p>a<br/>c</p>");
    }
    #[test]
    fn words_that_the_source_parts_change_alone() {
        let body = "<p><b>one</b><b>two</b> x <i> y </i></p>";
        shows(body, "**onetwo** x *y*\n");
        edits(body, "one", "own", &body.replace("one", "own"));
        edits(body, "onetwo", "onetwos", &body.replace("two", "twos"));
        edits(body, "*y*", "*z*", &body.replace(" y ", " z "));
        let half = "<p>h<span style='x'>al</span>f <ac:inline-comment-marker ac:ref='1'>an</ac:inline-comment-marker>other</p>";
        edits(half, "half", "halves", &half.replace("f ", "ves "));
        edits(half, "another", "any other", &half.replace("an<", "any <"));
    }

    #[test]
    fn a_section_in_a_line_is_text() {
        let body = "<p>a <![CDATA[<b> c]]> d</p>";
        shows(body, "a \\<b> c d\n");
        edits(body, "c", "e", &body.replace("c]", "e]"));
        edits(body, "c", "&", "<p>a &lt;b&gt; &amp; d</p>");
    }
}
