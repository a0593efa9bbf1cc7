//! Tests: answers in, comparison and intents out.
