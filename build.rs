//! Selects the dispatch backend: `threaded` where guaranteed tail calls are available, `portable` elsewhere.
fn main() {
    println!("cargo::rustc-check-cfg=cfg(threaded)");
    println!("cargo::rerun-if-env-changed=RUSTC_BOOTSTRAP");
    let bootstrap = std::env::var("RUSTC_BOOTSTRAP").is_ok_and(|v| v == "1" || v.split(',').any(|c| c == "threadsnake"));
    let x86_64 = std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|a| a == "x86_64");
    if bootstrap && x86_64 && std::env::var_os("CARGO_FEATURE_PORTABLE").is_none() {
        println!("cargo::rustc-cfg=threaded");
    }
}
