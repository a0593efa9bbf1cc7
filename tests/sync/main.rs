//! Sync from the outside: replicas, engines and a wiki that loses requests and answers.

mod afar;
mod beside;
mod desk;
mod engine;
mod histories;
mod import;
mod wiki;
