//! Colours of XHTML while it is typed: tags, references and CDATA inside one line.
//!
//! For the eye only, like `markdown`: a tag that goes over several lines is coloured where it starts.

use super::draw::Role;
use super::markdown::Look;
use std::ops::Range;

/// Returns how a line looks.
pub(super) fn look(line: &str, with_spans: bool) -> Look {
    Look { role: Role::Text, spans: if with_spans { spans(line) } else { Vec::new() } }
}

fn spans(line: &str) -> Vec<(Range<usize>, Role)> {
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(start) = line[at..].find(['<', '&']).map(|found| at + found) {
        let rest = &line[start..];
        let (close, role) = match rest {
            _ if rest.starts_with("<![CDATA[") => ("]]>", Role::Code),
            _ if rest.starts_with("<!--") => ("-->", Role::Quote),
            _ if rest.starts_with('<') => (">", Role::Directive),
            _ => (";", Role::Marker),
        };
        let end = rest.find(close).map_or(line.len(), |end| start + end + close.len());
        if role == Role::Marker && rest[..end - start].contains([' ', '<']) {
            // A bare `&`: wrong, and shown as such when it is saved.
            at = start + 1;
            continue;
        }
        spans.push((start..end, role));
        at = end;
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_references_and_cdata_are_seen() {
        let line = "<p class=\"x\">a &nbsp; & b<![CDATA[<x>]]></p><!-- c -->d";
        let seen: Vec<(&str, Role)> =
            spans(line).into_iter().map(|(range, role)| (&line[range], role)).collect();
        assert_eq!(
            seen,
            [
                ("<p class=\"x\">", Role::Directive),
                ("&nbsp;", Role::Marker),
                ("<![CDATA[<x>]]>", Role::Code),
                ("</p>", Role::Directive),
                ("<!-- c -->", Role::Quote),
            ]
        );
        assert_eq!(spans("a < b"), [(2..5, Role::Directive)]);
    }
}
