//! Events to calls of the program's handlers.
use super::engine::{Code, Event, ModelNode, Span, wants};
use super::parser::{COUNT, Parser, p};
use crate::object::{Ref, Res, Value, Vm};

/// Groups that a content model may have inside of each other.
const DEEPEST_MODEL: u32 = 5000;

/// The handler of a bit of `wants`.
fn index(handler: u32) -> usize {
    debug_assert!((handler.trailing_zeros() as usize) < COUNT);
    handler.trailing_zeros() as usize
}

/// Gives the text that was collected to its handler.
pub(super) fn flush(vm: &Vm, this: Value) -> Res<()> {
    if p(this).buffer.is_empty() {
        return Ok(());
    }
    let text = std::mem::take(&mut p(this).buffer);
    give_text(vm, this, &text)
}

fn give_text(vm: &Vm, this: Value, text: &[u8]) -> Res<()> {
    let handler = p(this).handlers[index(wants::CHARACTERS)];
    if handler.is_none() {
        return Ok(());
    }
    let handler = Ref::new(handler);
    let text = vm.str_from_wtf8(text)?;
    vm.call(handler.value(), &[text.value()]).map(drop)
}

fn characters(vm: &Vm, this: Value, text: Span) -> Res<()> {
    let parser = p(this);
    let size = parser.buffer_size;
    if parser.buffer_text && parser.buffer.len() + (text.1 - text.0) > size {
        flush(vm, this)?;
    }
    // The handler may have changed all of that.
    let parser = p(this);
    let bytes = &parser.engine.scratch[text.0..text.1];
    if parser.buffer_text && bytes.len() <= parser.buffer_size {
        parser.buffer.extend_from_slice(bytes);
        return Ok(());
    }
    let bytes = bytes.to_vec();
    give_text(vm, this, &bytes)
}

/// The objects of an event, which are made while its text stays.
struct Make<'a> {
    vm: &'a Vm,
    this: Value,
    items: Vec<Ref>,
}

impl Make<'_> {
    fn text(&mut self, span: Span) -> Res<&mut Self> {
        let s = text(self.vm, p(self.this), span)?;
        self.items.push(s);
        Ok(self)
    }
    fn name(&mut self, span: Span) -> Res<&mut Self> {
        let s = name(self.vm, self.this, span)?;
        self.items.push(s);
        Ok(self)
    }
    fn text_opt(&mut self, span: Option<Span>) -> Res<&mut Self> {
        match span {
            Some(span) => self.text(span),
            None => Ok(self.value(Ref::NONE)),
        }
    }
    fn name_opt(&mut self, span: Option<Span>) -> Res<&mut Self> {
        match span {
            Some(span) => self.name(span),
            None => Ok(self.value(Ref::NONE)),
        }
    }
    fn value(&mut self, v: Ref) -> &mut Self {
        self.items.push(v);
        self
    }
    fn int(&mut self, n: i64) -> &mut Self {
        self.value(Ref::own(Value::small_int(n)))
    }
}

fn text(vm: &Vm, parser: &Parser, span: Span) -> Res {
    vm.str_from_wtf8(&parser.engine.scratch[span.0..span.1])
}

/// Text that comes again and again: the same object each time.
fn name(vm: &Vm, this: Value, span: Span) -> Res {
    let s = text(vm, p(this), span)?;
    let table = p(this).intern;
    if table.is_none() {
        return Ok(s);
    }
    let table = Ref::new(table);
    if let Some(known) = vm.dict_get(table.value(), s.value())? {
        return Ok(Ref::new(known));
    }
    vm.dict_set(table.value(), s.value(), s.value())?;
    Ok(s)
}

fn attributes(vm: &Vm, this: Value, all: &[(Span, Span)], specified: usize) -> Res {
    let (ordered, only) = (p(this).ordered_attributes, p(this).specified_attributes);
    let all = if only { &all[..specified] } else { all };
    if ordered {
        let mut items = Vec::with_capacity(2 * all.len());
        for (n, v) in all {
            items.push(name(vm, this, *n)?);
            items.push(text(vm, p(this), *v)?);
        }
        return vm.list_from_refs(items);
    }
    let dict = vm.new_dict()?;
    for (n, v) in all {
        let n = name(vm, this, *n)?;
        let v = text(vm, p(this), *v)?;
        vm.dict_set(dict.value(), n.value(), v.value())?;
    }
    Ok(dict)
}

/// A content model as nested tuples.
fn content_model(vm: &Vm, this: Value, nodes: &[ModelNode]) -> Res {
    let mut depth = vec![0u32; nodes.len()];
    for (i, n) in nodes.iter().enumerate() {
        if depth[i] > DEEPEST_MODEL {
            return Err(vm.raise_type(vm.types.RecursionError, "maximum recursion depth exceeded in conv_content_model"));
        }
        for c in &n.children {
            depth[*c as usize] = depth[i] + 1;
        }
    }
    // What is inside of a node comes behind it: from the end, all that a tuple needs is there.
    let mut made: Vec<Option<Ref>> = vec![None; nodes.len()];
    for (i, n) in nodes.iter().enumerate().rev() {
        let children: Vec<Ref> = n.children.iter().filter_map(|c| made[*c as usize].take()).collect();
        let children = vm.tuple_from_refs(children)?;
        let name = match n.name {
            Some(span) => name(vm, this, span)?,
            None => Ref::NONE,
        };
        let number = |n: u8| Ref::own(Value::small_int(n as i64));
        made[i] = Some(vm.tuple_from_refs(vec![number(n.kind), number(n.quantifier), name, children])?);
    }
    Ok(made.first_mut().and_then(Option::take).unwrap_or(Ref::NONE))
}

/// The bytes of an encoding that the registry of codecs knows.
fn unknown_encoding(vm: &Vm, this: Value, span: Span) -> Res<Option<Code>> {
    let encoding = text(vm, p(this), span)?;
    let all: Vec<u8> = (0..=255).collect();
    let all = vm.new_bytes(&all)?;
    let (method, replace) = (vm.intern("decode"), vm.new_str("replace")?);
    let decoded = vm.call_method(all.value(), method.value(), &[encoding.value(), replace.value()])?;
    if !vm.is_str(decoded.value()) || vm.str(decoded.value()).len() != 256 {
        return Err(vm.value_error("multi-byte encodings are not supported"));
    }
    let mut table = Box::new([super::input::NONE; 256]);
    for (to, c) in table.iter_mut().zip(vm.str(decoded.value()).iter()) {
        if c != 0xFFFD {
            *to = c;
        }
    }
    Ok(p(this).engine.set_encoding(table).err())
}

/// What an event came to: an error of the document where the program says no to something.
pub(super) fn dispatch(vm: &Vm, this: Value, event: &Event) -> Res<Option<Code>> {
    let handler = match event {
        Event::Characters(span) => {
            if !p(this).handlers[index(wants::CHARACTERS)].is_none() {
                characters(vm, this, *span)?;
            }
            return Ok(None);
        }
        Event::UnknownEncoding(span) => return unknown_encoding(vm, this, *span),
        Event::AtEnd => {
            let engine = &mut p(this).engine;
            engine.event.0 = engine.event.1;
            return Ok(None);
        }
        Event::StartElement { .. } => wants::START_ELEMENT,
        Event::EndElement(_) => wants::END_ELEMENT,
        Event::Pi(..) => wants::PI,
        Event::Comment(_) => wants::COMMENT,
        Event::StartCdata => wants::START_CDATA,
        Event::EndCdata => wants::END_CDATA,
        Event::Default(_) if p(this).engine.wanted & wants::DEFAULT != 0 => wants::DEFAULT,
        Event::Default(_) => wants::DEFAULT_EXPAND,
        Event::StartNamespace(..) => wants::START_NAMESPACE,
        Event::EndNamespace(_) => wants::END_NAMESPACE,
        Event::XmlDecl { .. } => wants::XML_DECL,
        Event::StartDoctype { .. } => wants::START_DOCTYPE,
        Event::EndDoctype => wants::END_DOCTYPE,
        Event::ElementDecl(..) => wants::ELEMENT,
        Event::AttlistDecl { .. } => wants::ATTLIST,
        Event::EntityDecl { .. } => wants::ENTITY,
        Event::UnparsedEntityDecl { .. } => wants::UNPARSED,
        Event::NotationDecl { .. } => wants::NOTATION,
        Event::NotStandalone => wants::NOT_STANDALONE,
        Event::ExternalEntityRef { .. } => wants::EXTERNAL_ENTITY,
        Event::SkippedEntity(..) => wants::SKIPPED,
    };
    if p(this).handlers[index(handler)].is_none() {
        return Ok(None);
    }
    flush(vm, this)?;
    let handler = p(this).handlers[index(handler)];
    if handler.is_none() {
        return Ok(None);
    }
    let handler = Ref::new(handler);
    let mut make = Make { vm, this, items: Vec::new() };
    match event {
        Event::StartElement { name, attributes: all, specified } => {
            let all = attributes(vm, this, all, *specified)?;
            make.name(*name)?.value(all);
        }
        Event::EndElement(name) => drop(make.name(*name)?),
        Event::Pi(target, data) => drop(make.name(*target)?.text(*data)?),
        Event::Comment(text) | Event::Default(text) => drop(make.text(*text)?),
        Event::StartNamespace(prefix, uri) => drop(make.name_opt(*prefix)?.name_opt(*uri)?),
        Event::EndNamespace(prefix) => drop(make.name_opt(*prefix)?),
        Event::XmlDecl { version, encoding, standalone } => {
            make.text_opt(*version)?.text_opt(*encoding)?.int(*standalone as i64);
        }
        Event::StartDoctype { name, system, public, internal } => {
            make.name(*name)?.name_opt(*system)?.name_opt(*public)?.int(*internal as i64);
        }
        Event::ElementDecl(element, nodes) => {
            let model = content_model(vm, this, nodes)?;
            make.name(*element)?.value(model);
        }
        Event::AttlistDecl { element, attribute, kind, default, required } => {
            make.name(*element)?.name(*attribute)?.text(*kind)?.text_opt(*default)?.int(*required as i64);
        }
        Event::EntityDecl { name, parameter, value, base, system, public, notation } => {
            make.name(*name)?.int(*parameter as i64).text_opt(*value)?;
            make.name_opt(*base)?.name_opt(*system)?.name_opt(*public)?.name_opt(*notation)?;
        }
        Event::UnparsedEntityDecl { name, base, system, public, notation } => {
            make.name(*name)?.name_opt(*base)?.name_opt(*system)?.name_opt(*public)?.name(*notation)?;
        }
        Event::NotationDecl { name, base, system, public } => {
            make.name(*name)?.name_opt(*base)?.name_opt(*system)?.name_opt(*public)?;
        }
        Event::ExternalEntityRef { context, base, system, public } => {
            make.text_opt(*context)?.name_opt(*base)?.name_opt(*system)?.name_opt(*public)?;
        }
        Event::SkippedEntity(name, parameter) => {
            make.name(*name)?.int(*parameter as i64);
        }
        _ => {}
    }
    let items = make.items;
    let values: Vec<Value> = items.iter().map(Ref::value).collect();
    let answer = vm.call(handler.value(), &values)?;
    if matches!(event, Event::NotStandalone | Event::ExternalEntityRef { .. }) {
        let yes = match vm.index_i64(answer.value())? {
            Ok(n) => n != 0,
            Err(_) => return Err(vm.overflow_error("Python int too large to convert to C long")),
        };
        if !yes {
            return Ok(Some(p(this).engine.refuse(event)));
        }
    }
    Ok(None)
}
