//! Normal forms. The mappings are the crate's; what is here knows strings that hold surrogates, copies what does not change, and
//! knows the older database.
use super::builder::{StrBuf, StrBuilder};
use super::unicode_data::{Version, combining, inert_forms, is_assigned};
use super::view::StrView;
use unicode_normalization::char as mapping;

/// A normal form, numbered as the bits of `inert_forms`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Nfc,
    Nfkc,
    Nfd,
    Nfkd,
}

impl Form {
    pub fn named(name: &str) -> Option<Form> {
        Some(match name {
            "NFC" => Form::Nfc,
            "NFKC" => Form::Nfkc,
            "NFD" => Form::Nfd,
            "NFKD" => Form::Nfkd,
            _ => return None,
        })
    }
    fn composes(self) -> bool {
        matches!(self, Form::Nfc | Form::Nfkc)
    }
    fn is_compatible(self) -> bool {
        matches!(self, Form::Nfkc | Form::Nfkd)
    }
}

/// Mappings that were corrected after 3.2.
const CORRECTIONS: [(u32, u32); 5] =
    [(0x2f868, 0x2136a), (0x2f874, 0x5f33), (0x2f91f, 0x43ab), (0x2f95f, 0x7aae), (0x2f9bf, 0x4d57)];

/// A character with its combining class.
type Classed = (u32, u8);

fn decompose(c: u32, form: Form, version: Version, out: &mut Vec<Classed>) {
    let mut emit = |c: u32| out.push((c, combining(c, Version::Current)));
    let corrected = CORRECTIONS.iter().find(|x| version == Version::Old && x.0 == c);
    if let Some((_, old)) = corrected {
        return emit(*old);
    }
    match char::from_u32(c) {
        Some(ch) if version == Version::Current || is_assigned(c, version) => match form.is_compatible() {
            true => mapping::decompose_compatible(ch, |x| emit(x as u32)),
            false => mapping::decompose_canonical(ch, |x| emit(x as u32)),
        },
        _ => emit(c),
    }
}

/// Puts runs of combining characters into canonical order.
fn reorder(s: &mut [Classed]) {
    let mut i = 0;
    while i < s.len() {
        let n = s[i..].iter().take_while(|c| c.1 != 0).count();
        if n > 1 {
            s[i..i + n].sort_by_key(|c| c.1);
        }
        i += n + 1;
    }
}

/// Composes what follows a starter with it, unless something of the same or a higher class stands between them.
fn compose(s: &mut Vec<Classed>) {
    let mut starter: Option<usize> = None;
    let mut last_class = 0;
    let mut to = 0;
    for from in 0..s.len() {
        let (c, class) = s[from];
        if let Some(at) = starter {
            let blocked = to > at + 1 && (last_class == 0 || last_class >= class);
            let pair = char::from_u32(s[at].0).zip(char::from_u32(c));
            if !blocked && let Some(composed) = pair.and_then(|(a, b)| mapping::compose(a, b)) {
                s[at].0 = composed as u32;
                continue;
            }
        }
        if class == 0 {
            starter = Some(to);
        }
        last_class = class;
        s[to] = (c, class);
        to += 1;
    }
    s.truncate(to);
}

/// The string in a normal form; `None` where it is the string itself.
pub fn normalize(s: StrView, form: Form, version: Version) -> Option<StrBuf> {
    let bit = 1u8 << form as u8;
    if matches!(s, StrView::Ascii(_)) || form == Form::Nfc && matches!(s, StrView::Latin1(_)) {
        return None;
    }
    let inert = |i: usize| inert_forms(s.at(i)) & bit != 0;
    let n = s.len();
    let mut i = (0..n).find(|i| !inert(*i))?;
    let mut out = StrBuilder::with_capacity(n);
    let mut part = Vec::new();
    // `done` characters are in the output; `i` is at one that may change, together with the one before it.
    let mut done = 0;
    loop {
        let start = if i > done { i - 1 } else { i };
        out.push_view(s.slice(done, start));
        let end = (i..n).find(|i| inert(*i)).unwrap_or(n);
        part.clear();
        (start..end).for_each(|i| decompose(s.at(i), form, version, &mut part));
        reorder(&mut part);
        if form.composes() {
            compose(&mut part);
        }
        part.iter().for_each(|c| out.push(c.0));
        done = end;
        match (end..n).find(|i| !inert(*i)) {
            Some(next) => i = next,
            None => break,
        }
    }
    out.push_view(s.slice(done, n));
    Some(out.finish())
}
