//! The file form of bytecode: what `__pycache__` holds.
//!
//! ```text
//! magic[8]  format u32  flags u32  build u64  source mtime (ns) u64  source size u64  checksum u64  payload
//! ```
//! All numbers are little-endian. A file is used only where magic, format, build and source agree and the checksum of the payload is
//! right; the payload is then read with every length checked, and the caller still verifies the code. The file name is not in it: code
//! gets the name it was found under.
//!
//! Code inside other code is read as far as making a function needs it; its body stays in the payload, which is kept, until it is run.
use super::{Body, Bytecode, Const, Edge, ExceptionEntry, Location};
use std::hash::Hasher;
use std::sync::Arc;

const MAGIC: [u8; 8] = *b"TSNAKE\r\n";
const FORMAT: u32 = 3;
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
    Some(seal(w.out, stamp))
}

/// A file of a payload that lies behind room for the header.
fn seal(mut out: Vec<u8>, stamp: SourceStamp) -> Vec<u8> {
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
    out
}

/// A file of any bytes, with a right header and checksum: what a hostile one can look like.
pub fn forge(payload: &[u8], stamp: SourceStamp) -> Vec<u8> {
    seal([&[0; HEADER], payload].concat(), stamp)
}

/// The code alone, without a header.
pub fn write_payload(code: &Bytecode) -> Option<Vec<u8>> {
    let mut w = Writer { out: Vec::new() };
    w.code(code, 0)?;
    Some(w.out)
}

/// Where a body lies in a payload.
#[derive(Clone, Debug)]
pub struct Unread {
    payload: Arc<[u8]>,
    start: usize,
    end: usize,
    depth: u32,
}

impl Unread {
    /// The body, if its bytes are well formed. Not yet verified.
    pub fn read(&self, filename: &Arc<str>) -> Option<Body> {
        let mut r = Reader { payload: &self.payload, at: self.start, end: self.end, filename };
        let body = r.body(self.depth)?;
        (r.at == r.end).then_some(body)
    }
}

/// The code in a file, if it is ours, of this build, made from that source, and whole. Not yet verified.
pub fn read(file: &[u8], stamp: SourceStamp, filename: &Arc<str>) -> Option<Bytecode> {
    let (header, payload) = file.split_at_checked(HEADER)?;
    let (numbers, rest) = header[8..].as_chunks::<8>();
    debug_assert!(rest.is_empty());
    let [format, build, mtime, size, sum] = *numbers else { return None };
    let ours = header[..8] == MAGIC
        && u64::from_le_bytes(format) == FORMAT as u64
        && u64::from_le_bytes(build) == build_id()
        && u64::from_le_bytes(mtime) == stamp.mtime
        && u64::from_le_bytes(size) == stamp.size
        && u64::from_le_bytes(sum) == checksum(payload);
    if ours { read_payload(payload, filename) } else { None }
}

/// The code in a file that is ours, of this build and whole, whatever source it was made from. Not yet verified.
pub fn read_sourceless(file: &[u8], filename: &Arc<str>) -> Option<Bytecode> {
    let number = |at: usize| Some(u64::from_le_bytes(file.get(at..at + 8)?.try_into().ok()?));
    // Behind magic, format, flags and build.
    let stamp = SourceStamp { mtime: number(24)?, size: number(32)? };
    read(file, stamp, filename)
}

/// Code that `write_payload` has written. Not yet verified.
pub fn read_payload(payload: &[u8], filename: &Arc<str>) -> Option<Bytecode> {
    let payload: Arc<[u8]> = Arc::from(payload);
    let mut r = Reader { payload: &payload, at: 0, end: payload.len(), filename };
    let code = r.code(0)?;
    (r.at == r.end).then_some(code)
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
        self.strings(&c.local_names)?;
        self.count(c.cells.len())?;
        for x in c.cells.iter() {
            self.u32(*x);
        }
        self.strings(&c.free_names)?;
        let start = self.out.len();
        self.u32(0);
        self.body(c.try_body()?, depth)?;
        let length = u32::try_from(self.out.len() - start - 4).ok()?;
        self.out[start..start + 4].copy_from_slice(&length.to_le_bytes());
        Some(())
    }
    fn body(&mut self, c: &Body, depth: u32) -> Option<()> {
        self.count(c.words.len())?;
        self.out.extend(c.words.iter().flat_map(|w| w.to_le_bytes()));
        self.count(c.consts.len())?;
        for k in c.consts.iter() {
            self.constant(k, depth + 1)?;
        }
        self.strings(&c.names)?;
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
        self.count(c.edges.len())?;
        for e in c.edges.iter() {
            for x in [e.offset, e.jumps.into(), e.line] {
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
    payload: &'a Arc<[u8]>,
    /// What is being read: from here to `end`, which is in the payload.
    at: usize,
    end: usize,
    filename: &'a Arc<str>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(n).filter(|e| *e <= self.end)?;
        let taken = self.payload.get(self.at..end)?;
        self.at = end;
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
        (n.checked_mul(size)? <= self.end - self.at).then_some(n)
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
        let mut all = Vec::with_capacity(n);
        for _ in 0..n {
            all.push(item(self)?);
        }
        Some(all.into())
    }
    /// Rows of `N` numbers.
    fn rows<const N: usize, T>(&mut self, row: impl Fn([u32; N]) -> T) -> Option<Box<[T]>> {
        let n = self.count(4 * N)?;
        let bytes = self.take(4 * N * n)?;
        let number = |b: &[u8], i: usize| u32::from_le_bytes([b[4 * i], b[4 * i + 1], b[4 * i + 2], b[4 * i + 3]]);
        Some(bytes.chunks_exact(4 * N).map(|b| row(std::array::from_fn(|i| number(b, i)))).collect())
    }
    /// Code, its body left unread.
    fn code(&mut self, depth: u32) -> Option<Bytecode> {
        let code = Bytecode {
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
            local_names: self.many(4, Reader::string)?,
            cells: self.rows(|[x]| x)?,
            free_names: self.many(4, Reader::string)?,
            body: {
                let length = self.count(1)?;
                let start = self.at;
                self.take(length)?;
                Unread { payload: self.payload.clone(), start, end: self.at, depth }.into()
            },
        };
        super::discipline::check_head(&code).ok()?;
        Some(code)
    }
    fn body(&mut self, depth: u32) -> Option<Body> {
        Some(Body {
            words: {
                let n = self.count(2)?;
                self.take(2 * n)?.as_chunks::<2>().0.iter().map(|w| u16::from_le_bytes(*w)).collect()
            },
            consts: self.many(1, |r| r.constant(depth + 1))?,
            names: self.many(4, Reader::string)?,
            exceptions: self.rows(|[start, end, handler, depth]| ExceptionEntry { start, end, handler, depth })?,
            locations: self.rows(|[offset, line, end_line, column, end_column]| Location { offset, line, end_line, column, end_column })?,
            edges: self.rows(|[offset, jumps, line]| Edge { offset, jumps: jumps != 0, line })?,
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
    use crate::isa::Op;

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
            local_names: ["x".into(), "y".into(), "z".into(), "w".into()].into(),
            cells: [1, 2].into(),
            free_names: [].into(),
            body: Body {
                words: [Op::LOAD_CONST as u16, 4, 0, 0, 0, 0, 0, 0, Op::RETURN as u16, 4, 0, 0].into(),
                consts: consts.into(),
                names: ["a".into(), "längeres".into()].into(),
                exceptions: [ExceptionEntry { start: 0, end: 8, handler: 8, depth: 5 }].into(),
                locations: [Location { offset: 0, line: 1, end_line: 1, column: 0, end_column: 5 }].into(),
                edges: [Edge { offset: 0, jumps: false, line: 2 }].into(),
            }
            .into(),
        }
    }

    /// Reads the bodies too.
    fn read_all(code: &Option<Bytecode>) {
        let Some(body) = code.as_ref().and_then(Bytecode::try_body) else { return };
        for c in &body.consts {
            if let Const::Code(inner) = c {
                let _ = inner.try_body();
            }
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
    fn a_malformed_body_is_found_when_it_is_read() {
        let mut inner = sample(false);
        inner.body_mut().words[0] = u16::MAX;
        let mut outer = sample(false);
        outer.body_mut().consts = [Const::Code(Arc::new(inner))].into();
        outer.body_mut().words[2] = 0;
        let read = read(&write(&outer, STAMP).unwrap(), STAMP, &outer.filename).unwrap();
        assert!(crate::bytecode::verify::verify(&read).is_ok());
        let body = read.try_body().expect("the outer one is well formed");
        let Const::Code(inner) = &body.consts[0] else { panic!("code") };
        assert!(inner.try_body().is_none() && inner.words.is_empty());
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
            read_all(&read_payload(&damaged, &code.filename));
        }
        // Tuples in tuples without end.
        let mut deep = payload.clone();
        deep.extend([b'(', 1, 0, 0, 0].repeat(100_000));
        assert_eq!(read_payload(&deep, &code.filename), None);
        let endless = [b'(', 1, 0, 0, 0].repeat(100_000);
        let endless: Arc<[u8]> = endless.into();
        assert_eq!(Reader { payload: &endless, at: 0, end: endless.len(), filename: &code.filename }.constant(0), None);
    }

    #[test]
    fn surrogates_are_wtf8() {
        assert!(is_wtf8(b"abc") && is_wtf8(&[0xED, 0xA0, 0x80, b'x', 0xED, 0xBF, 0xBF]));
        assert!(!is_wtf8(&[0xED, 0xA0]) && !is_wtf8(&[0xFF]) && !is_wtf8(&[0xC0, 0x80]));
    }
}
