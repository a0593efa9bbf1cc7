//! Laying out pages: parse, first screen, everything; 64 kB and 1 MB of ordinary Markdown.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::Arc;
use tildr::tui::document::{Document, Layout, Options};

/// Returns about so many bytes of headings, prose with links, lists, a table and code.
fn page(bytes: usize) -> String {
    let part = "## Storage engine\n\nWe keep **three** copies of every page, see [[Runbook]] and \
        [the paper](https://example.org/paper); the oldest copy is read when both others are gone.\n\n\
        - rate limits\n- tokens\n  - short lived\n- [ ] call the printer people\n\n\
        | Region | Nodes | Owner |\n|---|--:|---|\n| north | 3 | platform |\n| south | 12 | ada |\n\n\
        ```rust\nfn main() {\n    println!(\"hello\");\n}\n```\n\n日本語の文章です。\n\n> [!NOTE] Mind\n> the gap\n\n";
    part.repeat(bytes / part.len() + 1)
}

fn view(criterion: &mut Criterion) {
    for (name, bytes) in [("64 kB", 64 * 1024), ("1 MB", 1024 * 1024)] {
        let markdown = page(bytes);
        let mut group = criterion.benchmark_group(name);
        group.sample_size(20);
        group.bench_function("parse", |bencher| bencher.iter(|| Document::parse(black_box(&markdown))));
        let document = Arc::new(Document::parse(&markdown));
        let lay = |lines: usize| {
            let mut layout = Layout::new(document.clone(), Options::new(100));
            layout.ensure(lines);
            layout.lines().len()
        };
        group.bench_function("first screen of a parsed page", |bencher| bencher.iter(|| lay(black_box(40))));
        group.bench_function("all lines", |bencher| bencher.iter(|| lay(usize::MAX)));
        group.finish();
    }
}

criterion_group!(benches, view);
criterion_main!(benches);
