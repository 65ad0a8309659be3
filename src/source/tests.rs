use super::{SourceError, SourceFile};

fn message(bytes: &[u8]) -> (String, u32, u32) {
    match SourceFile::from_bytes("f", bytes.to_vec(), &|_, _| None) {
        Err(SourceError::Decode(e)) => (e.msg, e.line, e.offset),
        other => panic!("{other:?}"),
    }
}

#[test]
fn decodes_cookies() {
    let text = |b: &[u8]| SourceFile::from_bytes("f", b.to_vec(), &|_, _| None).unwrap().text;
    assert_eq!(text(b"# coding: latin-1\nx='\xff'"), "# coding: latin-1\nx='\u{ff}'");
    assert_eq!(text(b"\xef\xbb\xbfx"), "x");
    assert_eq!(text(b"x=1\n# coding: foo\n"), "x=1\n# coding: foo\n");
    assert_eq!(message(b"#!x\n# vim: set fileencoding=foo :\n"), ("unknown encoding: foo".into(), 0, 0));
    assert_eq!(message(b"\xef\xbb\xbf# coding: latin-1\n"), ("encoding problem: iso-8859-1 with BOM".into(), 1, 0));
}

#[test]
fn reports_undecodable_bytes() {
    assert_eq!(message(b"a\0b").0, "source code cannot contain null bytes");
    let (msg, line, offset) = message(b"# coding: utf-8\nx=\"\xff\"\n");
    assert!(msg.starts_with("Non-UTF-8 code starting with '\\xff' on line 2, but no encoding declared; see "));
    assert_eq!((line, offset), (2, 4));
}

#[test]
fn finds_lines() {
    let source = SourceFile::from_str("f", "a\r\nb\u{e9}c\rd\n").unwrap();
    assert_eq!(source.location(0), (1, 0));
    assert_eq!(source.location(6), (2, 3));
    assert_eq!(source.char_column(2, 3), 2);
    assert_eq!(source.line_text(2), "b\u{e9}c");
    assert_eq!(source.line_text(3), "d");
    assert_eq!(source.location(10), (4, 0));
    assert_eq!(source.line_text(4), "");
}
