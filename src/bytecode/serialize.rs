//! The file form of bytecode: what `__pycache__` holds.
//!
//! ```text
//! magic[8]  format u32  flags u32  build u64  source mtime (ns) u64  source size u64  checksum u64  payload
//! ```
//! All numbers are little-endian. A file is used only where magic, format, build and source agree and the checksum of the payload is
//! right; the payload is then read with every length checked, and the caller still verifies the code. The file name is not in it: code
//! gets the name it was found under.
use super::{Bytecode, Const, ExceptionEntry, Location};
use std::hash::Hasher;
use std::sync::Arc;

const MAGIC: [u8; 8] = *b"TSNAKE\r\n";
const FORMAT: u32 = 1;
const HEADER: usize = 48;
/// Constants nested deeper than this are not written.
const DEPTH: u32 = 100;

/// What a bytecode file was made from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SourceStamp {
    /// Nanoseconds since 1970.
    pub mtime: u64,
    /// Bytes.
    pub size: u64,
}

/// Names the compiler and the instruction set that made a file: bytecode of another build is not used.
pub fn build_id() -> u64 {
    let mut h = siphasher::sip::SipHasher13::new_with_keys(0, 0);
    h.write(option_env!("THREADSNAKE_BUILD_ID").unwrap_or(env!("CARGO_PKG_VERSION")).as_bytes());
    h.write_usize(crate::isa::COUNT);
    h.finish()
}

fn checksum(payload: &[u8]) -> u64 {
    let mut h = siphasher::sip::SipHasher13::new_with_keys(u64::from_le_bytes(MAGIC), FORMAT as u64);
    h.write(payload);
    h.finish()
}

/// The file for a module's code; `None` where its constants nest too deeply or something has more than 2^32 parts.
pub fn write(code: &Bytecode, stamp: SourceStamp) -> Option<Vec<u8>> {
    let mut w = Writer { out: vec![0; HEADER] };
    w.code(code, 0)?;
    let mut out = w.out;
    let sum = checksum(&out[HEADER..]);
    let mut at = 0;
    let mut put = |bytes: &[u8]| {
        out[at..at + bytes.len()].copy_from_slice(bytes);
        at += bytes.len();
    };
    put(&MAGIC);
    put(&FORMAT.to_le_bytes());
    put(&0u32.to_le_bytes());
    put(&build_id().to_le_bytes());
    put(&stamp.mtime.to_le_bytes());
    put(&stamp.size.to_le_bytes());
    put(&sum.to_le_bytes());
    Some(out)
}

/// The code alone, without a header.
pub fn write_payload(code: &Bytecode) -> Option<Vec<u8>> {
    let mut w = Writer { out: Vec::new() };
    w.code(code, 0)?;
    Some(w.out)
}

/// The code in a file, if it is ours, of this build, made from that source, and whole. Not yet verified.
pub fn read(file: &[u8], stamp: SourceStamp, filename: &Arc<str>) -> Option<Bytecode> {
    let (header, payload) = file.split_at_checked(HEADER)?;
    let mut r = Reader { rest: header, filename };
    let ours = r.take(8)? == MAGIC && r.u32()? == FORMAT && r.u32()? == 0 && r.u64()? == build_id();
    if !ours || r.u64()? != stamp.mtime || r.u64()? != stamp.size || r.u64()? != checksum(payload) {
        return None;
    }
    read_payload(payload, filename)
}

/// Code that `write_payload` has written. Not yet verified.
pub fn read_payload(payload: &[u8], filename: &Arc<str>) -> Option<Bytecode> {
    let mut r = Reader { rest: payload, filename };
    let code = r.code(0)?;
    r.rest.is_empty().then_some(code)
}

struct Writer {
    out: Vec<u8>,
}

impl Writer {
    fn u32(&mut self, x: u32) {
        self.out.extend_from_slice(&x.to_le_bytes());
    }
    fn count(&mut self, n: usize) -> Option<()> {
        self.u32(u32::try_from(n).ok()?);
        Some(())
    }
    fn bytes(&mut self, b: &[u8]) -> Option<()> {
        self.count(b.len())?;
        self.out.extend_from_slice(b);
        Some(())
    }
    fn strings(&mut self, s: &[Box<str>]) -> Option<()> {
        self.count(s.len())?;
        s.iter().try_for_each(|s| self.bytes(s.as_bytes()))
    }
    fn code(&mut self, c: &Bytecode, depth: u32) -> Option<()> {
        self.bytes(c.name.as_bytes())?;
        self.bytes(c.qualname.as_bytes())?;
        for x in [c.first_line, c.flags, c.arg_count, c.posonly_count, c.kwonly_count, c.locals, c.registers] {
            self.u32(x);
        }
        self.count(c.words.len())?;
        self.out.extend(c.words.iter().flat_map(|w| w.to_le_bytes()));
        self.count(c.consts.len())?;
        for k in c.consts.iter() {
            self.constant(k, depth + 1)?;
        }
        self.strings(&c.names)?;
        self.strings(&c.local_names)?;
        self.count(c.cells.len())?;
        for x in c.cells.iter() {
            self.u32(*x);
        }
        self.strings(&c.free_names)?;
        self.count(c.exceptions.len())?;
        for e in c.exceptions.iter() {
            for x in [e.start, e.end, e.handler, e.depth] {
                self.u32(x);
            }
        }
        self.count(c.locations.len())?;
        for l in c.locations.iter() {
            for x in [l.offset, l.line, l.end_line, l.column, l.end_column] {
                self.u32(x);
            }
        }
        Some(())
    }
    fn constant(&mut self, c: &Const, depth: u32) -> Option<()> {
        if depth > DEPTH {
            return None;
        }
        let tag = match c {
            Const::None => b'N',
            Const::True => b'T',
            Const::False => b'F',
            Const::Ellipsis => b'.',
            Const::Int(_) => b'i',
            Const::BigInt(_) => b'l',
            Const::Float(_) => b'f',
            Const::Complex(..) => b'c',
            Const::Str(_) => b's',
            Const::Bytes(_) => b'b',
            Const::Tuple(_) => b'(',
            Const::FrozenSet(_) => b'{',
            Const::Code(_) => b'C',
        };
        self.out.push(tag);
        match c {
            Const::None | Const::True | Const::False | Const::Ellipsis => {}
            Const::Int(x) => self.out.extend_from_slice(&x.to_le_bytes()),
            Const::Float(x) => self.out.extend_from_slice(&x.to_bits().to_le_bytes()),
            Const::Complex(re, im) => {
                self.out.extend_from_slice(&re.to_bits().to_le_bytes());
                self.out.extend_from_slice(&im.to_bits().to_le_bytes());
            }
            Const::BigInt(b) | Const::Str(b) | Const::Bytes(b) => self.bytes(b)?,
            Const::Tuple(items) | Const::FrozenSet(items) => {
                self.count(items.len())?;
                for k in items.iter() {
                    self.constant(k, depth + 1)?;
                }
            }
            Const::Code(code) => self.code(code, depth)?,
        }
        Some(())
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    filename: &'a Arc<str>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(taken)
    }
    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }
    fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }
    /// A number of things that take at least `size` bytes each, so that it bounds what is allocated.
    fn count(&mut self, size: usize) -> Option<usize> {
        let n = self.u32()? as usize;
        (n.checked_mul(size)? <= self.rest.len()).then_some(n)
    }
    fn bytes(&mut self) -> Option<&'a [u8]> {
        let n = self.count(1)?;
        self.take(n)
    }
    fn string(&mut self) -> Option<Box<str>> {
        std::str::from_utf8(self.bytes()?).ok().map(Box::from)
    }
    fn many<T>(&mut self, size: usize, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Box<[T]>> {
        let n = self.count(size)?;
        (0..n).map(|_| item(self)).collect()
    }
    fn code(&mut self, depth: u32) -> Option<Bytecode> {
        Some(Bytecode {
            name: self.string()?,
            qualname: self.string()?,
            filename: self.filename.clone(),
            first_line: self.u32()?,
            flags: self.u32()?,
            arg_count: self.u32()?,
            posonly_count: self.u32()?,
            kwonly_count: self.u32()?,
            locals: self.u32()?,
            registers: self.u32()?,
            words: self.many(2, |r| Some(u16::from_le_bytes(r.take(2)?.try_into().ok()?)))?,
            consts: self.many(1, |r| r.constant(depth + 1))?,
            names: self.many(4, Reader::string)?,
            local_names: self.many(4, Reader::string)?,
            cells: self.many(4, Reader::u32)?,
            free_names: self.many(4, Reader::string)?,
            exceptions: self.many(16, |r| {
                Some(ExceptionEntry { start: r.u32()?, end: r.u32()?, handler: r.u32()?, depth: r.u32()? })
            })?,
            locations: self.many(20, |r| {
                Some(Location { offset: r.u32()?, line: r.u32()?, end_line: r.u32()?, column: r.u32()?, end_column: r.u32()? })
            })?,
        })
    }
    fn constant(&mut self, depth: u32) -> Option<Const> {
        if depth > DEPTH {
            return None;
        }
        Some(match self.take(1)?[0] {
            b'N' => Const::None,
            b'T' => Const::True,
            b'F' => Const::False,
            b'.' => Const::Ellipsis,
            b'i' => Const::Int(self.u64()? as i64),
            b'l' => Const::BigInt(self.bytes()?.into()),
            b'f' => Const::Float(f64::from_bits(self.u64()?)),
            b'c' => Const::Complex(f64::from_bits(self.u64()?), f64::from_bits(self.u64()?)),
            b's' => {
                let b = self.bytes()?;
                if !is_wtf8(b) {
                    return None;
                }
                Const::Str(b.into())
            }
            b'b' => Const::Bytes(self.bytes()?.into()),
            b'(' => Const::Tuple(self.many(1, |r| r.constant(depth + 1))?),
            b'{' => Const::FrozenSet(self.many(1, |r| r.constant(depth + 1))?),
            b'C' => Const::Code(Arc::new(self.code(depth)?)),
            _ => return None,
        })
    }
}

/// Whether bytes are UTF-8 in which surrogates may occur.
fn is_wtf8(mut b: &[u8]) -> bool {
    loop {
        let Err(e) = std::str::from_utf8(b) else { return true };
        b = &b[e.valid_up_to()..];
        if !(b.len() >= 3 && b[0] == 0xED && (0xA0..0xC0).contains(&b[1]) && (0x80..0xC0).contains(&b[2])) {
            return false;
        }
        b = &b[3..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAMP: SourceStamp = SourceStamp { mtime: 1_700_000_000_000_000_001, size: 77 };

    fn sample(nested: bool) -> Bytecode {
        let mut consts = vec![
            Const::None,
            Const::Ellipsis,
            Const::Int(-5),
            Const::BigInt([1, 2, 3, 4, 5, 6, 7, 8, 9].into()),
            Const::Float(-0.0),
            Const::Complex(1.5, -2.5),
            Const::Str(Box::from("é\u{1F40D}".as_bytes())),
            Const::Str([0xED, 0xA0, 0x80].into()),
            Const::Bytes([0, 255].into()),
            Const::Tuple([Const::True, Const::Tuple([].into())].into()),
            Const::FrozenSet([Const::False].into()),
        ];
        if nested {
            consts.push(Const::Code(Arc::new(sample(false))));
        }
        Bytecode {
            name: "f".into(),
            qualname: "C.f".into(),
            filename: Arc::from("x.py"),
            first_line: 3,
            flags: 1,
            arg_count: 2,
            posonly_count: 0,
            kwonly_count: 1,
            locals: 4,
            registers: 9,
            words: (0..40).collect(),
            consts: consts.into(),
            names: ["a".into(), "längeres".into()].into(),
            local_names: ["x".into()].into(),
            cells: [1, 2].into(),
            free_names: [].into(),
            exceptions: [ExceptionEntry { start: 0, end: 4, handler: 8, depth: 2 }].into(),
            locations: [Location { offset: 0, line: 1, end_line: 1, column: 0, end_column: 5 }].into(),
        }
    }

    fn random(state: &mut u64) -> usize {
        *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (*state >> 33) as usize
    }

    #[test]
    fn what_is_written_is_read() {
        let code = sample(true);
        let file = write(&code, STAMP).unwrap();
        assert_eq!(read(&file, STAMP, &code.filename), Some(code.clone()));
        assert_eq!(read(&file, SourceStamp { mtime: 1, ..STAMP }, &code.filename), None);
        assert_eq!(read(&file, SourceStamp { size: 1, ..STAMP }, &code.filename), None);
        let moved = read(&file, STAMP, &Arc::from("y.py")).unwrap();
        assert_eq!(&*moved.filename, "y.py");
    }

    #[test]
    fn damaged_files_are_refused() {
        let code = sample(true);
        let file = write(&code, STAMP).unwrap();
        for n in 0..file.len() {
            assert_eq!(read(&file[..n], STAMP, &code.filename), None);
            let mut damaged = file.clone();
            damaged[n] ^= 0x41;
            assert_eq!(read(&damaged, STAMP, &code.filename), None, "byte {n}");
        }
    }

    #[test]
    fn damaged_payloads_never_panic() {
        let code = sample(true);
        let payload = write(&code, STAMP).unwrap().split_off(HEADER);
        let mut state = 1;
        for _ in 0..20_000 {
            let mut damaged = payload.clone();
            for _ in 0..1 + random(&mut state) % 4 {
                let at = random(&mut state) % damaged.len();
                match random(&mut state) % 4 {
                    0 => damaged[at] = random(&mut state) as u8,
                    1 => damaged[at] = 0xFF,
                    2 => damaged.truncate(at.max(1)),
                    _ => damaged.insert(at, random(&mut state) as u8),
                }
            }
            let _ = read_payload(&damaged, &code.filename);
        }
        // Tuples in tuples without end.
        let mut deep = payload.clone();
        deep.extend([b'(', 1, 0, 0, 0].repeat(100_000));
        assert_eq!(read_payload(&deep, &code.filename), None);
        let endless = [b'(', 1, 0, 0, 0].repeat(100_000);
        assert_eq!(Reader { rest: &endless, filename: &code.filename }.constant(0), None);
    }

    #[test]
    fn surrogates_are_wtf8() {
        assert!(is_wtf8(b"abc") && is_wtf8(&[0xED, 0xA0, 0x80, b'x', 0xED, 0xBF, 0xBF]));
        assert!(!is_wtf8(&[0xED, 0xA0]) && !is_wtf8(&[0xFF]) && !is_wtf8(&[0xC0, 0x80]));
    }
}
