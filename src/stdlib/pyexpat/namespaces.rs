//! Prefixes and the namespaces they are bound to.
use super::dtd::Map;
use super::engine::{Code, Engine, Event, Span};
use std::rc::Rc;

const XML: &[u8] = b"http://www.w3.org/XML/1998/namespace";
const XMLNS: &[u8] = b"http://www.w3.org/2000/xmlns/";

struct Prefix {
    name: Box<[u8]>,
    uri: Option<Rc<[u8]>>,
}

/// All prefixes met; the first is the empty one, of names without prefix.
pub(super) struct Bindings {
    prefixes: Vec<Prefix>,
    index: Map<usize>,
    /// What prefixes were bound to before, innermost last.
    undo: Vec<(usize, Option<Rc<[u8]>>)>,
}

impl Bindings {
    pub fn new() -> Bindings {
        let mut b = Bindings { prefixes: Vec::new(), index: Map::default(), undo: Vec::new() };
        b.prefix(b"");
        b.bind_outside(b"xml", XML);
        b
    }
    fn prefix(&mut self, name: &[u8]) -> usize {
        if let Some(i) = self.index.get(name) {
            return *i;
        }
        self.index.insert(name.into(), self.prefixes.len());
        self.prefixes.push(Prefix { name: name.into(), uri: None });
        self.prefixes.len() - 1
    }
    /// A binding that holds for all of the text.
    pub fn bind_outside(&mut self, prefix: &[u8], uri: &[u8]) {
        let i = self.prefix(prefix);
        self.prefixes[i].uri = Some(uri.into());
    }
    pub fn uri(&self, prefix: &[u8]) -> Option<Rc<[u8]>> {
        self.index.get(prefix).and_then(|i| self.prefixes[*i].uri.clone())
    }
    /// How many bindings are to be undone in all.
    pub fn len(&self) -> usize {
        self.undo.len()
    }
    /// Undoes the innermost binding: its prefix.
    pub fn undo(&mut self) -> Option<Box<[u8]>> {
        let (i, old) = self.undo.pop()?;
        self.prefixes[i].uri = old;
        Some(self.prefixes[i].name.clone())
    }
    pub fn context(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for p in &self.prefixes {
            let Some(uri) = &p.uri else { continue };
            if !out.is_empty() {
                out.push(b'\x0C');
            }
            out.extend_from_slice(&p.name);
            out.push(b'=');
            out.extend_from_slice(uri);
        }
        out
    }
}

/// Whether a character may be in an URI.
fn in_uri(c: char) -> bool {
    c.is_ascii_alphanumeric() || "%-._~:/?#[]@!$&'()*+,;=".contains(c)
}

impl Engine {
    /// `xmlns:prefix="uri"`.
    pub fn bind(&mut self, prefix: &[u8], uri: &[u8]) -> Result<(), Code> {
        match prefix {
            b"xmlns" => return Err(Code::ReservedPrefixXmlns),
            b"xml" if uri != XML => return Err(Code::ReservedPrefixXml),
            b"xml" => {}
            _ if uri == XML || uri == XMLNS => return Err(Code::ReservedNamespaceUri),
            b"" => {}
            _ if uri.is_empty() => return Err(Code::UndeclaringPrefix),
            _ => {}
        }
        // A separator inside of a part would make two names one.
        if let Some(c) = self.ns.separator
            && !in_uri(c)
        {
            let mut sign = [0; 4];
            let sign = c.encode_utf8(&mut sign).as_bytes();
            if uri.windows(sign.len()).any(|w| w == sign) {
                return Err(Code::Syntax);
            }
        }
        let i = self.bindings.prefix(prefix);
        let new = (!uri.is_empty()).then(|| Rc::from(uri));
        let old = std::mem::replace(&mut self.bindings.prefixes[i].uri, new);
        self.bindings.undo.push((i, old));
        let name = (!prefix.is_empty()).then(|| self.put(prefix));
        let uri = (!uri.is_empty()).then(|| self.put(uri));
        self.events.push(Event::StartNamespace(name, uri));
        Ok(())
    }
    /// A name as it is reported: namespace, local name and prefix, as far as it has them.
    pub fn expanded(&mut self, raw: &[u8], is_element: bool) -> Result<Span, Code> {
        if !self.ns.on {
            return Ok(self.put(raw));
        }
        let (prefix, local) = match raw.iter().position(|b| *b == b':') {
            Some(n) => (&raw[..n], &raw[n + 1..]),
            None if is_element => (&raw[..0], raw),
            None => return Ok(self.put(raw)),
        };
        let Some(uri) = self.bindings.uri(prefix) else {
            return if prefix.is_empty() { Ok(self.put(raw)) } else { Err(Code::UnboundPrefix) };
        };
        let mut sign = [0; 4];
        let sign: &[u8] = match self.ns.separator {
            Some(c) => c.encode_utf8(&mut sign).as_bytes(),
            None => b"",
        };
        let start = self.put(&uri).0;
        self.put(sign);
        let mut end = self.put(local).1;
        if self.ns.prefixes && !prefix.is_empty() && self.ns.separator.is_some() {
            self.put(sign);
            end = self.put(prefix).1;
        }
        Ok((start, end))
    }
}
