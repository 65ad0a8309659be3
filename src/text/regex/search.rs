//! Where matches begin.
use super::matcher::{Matcher, State, Stop, Subject};
use super::{First, Program, Start};

/// Whether a match begins at `start`, which `state` then describes.
pub fn matches<U: Subject>(m: &Matcher<U>, state: &mut State, start: usize) -> Result<bool, Stop> {
    state.prepare(m.program.groups)?;
    if start > m.s.len() {
        return Ok(false);
    }
    m.run(state, start)
}

/// The first match that begins at `start` or later.
pub fn search<U: Subject>(m: &Matcher<U>, state: &mut State, start: usize) -> Result<bool, Stop> {
    state.prepare(m.program.groups)?;
    let program = m.program;
    let Some(last) = m.s.len().checked_sub(program.min_width) else { return Ok(false) };
    let mut at = start;
    while at <= last {
        let Some(found) = next_start(program, m.s, at) else { return Ok(false) };
        if found > last {
            return Ok(false);
        }
        if m.run(state, found)? {
            return Ok(true);
        }
        at = found + 1;
    }
    Ok(false)
}

/// The next position where a match may begin.
#[inline]
fn next_start<U: Subject>(program: &Program, s: &[U], at: usize) -> Option<usize> {
    match &program.start {
        Start::Anywhere => Some(at),
        Start::Beginning => (at == 0).then_some(0),
        Start::Literal(c) => U::find(&s[at..], *c).map(|i| at + i),
        Start::First(i) => {
            let First { latin, beyond } = &program.firsts[*i as usize];
            s[at..]
                .iter()
                .position(|x| {
                    let c: u32 = (*x).into();
                    if c < 256 { latin[c as usize] } else { *beyond }
                })
                .map(|i| at + i)
        }
        Start::Prefix(prefix, finder) => {
            if size_of::<U>() == 1 {
                // A prefix that no byte can spell occurs nowhere.
                let finder = finder.as_ref()?;
                // SAFETY: units of one byte.
                let bytes = unsafe { std::slice::from_raw_parts(s.as_ptr() as *const u8, s.len()) };
                return finder.find(&bytes[at..]).map(|i| at + i);
            }
            let mut at = at;
            loop {
                at += U::find(&s[at..], prefix[0])?;
                let here = s.get(at..at + prefix.len())?;
                if here.iter().zip(&prefix[..]).all(|(x, y)| (*x).into() == *y) {
                    return Some(at);
                }
                at += 1;
            }
        }
    }
}
