//! `pyexpat.xmlparser`: the parser as an object.
use super::engine::{Code, Engine, Namespaces, Progress, wants};
use super::{State, handlers};
use crate::native;
use crate::object::{GetSetDef, Header, IntView, Raised, Ref, Res, Slots, TypeSpec, Value, Vm, flags};
use crate::types::struct_sequence::read_only;

/// Handlers, in the order of the bits of `wants`.
pub(super) const COUNT: usize = 22;

#[repr(C)]
pub(super) struct Parser {
    header: Header,
    pub engine: Box<Engine>,
    /// Owned; None where there is no handler.
    pub handlers: [Value; COUNT],
    /// A dict of strings that were handed out, or None; owned.
    pub intern: Value,
    /// The parser that this one reads an entity for, or None; owned.
    parent: Value,
    /// Text that waits for more, if `buffer_text`.
    pub buffer: Vec<u8>,
    pub buffer_size: usize,
    pub buffer_text: bool,
    pub ordered_attributes: bool,
    pub specified_attributes: bool,
    /// A handler may be running.
    in_callback: bool,
}

#[allow(clippy::mut_from_ref)]
pub(super) fn p<'a>(v: Value) -> &'a mut Parser {
    // SAFETY: called with parsers only; no borrow lives while a handler runs.
    unsafe { &mut *v.ptr::<Parser>() }
}

const fn handler<const I: usize>(name: &'static str) -> GetSetDef {
    GetSetDef { name, get: |_, v| Ok(Ref::new(p(v).handlers[I])), set: Some(set_handler::<I>), doc: "" }
}

fn set_handler<const I: usize>(vm: &Vm, this: Value, value: Option<Value>) -> Res<()> {
    let Some(value) = value else { return Err(vm.runtime_error("Cannot delete attribute")) };
    let bit = 1u32 << I;
    if bit == wants::CHARACTERS {
        // What was collected belongs to the old handler.
        handlers::flush(vm, this)?;
    }
    let parser = p(this);
    let old = std::mem::replace(&mut parser.handlers[I], Ref::new(value).into_value());
    let engine = &mut parser.engine;
    if bit == wants::DEFAULT || bit == wants::DEFAULT_EXPAND {
        // There is one default handler: the one set last.
        engine.wanted &= !(wants::DEFAULT | wants::DEFAULT_EXPAND);
        engine.keep_entities = bit == wants::DEFAULT;
    }
    engine.wanted = if value.is_none() { engine.wanted & !bit } else { engine.wanted | bit };
    old.decref(vm);
    Ok(())
}

const fn number(name: &'static str, get: fn(&Vm, Value) -> Res) -> GetSetDef {
    GetSetDef { name, get, set: None, doc: "" }
}

fn byte_index(vm: &Vm, v: Value) -> Res {
    match p(v).engine.byte_index() {
        Some(n) => vm.new_usize(n),
        None => vm.new_int(-1),
    }
}
fn line_number(vm: &Vm, v: Value) -> Res {
    vm.new_usize(p(v).engine.line_and_column().0)
}
fn column_number(vm: &Vm, v: Value) -> Res {
    vm.new_usize(p(v).engine.line_and_column().1)
}

/// Sets a flag; such an attribute cannot be deleted.
fn set_flag(vm: &Vm, v: Value, value: Option<Value>, set: fn(&mut Parser, bool)) -> Res<()> {
    let Some(value) = value else { return Err(vm.runtime_error("Cannot delete attribute")) };
    let on = vm.truth(value)?;
    set(p(v), on);
    Ok(())
}

fn set_buffer_text(vm: &Vm, v: Value, value: Option<Value>) -> Res<()> {
    let Some(value) = value else { return Err(vm.runtime_error("Cannot delete attribute")) };
    let on = vm.truth(value)?;
    if !on && p(v).buffer_text {
        handlers::flush(vm, v)?;
    }
    p(v).buffer_text = on;
    Ok(())
}

fn set_buffer_size(vm: &Vm, v: Value, value: Option<Value>) -> Res<()> {
    let Some(value) = value else { return Err(vm.runtime_error("Cannot delete attribute")) };
    if vm.as_int(value).is_none() {
        return Err(vm.type_error("buffer_size must be an integer"));
    }
    let size = match vm.index_i64(value)? {
        Ok(n) => n,
        Err(_) => return Err(vm.overflow_error("Python int too large to convert to C long")),
    };
    if size <= 0 {
        return Err(vm.value_error("buffer_size must be greater than zero"));
    }
    if size > i32::MAX as i64 {
        return Err(vm.value_error(format!("buffer_size must not be greater than {}", i32::MAX)));
    }
    if p(v).buffer_size != size as usize {
        handlers::flush(vm, v)?;
        p(v).buffer_size = size as usize;
    }
    Ok(())
}

pub(super) static SPEC: TypeSpec = TypeSpec {
    name: "pyexpat.xmlparser",
    doc: "XML parser",
    flags: flags::TRACKED,
    size: size_of::<Parser>(),
    slots: Slots {
        drop: Some(|vm, h| {
            let this = h as *mut Parser;
            // SAFETY: a parser without references, which owns all of it.
            unsafe {
                std::ptr::drop_in_place(&raw mut (*this).engine);
                std::ptr::drop_in_place(&raw mut (*this).buffer);
                let handlers = (*this).handlers;
                handlers.iter().for_each(|h| h.decref(vm));
                (*this).intern.decref(vm);
                (*this).parent.decref(vm);
            }
        }),
        traverse: Some(|h, visit| {
            // SAFETY: a live parser.
            unsafe {
                let this = h as *mut Parser;
                for i in 0..COUNT {
                    visit((*this).handlers[i]);
                }
                visit((*this).intern);
                visit((*this).parent);
            }
        }),
        clear: Some(|vm, h| clear_handlers(vm, Value::from_ptr(h))),
        ..Slots::EMPTY
    },
    methods: METHODS,
    getset: &[
        handler::<0>("StartElementHandler"),
        handler::<1>("EndElementHandler"),
        handler::<2>("ProcessingInstructionHandler"),
        handler::<3>("CharacterDataHandler"),
        handler::<4>("UnparsedEntityDeclHandler"),
        handler::<5>("NotationDeclHandler"),
        handler::<6>("StartNamespaceDeclHandler"),
        handler::<7>("EndNamespaceDeclHandler"),
        handler::<8>("CommentHandler"),
        handler::<9>("StartCdataSectionHandler"),
        handler::<10>("EndCdataSectionHandler"),
        handler::<11>("DefaultHandler"),
        handler::<12>("DefaultHandlerExpand"),
        handler::<13>("NotStandaloneHandler"),
        handler::<14>("ExternalEntityRefHandler"),
        handler::<15>("StartDoctypeDeclHandler"),
        handler::<16>("EndDoctypeDeclHandler"),
        handler::<17>("EntityDeclHandler"),
        handler::<18>("XmlDeclHandler"),
        handler::<19>("ElementDeclHandler"),
        handler::<20>("AttlistDeclHandler"),
        handler::<21>("SkippedEntityHandler"),
        number("ErrorCode", |vm, v| vm.new_int(p(v).engine.error.map_or(0, |e| e as i64))),
        number("ErrorLineNumber", line_number),
        number("ErrorColumnNumber", column_number),
        number("ErrorByteIndex", byte_index),
        number("CurrentLineNumber", line_number),
        number("CurrentColumnNumber", column_number),
        number("CurrentByteIndex", byte_index),
        GetSetDef { name: "buffer_size", get: |vm, v| vm.new_usize(p(v).buffer_size), set: Some(set_buffer_size), doc: "" },
        GetSetDef { name: "buffer_text", get: |_, v| Ok(Ref::bool(p(v).buffer_text)), set: Some(set_buffer_text), doc: "" },
        number("buffer_used", |vm, v| vm.new_usize(p(v).buffer.len())),
        GetSetDef {
            name: "namespace_prefixes",
            get: |_, v| Ok(Ref::bool(p(v).engine.ns.prefixes)),
            set: Some(|vm, v, value| set_flag(vm, v, value, |p, on| p.engine.ns.prefixes = on)),
            doc: "",
        },
        GetSetDef {
            name: "ordered_attributes",
            get: |_, v| Ok(Ref::bool(p(v).ordered_attributes)),
            set: Some(|vm, v, value| set_flag(vm, v, value, |p, on| p.ordered_attributes = on)),
            doc: "",
        },
        GetSetDef {
            name: "specified_attributes",
            get: |_, v| Ok(Ref::bool(p(v).specified_attributes)),
            set: Some(|vm, v, value| set_flag(vm, v, value, |p, on| p.specified_attributes = on)),
            doc: "",
        },
        GetSetDef { name: "intern", get: |_, v| Ok(Ref::new(p(v).intern)), set: Some(read_only), doc: "" },
    ],
};

fn clear_handlers(vm: &Vm, this: Value) {
    p(this).engine.wanted = 0;
    for i in 0..COUNT {
        let old = std::mem::replace(&mut p(this).handlers[i], Value::NONE);
        old.decref(vm);
    }
}

/// A parser.
pub(super) fn new(vm: &Vm, engine: Engine, intern: Ref, parent: Option<Value>) -> Res {
    let parent = parent.map_or(Ref::NONE, Ref::new);
    vm.new_object::<Parser>(vm.extension::<State>().parser.get(), |this| {
        // SAFETY: the instance is fresh.
        unsafe {
            (&raw mut (*this).engine).write(Box::new(engine));
            (*this).handlers = [Value::NONE; COUNT];
            (*this).intern = intern.into_value();
            (*this).parent = parent.into_value();
            (&raw mut (*this).buffer).write(Vec::new());
            (*this).buffer_size = 8192;
            (*this).buffer_text = false;
            (*this).ordered_attributes = false;
            (*this).specified_attributes = false;
            (*this).in_callback = false;
        }
    })
}

/// An `ExpatError` with a text of its own, or with that of its code and the place.
#[cold]
fn error(vm: &Vm, this: Value, code: Code, message: Option<&str>) -> Raised {
    let (line, column) = p(this).engine.line_and_column();
    let text = match message {
        Some(m) => m.to_owned(),
        None => format!("{}: line {line}, column {column}", super::words(code as i64).unwrap_or("unknown error")),
    };
    let make = || -> Res {
        let class = vm.extension::<State>().error.borrow().clone();
        let class = class.unwrap_or(Ref::from_type(vm.types.Exception));
        let text = vm.new_str(&text)?;
        let e = vm.call(class.value(), &[text.value()])?;
        for (name, n) in [("code", code as usize), ("lineno", line), ("offset", column)] {
            let n = vm.new_usize(n)?;
            vm.setattr(e.value(), vm.intern(name).value(), Some(n.value()))?;
        }
        Ok(e)
    };
    match make() {
        Ok(e) => vm.raise(e),
        Err(raised) => raised,
    }
}

/// Parses a piece, which is the last one if `last`.
fn parse(vm: &Vm, this: Value, data: &[u8], last: bool) -> Res<()> {
    let ready = match p(this).engine.feed(data, last) {
        Ok(ready) => ready,
        Err(code) => return Err(error(vm, this, code, None)),
    };
    if ready {
        p(this).in_callback = true;
        let outcome = read(vm, this);
        p(this).in_callback = false;
        match outcome {
            Ok(None) => p(this).engine.rest(),
            Ok(Some(code)) => {
                p(this).engine.fail(code);
                return Err(error(vm, this, code, None));
            }
            Err(_) => {
                // The exception of a handler ends the parser.
                p(this).buffer.clear();
                let exception = vm.take_raised();
                clear_handlers(vm, this);
                return Err(vm.set_raised(exception));
            }
        }
    }
    handlers::flush(vm, this)
}

/// Reads all tokens there are.
fn read(vm: &Vm, this: Value) -> Res<Option<Code>> {
    loop {
        let outcome = p(this).engine.step();
        let mut events = std::mem::take(&mut p(this).engine.events);
        for event in &events {
            match handlers::dispatch(vm, this, event) {
                Ok(None) => {}
                Ok(code) => return Ok(code),
                Err(raised) => {
                    let engine = &mut p(this).engine;
                    let code = engine.code_of_failure(event);
                    engine.fail(code);
                    engine.aborted = true;
                    return Err(raised);
                }
            }
        }
        events.clear();
        p(this).engine.events = events;
        match outcome {
            Err(code) => return Ok(Some(code)),
            Ok(Progress::End) => return Ok(None),
            Ok(Progress::Token) => {}
        }
    }
}

fn not_from_handler(vm: &Vm, this: Value, function: &str) -> Res<()> {
    if p(this).in_callback {
        return Err(vm.runtime_error(format!("cannot call {function}() from within a handler")));
    }
    Ok(())
}

/// A str as UTF-8.
pub(super) fn utf8(vm: &Vm, v: Value) -> Res<Vec<u8>> {
    let mut out = Vec::new();
    crate::types::codec::encode_native(vm, v, crate::text::codec::Encoding::Utf8, "utf-8", Value::NONE, &mut out)?;
    Ok(out)
}

/// A name without NUL.
pub(super) fn c_text(vm: &Vm, v: Value) -> Res<Box<[u8]>> {
    let text = utf8(vm, v)?;
    if text.contains(&0) { Err(vm.value_error("embedded null character")) } else { Ok(text.into()) }
}

fn threshold(vm: &Vm, this: Value, v: Value, set: fn(&Engine, u64)) -> Res {
    let n = vm.index(v)?;
    let n = match vm.as_int(n.value()) {
        Some(IntView::Small(x)) if x < 0 => return Err(vm.value_error("Cannot convert negative int")),
        Some(x) => {
            let big = x.to_big();
            match u64::try_from(&big) {
                Ok(n) => n,
                Err(_) if big < dashu_int::IBig::ZERO => return Err(vm.value_error("Cannot convert negative int")),
                Err(_) => return Err(vm.overflow_error("Python int too large for C unsigned long long")),
            }
        }
        None => 0,
    };
    if !p(this).engine.is_root {
        return Err(error(vm, this, Code::InvalidArgument, Some("parser must be a root parser")));
    }
    set(&p(this).engine, n);
    Ok(Ref::NONE)
}

fn factor(vm: &Vm, this: Value, v: Value, set: fn(&Engine, f32)) -> Res {
    let x = vm.float_arg(v)? as f32;
    if !p(this).engine.is_root {
        return Err(error(vm, this, Code::InvalidArgument, Some("parser must be a root parser")));
    }
    if x.is_nan() || x < 1.0 {
        return Err(error(vm, this, Code::InvalidArgument, Some("'max_factor' must be at least 1.0")));
    }
    set(&p(this).engine, x);
    Ok(Ref::NONE)
}

/// Bytes that are read from a file at once.
const PIECE: i64 = 2048;

native! { static METHODS = [
    /// Parse XML data.
    ///
    /// 'data' can be a bytes-like object or a string.  If it is a string,
    /// the encoding declaration in the XML data is ignored.
    /// 'isfinal' should be true at end of input.
    "Parse(self, data, isfinal=False, /)" => fn parse_data(vm, [this, data, last]) {
        let last = vm.truth(last)?;
        not_from_handler(vm, this, "Parse")?;
        if vm.is_str(data) {
            let text = utf8(vm, data)?;
            let engine = &mut p(this).engine;
            if !engine.started {
                engine.given = Some(b"utf-8"[..].into());
            }
            parse(vm, this, &text, last)?;
        } else {
            let data = vm.bytes_arg(data)?;
            parse(vm, this, &data, last)?;
        }
        vm.new_int(1)
    }
    /// Parse XML data from a binary file-like object.
    ///
    /// Its read() method should return bytes.
    "ParseFile(self, file, /)" => fn parse_file(vm, [this, file]) {
        not_from_handler(vm, this, "ParseFile")?;
        let Some(read) = vm.getattr_opt(file, vm.intern("read").value())? else {
            return Err(vm.type_error("argument must have 'read' attribute"));
        };
        loop {
            let piece = vm.call(read.value(), &[Value::small_int(PIECE)])?;
            let Some(bytes) = vm.bytes_like(piece.value()).filter(|_| vm.is_bytes(piece.value()) || vm.is_bytearray(piece.value())) else {
                return Err(vm.type_error(format!("read() did not return a bytes object (type={})", vm.type_name(piece.value()))));
            };
            let bytes = bytes.to_vec();
            if bytes.len() > PIECE as usize {
                return Err(vm.value_error(format!("read() returned too much data: {PIECE} bytes requested, {} returned", bytes.len())));
            }
            not_from_handler(vm, this, "ParseFile")?;
            parse(vm, this, &bytes, bytes.is_empty())?;
            if bytes.is_empty() {
                return vm.new_int(1);
            }
        }
    }
    /// Set the base URL for the parser.
    "SetBase(self, base, /)" => fn set_base(vm, [this, base]) {
        if !vm.is_str(base) {
            return Err(vm.type_error(format!("SetBase() argument must be str, not {}", vm.type_name(base))));
        }
        let base = c_text(vm, base)?;
        p(this).engine.base = Some(base);
        Ok(Ref::NONE)
    }
    /// Return base URL string for the parser.
    "GetBase(self, /)" => fn get_base(vm, [this]) {
        match &p(this).engine.base {
            Some(base) => vm.str_from_wtf8(base),
            None => Ok(Ref::NONE),
        }
    }
    /// Return the input which generated the current event as bytes.
    ///
    /// The data is in the encoding of the entity which contains the text.
    /// It extends to the end of the currently buffered input, therefore it
    /// can contain also the data of the following events, and if the event
    /// was generated by a large amount of text, not all of it may be
    /// available.
    "GetInputContext(self, /)" => fn get_input_context(vm, [this]) {
        if !p(this).in_callback {
            return Ok(Ref::NONE);
        }
        let engine = &p(this).engine;
        vm.new_bytes(engine.input.context(engine.event.0))
    }
    /// Create a parser for parsing an external entity based on the information passed to the ExternalEntityRefHandler.
    "ExternalEntityParserCreate(self, context, encoding=<unrepresentable>, /)" => fn external_entity_parser_create(vm, [this, context, encoding]) {
        if !context.is_none() && !vm.is_str(context) {
            let given = vm.type_name(context);
            return Err(vm.type_error(format!("ExternalEntityParserCreate() argument 1 must be str or None, not {given}")));
        }
        if !encoding.is_unbound() && !vm.is_str(encoding) {
            let given = if encoding.is_none() { "None".into() } else { vm.type_name(encoding) };
            return Err(vm.type_error(format!("ExternalEntityParserCreate() argument 2 must be str, not {given}")));
        }
        let context = if context.is_none() { None } else { Some(c_text(vm, context)?) };
        let encoding = if encoding.is_unbound() { None } else { Some(c_text(vm, encoding)?) };
        let engine = p(this).engine.for_entity(context.as_deref(), encoding);
        let made = new(vm, engine, Ref::new(p(this).intern), Some(this))?;
        let (from, to) = (p(this), p(made.value()));
        to.buffer_size = from.buffer_size;
        to.buffer_text = from.buffer_text;
        to.ordered_attributes = from.ordered_attributes;
        to.specified_attributes = from.specified_attributes;
        for i in 0..COUNT {
            to.handlers[i] = Ref::new(from.handlers[i]).into_value();
        }
        Ok(made)
    }
    /// Controls parsing of parameter entities (including the external DTD subset).
    ///
    /// Possible flag values are XML_PARAM_ENTITY_PARSING_NEVER,
    /// XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE and
    /// XML_PARAM_ENTITY_PARSING_ALWAYS. Returns true if setting the flag
    /// was successful.
    "SetParamEntityParsing(self, flag, /)" => fn set_param_entity_parsing(vm, [this, flag]) {
        let flag = vm.c_int_arg(flag)?;
        let engine = &mut p(this).engine;
        if engine.is_parsing() {
            return vm.new_int(0);
        }
        engine.param_parsing = flag.clamp(0, 3) as u8;
        vm.new_int(1)
    }
    /// Allows the application to provide an artificial external subset if one is not specified as part of the document instance.
    ///
    /// This readily allows the use of a 'default' document type controlled
    /// by the application, while still getting the advantage of providing
    /// document type information to the parser.  'flag' defaults to True if
    /// not provided.
    "UseForeignDTD(self, flag=True, /)" => fn use_foreign_dtd(vm, [this, flag]) {
        let flag = vm.truth(flag)?;
        if p(this).engine.is_parsing() {
            return Err(error(vm, this, Code::CantChangeFeatureOnceParsing, None));
        }
        p(this).engine.use_foreign = flag;
        Ok(Ref::NONE)
    }
    /// Sets the number of output bytes needed to activate protection against billion laughs attacks.
    ///
    /// The number of output bytes includes amplification from entity expansion
    /// and reading DTD files.
    ///
    /// Parser objects usually have a protection activation threshold of 8 MiB,
    /// but the actual default value depends on the underlying Expat library.
    ///
    /// Activation thresholds below 4 MiB are known to break support for DITA 1.3
    /// payload and are hence not recommended.
    "SetBillionLaughsAttackProtectionActivationThreshold(self, threshold, /)" => fn set_expansion_threshold(vm, [this, n]) {
        threshold(vm, this, n, |e, n| e.accounting.expansion_threshold.set(n))
    }
    /// Sets the maximum tolerated amplification factor for protection against billion laughs attacks.
    ///
    /// The amplification factor is calculated as "(direct + indirect) / direct"
    /// while parsing, where "direct" is the number of bytes read from the primary
    /// document in parsing and "indirect" is the number of bytes added by expanding
    /// entities and reading external DTD files, combined.
    ///
    /// The 'max_factor' value must be a non-NaN floating point value greater than
    /// or equal to 1.0. Amplification factors greater than 30,000 can be observed
    /// in the middle of parsing even with benign files in practice. In particular,
    /// the activation threshold should be carefully chosen to avoid false positives.
    ///
    /// Parser objects usually have a maximum amplification factor of 100,
    /// but the actual default value depends on the underlying Expat library.
    "SetBillionLaughsAttackProtectionMaximumAmplification(self, max_factor, /)" => fn set_expansion_factor(vm, [this, x]) {
        factor(vm, this, x, |e, x| e.accounting.expansion_factor.set(x))
    }
    /// Sets the number of allocated bytes of dynamic memory needed to activate protection against disproportionate use of RAM.
    ///
    /// Parser objects usually have an allocation activation threshold of 64 MiB,
    /// but the actual default value depends on the underlying Expat library.
    "SetAllocTrackerActivationThreshold(self, threshold, /)" => fn set_memory_threshold(vm, [this, n]) {
        threshold(vm, this, n, |e, n| e.accounting.memory_threshold.set(n))
    }
    /// Sets the maximum amplification factor between direct input and bytes of dynamic memory allocated.
    ///
    /// The amplification factor is calculated as "allocated / direct" while
    /// parsing, where "direct" is the number of bytes read from the primary
    /// document in parsing and "allocated" is the number of bytes of
    /// dynamic memory allocated in the parser hierarchy.
    ///
    /// The 'max_factor' value must be a non-NaN floating point value
    /// greater than or equal to 1.0.  Amplification factors greater than
    /// 100.0 can be observed near the start of parsing even with benign
    /// files in practice.  In particular, the activation threshold should
    /// be carefully chosen to avoid false positives.
    ///
    /// Parser objects usually have a maximum amplification factor of 100,
    /// but the actual default value depends on the underlying Expat library.
    "SetAllocTrackerMaximumAmplification(self, max_factor, /)" => fn set_memory_factor(vm, [this, x]) {
        factor(vm, this, x, |e, x| e.accounting.memory_factor.set(x))
    }
    /// Enable/Disable reparse deferral; enabled by default with Expat >=2.6.0.
    "SetReparseDeferralEnabled(self, enabled, /)" => fn set_reparse_deferral(vm, [this, enabled]) {
        let on = vm.truth(enabled)?;
        p(this).engine.defer = on;
        Ok(Ref::NONE)
    }
    /// Retrieve reparse deferral enabled status; always returns false with Expat <2.6.0.
    "GetReparseDeferralEnabled(self, /)" => fn get_reparse_deferral(vm, [this]) {
        let _ = vm;
        Ok(Ref::bool(p(this).engine.defer))
    }
]; }

/// The options that the constructor takes, checked.
pub(super) fn namespaces(vm: &Vm, separator: Value) -> Res<Namespaces> {
    if separator.is_none() {
        return Ok(Namespaces { on: false, separator: None, prefixes: false });
    }
    let separator = utf8(vm, separator)?;
    let text = std::str::from_utf8(&separator).unwrap_or_default();
    match (separator.len(), text.chars().next()) {
        (0, _) => Ok(Namespaces { on: true, separator: None, prefixes: false }),
        (1, c) => Ok(Namespaces { on: true, separator: c.filter(|c| *c != '\0'), prefixes: false }),
        _ => Err(vm.value_error("namespace_separator must be at most one character, omitted, or None")),
    }
}
