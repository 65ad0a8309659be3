//! PEP 263: finding the declared encoding and turning bytes into UTF-8.
use super::SourceError;

/// Where the bytes came from: CPython words some messages differently for files and for `compile()`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin<'a> {
    File(&'a str),
    Bytes,
}

/// Decodes bytes in the encoding of a name: the text, or what is wrong with the bytes; `None` where no encoding has the name.
pub type Codec<'a> = &'a dyn Fn(&str, &[u8]) -> Option<Result<String, String>>;

enum Builtin {
    Utf8,
    Latin1,
    Ascii,
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Decodes a whole source.
///
/// # Errors
/// [`SourceError::Decode`] for unknown encodings, NUL bytes and bytes the encoding does not allow.
pub(super) fn decode(bytes: &[u8], origin: Origin<'_>, others: Codec<'_>) -> Result<String, SourceError> {
    let (body, has_bom) = match bytes.strip_prefix(BOM) {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    if let Some(nul) = body.iter().position(|&b| b == 0) {
        let msg = "source code cannot contain null bytes";
        return Err(match origin {
            Origin::Bytes => SourceError::decode(msg, 0, 0, None),
            Origin::File(_) => {
                let start = body[..nul].iter().rposition(|&b| b == b'\n').map_or(0, |p| p + 1);
                let line = 1 + count_newlines(&body[..start]);
                SourceError::decode(msg, line, 0, Some(String::from_utf8_lossy(&body[start..nul]).into_owned()))
            }
        });
    }
    let cookie = find_cookie(body);
    let codec = match &cookie {
        None => Builtin::Utf8,
        Some((name, line)) => match lookup(name) {
            Some(codec) => {
                if has_bom && !matches!(codec, Builtin::Utf8) {
                    let text = body.split(|&b| b == b'\n').nth(*line as usize - 1).unwrap_or(b"");
                    let msg = format!("encoding problem: {} with BOM", canonical(name));
                    let text = String::from_utf8_lossy(text).into_owned();
                    return Err(SourceError::decode(msg, *line, 0, Some(text)));
                }
                codec
            }
            None if has_bom => {
                let line_text = body.split(|&b| b == b'\n').nth(*line as usize - 1).unwrap_or(b"");
                let msg = format!("encoding problem: {name} with BOM");
                return Err(SourceError::decode(msg, *line, 0, Some(String::from_utf8_lossy(line_text).into_owned())));
            }
            None => {
                return match others(name, body) {
                    Some(Ok(text)) => Ok(text),
                    Some(Err(problem)) => Err(SourceError::decode(problem, 0, 0, None)),
                    None => Err(SourceError::decode(format!("unknown encoding: {name}"), 0, 0, None)),
                };
            }
        },
    };
    match codec {
        Builtin::Utf8 => match std::str::from_utf8(body) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(invalid_utf8(body, &error, cookie.is_some(), origin)),
        },
        Builtin::Latin1 => Ok(body.iter().map(|&b| b as char).collect()),
        Builtin::Ascii => match body.iter().position(|b| !b.is_ascii()) {
            None => Ok(body.iter().map(|&b| b as char).collect()),
            Some(at) => Err(SourceError::decode(
                format!("'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)", body[at]),
                0,
                0,
                None,
            )),
        },
    }
}

fn count_newlines(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| b == b'\n').count() as u32
}

fn invalid_utf8(body: &[u8], error: &std::str::Utf8Error, declared: bool, origin: Origin<'_>) -> SourceError {
    let at = error.valid_up_to();
    let start = body[..at].iter().rposition(|&b| b == b'\n').map_or(0, |p| p + 1);
    let end = body[at..].iter().position(|&b| b == b'\n').map_or(body.len(), |p| at + p);
    let line = 1 + count_newlines(&body[..start]);
    let text = String::from_utf8_lossy(&body[start..end]).into_owned();
    let byte = body[at];
    if declared && matches!(origin, Origin::File(_)) {
        let reason = match error.error_len() {
            None => "unexpected end of data",
            Some(_) if byte < 0xc2 || byte > 0xf4 => "invalid start byte",
            Some(_) => "invalid continuation byte",
        };
        let msg = format!("(unicode error) 'utf-8' codec can't decode byte 0x{byte:02x} in position {}: {reason}", at - start);
        return SourceError::decode(msg, line, 0, Some(text));
    }
    let offset = String::from_utf8_lossy(&body[start..at]).chars().count() as u32 + 1;
    let place = match origin {
        Origin::File(name) => format!(" in file {name}"),
        Origin::Bytes => String::new(),
    };
    let msg = format!(
        "Non-UTF-8 code starting with '\\x{byte:02x}'{place} on line {line}, but no encoding declared; see https://peps.python.org/pep-0263/ for details"
    );
    SourceError::decode(msg, line, offset, Some(text))
}

/// The declared encoding and the line (1 or 2) that declares it.
fn find_cookie(body: &[u8]) -> Option<(String, u32)> {
    for (index, line) in body.split(|&b| b == b'\n').take(2).enumerate() {
        let trimmed = line.trim_ascii();
        if trimmed.is_empty() {
            continue;
        }
        if trimmed[0] != b'#' {
            return None;
        }
        if let Some(name) = cookie_in_comment(trimmed) {
            return Some((name, index as u32 + 1));
        }
    }
    None
}

/// Matches `coding[:=][ \t]*([-\w.]+)` in a comment.
fn cookie_in_comment(comment: &[u8]) -> Option<String> {
    let mut rest = comment;
    while let Some(at) = rest.windows(6).position(|w| w == b"coding") {
        rest = &rest[at + 6..];
        if let [b':' | b'=', tail @ ..] = rest {
            let tail = tail.trim_ascii_start();
            let len = tail.iter().take_while(|&&b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')).count();
            if len > 0 {
                return Some(String::from_utf8_lossy(&tail[..len]).into_owned());
            }
        }
    }
    None
}

fn normalized(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', ' '], "-")
}

/// The name CPython shows for a known encoding.
fn canonical(name: &str) -> String {
    match lookup(name) {
        Some(Builtin::Latin1) => "iso-8859-1".to_owned(),
        Some(Builtin::Utf8) => "utf-8".to_owned(),
        _ => normalized(name),
    }
}

fn lookup(name: &str) -> Option<Builtin> {
    let name = normalized(name);
    if name == "utf-8" || name.starts_with("utf-8-") && matches!(&name[6..], "sig" | "unix" | "dos" | "mac" | "emacs") {
        return Some(Builtin::Utf8);
    }
    match name.trim_end_matches("-unix").trim_end_matches("-dos").trim_end_matches("-mac") {
        "utf8" | "u8" | "utf" | "cp65001" | "utf8-ucs2" | "utf8-ucs4" | "utf-8" => Some(Builtin::Utf8),
        "latin-1" | "latin1" | "latin" | "l1" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819" | "iso-ir-100"
        | "iso-8859-1-1987" | "iso8859" => Some(Builtin::Latin1),
        "ascii" | "us-ascii" | "646" | "ansi-x3.4-1968" | "ansi-x3-4-1968" | "iso646-us" | "iso-646.irv-1991" | "cp367"
        | "us" | "ibm367" => Some(Builtin::Ascii),
        _ => None,
    }
}
