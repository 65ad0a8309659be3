//! The `threadsnake` command.

fn main() {
    threadsnake::cli::main()
}
