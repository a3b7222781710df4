//! Asks the linker to lay the functions that a start runs side by side, in the order of `data/startup_order.txt`.
//!
//! Of what a small program takes in memory, most is code: the kernel maps it in runs of 64 KiB around each function that
//! is called, and a start calls some thousands of functions that lie all over the file. The order changes nothing else. It
//! is asked for only where it is known to be understood: in a release build for the machine's own kind of Linux, linked
//! by LLD, as Rust does by itself there. A name that the linker does not find (another compiler, other versions of what
//! baro is made of) is passed over. `.ci/startup-order` writes the file.

#![expect(clippy::disallowed_methods, reason = "cargo tells a build script what it builds in the environment alone")]

use std::{env, fs};

const ORDER: &str = "data/startup_order.txt";
/// A file for the linker's map, which `.ci/startup-order` reads.
const MAP: &str = "BARO_LINK_MAP";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={ORDER}");
    println!("cargo:rerun-if-env-changed={MAP}");
    let folder = variable("CARGO_MANIFEST_DIR");
    // A comma would end the linker's word.
    if !is_release() || !is_for_this_linux() || !links_with_lld() || folder.contains(',') {
        return;
    }
    println!("cargo:rustc-link-arg-bin=baro=-Wl,--symbol-ordering-file={folder}/{ORDER}");
    println!("cargo:rustc-link-arg-bin=baro=-Wl,--no-warn-symbol-ordering");
    if let Ok(map) = env::var(MAP) {
        println!("cargo:rustc-link-arg-bin=baro=-Wl,-Map={map},--no-demangle");
    }
}

fn is_release() -> bool {
    variable("PROFILE") == "release"
}

fn is_for_this_linux() -> bool {
    variable("CARGO_CFG_TARGET_OS") == "linux" && variable("TARGET") == variable("HOST")
}

/// This script was linked as the program will be, unless flags that are not for scripts say otherwise.
fn links_with_lld() -> bool {
    const SIGNED: &[u8] = b"Linker: LLD";
    let has_flags = variable("CARGO_ENCODED_RUSTFLAGS").contains("link");
    let script = env::current_exe().and_then(fs::read).unwrap_or_default();
    !has_flags && script.windows(SIGNED.len()).any(|window| window == SIGNED)
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
