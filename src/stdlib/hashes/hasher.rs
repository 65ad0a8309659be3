//! The algorithms behind the hash modules, one value for all of them.
use sha3::Digest;
use shake::{ExtendableOutput, Update, XofReader};

/// A hash function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Algorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha3_224,
    Sha3_256,
    Sha3_384,
    Sha3_512,
    Shake128,
    Shake256,
    Blake2b,
    Blake2s,
}

/// Number of algorithms.
pub const ALGORITHMS: usize = 14;

impl Algorithm {
    pub const ALL: [Algorithm; ALGORITHMS] = [
        Algorithm::Md5,
        Algorithm::Sha1,
        Algorithm::Sha224,
        Algorithm::Sha256,
        Algorithm::Sha384,
        Algorithm::Sha512,
        Algorithm::Sha3_224,
        Algorithm::Sha3_256,
        Algorithm::Sha3_384,
        Algorithm::Sha3_512,
        Algorithm::Shake128,
        Algorithm::Shake256,
        Algorithm::Blake2b,
        Algorithm::Blake2s,
    ];
    /// As `hashlib` names it.
    pub fn name(self) -> &'static str {
        [
            "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512", "shake_128",
            "shake_256", "blake2b", "blake2s",
        ][self as usize]
    }
    /// Bytes of a block.
    pub fn block_size(self) -> usize {
        [64, 64, 64, 64, 128, 128, 144, 136, 104, 72, 168, 136, 128, 64][self as usize]
    }
    /// Bytes of the digest, 0 where the caller chooses.
    pub fn digest_size(self) -> usize {
        [16, 20, 28, 32, 48, 64, 28, 32, 48, 64, 0, 0, 64, 32][self as usize]
    }
    /// Whether the length of the digest is up to the caller.
    pub fn is_extendable(self) -> bool {
        matches!(self, Algorithm::Shake128 | Algorithm::Shake256)
    }
}

/// A digest.
pub struct Output {
    bytes: [u8; 64],
    len: usize,
}

impl Output {
    fn of(from: &[u8]) -> Output {
        let mut bytes = [0; 64];
        bytes[..from.len()].copy_from_slice(from);
        Output { bytes, len: from.len() }
    }
    pub fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// A computation that takes more data at any time.
#[derive(Clone)]
pub enum Hasher {
    Md5(md5::Md5),
    Sha1(sha1::Sha1),
    Sha224(sha2::Sha224),
    /// SHA-256, SHA-384 and SHA-512, which are much used on long data: half the instructions of `sha2` where the processor has no
    /// instructions for them.
    Long(ring::digest::Context),
    Sha3_224(sha3::Sha3_224),
    Sha3_256(sha3::Sha3_256),
    Sha3_384(sha3::Sha3_384),
    Sha3_512(sha3::Sha3_512),
    Shake128(shake::Shake128),
    Shake256(shake::Shake256),
    Blake2b(Box<blake2b_simd::State>),
    Blake2s(Box<blake2s_simd::State>),
}

/// The same expression for each of the algorithms with a digest of fixed size.
macro_rules! fixed {
    ($on:expr, $h:ident => $e:expr, $($others:tt)*) => {
        match $on {
            Hasher::Md5($h) => $e,
            Hasher::Sha1($h) => $e,
            Hasher::Sha224($h) => $e,
            Hasher::Sha3_224($h) => $e,
            Hasher::Sha3_256($h) => $e,
            Hasher::Sha3_384($h) => $e,
            Hasher::Sha3_512($h) => $e,
            $($others)*
        }
    };
}

impl Hasher {
    pub fn new(algorithm: Algorithm) -> Hasher {
        match algorithm {
            Algorithm::Md5 => Hasher::Md5(Digest::new()),
            Algorithm::Sha1 => Hasher::Sha1(Digest::new()),
            Algorithm::Sha224 => Hasher::Sha224(Digest::new()),
            Algorithm::Sha256 => Hasher::Long(ring::digest::Context::new(&ring::digest::SHA256)),
            Algorithm::Sha384 => Hasher::Long(ring::digest::Context::new(&ring::digest::SHA384)),
            Algorithm::Sha512 => Hasher::Long(ring::digest::Context::new(&ring::digest::SHA512)),
            Algorithm::Sha3_224 => Hasher::Sha3_224(Digest::new()),
            Algorithm::Sha3_256 => Hasher::Sha3_256(Digest::new()),
            Algorithm::Sha3_384 => Hasher::Sha3_384(Digest::new()),
            Algorithm::Sha3_512 => Hasher::Sha3_512(Digest::new()),
            Algorithm::Shake128 => Hasher::Shake128(Default::default()),
            Algorithm::Shake256 => Hasher::Shake256(Default::default()),
            Algorithm::Blake2b => Hasher::Blake2b(Box::new(blake2b_simd::State::new())),
            Algorithm::Blake2s => Hasher::Blake2s(Box::new(blake2s_simd::State::new())),
        }
    }
    pub fn update(&mut self, data: &[u8]) {
        fixed! { self, h => Digest::update(h, data),
            Hasher::Long(h) => h.update(data),
            Hasher::Shake128(h) => h.update(data),
            Hasher::Shake256(h) => h.update(data),
            Hasher::Blake2b(h) => { h.update(data); }
            Hasher::Blake2s(h) => { h.update(data); }
        }
    }
    /// The digest of what came so far; empty for extendable ones.
    pub fn finish(&self) -> Output {
        fixed! { self, h => Output::of(&h.clone().finalize()),
            Hasher::Long(h) => Output::of(h.clone().finish().as_ref()),
            Hasher::Shake128(_) | Hasher::Shake256(_) => Output::of(&[]),
            Hasher::Blake2b(h) => Output::of(h.finalize().as_bytes()),
            Hasher::Blake2s(h) => Output::of(h.finalize().as_bytes()),
        }
    }
    /// Fills `out` from an extendable function.
    pub fn squeeze(&self, out: &mut [u8]) {
        match self {
            Hasher::Shake128(h) => h.clone().finalize_xof().read(out),
            Hasher::Shake256(h) => h.clone().finalize_xof().read(out),
            _ => {}
        }
    }
}
