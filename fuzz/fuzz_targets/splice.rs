//! Fuzzes: an edit somewhere in the projection of a body. The laws are those that `cargo test` replays the findings with.

#![no_main]

#[path = "../../tests/markup/any_input.rs"]
#[allow(dead_code)]
mod any_input;

libfuzzer_sys::fuzz_target!(|data: &[u8]| any_input::splice_bytes(data));
