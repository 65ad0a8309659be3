//! The `threadsnake` command.
#![no_main]

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The entry of the process. Rust's own would open `/dev/null` in place of standard descriptors that are closed, and programs could not
/// tell any more that they are.
// SAFETY: the C library calls `main` once, with everything initialised; nothing else has that name.
#[unsafe(no_mangle)]
pub extern "C" fn main() -> std::ffi::c_int {
    threadsnake::cli::main()
}
