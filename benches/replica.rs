//! The local store with five thousand pages: the reads behind every frame, a save, a batch of a sync.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use tildr::domain::*;
use tildr::markup;
use tildr::replica::{Incoming, Replica};

const PAGES: usize = 5_000;
const SPACES: usize = 50;

fn space(number: usize) -> Incoming {
    Incoming::Space(Box::new(Space {
        id: SpaceId::new(format!("s{number}")),
        key: SpaceKey::new(format!("SPACE{number}")),
        name: format!("Space {number}"),
        kind: SpaceKind::Site,
        status: SpaceStatus::Active,
        owner: None,
        home: None,
        status_since: None,
        grants: Default::default(),
    }))
}

/// Ten pages below each other page of a space; about 3 kB of words each.
fn page(number: usize, version: u32) -> Incoming {
    let (space, place) = (number % SPACES, number / SPACES);
    let words = (0..400).map(|word| format!("w{} ", (number * 7 + word * word * 13) % 20_000));
    let page = Page {
        id: PageId::new(format!("{number}")),
        space: SpaceId::new(format!("s{space}")),
        kind: PageKind::Page,
        status: PageStatus::Current,
        title: format!("Page {number} about gateways"),
        parent: (place > 0).then(|| PageId::new(format!("{}", (place - 1) / 10 * SPACES + space))),
        position: place as i64,
        version: Version {
            number: version,
            author: "u".into(),
            when: Timestamp::UNIX_EPOCH,
            message: String::new(),
        },
        created: Timestamp::UNIX_EPOCH,
        labels: Vec::new(),
        restricted_to: None,
    };
    Incoming::Page { page: Box::new(page), storage: format!("<p>{}</p>", words.collect::<String>()) }
}

fn replica(criterion: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a folder for temporary files");
    let replica = Replica::open(dir.path(), markup::readable).expect("a fresh store opens");
    let take = |items: &[Incoming]| replica.take_in(items, None, false).expect("a batch is written");
    take(&(0..SPACES).map(space).collect::<Vec<_>>());
    for start in (0..PAGES).step_by(250) {
        take(&(start..start + 250).map(|number| page(number, 1)).collect::<Vec<_>>());
    }
    let home = PageId::new("0");
    let mut group = criterion.benchmark_group("replica of 5,000 pages");
    group.sample_size(20);
    group.bench_function("open", |bench| {
        bench.iter(|| Replica::open(dir.path(), markup::readable).map(|replica| replica.spaces().map(drop)));
    });
    group.bench_function("spaces with their counts", |bench| {
        bench.iter(|| black_box((replica.spaces().ok(), replica.page_counts().ok())));
    });
    group.bench_function("pages read last", |bench| bench.iter(|| replica.recent(black_box(20))));
    group.bench_function("pages below a page", |bench| {
        bench.iter(|| replica.children(&"s0".into(), black_box(Some(&home))));
    });
    group.bench_function("every title", |bench| bench.iter(|| replica.titles()));
    for text in ["w17", "gateways", "w1 w2"] {
        let query = Query { text: text.to_owned(), scope: Scope::All, limit: 20, at: tildr::config::clock() };
        group.bench_function(format!("search {text}"), |bench| {
            bench.iter(|| replica.search(black_box(&query)))
        });
    }
    let (mut version, mut from) = (1, 0);
    group.bench_function("take in 250 changed pages", |bench| {
        bench.iter(|| {
            version += 1;
            from = (from + 250) % PAGES;
            take(&(from..from + 250).map(|number| page(number, version)).collect::<Vec<_>>())
        });
    });
    group.finish();
}

criterion_group!(benches, replica);
criterion_main!(benches);
