//! Sets of characters: categories, ranges, bitmaps, with or without regard to case.
use crate::text::case::{simple_lower, simple_upper};
use crate::text::unicode::{decimal, is_alnum, is_line_break, is_space};
use std::sync::LazyLock;

/// Number of category codes.
pub const CATEGORIES: u32 = 18;

/// How a character is mapped before it is looked up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    None,
    Ascii,
    Unicode,
    /// The C library's tables, which `setlocale` changes while a program runs.
    Locale,
}

impl Fold {
    /// The character's lower-case form.
    #[inline]
    pub fn lower(self, c: u32) -> u32 {
        match self {
            Fold::None => c,
            Fold::Ascii => ascii_lower(c),
            Fold::Unicode => simple_lower(c),
            Fold::Locale => locale_lower(c),
        }
    }
}

/// Lower case of ASCII letters.
#[inline]
pub fn ascii_lower(c: u32) -> u32 {
    if c.wrapping_sub(b'A' as u32) < 26 { c + 32 } else { c }
}

/// Lower case in the C library's locale.
pub fn locale_lower(c: u32) -> u32 {
    // SAFETY: the argument is an unsigned char.
    if c < 256 { unsafe { libc::tolower(c as libc::c_int) as u32 } } else { c }
}

/// Upper case in the C library's locale.
pub fn locale_upper(c: u32) -> u32 {
    // SAFETY: the argument is an unsigned char.
    if c < 256 { unsafe { libc::toupper(c as libc::c_int) as u32 } } else { c }
}

/// A word character in the C library's locale.
pub fn locale_word(c: u32) -> bool {
    // SAFETY: the argument is an unsigned char.
    c == b'_' as u32 || (c < 256 && unsafe { libc::isalnum(c as libc::c_int) != 0 })
}

/// A word character of a bytes or ASCII pattern.
#[inline]
pub fn ascii_word(c: u32) -> bool {
    c < 0x80 && ((c as u8).is_ascii_alphanumeric() || c == b'_' as u32)
}

/// Word characters of the basic plane, one bit each: made when the first character beyond Latin-1 is looked up.
static WORDS: LazyLock<Box<[u64]>> = LazyLock::new(|| {
    (0..1024u32).map(|i| (0..64).fold(0, |bits, j| bits | u64::from(is_alnum(i * 64 + j)) << j)).collect()
});

/// A word character of a str pattern.
#[inline]
pub fn unicode_word(c: u32) -> bool {
    match c {
        0..0x80 => ascii_word(c),
        0x80..0x100 => is_alnum(c),
        0x100..0x10000 => WORDS[c as usize / 64] >> (c % 64) & 1 != 0,
        _ => is_alnum(c),
    }
}

/// Whether a character is in the category of that code.
pub fn in_category(code: u32, c: u32) -> bool {
    let ascii_digit = |c: u32| c.wrapping_sub(b'0' as u32) < 10;
    let ascii_space = |c: u32| matches!(c, 9..=13 | 32);
    match code {
        0 => ascii_digit(c),
        1 => !ascii_digit(c),
        2 => ascii_space(c),
        3 => !ascii_space(c),
        4 => ascii_word(c),
        5 => !ascii_word(c),
        6 => c == 10,
        7 => c != 10,
        8 => locale_word(c),
        9 => !locale_word(c),
        10 => decimal(c).is_some(),
        11 => decimal(c).is_none(),
        12 => is_space(c),
        13 => !is_space(c),
        14 => unicode_word(c),
        15 => !unicode_word(c),
        16 => is_line_break(c),
        17 => !is_line_break(c),
        _ => false,
    }
}

/// One test of a set; the first that holds decides.
#[derive(Clone, Debug)]
pub enum Item {
    Literal(u32),
    Range(u32, u32),
    /// A range that holds a character or its upper-case form.
    RangeUnicode(u32, u32),
    /// One bit for each character below 256.
    Bitmap([u32; 8]),
    /// Blocks of 256 bits, one index for each block of the basic plane; every index is below the number of blocks.
    Blocks(Box<[u8; 256]>, Box<[[u32; 8]]>),
    Category(u32),
    /// A character in either case of the C library's locale.
    LocaleLiteral(u32),
    /// From here on, a test that holds means the opposite.
    Negate,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Beyond {
    Never,
    Always,
    /// The items are asked.
    Ask,
}

/// A set of characters.
#[derive(Clone, Debug)]
pub struct Set {
    /// Membership of the characters below 256; not to be used where `fold` is `Locale`.
    pub latin: [bool; 256],
    /// Membership of all others.
    beyond: Beyond,
    items: Box<[Item]>,
    fold: Fold,
}

fn bit(map: &[u32; 8], c: u32) -> bool {
    map[c as usize / 32] >> (c % 32) & 1 != 0
}

fn ask(items: &[Item], c: u32) -> bool {
    let mut holds = true;
    for item in items {
        let found = match item {
            Item::Literal(x) => c == *x,
            Item::Range(a, b) => (*a..=*b).contains(&c),
            Item::RangeUnicode(a, b) => (*a..=*b).contains(&c) || (*a..=*b).contains(&simple_upper(c)),
            Item::Bitmap(map) => c < 256 && bit(map, c),
            Item::Blocks(index, blocks) => c < 0x10000 && bit(&blocks[index[c as usize >> 8] as usize], c & 255),
            Item::Category(code) => in_category(*code, c),
            Item::LocaleLiteral(x) => c == *x || locale_lower(c) == *x || locale_upper(c) == *x,
            Item::Negate => {
                holds = !holds;
                false
            }
        };
        if found {
            return holds;
        }
    }
    !holds
}

impl Set {
    /// The set that the tests describe.
    pub fn new(items: Vec<Item>, fold: Fold) -> Set {
        // Categories 0, 2, 4 and 6 are sets of ASCII characters.
        let narrow = |item: &Item| match item {
            Item::Literal(x) => *x < 256,
            Item::Range(_, b) => *b < 256,
            Item::Bitmap(_) | Item::Negate => true,
            Item::Category(code) => matches!(code, 0 | 2 | 4 | 6),
            Item::RangeUnicode(..) | Item::Blocks(..) | Item::LocaleLiteral(_) => false,
        };
        let mut set = Set { latin: [false; 256], beyond: Beyond::Ask, items: items.into(), fold };
        if fold == Fold::Locale {
            return set;
        }
        for c in 0..256 {
            set.latin[c as usize] = ask(&set.items, fold.lower(c));
        }
        if fold != Fold::Unicode && set.items.iter().all(narrow) {
            set.beyond = if ask(&set.items, 0x100) { Beyond::Always } else { Beyond::Never };
        }
        set
    }
    /// Membership.
    #[inline(always)]
    pub fn contains(&self, c: u32) -> bool {
        if c < 256 { self.latin[c as usize] } else { self.contains_beyond(c) }
    }
    #[inline(never)]
    fn contains_beyond(&self, c: u32) -> bool {
        match self.beyond {
            Beyond::Never => false,
            Beyond::Always => true,
            Beyond::Ask => ask(&self.items, self.fold.lower(c)),
        }
    }
    /// Membership by the C library's locale as it is now; either case where case does not count.
    #[inline(never)]
    pub fn contains_locale(&self, c: u32) -> bool {
        if self.fold != Fold::Locale {
            return ask(&self.items, self.fold.lower(c));
        }
        // Of a set with a `^`, neither case may be in what follows that.
        let (negated, items) = match &*self.items {
            [Item::Negate, rest @ ..] => (true, rest),
            all => (false, all),
        };
        negated != (ask(items, locale_lower(c)) || ask(items, locale_upper(c)))
    }
    /// Whether a character beyond Latin-1 may be in it.
    pub fn reaches_beyond(&self) -> bool {
        self.beyond != Beyond::Never
    }
    /// Whether what it holds depends on the C library's locale.
    pub fn is_locale(&self) -> bool {
        self.fold == Fold::Locale || self.items.iter().any(|i| matches!(i, Item::Category(8 | 9) | Item::LocaleLiteral(_)))
    }
}
