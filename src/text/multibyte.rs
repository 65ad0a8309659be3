//! The East Asian encodings of one to four bytes a character (and EUC-KR's composed syllables of eight), from tables that
//! `multibyte_data.py` writes; it describes them.
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::Read;

static DATA: &[u8] = include_bytes!("multibyte_data.bin");

/// The word at a place of the data.
fn word(data: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(data[at..at + 4].try_into().expect("four bytes"))
}

const ILLEGAL: u32 = u32::MAX;
const ILLEGAL_TWO: u32 = u32::MAX - 1;
const NODE: u32 = 1 << 31;
const PAIR: u32 = 1 << 30;
const OTHER: u32 = 1 << 29;

/// What begins a row of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// So many bytes stand for a character.
    Char(usize, u32),
    /// For two characters.
    Pair(usize, [u32; 2]),
    /// So many bytes mean nothing.
    Illegal(usize),
    /// More bytes have to come.
    Incomplete,
}

/// What begins a row of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoded {
    /// So many characters have a sequence, which has been appended.
    Done(usize),
    /// The first character has none.
    Illegal,
    /// It depends on the next character.
    Undecided,
}

/// A sequence of up to four bytes.
type Sequence = (u8, [u8; 4]);

/// An encoding.
pub struct Multibyte {
    pub name: &'static str,
    nodes: Vec<[u32; 256]>,
    pairs: Vec<[u32; 2]>,
    /// Of GB 18030: first number, first character, length.
    ranges: Vec<[u32; 3]>,
    encoded: FxHashMap<u32, Sequence>,
    encoded_pairs: FxHashMap<[u32; 2], Sequence>,
    /// What pairs begin with.
    firsts: FxHashSet<u32>,
    composes: bool,
}

impl Multibyte {
    /// The encoding of that name, read from its table.
    pub fn load(name: &str) -> Option<Multibyte> {
        let entry = (0..word(DATA, 0) as usize).map(|i| 4 + 24 * i).find(|at| own_name(*at) == name)?;
        let (start, len) = (word(DATA, entry + 16) as usize, word(DATA, entry + 20) as usize);
        let mut data = Vec::new();
        flate2::read::DeflateDecoder::new(&DATA[start..start + len]).read_to_end(&mut data).ok()?;
        let [nodes, pairs, exceptions, ranges] = [0, 4, 8, 12].map(|at| word(&data, at) as usize);
        let mut at = 16;
        let plane = nodes * 256;
        let words: Vec<u32> = (0..plane).map(|i| u32::from_le_bytes([0, 1, 2, 3].map(|p| data[at + p * plane + i]))).collect();
        at += 4 * plane;
        let mut encoding = Multibyte {
            name: own_name(entry),
            nodes: words.chunks_exact(256).map(|n| n.try_into().expect("256 words")).collect(),
            pairs: (0..pairs).map(|i| [0, 4].map(|o| word(&data, at + 8 * i + o))).collect(),
            ranges: Vec::new(),
            encoded: FxHashMap::default(),
            encoded_pairs: FxHashMap::default(),
            firsts: FxHashSet::default(),
            composes: words.contains(&(OTHER | 1)),
        };
        at += 8 * pairs;
        let triple = |at: usize| [0, 4, 8].map(|o| word(&data, at + o));
        encoding.invert(0, (0, [0; 4]));
        for i in 0..exceptions {
            match triple(at + 12 * i) {
                [c, 0, _] => encoding.encoded.remove(&c),
                [c, n, bytes] => encoding.encoded.insert(c, (n as u8, bytes.to_le_bytes())),
            };
        }
        at += 12 * exceptions;
        encoding.ranges = (0..ranges).map(|i| triple(at + 12 * i)).collect();
        encoding.firsts = encoding.encoded_pairs.keys().map(|p| p[0]).collect();
        Some(encoding)
    }
    /// Enters what sequences that begin with `prefix`, which leads to a node, stand for.
    fn invert(&mut self, node: usize, prefix: Sequence) {
        for b in 0..256 {
            let (mut n, mut bytes) = prefix;
            if n as usize == bytes.len() {
                return;
            }
            bytes[n as usize] = b as u8;
            n += 1;
            match self.nodes[node][b] {
                ILLEGAL | ILLEGAL_TWO => {}
                w if w & NODE != 0 => self.invert((w ^ NODE) as usize, (n, bytes)),
                w if w & PAIR != 0 => {
                    self.encoded_pairs.entry(self.pairs[(w ^ PAIR) as usize]).or_insert((n, bytes));
                }
                w if w & OTHER != 0 => {}
                c => {
                    self.encoded.entry(c).or_insert((n, bytes));
                }
            }
        }
    }
    /// What the bytes begin with; there is at least one.
    #[inline]
    pub fn decode(&self, bytes: &[u8]) -> Decoded {
        let mut node = 0;
        for (i, b) in bytes.iter().enumerate() {
            match self.nodes[node][*b as usize] {
                ILLEGAL => return Decoded::Illegal(1),
                ILLEGAL_TWO => return Decoded::Illegal(2),
                w if w & NODE != 0 => node = (w ^ NODE) as usize,
                w if w & PAIR != 0 => return Decoded::Pair(i + 1, self.pairs[(w ^ PAIR) as usize]),
                w if w == OTHER => return self.decode_four(bytes),
                w if w & OTHER != 0 => return decode_composed(bytes),
                c => return Decoded::Char(i + 1, c),
            }
        }
        Decoded::Incomplete
    }
    #[cold]
    fn decode_four(&self, bytes: &[u8]) -> Decoded {
        let [a, b, c, d, ..] = *bytes else { return Decoded::Incomplete };
        if !(0x81..=0xfe).contains(&a) || !(0x81..=0xfe).contains(&c) || !d.is_ascii_digit() {
            return Decoded::Illegal(1);
        }
        let [a, b, c, d] = [a - 0x81, b - b'0', c - 0x81, d - b'0'].map(u32::from);
        let n = ((a * 10 + b) * 126 + c) * 10 + d;
        let i = self.ranges.partition_point(|r| r[0] <= n);
        match i.checked_sub(1).map(|i| self.ranges[i]) {
            Some([first, start, len]) if n - first < len => Decoded::Char(4, start + (n - first)),
            _ => Decoded::Illegal(1),
        }
    }
    /// Appends the sequence of what the characters begin with; there is at least one. `last`: no others follow them.
    #[inline]
    pub fn encode(&self, c: u32, next: Option<u32>, last: bool, out: &mut Vec<u8>) -> Encoded {
        if c < 0x80
            && let w = self.nodes[0][c as usize]
            && w == c
        {
            out.push(c as u8);
            return Encoded::Done(1);
        }
        if !self.firsts.is_empty() && self.firsts.contains(&c) {
            match next {
                Some(next) => {
                    if let Some((n, bytes)) = self.encoded_pairs.get(&[c, next]) {
                        out.extend_from_slice(&bytes[..*n as usize]);
                        return Encoded::Done(2);
                    }
                }
                None if !last => return Encoded::Undecided,
                None => {}
            }
        }
        if let Some((n, bytes)) = self.encoded.get(&c) {
            out.extend_from_slice(&bytes[..*n as usize]);
            return Encoded::Done(1);
        }
        let four = self.ranges.iter().find(|[_, start, len]| c.wrapping_sub(*start) < *len);
        if let Some([first, start, _]) = four {
            let n = first + (c - start);
            let (n, d) = (n / 10, n % 10);
            let (n, c) = (n / 126, n % 126);
            out.extend([0x81 + n / 10, 0x30 + n % 10, 0x81 + c, 0x30 + d].map(|b| b as u8));
            return Encoded::Done(1);
        }
        if self.composes && (0xac00..0xd7a4).contains(&c) {
            encode_composed(c - 0xac00, out);
            return Encoded::Done(1);
        }
        Encoded::Illegal
    }
}

fn own_name(entry: usize) -> &'static str {
    let name = &DATA[entry..entry + 16];
    std::str::from_utf8(name).unwrap_or_default().trim_end_matches('\0')
}

/// The places of the initial consonants of syllables among the 30 consonants of KS X 1001, of which those are finals that the second list has.
const INITIALS: [u8; 19] = [0, 1, 3, 6, 7, 8, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29];
const FINALS: [u8; 27] = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 25, 26, 27, 28, 29];
/// The row of the letters, the first consonant, the first vowel, and the filler.
const ROW: u8 = 0xa4;
const CONSONANTS: u8 = 0xa1;
const VOWELS: u8 = 0xbf;
const FILLER: u8 = 0xd4;

/// A syllable spelt with its letters: the filler, initial, vowel and final, or the filler where there is none.
#[cold]
fn decode_composed(bytes: &[u8]) -> Decoded {
    let [_, _, r1, initial, r2, vowel, r3, last, ..] = *bytes else { return Decoded::Incomplete };
    let place = |list: &[u8], b: u8| list.iter().position(|p| b.checked_sub(CONSONANTS) == Some(*p));
    let initial = place(&INITIALS, initial);
    let vowel = vowel.checked_sub(VOWELS).filter(|v| *v < 21);
    let last = if last == FILLER { Some(0) } else { place(&FINALS, last).map(|n| n + 1) };
    match (initial, vowel, last) {
        (Some(i), Some(v), Some(l)) if [r1, r2, r3] == [ROW; 3] => Decoded::Char(8, (0xac00 + (i * 21 + v as usize) * 28 + l) as u32),
        _ => Decoded::Illegal(1),
    }
}

#[cold]
fn encode_composed(n: u32, out: &mut Vec<u8>) {
    let (initial, vowel, last) = (n / 588, n / 28 % 21, n % 28);
    let last = match last {
        0 => FILLER,
        n => CONSONANTS + FINALS[n as usize - 1],
    };
    out.extend([ROW, FILLER, ROW, CONSONANTS + INITIALS[initial as usize], ROW, VOWELS + vowel as u8, ROW, last]);
}
