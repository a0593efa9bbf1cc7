//! Parses the arguments, runs one command, prints one error with its hints.

use std::process::ExitCode;

fn main() -> ExitCode {
    tildr::cli::main()
}
