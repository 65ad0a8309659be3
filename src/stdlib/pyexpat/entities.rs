//! Declarations of entities, and the values that they give them.
use super::dtd::{Entity, predefined};
use super::engine::{Code, Engine, Event, Kind, Span, wants};
use super::scan;
use std::rc::Rc;

impl Engine {
    /// `<!ENTITY name`: the first declaration of a name counts.
    pub fn name_entity(&mut self, name: &[u8], parameter: bool) {
        self.prolog.entity = None;
        self.prolog.name = name.into();
        let mut dtd = self.dtd.borrow_mut();
        if !dtd.keep_processing || !parameter && predefined(name).is_some() || dtd.table(parameter).contains_key(name) {
            return;
        }
        let i = dtd.entities.len();
        let in_document = self.kind == Kind::Document && self.open.is_empty();
        dtd.entities.push(Entity { name: name.into(), in_document, ..Entity::default() });
        dtd.table(parameter).insert(name.into(), i);
        self.accounting.keep(size_of::<Entity>() + 2 * name.len());
        self.prolog.entity = Some(i);
    }
    pub fn internal_entity(&mut self, value: Vec<u8>) {
        let Some(i) = self.prolog.entity.take() else { return };
        self.accounting.keep(value.len());
        if self.wants(wants::ENTITY) {
            let name = std::mem::take(&mut self.prolog.name);
            let name = self.put(&name);
            let span = self.put(&value);
            let base = self.base.clone();
            let base = self.put_opt(base.as_deref());
            let parameter = self.prolog.parameter;
            self.events.push(Event::EntityDecl { name, parameter, value: Some(span), base, system: None, public: None, notation: None });
        }
        self.dtd.borrow_mut().entities[i].text = Some(value.into());
    }
    /// The declaration of an external entity is complete: whether the handler of unparsed ones takes it.
    pub fn external_entity(&mut self, notation: Option<&[u8]>) -> bool {
        let Some(i) = self.prolog.entity.take() else { return false };
        let (system, public, base) = (self.prolog.system.take(), self.prolog.public.take(), self.base.clone());
        let length = |b: &Option<Box<[u8]>>| b.as_ref().map_or(0, |b| b.len());
        self.accounting.keep(length(&system) + length(&public) + length(&base) + notation.map_or(0, <[u8]>::len));
        let unparsed = notation.filter(|_| self.wants(wants::UNPARSED));
        if unparsed.is_some() || self.wants(wants::ENTITY) {
            let name = std::mem::take(&mut self.prolog.name);
            let name = self.put(&name);
            let base = self.put_opt(base.as_deref());
            let system = self.put_opt(system.as_deref());
            let public = self.put_opt(public.as_deref());
            let notation = self.put_opt(notation);
            let parameter = self.prolog.parameter;
            self.events.push(match (unparsed, notation) {
                (Some(_), Some(notation)) => Event::UnparsedEntityDecl { name, base, system, public, notation },
                _ => Event::EntityDecl { name, parameter, value: None, base, system, public, notation },
            });
        }
        let entity = &mut self.dtd.borrow_mut().entities[i];
        entity.system = system;
        entity.public = public;
        entity.base = base;
        entity.notation = notation.map(Into::into);
        unparsed.is_some()
    }
    /// The value of an entity whose literal is at `range`: characters and parameter entities replaced, other references kept.
    pub fn entity_value(&mut self, text: &[u8], range: Span) -> Result<Vec<u8>, Code> {
        let shared = self.dtd.clone();
        let mut out = Vec::new();
        let mut stack: Vec<(usize, Rc<[u8]>, usize)> = Vec::new();
        let mut at = range.0;
        let close = |i: usize| shared.borrow_mut().entities[i].open = false;
        let result = loop {
            let (t, i, end) = match stack.last() {
                Some((_, t, i)) => (&**t, *i, t.len()),
                None => (text, at, range.1),
            };
            if i >= end {
                match stack.pop() {
                    Some((entity, ..)) => {
                        close(entity);
                        continue;
                    }
                    None => break Ok(()),
                }
            }
            let outer = stack.is_empty();
            let mut push = None;
            let next = match t[i] {
                b'\r' => {
                    out.push(b'\n');
                    i + 1 + (i + 1 < end && t[i + 1] == b'\n') as usize
                }
                b'&' => match scan::reference(&t[..end], i + 1, self.ns.on) {
                    Ok((true, next)) => match scan::character_of_reference(&t[i + 2..next - 1]) {
                        Some(c) => {
                            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                            next
                        }
                        None if outer => break Err(self.fail_at(i, Code::BadCharRef)),
                        None => break Err(Code::BadCharRef),
                    },
                    Ok((false, next)) => {
                        out.extend_from_slice(&t[i..next]);
                        next
                    }
                    Err(scan::Stop::Invalid(at)) if outer => break Err(self.fail_at(at, Code::InvalidToken)),
                    Err(_) if outer => break Err(self.fail_at(i, Code::InvalidToken)),
                    Err(_) => break Err(Code::InvalidToken),
                },
                b'%' => {
                    let token = scan::prolog(&t[..end], i, self.ns.on);
                    let next = match token {
                        Ok(t) if t.tok == scan::Tok::ParamRef => t.end,
                        Err(scan::Stop::Invalid(at)) if outer => break Err(self.fail_at(at, Code::InvalidToken)),
                        _ if outer => break Err(self.fail_at(i, Code::InvalidToken)),
                        _ => break Err(Code::InvalidToken),
                    };
                    if self.kind == Kind::Document && !self.inner && outer {
                        break Err(self.fail_at(i, Code::ParamEntityRef));
                    }
                    let mut dtd = shared.borrow_mut();
                    match dtd.parameter.get(&t[i + 1..next - 1]).copied() {
                        Some(k) if dtd.entities[k].open => {
                            drop(dtd);
                            break Err(if outer { self.fail_at(i, Code::RecursiveEntityRef) } else { Code::RecursiveEntityRef });
                        }
                        Some(k) => match dtd.entities[k].text.clone() {
                            Some(text) => {
                                dtd.entities[k].open = true;
                                if !self.accounting.read(text.len(), false) {
                                    stack.push((k, text, 0));
                                    break Err(Code::AmplificationLimitBreach);
                                }
                                push = Some((k, text));
                            }
                            // What an external entity would add is not known.
                            None => dtd.keep_processing = dtd.standalone,
                        },
                        None => dtd.keep_processing = dtd.standalone,
                    }
                    next
                }
                _ => {
                    let run = t[i..end].iter().position(|b| matches!(b, b'&' | b'%' | b'\r')).unwrap_or(end - i);
                    out.extend_from_slice(&t[i..i + run]);
                    i + run
                }
            };
            match stack.last_mut() {
                Some(top) => top.2 = next,
                None => at = next,
            }
            if let Some((k, text)) = push {
                stack.push((k, text, 0));
            }
        };
        for (entity, ..) in stack {
            close(entity);
        }
        result.map(|()| out)
    }
}
