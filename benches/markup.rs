//! From storage to Markdown and back: pages of everyday size up to a megabyte, the shapes that are hard, and
//! what doubling the size costs.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rustix::time::{ClockId, clock_gettime};
use std::fmt::Write;
use std::hint::black_box;
use std::time::Duration;
use tildr::markup::{self, merge::merge};

/// Returns about so many bytes of Markdown: headings, prose, lists, a table and code, no two parts alike.
fn page(bytes: usize) -> String {
    let mut out = String::new();
    let mut part = 0;
    while out.len() < bytes {
        part += 1;
        let _ = write!(
            out,
            "## Storage engine {part}\n\nWe keep **three** copies of every page of {part}, see [[Runbook]] and \
             [the paper](https://example.org/paper); the oldest copy is read when both others are gone.\n\n\
             - rate limits\n- tokens {part}\n  - short lived\n\n- [ ] call the printer people\n\n\
             | Region | Nodes | Owner |\n|---|--:|---|\n| north | 3 | platform |\n| south | {part} | ada |\n\n\
             ```rust\nfn main() {{\n    println!(\"hello {part}\");\n}}\n```\n\n日本語の文章です。\n\n\
             > [!NOTE] Mind\n> the gap\n\n"
        );
    }
    out
}

/// A page whose storage has about so many bytes.
fn storage(bytes: usize) -> String {
    let sample = markup::to_storage(&page(20_000)).storage.len();
    markup::to_storage(&page(bytes * 20_000 / sample)).storage
}

/// Bodies of one shape, each with a word that stands in it.
fn shapes() -> Vec<(&'static str, String, &'static str)> {
    let many = |count: usize, make: &dyn Fn(usize) -> String| (0..count).map(make).collect::<String>();
    let code = many(16_000, &|at| format!("let line{at} = call(first, second);\n"));
    let list = many(200, &|at| {
        let deep = many(9, &|depth| format!("<ul><li>item {at} {depth}"));
        format!("<li>item {at}{deep}{}</li>", "</li></ul>".repeat(9))
    });
    vec![
        ("5,000 equal paragraphs", "<p>the same words again</p>".repeat(5_000), "same"),
        ("one paragraph of 100 kB", format!("<p>{}</p>", many(10_000, &|at| format!("word{at} "))), "word9"),
        (
            "a table of 3,000 rows",
            format!(
                "<table><tbody>{}</tbody></table>",
                many(3_000, &|at| format!("<tr><td>row {at}</td><td>b</td></tr>"))
            ),
            "row",
        ),
        ("2,000 nested items", format!("<ul>{list}</ul>"), "item"),
        (
            "1,000 macros",
            many(1_000, &|at| {
                format!(
                    "<p>text{at} <ac:structured-macro ac:name=\"odd\" ac:macro-id=\"{at}\">\
                     <ac:parameter ac:name=\"a\">{at}</ac:parameter></ac:structured-macro></p>"
                )
            }),
            "text9",
        ),
        (
            "a code block of 500 kB",
            format!(
                "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[{code}]]></ac:plain-text-body>\
                 </ac:structured-macro>"
            ),
            "line9",
        ),
    ]
}

fn benchmarks(criterion: &mut Criterion) {
    for (name, bytes) in [("4 kB", 4_000), ("100 kB", 100_000), ("1 MB", 1_000_000)] {
        let body = storage(bytes);
        measure(criterion, name, &body, "oldest");
    }
    for (name, body, word) in shapes() {
        measure(criterion, name, &body, word);
    }
    doubling();
}

fn measure(criterion: &mut Criterion, name: &str, body: &str, word: &str) {
    let text = markup::to_markdown(body).markdown;
    let edited = text.replacen(word, "edited", 1);
    let ours = body.replacen(word, "edited", 1);
    let theirs = format!("{body}<p>more</p>");
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(500));
    group.throughput(Throughput::Bytes(body.len() as u64));
    let id = |what: &str| BenchmarkId::from_parameter(what);
    group.bench_function(id("to Markdown"), |bench| bench.iter(|| markup::to_markdown(black_box(body))));
    group.bench_function(id("save one edited word"), |bench| {
        bench.iter(|| markup::splice(black_box(body), black_box(&edited)));
    });
    group.bench_function(id("merge"), |bench| {
        bench.iter(|| merge(black_box(body), black_box(&ours), black_box(&theirs)));
    });
    group.bench_function(id("to storage"), |bench| bench.iter(|| markup::to_storage(black_box(&text))));
    group.bench_function(id("plain text"), |bench| bench.iter(|| markup::plain_text(black_box(body))));
    group.finish();
}

/// The time this thread has been on a processor: what else runs does not count.
fn on_processor() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// A page of one size, as it was and edited.
struct Sized {
    body: String,
    edited: String,
    ours: String,
    theirs: String,
}

/// Prints what doubling a page costs: 2.0 is linear, the bar is 2.2. The sizes take turns, so that a machine that
/// is slow for a while is slow for all of them; the least of the turns counts.
fn doubling() {
    let pages = [100, 200, 400, 800, 1024].map(|kilobytes| {
        let body = storage(kilobytes * 1_000);
        let edited = markup::to_markdown(&body).markdown.replacen("oldest", "edited", 1);
        let (ours, theirs) = (body.replacen("oldest", "edited", 1), format!("{body}<p>more</p>"));
        Sized { body, edited, ours, theirs }
    });
    let mut least = [[f64::MAX; 3]; 5];
    for _ in 0..25 {
        for (page, least) in pages.iter().zip(&mut least) {
            let work: [&dyn Fn(); 3] = [
                &|| drop(markup::to_markdown(&page.body)),
                &|| drop(markup::splice(&page.body, &page.edited)),
                &|| drop(merge(&page.body, &page.ours, &page.theirs)),
            ];
            for (work, least) in work.into_iter().zip(least) {
                let start = on_processor();
                work();
                *least = least.min((on_processor() - start).as_secs_f64() * 1_000.0);
            }
        }
    }
    let size = |at: usize| pages[at].body.len() as f64;
    // Sizes are not met to the byte.
    let growth = |from: usize, to: usize, what: usize| {
        (least[to][what] / least[from][what]).powf((size(to) / size(from)).log2().recip())
    };
    for (at, times) in least.iter().enumerate() {
        print!("{:5.0} kB", size(at) / 1_000.0);
        for (what, (name, time)) in ["project", "splice", "merge"].into_iter().zip(times).enumerate() {
            print!("  {name} {time:6.1} ms");
            if at > 0 {
                print!(" x {:.2}", growth(at - 1, at, what));
            }
        }
        println!();
    }
    let all = [0, 1, 2].map(|what| format!("x {:.2}", growth(0, pages.len() - 1, what)));
    println!("a doubling over the whole way: {}", all.join(", "));
}

criterion_group!(benches, benchmarks);
criterion_main!(benches);
