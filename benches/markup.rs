//! From storage to Markdown and back: a page of everyday size, and one of a megabyte.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use tildr::markup;

/// Returns about so many bytes of headings, prose, lists, a table and code.
fn page(bytes: usize) -> String {
    let part = "## Storage engine\n\nWe keep **three** copies of every page, see [[Runbook]] and \
        [the paper](https://example.org/paper); the oldest copy is read when both others are gone.\n\n\
        - rate limits\n- tokens\n  - short lived\n\n- [ ] call the printer people\n\n\
        | Region | Nodes | Owner |\n|---|--:|---|\n| north | 3 | platform |\n| south | 12 | ada |\n\n\
        ```rust\nfn main() {\n    println!(\"hello\");\n}\n```\n\n日本語の文章です。\n\n> [!NOTE] Mind\n> the gap\n\n";
    part.repeat(bytes / part.len() + 1)
}

fn markup(criterion: &mut Criterion) {
    for (name, bytes) in [("4 kB", 4 * 1024), ("1 MB", 1024 * 1024)] {
        let markdown = page(bytes);
        let storage = markup::to_storage(&markdown).storage;
        let mut group = criterion.benchmark_group(name);
        group.sample_size(20).throughput(Throughput::Bytes(storage.len() as u64));
        group.bench_function("to storage", |bench| bench.iter(|| markup::to_storage(black_box(&markdown))));
        group.bench_function("to Markdown", |bench| bench.iter(|| markup::to_markdown(black_box(&storage))));
        group.bench_function("plain text", |bench| bench.iter(|| markup::plain_text(black_box(&storage))));
        let text = markup::to_markdown(&storage).markdown;
        let edited = text.replacen("three", "four", 1);
        group.bench_function("save one edited paragraph", |bench| {
            bench.iter(|| markup::splice(black_box(&storage), black_box(&edited)));
        });
        group.finish();
    }
}

criterion_group!(benches, markup);
criterion_main!(benches);
