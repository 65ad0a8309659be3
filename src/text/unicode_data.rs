//! The Unicode Character Database, 16.0 and 3.2: properties of characters that the Unicode crates do not have, from tables that
//! `unicode_data.py` writes.

/// A multiple of eight bytes, aligned; first the offsets of the sections.
static DATA: &[u8] = include_bytes!("unicode_data.bin");

const fn word(at: usize) -> usize {
    (DATA[at] as usize) | (DATA[at + 1] as usize) << 8 | (DATA[at + 2] as usize) << 16 | (DATA[at + 3] as usize) << 24
}
const fn section(i: usize) -> &'static [u8] {
    let (_, rest) = DATA.split_at(word(4 * i));
    rest.split_at(word(4 * i + 4) - word(4 * i)).0
}

static RECORDS: &[u8] = section(0);
static FIRST: &[u8] = section(1);
static BLOCKS: &[u8] = section(2);
static DECOMPOSITION_KEYS: &[u8] = section(3);
static DECOMPOSITION_OFFSETS: &[u8] = section(4);
static DECOMPOSITION_POINTS: &[u8] = section(5);
static OLD_NUMBERS: &[u8] = section(9);
static NAMES: &[u8] = section(10);

const RECORD: usize = 10;
const BLOCK: usize = 256;

const CATEGORIES: [&str; 30] = [
    "Cn", "Lu", "Ll", "Lt", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Lm", "Lo", "Pc",
    "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So",
];
const BIDI: [&str; 24] = [
    "", "L", "LRE", "LRO", "R", "AL", "RLE", "RLO", "PDF", "EN", "ES", "ET", "AN", "CS", "NSM", "BN", "B", "S", "WS", "ON",
    "LRI", "RLI", "FSI", "PDI",
];
const WIDTHS: [&str; 6] = ["F", "H", "W", "Na", "A", "N"];
const TAGS: [&str; 17] = [
    "", "<noBreak>", "<compat>", "<super>", "<fraction>", "<font>", "<isolated>", "<initial>", "<final>", "<medial>", "<wide>",
    "<vertical>", "<square>", "<sub>", "<narrow>", "<circle>", "<small>",
];

/// Which version of the database is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Version {
    /// 16.0
    Current,
    /// 3.2, which IDNA and Stringprep refer to.
    Old,
}

fn half(table: &[u8], i: usize) -> usize {
    u16::from_le_bytes([table[2 * i], table[2 * i + 1]]) as usize
}
fn full(table: &[u8], i: usize) -> u32 {
    u32::from_le_bytes([table[4 * i], table[4 * i + 1], table[4 * i + 2], table[4 * i + 3]])
}

/// The record of a character; code points beyond the last have that of an unassigned one.
#[inline]
fn record(c: u32) -> &'static [u8] {
    let c = if c < 0x110000 { c as usize } else { 0xffff };
    let block = half(FIRST, c / BLOCK);
    let at = half(BLOCKS, block * BLOCK + c % BLOCK) * RECORD;
    &RECORDS[at..at + RECORD]
}
#[inline]
fn fields(c: u32, version: Version) -> &'static [u8] {
    let r = record(c);
    if version == Version::Current { &r[..4] } else { &r[5..9] }
}

/// The general category.
pub fn category(c: u32, version: Version) -> &'static str {
    CATEGORIES[fields(c, version)[0] as usize]
}
/// Whether the version has the character.
pub fn is_assigned(c: u32, version: Version) -> bool {
    fields(c, version)[0] != 0
}
/// The bidirectional class, empty for unassigned characters.
pub fn bidirectional(c: u32, version: Version) -> &'static str {
    BIDI[fields(c, version)[1] as usize]
}
/// The canonical combining class.
#[inline]
pub fn combining(c: u32, version: Version) -> u8 {
    fields(c, version)[2]
}
/// Whether the character is mirrored in text from right to left.
pub fn is_mirrored(c: u32, version: Version) -> bool {
    fields(c, version)[3] & 0x80 != 0
}
/// The East Asian width.
pub fn east_asian_width(c: u32, version: Version) -> &'static str {
    WIDTHS[(fields(c, version)[3] & 0x7f) as usize]
}
/// The forms, one bit each, in which the character stays as it is beside others of which this is true as well.
#[inline]
pub(super) fn inert_forms(c: u32) -> u8 {
    record(c)[4]
}

/// The position in a sorted table of keys of the one that `order` finds equal.
fn search(n: usize, key: impl Fn(usize) -> u32, c: u32) -> Option<usize> {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low.midpoint(high);
        match key(middle).cmp(&c) {
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

/// The decomposition mapping as `unicodedata.decomposition` writes it.
pub fn decomposition(c: u32, version: Version) -> Option<String> {
    if !is_assigned(c, version) {
        return None;
    }
    if let Some(i) = c.checked_sub(0xac00).filter(|i| *i < 11172) {
        // Here the two or three jamo of a syllable are one step, unlike in the standard.
        let (lead, vowel, trail) = (0x1100 + i / 588, 0x1161 + i % 588 / 28, 0x11a7 + i % 28);
        return Some(match trail {
            0x11a7 => format!("{lead:04X} {vowel:04X}"),
            _ => format!("{lead:04X} {vowel:04X} {trail:04X}"),
        });
    }
    let i = search(DECOMPOSITION_KEYS.len() / 4, |i| full(DECOMPOSITION_KEYS, i) >> 11, c)?;
    let key = full(DECOMPOSITION_KEYS, i);
    let mut out = TAGS[(key >> 5 & 0x3f) as usize].to_owned();
    let at = half(DECOMPOSITION_OFFSETS, i);
    for k in at..at + (key & 0x1f) as usize {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&format!("{:04X}", full(DECOMPOSITION_POINTS, k)));
    }
    Some(out)
}

/// Kinds of numeric values, in the order in which one includes the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Numeric {
    Decimal,
    Digit,
    Number,
}

/// The numeric value of a character.
pub fn numeric(c: u32, kind: Numeric, version: Version) -> Option<f64> {
    if version == Version::Old {
        const ENTRY: usize = 16;
        let n = OLD_NUMBERS.len() / ENTRY;
        let key = |i: usize| full(OLD_NUMBERS, 4 * i) << 2 | full(OLD_NUMBERS, 4 * i + 1);
        if let Some(i) = search(n, key, c << 2 | kind as u32) {
            let mut value = [0; 8];
            value.copy_from_slice(&OLD_NUMBERS[ENTRY * i + 8..ENTRY * i + 16]);
            return Some(f64::from_le_bytes(value)).filter(|x| !x.is_nan());
        }
        if !is_assigned(c, version) {
            return None;
        }
    }
    match kind {
        Numeric::Decimal => super::unicode::decimal(c).map(f64::from),
        Numeric::Digit => super::unicode::digit(c).map(f64::from),
        Numeric::Number => super::unicode::numeric(c),
    }
}

/// The name of a character.
pub fn name(c: u32) -> Option<unicode_names2::Name> {
    // `unicodedata` has no names for Tangut ideographs, though it finds the characters by them.
    if TANGUT.iter().any(|r| r.contains(&c)) {
        return None;
    }
    unicode_names2::name(char::from_u32(c)?)
}

const TANGUT: [std::ops::RangeInclusive<u32>; 2] = [0x17000..=0x187f7, 0x18d00..=0x18d08];

/// The character of a name that is no alias, in any case.
pub fn named_character(name: &str) -> Option<u32> {
    let upper = name.to_ascii_uppercase();
    if let Some(digits) = upper.strip_prefix("TANGUT IDEOGRAPH-") {
        let c = u32::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 5 && !digits.starts_with('+'))?;
        return TANGUT.iter().any(|r| r.contains(&c)).then_some(c);
    }
    // The crate ignores spaces, hyphens and underscores; names are exact here.
    let c = unicode_names2::character(&upper)?;
    unicode_names2::name(c).is_some_and(|n| n.to_string() == upper).then_some(c as u32)
}

/// The character of a name or an alias, in any case.
pub fn character(name: &str) -> Option<u32> {
    match characters(name)?.as_slice() {
        [c] => Some(*c),
        _ => None,
    }
}

/// The characters of a name, an alias or a named sequence.
pub fn characters(name: &str) -> Option<Vec<u32>> {
    match named_character(name) {
        Some(c) => Some(vec![c]),
        None => listed(&name.to_ascii_uppercase()),
    }
}

/// What the list of aliases and named sequences has for a name.
fn listed(name: &str) -> Option<Vec<u32>> {
    if name.is_empty() || name.contains(['\n', '\t']) {
        return None;
    }
    let line = format!("\n{name}\t");
    let at = memchr::memmem::find(NAMES, line.as_bytes())? + line.len();
    let end = at + memchr::memchr(b'\n', &NAMES[at..])?;
    let text = std::str::from_utf8(&NAMES[at..end]).ok()?;
    text.split(' ').map(|p| u32::from_str_radix(p, 16).ok()).collect()
}
