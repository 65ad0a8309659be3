//! Lines that somebody types: prompts go to stderr, lines come from descriptor 0.
//!
//! As with C's `stdin`, what has been read behind a line waits for the next call; others who read the descriptor do not see it.
use crate::object::{Res, Vm};
use crate::vm::{signals, threads::allow_threads};
use std::cell::RefCell;
use std::collections::VecDeque;

/// What has been read and not been asked for.
#[derive(Default)]
struct Ahead(RefCell<VecDeque<u8>>);

/// Bytes that are read at once.
const CHUNK: usize = 4096;

/// Whether both stdin and stdout are a terminal.
pub fn is_terminal() -> bool {
    // SAFETY: plain system calls.
    unsafe { libc::isatty(0) == 1 && libc::isatty(1) == 1 }
}

/// Writes a prompt and reads a line, newline included; empty at the end of the input. Signal handlers run in between, and what they raise
/// ends the call.
pub fn read_line(vm: &Vm, prompt: &[u8]) -> Res<Vec<u8>> {
    // There is nobody to tell where the prompt cannot be shown.
    let _ = std::io::Write::write_all(&mut std::io::stderr(), prompt);
    let ahead = &vm.extension::<Ahead>().0;
    loop {
        let mut waiting = ahead.borrow_mut();
        if let Some(end) = waiting.iter().position(|b| *b == b'\n') {
            return Ok(waiting.drain(..=end).collect());
        }
        drop(waiting);
        let mut chunk = [0u8; CHUNK];
        // SAFETY: the buffer is as long as is said.
        let got = allow_threads(vm, || unsafe { libc::read(0, chunk.as_mut_ptr().cast(), CHUNK) });
        match usize::try_from(got) {
            Ok(n @ 1..) => ahead.borrow_mut().extend(&chunk[..n]),
            Err(_) if std::io::Error::last_os_error().raw_os_error() == Some(libc::EINTR) => signals::deliver(vm)?,
            // A descriptor that cannot be read has ended.
            _ => return Ok(ahead.borrow_mut().drain(..).collect()),
        }
    }
}
