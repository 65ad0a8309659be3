//! Tokens of the content: elements, text, references.
use super::dtd::predefined;
use super::engine::{After, Code, Engine, Event, Kind, OpenTag, Phase, Span, all_different, wants};
use super::input::normalize_lines;
use super::scan::{self, Content, Tag};
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::rc::Rc;

type Next = Result<Option<usize>, Code>;

impl Engine {
    /// Text for the program.
    fn characters(&mut self, text: &[u8], raw: &[u8]) {
        if self.wants(wants::CHARACTERS) {
            self.in_pieces(text, Event::Characters);
        } else {
            self.report(raw);
        }
    }
    /// Elements that must stay open here.
    fn floor(&self) -> usize {
        if self.inner { self.open.last().map_or(0, |o| o.depth) } else { 0 }
    }
    fn end_of_content(&mut self, pos: usize, last: bool) -> Next {
        if self.inner {
            if self.tags.len() != self.floor() {
                return Err(Code::AsyncEntity);
            }
            self.close_entity();
            return Ok(Some(pos));
        }
        if !last {
            return Ok(None);
        }
        if let Some(code) = self.odd_end() {
            return Err(code);
        }
        match self.kind {
            Kind::General if self.tags.is_empty() => Ok(None),
            Kind::General => Err(Code::AsyncEntity),
            _ => Err(Code::NoElements),
        }
    }
    pub fn content_token(&mut self, text: &[u8], pos: usize, last: bool) -> Next {
        let mut tag = std::mem::take(&mut self.tag);
        let scanned = scan::content(text, pos, self.ns.on, &mut tag);
        let outcome = match scanned {
            Ok((Content::None, _)) => self.end_of_content(pos, last),
            Ok((Content::TrailingCr | Content::TrailingBracket, _)) if !last => Ok(None),
            Ok((token, end)) => {
                if !self.inner {
                    self.event = (pos, end);
                }
                self.content_of(token, text, (pos, end), &tag).map(|()| Some(end))
            }
            Err(stop) => self.stopped(stop, last).map(|()| None),
        };
        self.tag = tag;
        outcome
    }
    fn content_of(&mut self, token: Content, text: &[u8], (pos, end): Span, tag: &Tag) -> Result<(), Code> {
        let raw = &text[pos..end];
        let first = std::mem::take(&mut self.prolog.text_declaration);
        match token {
            Content::Data | Content::TrailingBracket => self.characters(raw, raw),
            Content::Newline | Content::TrailingCr => self.characters(b"\n", raw),
            Content::StartTag | Content::EmptyTag => self.start_tag(text, (pos, end), tag, token == Content::EmptyTag)?,
            Content::EndTag => self.end_tag(text, (pos, end), tag)?,
            Content::CharRef => {
                let Some(c) = scan::character_of_reference(&raw[2..raw.len() - 1]) else { return Err(Code::BadCharRef) };
                self.characters(c.encode_utf8(&mut [0; 4]).as_bytes(), raw);
            }
            Content::EntityRef => self.entity_reference(raw)?,
            Content::CdataOpen => {
                if self.wants(wants::START_CDATA) {
                    self.events.push(Event::StartCdata);
                } else {
                    self.report(raw);
                }
                self.phase = Phase::Cdata;
            }
            Content::Pi => self.instruction(text, pos, end),
            Content::Comment => self.comment(raw),
            Content::XmlDecl if first && !self.inner => self.declaration(text, pos, end, true)?,
            Content::XmlDecl => return Err(Code::MisplacedXmlPi),
            Content::None | Content::CdataClose => {}
        }
        Ok(())
    }
    pub fn cdata_token(&mut self, text: &[u8], pos: usize, last: bool) -> Next {
        let (token, end) = match scan::cdata(text, pos) {
            Ok((Content::None, _)) | Err(scan::Stop::Partial) => {
                if !last {
                    return Ok(None);
                }
                return Err(if self.odd_end() == Some(Code::PartialChar) { Code::PartialChar } else { Code::UnclosedCdataSection });
            }
            Ok(found) => found,
            Err(stop) => return self.stopped(stop, last).map(|()| None),
        };
        if !self.inner {
            self.event = (pos, end);
        }
        let raw = &text[pos..end];
        match token {
            Content::CdataClose => {
                if self.wants(wants::END_CDATA) {
                    self.events.push(Event::EndCdata);
                } else {
                    self.report(raw);
                }
                self.phase = Phase::Content;
            }
            Content::Newline => self.characters(b"\n", raw),
            _ => self.characters(raw, raw),
        }
        Ok(Some(end))
    }
    pub fn instruction(&mut self, text: &[u8], start: usize, end: usize) {
        if !self.wants(wants::PI) {
            return self.report(&text[start..end]);
        }
        let (target, data) = scan::instruction_parts(text, start, end);
        let target = self.put(&text[target.0..target.1]);
        let data = self.put_lines(&text[data.0..data.1]);
        self.events.push(Event::Pi(target, data));
    }
    pub fn comment(&mut self, raw: &[u8]) {
        if !self.wants(wants::COMMENT) {
            return self.report(raw);
        }
        let text = self.put_lines(&raw[4..raw.len() - 3]);
        self.events.push(Event::Comment(text));
    }
    fn put_lines(&mut self, text: &[u8]) -> Span {
        let start = self.scratch.len();
        normalize_lines(text, &mut self.scratch);
        (start, self.scratch.len())
    }
    /// An XML or text declaration.
    pub fn declaration(&mut self, text: &[u8], start: usize, end: usize, is_text: bool) -> Result<(), Code> {
        let d = scan::declaration(text, start, end, is_text)
            .map_err(|at| self.fail_at(at, if is_text { Code::TextDecl } else { Code::XmlDecl }))?;
        if !is_text && d.standalone == Some(true) {
            self.dtd.borrow_mut().standalone = true;
            if self.param_parsing == 1 {
                self.param_parsing = 0;
            }
        }
        if self.wants(wants::XML_DECL) {
            let version = self.put_opt(d.version.map(|(a, b)| &text[a..b]));
            let encoding = self.put_opt(d.encoding.map(|(a, b)| &text[a..b]));
            self.events.push(Event::XmlDecl { version, encoding, standalone: d.standalone.map_or(-1, |s| s as i8) });
        } else {
            self.report(&text[start..end]);
        }
        match d.encoding {
            Some(name) if !self.inner => self.declared_encoding(text, name),
            _ => Ok(()),
        }
    }
    fn entity_reference(&mut self, raw: &[u8]) -> Result<(), Code> {
        let name = &raw[1..raw.len() - 1];
        if let Some(c) = predefined(name) {
            // It counts as read again: the replacement of a reference.
            if !self.accounting.read(1, false) {
                return Err(Code::AmplificationLimitBreach);
            }
            self.characters(&[c], raw);
            return Ok(());
        }
        let dtd = self.dtd.clone();
        let dtd = dtd.borrow();
        let found = dtd.general.get(name).copied();
        let must_be_declared = !dtd.has_param_refs || dtd.standalone;
        let Some(i) = found else {
            if must_be_declared {
                return Err(Code::UndefinedEntity);
            }
            self.skipped(name, raw);
            return Ok(());
        };
        let entity = &dtd.entities[i];
        if must_be_declared && !entity.in_document {
            return Err(Code::EntityDeclaredInPe);
        }
        if entity.open {
            return Err(Code::RecursiveEntityRef);
        }
        if entity.notation.is_some() {
            return Err(Code::BinaryEntityRef);
        }
        if let Some(text) = &entity.text {
            if self.keep_entities {
                self.skipped(name, raw);
                return Ok(());
            }
            let text = text.clone();
            drop(dtd);
            self.replace(i, text, false);
            return Ok(());
        }
        if !self.wants(wants::EXTERNAL_ENTITY) {
            self.report(raw);
            return Ok(());
        }
        let (base, system, public) = (entity.base.clone(), entity.system.clone(), entity.public.clone());
        drop(dtd);
        self.dtd.borrow_mut().entities[i].open = true;
        let context = self.context();
        let context = Some(self.put(&context));
        let base = self.put_opt(base.as_deref());
        let system = self.put_opt(system.as_deref());
        let public = self.put_opt(public.as_deref());
        self.events.push(Event::ExternalEntityRef { context, base, system, public });
        self.after = Some(After::General(i));
        Ok(())
    }
    fn skipped(&mut self, name: &[u8], raw: &[u8]) {
        if self.wants(wants::SKIPPED) {
            let name = self.put(name);
            self.events.push(Event::SkippedEntity(name, false));
        } else {
            self.report(raw);
        }
    }
    fn start_tag(&mut self, text: &[u8], (pos, end): Span, tag: &Tag, empty: bool) -> Result<(), Code> {
        let raw_name = &text[tag.name.0..tag.name.1];
        let bound = self.bindings.len();
        let attributes = self.attributes(text, tag, raw_name)?;
        let name = self.expanded(raw_name, true)?;
        let bindings = self.bindings.len() - bound;
        let unhandled = !self.wants(wants::START_ELEMENT) && !(empty && self.wants(wants::END_ELEMENT));
        if self.wants(wants::START_ELEMENT) {
            let (attributes, specified) = attributes;
            self.events.push(Event::StartElement { name, attributes, specified });
        } else if unhandled {
            self.report(&text[pos..end]);
        }
        if empty {
            if !self.inner {
                self.events.push(Event::AtEnd);
            }
            if self.wants(wants::END_ELEMENT) {
                self.events.push(Event::EndElement(name));
            }
            self.end_bindings(bindings);
            if self.tags.is_empty() && self.kind == Kind::Document {
                self.phase = Phase::Epilog;
            }
            return Ok(());
        }
        let start = self.tag_text.len();
        self.tag_text.extend_from_slice(raw_name);
        let raw = (start, self.tag_text.len());
        let name = if self.scratch[name.0..name.1] == *raw_name {
            raw
        } else {
            self.tag_text.extend_from_slice(&self.scratch[name.0..name.1]);
            (raw.1, self.tag_text.len())
        };
        self.tags.push(OpenTag { raw, name, bindings });
        Ok(())
    }
    fn end_tag(&mut self, text: &[u8], (pos, end): Span, tag: &Tag) -> Result<(), Code> {
        if self.tags.len() == self.floor() {
            return Err(Code::AsyncEntity);
        }
        let Some(open) = self.tags.pop() else { return Err(Code::AsyncEntity) };
        if self.tag_text[open.raw.0..open.raw.1] != text[tag.name.0..tag.name.1] {
            return Err(self.fail_at(tag.name.0, Code::TagMismatch));
        }
        if self.wants(wants::END_ELEMENT) {
            let start = self.scratch.len();
            self.scratch.extend_from_slice(&self.tag_text[open.name.0..open.name.1]);
            self.events.push(Event::EndElement((start, self.scratch.len())));
        } else {
            self.report(&text[pos..end]);
        }
        self.tag_text.truncate(open.raw.0);
        self.end_bindings(open.bindings);
        if self.tags.is_empty() && self.kind == Kind::Document {
            self.phase = Phase::Epilog;
        }
        Ok(())
    }
    fn end_bindings(&mut self, n: usize) {
        for _ in 0..n {
            if let Some(prefix) = self.bindings.undo() {
                let prefix = (!prefix.is_empty()).then(|| self.put(&prefix));
                self.events.push(Event::EndNamespace(prefix));
            }
        }
    }
    /// The attributes of a tag as they are reported, and how many of them it has itself.
    fn attributes(&mut self, text: &[u8], tag: &Tag, element: &[u8]) -> Result<(Vec<(Span, Span)>, usize), Code> {
        let dtd = self.dtd.clone();
        let dtd = dtd.borrow();
        let declared = dtd.attributes.get(element);
        if tag.attributes.is_empty() && declared.is_none() {
            return Ok((Vec::new(), 0));
        }
        let raw: Vec<&[u8]> = tag.attributes.iter().map(|a| &text[a.name.0..a.name.1]).collect();
        all_different(&raw).map_err(|i| self.fail_at(tag.attributes[i].name.0, Code::DuplicateAttribute))?;
        let mut found: Vec<(&[u8], Span)> = Vec::with_capacity(raw.len());
        for (name, a) in raw.iter().zip(&tag.attributes) {
            let is_cdata = declared.and_then(|d| d.get(name)).is_none_or(|a| a.is_cdata);
            let value = if a.plain && is_cdata {
                self.put(&text[a.value.0..a.value.1])
            } else {
                let mut value = Vec::new();
                self.attribute_value(text, a.value, is_cdata, false, &mut value)?;
                self.put(&value)
            };
            if !self.binding(name, value)? {
                found.push((name, value));
            }
        }
        let specified = found.len();
        if let Some(declared) = declared {
            let given: super::dtd::Map<()> = raw.iter().map(|n| ((*n).into(), ())).collect();
            for a in &declared.all {
                let Some(default) = &a.default else { continue };
                if given.contains_key(&a.name) {
                    continue;
                }
                let value = self.put(default);
                if !self.binding(&a.name, value)? {
                    found.push((&a.name, value));
                }
            }
        }
        let mut out = Vec::with_capacity(found.len());
        let mut prefixed = false;
        for (name, value) in found {
            prefixed |= self.ns.on && name.contains(&b':');
            out.push((self.expanded(name, false)?, value));
        }
        if prefixed {
            let names: Vec<&[u8]> = out.iter().map(|((a, b), _)| &self.scratch[*a..*b]).collect();
            all_different(&names).map_err(|_| Code::DuplicateAttribute)?;
        }
        Ok((out, specified))
    }
    /// Whether an attribute binds a prefix: then it is none for the program.
    fn binding(&mut self, name: &[u8], value: Span) -> Result<bool, Code> {
        if !self.ns.on || !name.starts_with(b"xmlns") {
            return Ok(false);
        }
        let prefix = match &name[5..] {
            b"" => b"",
            [b':', prefix @ ..] => prefix,
            _ => return Ok(false),
        };
        let uri = self.scratch[value.0..value.1].to_vec();
        self.bind(prefix, &uri)?;
        Ok(true)
    }
    /// The value of an attribute, whose text is at `range`: references replaced, white space normalised.
    pub fn attribute_value(&mut self, text: &[u8], range: Span, is_cdata: bool, in_declaration: bool, out: &mut Vec<u8>) -> Result<(), Code> {
        let dtd = self.dtd.clone();
        let dtd = dtd.borrow();
        // Entities that are being replaced, innermost last.
        let mut stack: Vec<(usize, Rc<[u8]>, usize)> = Vec::new();
        let mut opened: HashSet<usize, BuildHasherDefault<DefaultHasher>> = HashSet::default();
        let mut at = range.0;
        loop {
            let (t, i, end) = match stack.last() {
                Some((_, t, i)) => (&**t, *i, t.len()),
                None => (text, at, range.1),
            };
            if i >= end {
                match stack.pop() {
                    Some((entity, ..)) => {
                        opened.remove(&entity);
                        continue;
                    }
                    None => break,
                }
            }
            let mut push_to = None;
            let bad = |e: &mut Engine, code| if stack.is_empty() { e.fail_at(i, code) } else { code };
            let next = match t[i] {
                b'\r' | b'\n' | b'\t' | b' ' => {
                    if is_cdata || !(out.is_empty() || out.last() == Some(&b' ')) {
                        out.push(b' ');
                    }
                    i + 1 + (t[i] == b'\r' && i + 1 < end && t[i + 1] == b'\n') as usize
                }
                b'<' => return Err(bad(self, Code::InvalidToken)),
                b'&' => {
                    let (is_character, next) = match scan::reference(&t[..end], i + 1, self.ns.on) {
                        Ok(found) => found,
                        Err(scan::Stop::Invalid(at)) if stack.is_empty() => return Err(self.fail_at(at, Code::InvalidToken)),
                        Err(_) => return Err(bad(self, Code::InvalidToken)),
                    };
                    let name = &t[i + 1..next - 1];
                    if is_character {
                        match scan::character_of_reference(&name[1..]) {
                            Some(' ') if !is_cdata && (out.is_empty() || out.last() == Some(&b' ')) => {}
                            Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                            None => return Err(bad(self, Code::BadCharRef)),
                        }
                    } else if let Some(c) = predefined(name) {
                        out.push(c);
                    } else {
                        let checked = match in_declaration {
                            false => !dtd.has_param_refs || dtd.standalone,
                            true => self.kind == Kind::Document && if dtd.standalone { self.open.is_empty() } else { !dtd.has_param_refs },
                        };
                        match dtd.general.get(name).copied() {
                            None if checked => return Err(Code::UndefinedEntity),
                            None => {}
                            Some(k) => {
                                let entity = &dtd.entities[k];
                                if checked && !entity.in_document {
                                    return Err(Code::EntityDeclaredInPe);
                                }
                                if entity.open || opened.contains(&k) {
                                    return Err(bad(self, Code::RecursiveEntityRef));
                                }
                                if entity.notation.is_some() {
                                    return Err(bad(self, Code::BinaryEntityRef));
                                }
                                let Some(text) = &entity.text else { return Err(bad(self, Code::AttributeExternalEntityRef)) };
                                if !self.accounting.read(text.len(), false) {
                                    return Err(Code::AmplificationLimitBreach);
                                }
                                push_to = Some((k, text.clone()));
                            }
                        }
                    }
                    next
                }
                _ => {
                    let run = t[i..end].iter().position(|b| matches!(b, b'&' | b'<' | b'\r' | b'\n' | b'\t' | b' ')).unwrap_or(end - i);
                    out.extend_from_slice(&t[i..i + run]);
                    i + run
                }
            };
            match stack.last_mut() {
                Some(top) => top.2 = next,
                None => at = next,
            }
            if let Some((k, text)) = push_to {
                opened.insert(k);
                stack.push((k, text, 0));
            }
        }
        if !is_cdata && out.last() == Some(&b' ') {
            out.pop();
        }
        Ok(())
    }
}
