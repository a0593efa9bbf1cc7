//! The examples of CommonMark and GFM that a page cannot hold, and why.

/// Why examples are not held, and which: in CommonMark 0.31.2, in GFM 0.29, in the tests of its extensions.
pub(crate) type Reason = (&'static str, &'static [u64], &'static [u64], &'static [u64]);

pub(crate) const NOT_HELD: [Reason; 8] = [
    (
        "a tag that a page has no element for is kept as text",
        &[150, 163, 201, 491, 524, 536, 613, 614, 615, 617, 623],
        &[120, 133, 170, 500, 532, 544, 632, 633, 634, 636, 642],
        &[22],
    ),
    ("scripts, styles and forms are kept as text", &[170, 171, 172, 173, 178], &[140, 141, 142, 147], &[]),
    (
        "a table in HTML gets a header row where Markdown shows it",
        &[148, 149, 160, 190, 191],
        &[118, 119, 130, 159, 160],
        &[],
    ),
    ("an inline tag around blocks marks nothing", &[167], &[137], &[]),
    ("an empty heading or quote is not kept", &[79, 218, 239, 240], &[49, 187, 217, 218], &[]),
    ("a link to nowhere is its text", &[200, 485, 486, 567], &[169, 495, 496, 575], &[]),
    (
        "`[[…]]` is a page link, a bare web address a link, a bare e-mail address text",
        &[559, 602, 608, 611],
        &[567, 610, 616, 619, 629, 630, 631],
        &[19],
    ),
    (
        "footnotes become a list at the end; a comment ends as CommonMark 0.31 says; one output is not given",
        &[],
        &[645, 646],
        &[20, 23],
    ),
];

/// The numbers of one file of examples that are listed.
pub(crate) fn listed(file: &str) -> Vec<u64> {
    let of = |(_, commonmark, gfm, extensions): &Reason| match file {
        name if name.starts_with("commonmark-") => *commonmark,
        name if name.starts_with("gfm-extensions") => *extensions,
        _ => *gfm,
    };
    NOT_HELD.iter().flat_map(of).copied().collect()
}
