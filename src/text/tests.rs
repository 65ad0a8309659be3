//! Values recorded from CPython 3.14.
use super::codec::{Encoding, Fault, Handler, decode_with, encode_with};
use super::number_format::{format_float, format_int, format_str};
use super::*;
use crate::numeric::Int;

fn int(v: i64, spec: &str) -> Result<String, format_spec::FormatError> {
    let (spec, mut out) = (StrBuf::from(spec), StrBuilder::new());
    let spec = FormatSpec::parse_for_int(spec.as_view(), "int")?;
    format_int(&Int::Small(v), &spec, "int", &mut out)?;
    Ok(out.finish().to_string())
}

fn float(v: f64, spec: &str) -> String {
    let (spec, mut out) = (StrBuf::from(spec), StrBuilder::new());
    let spec = FormatSpec::parse_for_float(spec.as_view(), "float").unwrap();
    format_float(v, &spec, "float", &mut out).unwrap();
    out.finish().to_string()
}

#[test]
fn formatting() {
    assert_eq!(int(1234567, "012,").unwrap(), "0,001,234,567");
    assert_eq!(int(255, "#_x").unwrap(), "0xff");
    assert_eq!(int(-5, "é^6").unwrap(), "éé-5éé");
    let message = "Cannot specify both ',' and '_'.".to_string();
    assert_eq!(int(1, ",_"), Err(format_spec::FormatError::Value(message)));
    assert_eq!(float(-1234.56789, "020_.4_f"), "-0_000_001_234.567_9");
    assert_eq!(float(0.5, ".0%"), "50%");
    assert_eq!(float(-0.001, "z.1f"), "0.0");
    assert_eq!(float(1e20, "#"), "1.e+20");
    let spec = FormatSpec::parse_for_str(StrView::Ascii(b"*>5.2"), "str").unwrap();
    let mut out = StrBuilder::new();
    format_str(StrView::Ascii(b"abc"), &spec, "str", &mut out).unwrap();
    assert_eq!(out.finish().to_string(), "***ab");
}

#[test]
fn builder_is_narrowest() {
    let mut b = StrBuilder::new();
    b.push_ascii(b"a");
    b.push(0xe9);
    assert_eq!(b.as_view().max_code(), 0xe9);
    b.push(0x1f600);
    assert_eq!(b.finish(), StrBuf::Ucs4(vec![0x61, 0xe9, 0x1f600]));
    assert_eq!(builder::narrow(StrView::Ucs4(&[0x61])), StrBuf::Ascii(vec![0x61]));
}

#[test]
fn searching() {
    let hay = StrBuf::from("aĀaaĀb");
    let needle = StrBuf::from("aĀ");
    assert_eq!(search::find(hay.as_view(), needle.as_view()), Some(0));
    assert_eq!(search::rfind(hay.as_view(), needle.as_view()), Some(3));
    assert_eq!(search::count(hay.as_view(), needle.as_view()), 2);
    // The bytes of the needle occur across two units, which is no occurrence.
    assert_eq!(search::find(StrView::Ucs2(&[0x0100, 0x0001, 0x4100]), StrView::Ucs2(&[0x0101, 0x0000])), None);
    let mut pieces = Vec::new();
    split::split_space(StrView::Ascii(b" a b  c "), 1, |s, e| pieces.push((s, e)));
    assert_eq!(pieces, [(1, 2), (3, 8)]);
}

#[test]
fn codecs() {
    let mut out = StrBuilder::new();
    let fault = Fault { start: 1, end: 3, reason: "invalid continuation byte" };
    assert_eq!(decode_with(b"x\xe0\xa0a", Encoding::Utf8, Handler::Strict, &mut out), Err(fault));
    let mut bytes = Vec::new();
    encode_with(StrView::Ucs2(&[0x61, 0xdc80]), Encoding::Utf8, Handler::SurrogateEscape, &mut bytes).unwrap();
    assert_eq!(bytes, b"a\x80");
}

#[test]
fn unicode_and_case() {
    assert_eq!(case::lower(StrBuf::from("ΑΣ").as_view()), StrBuf::from("ας"));
    assert_eq!(case::title(StrBuf::from("ǆ ß").as_view()), StrBuf::from("ǅ Ss"));
    assert_eq!(case::casefold(StrBuf::from("ß").as_view()), StrBuf::from("ss"));
    assert_eq!(unicode::numeric(0xbd), Some(0.5));
    let mut out = StrBuilder::new();
    repr::repr_str(StrView::Ucs2(&[0x27, 0x0a, 0xd800]), &mut out);
    assert_eq!(out.finish().to_string(), "\"'\\n\\ud800\"");
}

#[test]
fn templates() {
    let fields: Vec<_> = template::Template::new(StrView::Ascii(b"a{{{0.x[1]!r:>{1}}")).collect();
    assert_eq!(fields.len(), 2);
    let error = template::Template::new(StrView::Ascii(b"{0")).last().unwrap();
    assert_eq!(error, Err("expected '}' before end of string".to_string()));
    let pieces: Vec<_> = percent::Template::new(StrView::Ascii(b"%(a)-5.2d%%")).map(Result::unwrap).collect();
    let percent::Piece::Conversion(c) = pieces[0] else { panic!() };
    assert_eq!(
        (c.key, c.left, c.width, c.precision),
        (Some((2, 3)), true, percent::Count::Number(5), percent::Count::Number(2))
    );
}
