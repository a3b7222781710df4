//! The program: run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    baro::cli::run()
}
