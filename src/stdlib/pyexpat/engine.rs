//! The parser without Python: bytes go in, one token at a time comes out as events.
use super::dtd::{Accounting, Dtd, Map};
use super::input::{Encoding, Input, Known, NONE};
use super::prolog::State;
use super::scan::{self, Stop, Tag};
use std::cell::RefCell;
use std::rc::Rc;

/// What went wrong, numbered as expat does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Code {
    NoMemory = 1,
    Syntax = 2,
    NoElements = 3,
    InvalidToken = 4,
    UnclosedToken = 5,
    PartialChar = 6,
    TagMismatch = 7,
    DuplicateAttribute = 8,
    JunkAfterDocElement = 9,
    ParamEntityRef = 10,
    UndefinedEntity = 11,
    RecursiveEntityRef = 12,
    AsyncEntity = 13,
    BadCharRef = 14,
    BinaryEntityRef = 15,
    AttributeExternalEntityRef = 16,
    MisplacedXmlPi = 17,
    UnknownEncoding = 18,
    IncorrectEncoding = 19,
    UnclosedCdataSection = 20,
    ExternalEntityHandling = 21,
    NotStandalone = 22,
    EntityDeclaredInPe = 24,
    CantChangeFeatureOnceParsing = 26,
    UnboundPrefix = 27,
    UndeclaringPrefix = 28,
    IncompletePe = 29,
    XmlDecl = 30,
    TextDecl = 31,
    PublicId = 32,
    Aborted = 35,
    Finished = 36,
    ReservedPrefixXml = 38,
    ReservedPrefixXmlns = 39,
    ReservedNamespaceUri = 40,
    InvalidArgument = 41,
    AmplificationLimitBreach = 43,
}

/// A stretch of the scratch text.
pub(super) type Span = (usize, usize);

/// A node of a content model; those inside of it come later.
#[derive(Clone, Debug)]
pub(super) struct ModelNode {
    pub kind: u8,
    pub quantifier: u8,
    pub name: Option<Span>,
    pub children: Vec<u32>,
}

/// What the program may want to know.
#[derive(Debug)]
pub(super) enum Event {
    /// Attributes as names and values, and how many of them the tag itself has.
    StartElement { name: Span, attributes: Vec<(Span, Span)>, specified: usize },
    EndElement(Span),
    Characters(Span),
    Pi(Span, Span),
    Comment(Span),
    StartCdata,
    EndCdata,
    Default(Span),
    StartNamespace(Option<Span>, Option<Span>),
    EndNamespace(Option<Span>),
    XmlDecl { version: Option<Span>, encoding: Option<Span>, standalone: i8 },
    StartDoctype { name: Span, system: Option<Span>, public: Option<Span>, internal: bool },
    EndDoctype,
    ElementDecl(Span, Vec<ModelNode>),
    AttlistDecl { element: Span, attribute: Span, kind: Span, default: Option<Span>, required: bool },
    EntityDecl { name: Span, parameter: bool, value: Option<Span>, base: Option<Span>, system: Option<Span>, public: Option<Span>, notation: Option<Span> },
    UnparsedEntityDecl { name: Span, base: Option<Span>, system: Option<Span>, public: Option<Span>, notation: Span },
    NotationDecl { name: Span, base: Option<Span>, system: Option<Span>, public: Option<Span> },
    /// Answered by `refuse` where the program says no.
    NotStandalone,
    ExternalEntityRef { context: Option<Span>, base: Option<Span>, system: Option<Span>, public: Option<Span> },
    SkippedEntity(Span, bool),
    /// The encoding of that name is needed: answered by `set_encoding`.
    UnknownEncoding(Span),
    /// What follows happens at the end of the token.
    AtEnd,
}

/// Handlers that a parser has, as bits.
pub(super) mod wants {
    pub const START_ELEMENT: u32 = 1 << 0;
    pub const END_ELEMENT: u32 = 1 << 1;
    pub const PI: u32 = 1 << 2;
    pub const CHARACTERS: u32 = 1 << 3;
    pub const UNPARSED: u32 = 1 << 4;
    pub const NOTATION: u32 = 1 << 5;
    pub const START_NAMESPACE: u32 = 1 << 6;
    pub const END_NAMESPACE: u32 = 1 << 7;
    pub const COMMENT: u32 = 1 << 8;
    pub const START_CDATA: u32 = 1 << 9;
    pub const END_CDATA: u32 = 1 << 10;
    pub const DEFAULT: u32 = 1 << 11;
    pub const DEFAULT_EXPAND: u32 = 1 << 12;
    pub const NOT_STANDALONE: u32 = 1 << 13;
    pub const EXTERNAL_ENTITY: u32 = 1 << 14;
    pub const START_DOCTYPE: u32 = 1 << 15;
    pub const END_DOCTYPE: u32 = 1 << 16;
    pub const ENTITY: u32 = 1 << 17;
    pub const XML_DECL: u32 = 1 << 18;
    pub const ELEMENT: u32 = 1 << 19;
    pub const ATTLIST: u32 = 1 << 20;
    pub const SKIPPED: u32 = 1 << 21;
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    /// Nothing was read: the encoding is not known.
    Start,
    Prolog,
    IgnoredSection,
    Content,
    Cdata,
    Epilog,
    Finished,
    Failed,
}

/// What the parser reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Document,
    /// An external parsed entity.
    General,
    /// An external parameter entity or the external subset.
    Parameter,
}

/// An internal entity that is being replaced.
pub(super) struct Open {
    pub entity: usize,
    pub text: Rc<[u8]>,
    pub pos: usize,
    /// Elements that were open when it began.
    pub depth: usize,
    /// A parameter entity between declarations, not inside of one.
    pub between: bool,
}

/// An open element: its name as it is written and as it is reported lie in `tag_text`.
pub(super) struct OpenTag {
    pub raw: Span,
    pub name: Span,
    /// Namespace bindings to undo at its end.
    pub bindings: usize,
}

/// What is left to do once the events of a token were handled.
pub(super) enum After {
    General(usize),
    Param { entity: usize },
    Subset { had_refs: bool, had_id: bool, closing: bool },
}

/// What a step came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Progress {
    /// There may be events.
    Token,
    /// All that can be read was read.
    End,
}

/// Parameters that a parser hands down to those of its entities.
#[derive(Clone, Copy)]
pub(super) struct Namespaces {
    pub on: bool,
    /// Between the parts of a name.
    pub separator: Option<char>,
    /// Names have their prefix as third part.
    pub prefixes: bool,
}

pub(super) struct Engine {
    pub input: Input,
    pub ns: Namespaces,
    pub kind: Kind,
    pub dtd: Rc<RefCell<Dtd>>,
    pub accounting: Rc<Accounting>,
    pub is_root: bool,
    pub phase: Phase,
    /// The encoding that the program named.
    pub given: Option<Box<[u8]>>,
    /// A name of an encoding was handed out and waits for its table.
    asked: bool,
    pub open: Vec<Open>,
    pub pending_open: Option<Open>,
    pub after: Option<After>,
    pub tags: Vec<OpenTag>,
    pub tag_text: Vec<u8>,
    pub bindings: super::namespaces::Bindings,
    /// Event places of the token that runs, in the document's text.
    pub event: (usize, usize),
    /// The token that runs is of a replaced entity.
    pub inner: bool,
    pub events: Vec<Event>,
    pub scratch: Vec<u8>,
    /// What the scanner found in a tag.
    pub tag: Tag,
    pub wanted: u32,
    /// The default handler leaves internal entities alone.
    pub keep_entities: bool,
    pub base: Option<Box<[u8]>>,
    pub param_parsing: u8,
    pub use_foreign: bool,
    pub started: bool,
    pub error: Option<Code>,
    pub defer: bool,
    /// The parser was ended by a handler's exception.
    pub aborted: bool,
    /// Bytes of an incomplete token at the last try.
    tried: usize,
    running: bool,
    pub prolog: super::prolog::Prolog,
    new_encoding: Option<Encoding>,
    /// Where the input's position was at the start of this `Parse`.
    from: usize,
}

impl Engine {
    pub fn new(given: Option<Box<[u8]>>, ns: Namespaces) -> Engine {
        Engine {
            input: Input::default(),
            ns,
            kind: Kind::Document,
            dtd: Rc::default(),
            accounting: Rc::default(),
            is_root: true,
            phase: Phase::Start,
            given,
            asked: false,
            open: Vec::new(),
            pending_open: None,
            after: None,
            tags: Vec::new(),
            tag_text: Vec::new(),
            bindings: super::namespaces::Bindings::new(),
            event: (0, 0),
            inner: false,
            events: Vec::new(),
            scratch: Vec::new(),
            tag: Tag::default(),
            wanted: 0,
            keep_entities: false,
            base: None,
            param_parsing: 0,
            use_foreign: false,
            started: false,
            error: None,
            defer: true,
            aborted: false,
            tried: 0,
            running: false,
            prolog: super::prolog::Prolog::new(State::Start),
            new_encoding: None,
            from: 0,
        }
    }
    /// The parser of an external entity: a general one with what is bound and open in `context`, or a parameter entity.
    pub fn for_entity(&self, context: Option<&[u8]>, given: Option<Box<[u8]>>) -> Engine {
        let mut e = Engine::new(given, self.ns);
        e.accounting = self.accounting.clone();
        e.is_root = false;
        e.param_parsing = self.param_parsing;
        e.defer = self.defer;
        e.wanted = self.wanted;
        e.keep_entities = self.keep_entities;
        match context {
            Some(context) => {
                e.kind = Kind::General;
                let mut dtd = self.dtd.borrow().clone();
                dtd.entities.iter_mut().for_each(|e| e.open = false);
                for part in context.split(|b| *b == b'\x0C').filter(|p| !p.is_empty()) {
                    match part.iter().position(|b| *b == b'=') {
                        Some(n) => e.bindings.bind_outside(&part[..n], &part[n + 1..]),
                        None => {
                            if let Some(i) = dtd.general.get(part).copied() {
                                dtd.entities[i].open = true;
                            }
                        }
                    }
                }
                e.dtd = Rc::new(RefCell::new(dtd));
            }
            None => {
                e.kind = Kind::Parameter;
                e.dtd = self.dtd.clone();
                e.dtd.borrow_mut().param_entity_read = true;
                e.prolog = super::prolog::Prolog::new(State::ExternalSubsetStart);
            }
        }
        e
    }
    /// Copies text into the scratch space.
    pub fn put(&mut self, text: &[u8]) -> Span {
        let start = self.scratch.len();
        self.scratch.extend_from_slice(text);
        (start, self.scratch.len())
    }
    pub fn put_opt(&mut self, text: Option<&[u8]>) -> Option<Span> {
        text.map(|t| self.put(t))
    }
    pub fn wants(&self, handlers: u32) -> bool {
        self.wanted & handlers != 0
    }
    /// Hands text to the default handler.
    pub fn report(&mut self, text: &[u8]) {
        if self.wants(wants::DEFAULT | wants::DEFAULT_EXPAND) {
            self.in_pieces(text, Event::Default);
        }
    }
    /// Hands text over in the pieces that a conversion makes.
    pub fn in_pieces(&mut self, text: &[u8], event: fn(Span) -> Event) {
        const PIECE: usize = 1024;
        if self.inner || text.len() <= PIECE || !self.input.is_converted() {
            let span = self.put(text);
            return self.events.push(event(span));
        }
        let mut rest = text;
        while !rest.is_empty() {
            let mut n = rest.len().min(PIECE);
            while n < rest.len() && rest[n] & 0xC0 == 0x80 {
                n -= 1;
            }
            let span = self.put(&rest[..n]);
            self.events.push(event(span));
            rest = &rest[n..];
        }
    }
    /// An error at a place of the text that is read.
    pub fn fail_at(&mut self, place: usize, code: Code) -> Code {
        if !self.inner {
            self.event.0 = place;
        }
        code
    }
    /// What a place without token comes to: an error, or nothing where more text can come.
    pub fn stopped(&mut self, stop: Stop, last: bool) -> Result<(), Code> {
        match stop {
            Stop::Invalid(at) => Err(self.fail_at(at, Code::InvalidToken)),
            _ if !last => Ok(()),
            Stop::Partial => Err(Code::UnclosedToken),
            Stop::PartialChar => Err(Code::PartialChar),
        }
    }
    /// Parsing has begun and not come to its end.
    pub fn is_parsing(&self) -> bool {
        self.started && self.phase != Phase::Finished
    }
    /// Takes input. An error where no more is accepted.
    pub fn feed(&mut self, data: &[u8], last: bool) -> Result<bool, Code> {
        if matches!(self.phase, Phase::Finished | Phase::Failed) {
            // An error in the document stays; one who ended the parser has no use for it any more.
            let code = self.error.filter(|_| !self.aborted).unwrap_or(Code::Finished);
            self.error = Some(code);
            return Err(code);
        }
        let before = self.input.text.len();
        let pos = self.input.pos;
        self.input.feed(data, self.event.0);
        let dropped = (pos - self.input.pos).min(pos);
        self.event = (self.event.0.saturating_sub(dropped), self.event.1.saturating_sub(dropped));
        debug_assert!(before >= dropped);
        self.input.last = last;
        self.started = true;
        // A token that was incomplete is tried again once there is twice as much of it: each byte is read a bounded number of times.
        let now = self.input.text.len() - self.input.pos;
        if self.defer && !last && self.tried > 0 && now < 2 * self.tried {
            return Ok(false);
        }
        self.tried = 0;
        self.from = self.input.pos;
        self.running = true;
        Ok(true)
    }
    /// The end of a `Parse`.
    pub fn rest(&mut self) {
        self.running = false;
        let moved = self.input.pos != self.from;
        self.tried = if moved { 0 } else { self.input.text.len() - self.input.pos };
        if self.input.last && self.error.is_none() {
            self.phase = Phase::Finished;
        }
    }
    /// A handler of the event has failed: the code that the parser ends with.
    pub fn code_of_failure(&mut self, event: &Event) -> Code {
        match event {
            Event::NotStandalone | Event::ExternalEntityRef { .. } => self.refuse(event),
            _ => Code::Aborted,
        }
    }
    /// The parser ends here.
    pub fn fail(&mut self, code: Code) {
        self.running = false;
        self.error = Some(code);
        self.phase = Phase::Failed;
    }
    /// Where the parser is, for errors and programs: in an event at its token, else at the end of what was read.
    pub fn line_and_column(&mut self) -> (usize, usize) {
        let at = if self.running || self.error.is_some() { self.event.0 } else { self.event.0.max(self.input.pos) };
        self.input.remember(self.event.0.min(at));
        self.input.line_and_column(at)
    }
    pub fn byte_index(&mut self) -> Option<usize> {
        if !self.started {
            return None;
        }
        self.input.remember(self.event.0);
        Some(self.input.byte_index(self.event.0))
    }
    /// The program says no to what the last event asked.
    pub fn refuse(&mut self, event: &Event) -> Code {
        if let Some(After::General(entity) | After::Param { entity }) = self.after.take() {
            self.dtd.borrow_mut().entities[entity].open = false;
        }
        match event {
            Event::NotStandalone => Code::NotStandalone,
            _ => Code::ExternalEntityHandling,
        }
    }
    /// The characters of the bytes of an encoding that was asked for. What markup is made of must be where ASCII has it.
    pub fn set_encoding(&mut self, table: Box<[u32; 256]>) -> Result<(), Code> {
        let markup = |b: u32| b < 128 && ((b as u8).is_ascii_alphanumeric() || is_ascii_markup(b as u8));
        if table.iter().zip(0u32..).any(|(c, b)| *c != b && (markup(b) || markup(*c))) {
            return Err(Code::UnknownEncoding);
        }
        let mut table = table;
        for c in table.iter_mut() {
            if matches!(*c, 0xFFFE | 0xFFFF | 0xD800..0xE000) {
                *c = NONE;
            }
        }
        let encoding = Encoding::Table(table);
        if self.phase == Phase::Start {
            self.input.detect(Some(Known::Fixed(encoding)));
            self.begin();
        } else {
            self.input.switch(encoding);
        }
        Ok(())
    }
    /// The encoding that the declaration names, whose name is at `name` of the text.
    pub fn declared_encoding(&mut self, text: &[u8], name: Span) -> Result<(), Code> {
        if self.given.is_some() {
            return Ok(());
        }
        let word = &text[name.0..name.1];
        let now_utf16 = self.input.encoding().is_some_and(Encoding::is_utf16);
        match Encoding::named(word) {
            Some(Known::Fixed(e)) if e.is_utf16() != now_utf16 => Err(self.fail_at(name.0, Code::IncorrectEncoding)),
            Some(Known::Fixed(e)) if now_utf16 && self.input.encoding() != Some(&e) => {
                Err(self.fail_at(name.0, Code::IncorrectEncoding))
            }
            Some(Known::Fixed(e)) => {
                self.new_encoding = Some(e);
                Ok(())
            }
            Some(Known::Utf16) if now_utf16 => Ok(()),
            Some(Known::Utf16) => Err(self.fail_at(name.0, Code::IncorrectEncoding)),
            None => {
                let span = self.put(word);
                self.events.push(Event::UnknownEncoding(span));
                // The program's answer takes effect on what follows; an error is at the name.
                self.event.0 = name.0;
                Ok(())
            }
        }
    }
    /// The encoding is known: reading begins.
    fn begin(&mut self) {
        self.phase = if self.kind == Kind::General { Phase::Content } else { Phase::Prolog };
        self.prolog.text_declaration = self.kind == Kind::General;
    }
    fn start(&mut self) -> Result<Progress, Code> {
        if self.asked {
            // Nobody knew it.
            return Err(Code::UnknownEncoding);
        }
        let known = match &self.given {
            None => None,
            Some(name) => match Encoding::named(name) {
                Some(k) => Some(k),
                None => {
                    let name = name.clone();
                    let span = self.put(&name);
                    self.events.push(Event::UnknownEncoding(span));
                    self.asked = true;
                    return Ok(Progress::Token);
                }
            },
        };
        if !self.input.detect(known) {
            return Ok(Progress::End);
        }
        if self.input.is_half_a_mark() {
            return Err(Code::UnclosedToken);
        }
        self.event = (0, 0);
        self.begin();
        Ok(Progress::Token)
    }
    /// Reads one token. Its events are in `events`, also where it is an error.
    pub fn step(&mut self) -> Result<Progress, Code> {
        self.events.clear();
        self.scratch.clear();
        if let Some(after) = self.after.take() {
            self.follow_up(after)?;
            return Ok(Progress::Token);
        }
        if self.phase == Phase::Start {
            return self.start();
        }
        let outcome = match self.open.last() {
            Some(open) => {
                let (text, pos) = (open.text.clone(), open.pos);
                self.inner = true;
                let outcome = self.token(&text, pos, true);
                self.inner = false;
                if let Ok(Some(next)) = outcome
                    && let Some(open) = self.open.last_mut()
                    && Rc::ptr_eq(&open.text, &text)
                {
                    open.pos = next.max(open.pos);
                }
                outcome.map(|next| next.map(|n| (n - pos.min(n), false)))
            }
            None => {
                let text = std::mem::take(&mut self.input.text);
                let pos = self.input.pos;
                self.event = (pos, pos);
                let outcome = self.token(&text, pos, self.input.last);
                self.input.text = text;
                if let Ok(Some(next)) = outcome {
                    self.input.pos = next;
                    if let Some(e) = self.new_encoding.take() {
                        self.input.switch(e);
                    }
                }
                outcome.map(|next| next.map(|n| (n - pos, self.is_root)))
            }
        };
        if let Some(open) = self.pending_open.take() {
            self.open.push(open);
        }
        match outcome? {
            None => Ok(Progress::End),
            Some((n, direct)) => {
                if !self.accounting.read(n, direct) {
                    return Err(Code::AmplificationLimitBreach);
                }
                let held = size_of::<Engine>() + self.tag_text.capacity() + self.tags.capacity() * size_of::<OpenTag>();
                if !self.accounting.may_hold(held) {
                    return Err(Code::NoMemory);
                }
                Ok(Progress::Token)
            }
        }
    }
    fn token(&mut self, text: &[u8], pos: usize, last: bool) -> Result<Option<usize>, Code> {
        match self.phase {
            Phase::Content => self.content_token(text, pos, last),
            Phase::Cdata => self.cdata_token(text, pos, last),
            Phase::Prolog => self.prolog_token(text, pos, last),
            Phase::IgnoredSection => match scan::ignored_section(text, pos) {
                Ok(end) => {
                    self.report(&text[pos..end]);
                    self.phase = Phase::Prolog;
                    Ok(Some(end))
                }
                Err(Stop::Partial) if last => Err(Code::Syntax),
                Err(stop) => self.stopped(stop, last).map(|()| None),
            },
            Phase::Epilog => self.epilog_token(text, pos, last),
            Phase::Start | Phase::Finished | Phase::Failed => Ok(None),
        }
    }
    /// Bytes at the end of all input that are no character.
    pub fn odd_end(&self) -> Option<Code> {
        if self.inner || self.input.rest() == 0 {
            return None;
        }
        Some(if self.input.rest() == 1 { Code::UnclosedToken } else { Code::PartialChar })
    }
    /// Replaces a reference by an entity's text.
    pub fn replace(&mut self, entity: usize, text: Rc<[u8]>, between: bool) {
        self.dtd.borrow_mut().entities[entity].open = true;
        self.pending_open = Some(Open { entity, text, pos: 0, depth: self.tags.len(), between });
    }
    /// The text of the innermost entity ends.
    pub fn close_entity(&mut self) {
        if let Some(open) = self.open.pop() {
            self.dtd.borrow_mut().entities[open.entity].open = false;
        }
    }
    /// The prefixes that are bound and the entities that are open, as the parser of an external entity takes them.
    pub fn context(&self) -> Vec<u8> {
        let mut out = if self.ns.on { self.bindings.context() } else { Vec::new() };
        let dtd = self.dtd.borrow();
        let mut names: Vec<usize> = dtd.general.values().copied().filter(|i| dtd.entities[*i].open).collect();
        names.sort_unstable();
        for i in names {
            if !out.is_empty() {
                out.push(b'\x0C');
            }
            out.extend_from_slice(&dtd.entities[i].name);
        }
        out
    }
}

/// Signs that markup is made of.
fn is_ascii_markup(b: u8) -> bool {
    matches!(b, b'\t' | b'\n' | b'\r' | b' '..=b'#' | b'%'..=b'/' | b':'..=b'?' | b'[' | b']' | b'_' | b'|')
}

/// Whether all names are there once: few by looking at each pair, many with a table.
pub(super) fn all_different(names: &[&[u8]]) -> Result<(), usize> {
    if names.len() <= 8 {
        for (i, n) in names.iter().enumerate() {
            if names[..i].contains(n) {
                return Err(i);
            }
        }
        return Ok(());
    }
    let mut seen = Map::default();
    for (i, n) in names.iter().enumerate() {
        if seen.insert((*n).into(), ()).is_some() {
            return Err(i);
        }
    }
    Ok(())
}
