//! Tokens in front of the content, of the document type's declarations and behind the content.
use super::engine::{After, Code, Engine, Event, Kind, ModelNode, Phase, Span, wants};
use super::input::normalize_public_id;
use super::scan::{self, Tok};

/// What the next token may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    Start,
    BeforeDoctype,
    AfterDoctype,
    DoctypeName,
    DoctypeId,
    DoctypePublic,
    DoctypeSystem,
    DoctypeBody,
    DoctypeClose,
    InternalSubset,
    ExternalSubsetStart,
    ExternalSubset,
    Conditional,
    Include,
    Ignore,
    EntityName,
    ParameterName,
    EntityValue,
    EntityPublic,
    EntitySystem,
    EntityEnd,
    EntityNotation,
    NotationName,
    NotationId,
    NotationPublic,
    NotationSystem,
    NotationEnd,
    AttlistElement,
    AttributeName,
    AttributeType,
    EnumValue,
    EnumNext,
    EnumNotation,
    NotationValue,
    NotationNext,
    AttributeDefault,
    AttributeFixed,
    ElementName,
    ElementContent,
    ModelStart,
    MixedStart,
    MixedName,
    MixedNext,
    GroupItem,
    GroupNext,
    DeclClose,
}

/// The declaration that is being read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Decl {
    None,
    Doctype,
    Entity,
    Notation,
    Attlist,
    Element,
}

impl Decl {
    /// The handlers that take such a declaration; where none is set the default handler gets its tokens.
    fn handlers(self) -> u32 {
        match self {
            Decl::None => 0,
            Decl::Doctype => wants::START_DOCTYPE,
            Decl::Entity => wants::ENTITY,
            Decl::Notation => wants::NOTATION,
            Decl::Attlist => wants::ATTLIST,
            Decl::Element => wants::ELEMENT,
        }
    }
}

/// Content models: numbers of kinds and of quantifiers as the module `model` has them.
pub(super) mod model {
    pub const EMPTY: u8 = 1;
    pub const ANY: u8 = 2;
    pub const MIXED: u8 = 3;
    pub const NAME: u8 = 4;
    pub const CHOICE: u8 = 5;
    pub const SEQ: u8 = 6;
    pub const NONE: u8 = 0;
    pub const OPT: u8 = 1;
    pub const REP: u8 = 2;
    pub const PLUS: u8 = 3;
}

/// What is known of the declaration that is being read.
pub(super) struct Prolog {
    pub state: State,
    pub decl: Decl,
    /// Sections with INCLUDE that are open.
    include_level: usize,
    /// A text declaration may come: nothing of the entity was read.
    pub text_declaration: bool,
    doctype: Option<Box<[u8]>>,
    /// The entity or notation's name, or the element of an attribute list or of a content model.
    pub name: Box<[u8]>,
    pub parameter: bool,
    /// The entity declared; None where the declaration does not count.
    pub entity: Option<usize>,
    pub public: Option<Box<[u8]>>,
    pub system: Option<Box<[u8]>>,
    doctype_public: Option<Box<[u8]>>,
    doctype_system: Option<Box<[u8]>>,
    pub attribute: Box<[u8]>,
    pub kind: Vec<u8>,
    /// Groups that are open: their connector (0: none yet) and their node.
    groups: Vec<(u8, u32)>,
    nodes: Vec<ModelNode>,
    /// Names in the nodes; copied to the scratch text with the event.
    names: Vec<u8>,
}

impl Prolog {
    pub fn new(state: State) -> Prolog {
        Prolog {
            state,
            decl: Decl::None,
            include_level: 0,
            text_declaration: false,
            doctype: None,
            name: Box::default(),
            parameter: false,
            entity: None,
            public: None,
            system: None,
            doctype_public: None,
            doctype_system: None,
            attribute: Box::default(),
            kind: Vec::new(),
            groups: Vec::new(),
            nodes: Vec::new(),
            names: Vec::new(),
        }
    }
}

type Next = Result<Option<usize>, Code>;

fn unquoted(raw: &[u8]) -> &[u8] {
    &raw[1..raw.len() - 1]
}

fn in_public_id(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b" \r\n-'()+,./:=?;!*#@$_%\t".contains(&b)
}

impl Engine {
    pub fn prolog_token(&mut self, text: &[u8], pos: usize, last: bool) -> Next {
        let token = match scan::prolog(text, pos, self.ns.on) {
            Ok(t) => t,
            Err(stop) => return self.stopped(stop, last).map(|()| None),
        };
        if token.open && !last {
            return Ok(None);
        }
        if token.tok == Tok::None {
            return self.end_of_prolog(pos, last);
        }
        if !self.inner {
            self.event = (pos, token.end);
        }
        self.prolog_of(token.tok, text, (pos, token.end)).map(|()| Some(token.end))
    }
    fn end_of_prolog(&mut self, pos: usize, last: bool) -> Next {
        let between = matches!(self.prolog.state, State::InternalSubset | State::ExternalSubset | State::ExternalSubsetStart);
        if self.inner {
            if self.open.last().is_some_and(|o| o.between) && !between {
                return Err(Code::IncompletePe);
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
            Kind::Parameter if between && self.prolog.include_level == 0 => Ok(None),
            Kind::Parameter => Err(Code::IncompletePe),
            _ => Err(Code::NoElements),
        }
    }
    pub fn epilog_token(&mut self, text: &[u8], pos: usize, last: bool) -> Next {
        let token = match scan::prolog(text, pos, self.ns.on) {
            Ok(t) => t,
            Err(stop) => return self.stopped(stop, last).map(|()| None),
        };
        if token.open && !last {
            return Ok(None);
        }
        if token.tok == Tok::None {
            return match self.odd_end() {
                Some(code) if last => Err(code),
                _ => Ok(None),
            };
        }
        self.event = (pos, token.end);
        match token.tok {
            Tok::Space => self.report(&text[pos..token.end]),
            Tok::Pi => self.instruction(text, pos, token.end),
            Tok::Comment => self.comment(&text[pos..token.end]),
            _ => return Err(Code::JunkAfterDocElement),
        }
        Ok(Some(token.end))
    }
    fn subset(&self) -> State {
        if self.kind == Kind::Document { State::InternalSubset } else { State::ExternalSubset }
    }
    fn go(&mut self, state: State) {
        self.prolog.state = state;
    }
    /// The end of a declaration comes.
    fn closing(&mut self) {
        self.go(State::DeclClose);
    }
    fn prolog_of(&mut self, tok: Tok, text: &[u8], (pos, end): Span) -> Result<(), Code> {
        let raw = &text[pos..end];
        let decl = self.prolog.decl;
        match tok {
            Tok::Space => {
                if self.prolog.state == State::Start {
                    self.go(State::BeforeDoctype);
                }
                if self.prolog.state == State::ExternalSubsetStart {
                    self.go(State::ExternalSubset);
                }
                if !self.wants(decl.handlers()) {
                    self.report(raw);
                }
                return Ok(());
            }
            Tok::Pi | Tok::Comment => {
                match self.prolog.state {
                    State::Start => self.go(State::BeforeDoctype),
                    State::ExternalSubsetStart => self.go(State::ExternalSubset),
                    State::BeforeDoctype | State::AfterDoctype | State::InternalSubset | State::ExternalSubset => {}
                    _ => return Err(Code::Syntax),
                }
                if tok == Tok::Pi {
                    self.instruction(text, pos, end);
                } else {
                    self.comment(raw);
                }
                return Ok(());
            }
            Tok::XmlDecl => {
                return match self.prolog.state {
                    State::Start => {
                        self.go(State::BeforeDoctype);
                        self.declaration(text, pos, end, false)
                    }
                    State::ExternalSubsetStart if !self.inner => {
                        self.go(State::ExternalSubset);
                        self.declaration(text, pos, end, true)
                    }
                    _ => Err(Code::MisplacedXmlPi),
                };
            }
            Tok::ParamRef => return self.parameter_reference(raw),
            _ => {}
        }
        let handled = match self.prolog.state {
            State::Start | State::BeforeDoctype | State::AfterDoctype => {
                let reached = self.before_content(tok, raw)?;
                if reached {
                    return Ok(());
                }
                false
            }
            State::DoctypeName
            | State::DoctypeId
            | State::DoctypePublic
            | State::DoctypeSystem
            | State::DoctypeBody
            | State::DoctypeClose => {
                if self.doctype(tok, raw, pos)? {
                    return Ok(());
                }
                false
            }
            State::ExternalSubsetStart | State::InternalSubset | State::ExternalSubset => {
                self.declaration_start(tok, raw)?;
                false
            }
            State::Conditional | State::Include | State::Ignore => {
                self.conditional(tok, raw)?;
                false
            }
            State::DeclClose if tok == Tok::DeclClose => {
                let decl = std::mem::replace(&mut self.prolog.decl, Decl::None);
                self.go(self.subset());
                self.wants(decl.handlers())
            }
            State::DeclClose => return Err(Code::Syntax),
            _ => match self.prolog.decl {
                Decl::Entity => self.entity_declaration(tok, text, (pos, end))?,
                Decl::Notation => self.notation_declaration(tok, raw, pos)?,
                Decl::Attlist => self.attribute_declaration(tok, text, (pos, end))?,
                _ => self.element_declaration(tok, raw)?,
            },
        };
        let now = self.prolog.decl;
        if !handled && !self.wants(decl.handlers() | now.handlers()) {
            self.report(raw);
        }
        Ok(())
    }
    /// Whether the content begins.
    fn before_content(&mut self, tok: Tok, raw: &[u8]) -> Result<bool, Code> {
        match tok {
            Tok::DeclOpen if self.prolog.state != State::AfterDoctype && raw == b"<!DOCTYPE" => {
                self.go(State::DoctypeName);
                self.prolog.decl = Decl::Doctype;
                Ok(false)
            }
            Tok::InstanceStart => {
                if self.use_foreign {
                    self.external_subset(false);
                }
                self.phase = Phase::Content;
                Ok(true)
            }
            _ => Err(Code::Syntax),
        }
    }
    /// Asks for the external subset, if the program wants to read it.
    fn external_subset(&mut self, closing: bool) -> bool {
        let had_id = self.prolog.doctype_system.is_some();
        let had_refs = std::mem::replace(&mut self.dtd.borrow_mut().has_param_refs, true);
        self.use_foreign = false;
        if self.param_parsing == 0 || !self.wants(wants::EXTERNAL_ENTITY) {
            return false;
        }
        self.dtd.borrow_mut().param_entity_read = false;
        let base = self.base.clone();
        let base = self.put_opt(base.as_deref());
        let (system, public) = (self.prolog.doctype_system.clone(), self.prolog.doctype_public.clone());
        let system = self.put_opt(system.as_deref());
        let public = self.put_opt(public.as_deref());
        self.events.push(Event::ExternalEntityRef { context: None, base, system, public });
        self.after = Some(After::Subset { had_refs, had_id, closing });
        true
    }
    /// What comes once the events of a token were handled.
    pub fn follow_up(&mut self, after: After) -> Result<(), Code> {
        let dtd = self.dtd.clone();
        let mut dtd = dtd.borrow_mut();
        let mut ends = false;
        match after {
            After::General(entity) => {
                dtd.entities[entity].open = false;
                return Ok(());
            }
            After::Param { entity } => {
                dtd.entities[entity].open = false;
                if !dtd.param_entity_read {
                    dtd.keep_processing = dtd.standalone;
                    return Ok(());
                }
            }
            After::Subset { had_refs, had_id, closing } => {
                ends = closing;
                if !dtd.param_entity_read && !had_id {
                    dtd.has_param_refs = had_refs;
                }
            }
        }
        if dtd.param_entity_read && !dtd.standalone && self.wants(wants::NOT_STANDALONE) {
            self.events.push(Event::NotStandalone);
        }
        if ends && self.wants(wants::END_DOCTYPE) {
            self.events.push(Event::EndDoctype);
        }
        Ok(())
    }
    fn start_doctype(&mut self, internal: bool) -> bool {
        let Some(name) = self.prolog.doctype.take() else { return false };
        if !self.wants(wants::START_DOCTYPE) {
            return false;
        }
        let name = self.put(&name);
        let (system, public) = (self.prolog.doctype_system.clone(), self.prolog.doctype_public.clone());
        let system = self.put_opt(system.as_deref());
        let public = self.put_opt(public.as_deref());
        self.events.push(Event::StartDoctype { name, system, public, internal });
        true
    }
    /// A public identifier, checked.
    fn public_id(&mut self, raw: &[u8], pos: usize) -> Result<Box<[u8]>, Code> {
        match unquoted(raw).iter().position(|b| !in_public_id(*b)) {
            Some(n) => Err(self.fail_at(pos + 1 + n, Code::PublicId)),
            None => Ok(normalize_public_id(unquoted(raw))),
        }
    }
    /// Whether a handler took the token.
    fn doctype(&mut self, tok: Tok, raw: &[u8], pos: usize) -> Result<bool, Code> {
        match (self.prolog.state, tok) {
            (State::DoctypeName, Tok::Name | Tok::PrefixedName) => {
                self.prolog.doctype = Some(raw.into());
                self.go(State::DoctypeId);
            }
            (State::DoctypeId, Tok::Name) if raw == b"SYSTEM" => self.go(State::DoctypeSystem),
            (State::DoctypeId, Tok::Name) if raw == b"PUBLIC" => self.go(State::DoctypePublic),
            (State::DoctypePublic, Tok::Literal) => {
                self.prolog.doctype_public = Some(self.public_id(raw, pos)?);
                self.use_foreign = false;
                self.dtd.borrow_mut().has_param_refs = true;
                self.go(State::DoctypeSystem);
            }
            (State::DoctypeSystem, Tok::Literal) => {
                self.prolog.doctype_system = Some(unquoted(raw).into());
                self.use_foreign = false;
                self.dtd.borrow_mut().has_param_refs = true;
                if !self.dtd.borrow().standalone && self.param_parsing == 0 && self.wants(wants::NOT_STANDALONE) {
                    self.events.push(Event::NotStandalone);
                }
                self.go(State::DoctypeBody);
            }
            (State::DoctypeId | State::DoctypeBody, Tok::OpenBracket) => {
                let taken = self.start_doctype(true);
                self.prolog.decl = Decl::None;
                self.go(State::InternalSubset);
                return Ok(taken);
            }
            (State::DoctypeId | State::DoctypeBody | State::DoctypeClose, Tok::DeclClose) => {
                let mut taken = self.start_doctype(false);
                self.prolog.decl = Decl::None;
                self.go(State::AfterDoctype);
                let asked = (self.prolog.doctype_system.is_some() || self.use_foreign) && self.external_subset(true);
                if !asked && self.wants(wants::END_DOCTYPE) {
                    self.events.push(Event::EndDoctype);
                }
                taken |= self.wants(wants::END_DOCTYPE);
                return Ok(taken);
            }
            _ => return Err(Code::Syntax),
        }
        Ok(false)
    }
    fn declaration_start(&mut self, tok: Tok, raw: &[u8]) -> Result<(), Code> {
        let external = self.prolog.state != State::InternalSubset;
        if self.prolog.state == State::ExternalSubsetStart {
            self.go(State::ExternalSubset);
        }
        match tok {
            Tok::DeclOpen => {
                let (state, decl) = match raw {
                    b"<!ENTITY" => (State::EntityName, Decl::Entity),
                    b"<!ATTLIST" => (State::AttlistElement, Decl::Attlist),
                    b"<!ELEMENT" => (State::ElementName, Decl::Element),
                    b"<!NOTATION" => (State::NotationName, Decl::Notation),
                    _ => return Err(Code::Syntax),
                };
                self.prolog.public = None;
                self.prolog.system = None;
                self.prolog.entity = None;
                self.prolog.decl = decl;
                self.go(state);
            }
            Tok::CloseBracket if !external => {
                self.prolog.decl = Decl::Doctype;
                self.go(State::DoctypeClose);
            }
            Tok::CondOpen if external => self.go(State::Conditional),
            Tok::CondClose if external && self.prolog.include_level > 0 => self.prolog.include_level -= 1,
            _ => return Err(Code::Syntax),
        }
        Ok(())
    }
    fn conditional(&mut self, tok: Tok, raw: &[u8]) -> Result<(), Code> {
        match (self.prolog.state, tok) {
            (State::Conditional, Tok::Name) if raw == b"INCLUDE" => self.go(State::Include),
            (State::Conditional, Tok::Name) if raw == b"IGNORE" => self.go(State::Ignore),
            (State::Include, Tok::OpenBracket) => {
                self.prolog.include_level += 1;
                self.go(State::ExternalSubset);
            }
            (State::Ignore, Tok::OpenBracket) => {
                self.go(State::ExternalSubset);
                self.phase = Phase::IgnoredSection;
            }
            _ => return Err(Code::Syntax),
        }
        Ok(())
    }
    /// `%name;` between declarations, or in one of an external entity.
    fn parameter_reference(&mut self, raw: &[u8]) -> Result<(), Code> {
        let between = matches!(self.prolog.state, State::InternalSubset | State::ExternalSubset | State::ExternalSubsetStart);
        let before_subset = matches!(self.prolog.state, State::Start | State::BeforeDoctype | State::AfterDoctype);
        if !between && (self.kind == Kind::Document || before_subset) {
            return Err(Code::ParamEntityRef);
        }
        if self.prolog.state == State::ExternalSubsetStart {
            self.go(State::ExternalSubset);
        }
        let shared = self.dtd.clone();
        let mut dtd = shared.borrow_mut();
        dtd.has_param_refs = true;
        let mut handled = false;
        if self.param_parsing == 0 {
            dtd.keep_processing = dtd.standalone;
        } else {
            let name = &raw[1..raw.len() - 1];
            let found = dtd.parameter.get(name).copied();
            let checked = self.kind == Kind::Document && dtd.standalone && self.open.is_empty();
            let Some(i) = found else {
                if checked {
                    return Err(Code::UndefinedEntity);
                }
                dtd.keep_processing = dtd.standalone;
                drop(dtd);
                if between && self.wants(wants::SKIPPED) {
                    let name = self.put(name);
                    self.events.push(Event::SkippedEntity(name, true));
                } else {
                    self.report(raw);
                }
                return Ok(());
            };
            let entity = &dtd.entities[i];
            if checked && !entity.in_document {
                return Err(Code::EntityDeclaredInPe);
            }
            if entity.open {
                return Err(Code::RecursiveEntityRef);
            }
            if let Some(text) = entity.text.clone() {
                drop(dtd);
                self.replace(i, text, between);
                return Ok(());
            }
            if !self.wants(wants::EXTERNAL_ENTITY) {
                dtd.keep_processing = dtd.standalone;
                drop(dtd);
                self.report(raw);
                return Ok(());
            }
            let (base, system, public) = (entity.base.clone(), entity.system.clone(), entity.public.clone());
            dtd.param_entity_read = false;
            dtd.entities[i].open = true;
            let base = self.put_opt(base.as_deref());
            let system = self.put_opt(system.as_deref());
            let public = self.put_opt(public.as_deref());
            self.events.push(Event::ExternalEntityRef { context: None, base, system, public });
            self.after = Some(After::Param { entity: i });
            handled = true;
        }
        let standalone = dtd.standalone;
        drop(dtd);
        if !handled {
            if !standalone && self.wants(wants::NOT_STANDALONE) {
                self.events.push(Event::NotStandalone);
            }
            self.report(raw);
        }
        Ok(())
    }
    fn notation_declaration(&mut self, tok: Tok, raw: &[u8], pos: usize) -> Result<bool, Code> {
        match (self.prolog.state, tok) {
            (State::NotationName, Tok::Name) => {
                self.prolog.name = raw.into();
                self.go(State::NotationId);
            }
            (State::NotationId, Tok::Name) if raw == b"SYSTEM" => self.go(State::NotationSystem),
            (State::NotationId, Tok::Name) if raw == b"PUBLIC" => self.go(State::NotationPublic),
            (State::NotationPublic, Tok::Literal) => {
                self.prolog.public = Some(self.public_id(raw, pos)?);
                self.go(State::NotationEnd);
            }
            (State::NotationSystem | State::NotationEnd, Tok::Literal) => {
                self.prolog.system = Some(unquoted(raw).into());
                self.notation();
                self.closing();
            }
            (State::NotationEnd, Tok::DeclClose) => {
                self.notation();
                self.prolog.decl = Decl::None;
                self.go(self.subset());
            }
            _ => return Err(Code::Syntax),
        }
        Ok(false)
    }
    fn notation(&mut self) {
        if !self.wants(wants::NOTATION) || !self.dtd.borrow().keep_processing {
            return;
        }
        let name = std::mem::take(&mut self.prolog.name);
        let name = self.put(&name);
        let base = self.base.clone();
        let base = self.put_opt(base.as_deref());
        let (system, public) = (self.prolog.system.take(), self.prolog.public.take());
        let system = self.put_opt(system.as_deref());
        let public = self.put_opt(public.as_deref());
        self.events.push(Event::NotationDecl { name, base, system, public });
    }
    fn node(&mut self, kind: u8, quantifier: u8, name: Option<&[u8]>) -> u32 {
        let name = name.map(|n| {
            let start = self.prolog.names.len();
            self.prolog.names.extend_from_slice(n);
            (start, self.prolog.names.len())
        });
        let i = self.prolog.nodes.len() as u32;
        self.prolog.nodes.push(ModelNode { kind, quantifier, name, children: Vec::new() });
        if let Some((_, parent)) = self.prolog.groups.last().copied() {
            self.prolog.nodes[parent as usize].children.push(i);
        }
        i
    }
    /// A group ends; the model, if it was the outermost.
    fn close_group(&mut self, quantifier: u8) {
        if let Some((_, node)) = self.prolog.groups.pop() {
            let node = &mut self.prolog.nodes[node as usize];
            node.quantifier = quantifier;
            // A group of one is a sequence.
            if node.kind == 0 {
                node.kind = model::SEQ;
            }
        }
        if self.prolog.groups.is_empty() {
            self.model();
            self.closing();
        } else {
            self.go(State::GroupNext);
        }
    }
    /// The content model is complete.
    fn model(&mut self) {
        let mut nodes = std::mem::take(&mut self.prolog.nodes);
        let names = std::mem::take(&mut self.prolog.names);
        let element = std::mem::take(&mut self.prolog.name);
        if !self.wants(wants::ELEMENT) || !self.dtd.borrow().keep_processing {
            return;
        }
        let at = self.put(&names).0;
        for n in &mut nodes {
            n.name = n.name.map(|(a, b)| (a + at, b + at));
        }
        let element = self.put(&element);
        self.events.push(Event::ElementDecl(element, nodes));
    }
    fn element_declaration(&mut self, tok: Tok, raw: &[u8]) -> Result<bool, Code> {
        let quantified = |tok: Tok| match tok {
            Tok::Name | Tok::PrefixedName | Tok::CloseParen => Some(model::NONE),
            Tok::NameOpt | Tok::CloseParenOpt => Some(model::OPT),
            Tok::NameRep | Tok::CloseParenRep => Some(model::REP),
            Tok::NamePlus | Tok::CloseParenPlus => Some(model::PLUS),
            _ => None,
        };
        let closes = matches!(tok, Tok::CloseParen | Tok::CloseParenOpt | Tok::CloseParenRep | Tok::CloseParenPlus);
        match (self.prolog.state, tok) {
            (State::ElementName, Tok::Name | Tok::PrefixedName) => {
                self.prolog.name = raw.into();
                self.prolog.nodes.clear();
                self.prolog.groups.clear();
                self.prolog.names.clear();
                self.go(State::ElementContent);
            }
            (State::ElementContent, Tok::Name) if raw == b"EMPTY" || raw == b"ANY" => {
                self.node(if raw == b"ANY" { model::ANY } else { model::EMPTY }, model::NONE, None);
                self.model();
                self.closing();
            }
            (State::ElementContent, Tok::OpenParen) => {
                let node = self.node(0, model::NONE, None);
                self.prolog.groups.push((0, node));
                self.go(State::ModelStart);
            }
            (State::ModelStart, Tok::PoundName) if raw == b"#PCDATA" => {
                self.prolog.nodes[0].kind = model::MIXED;
                self.go(State::MixedStart);
            }
            (State::MixedStart, Tok::CloseParen) => self.close_group(model::NONE),
            (State::MixedStart | State::MixedNext, Tok::CloseParenRep) => self.close_group(model::REP),
            (State::MixedStart | State::MixedNext, Tok::Or) => self.go(State::MixedName),
            (State::MixedName, Tok::Name | Tok::PrefixedName) => {
                self.node(model::NAME, model::NONE, Some(raw));
                self.go(State::MixedNext);
            }
            (State::ModelStart | State::GroupItem, Tok::OpenParen) => {
                let node = self.node(0, model::NONE, None);
                self.prolog.groups.push((0, node));
                self.go(State::GroupItem);
            }
            (State::ModelStart | State::GroupItem, _) if !closes && quantified(tok).is_some() => {
                let quantifier = quantified(tok).unwrap_or(model::NONE);
                let name = if quantifier == model::NONE { raw } else { &raw[..raw.len() - 1] };
                self.node(model::NAME, quantifier, Some(name));
                self.go(State::GroupNext);
            }
            (State::GroupNext, Tok::Comma | Tok::Or) => {
                let (connector, kind) = if tok == Tok::Or { (b'|', model::CHOICE) } else { (b',', model::SEQ) };
                let Some(group) = self.prolog.groups.last_mut() else { return Err(Code::Syntax) };
                if group.0 != 0 && group.0 != connector {
                    return Err(Code::Syntax);
                }
                group.0 = connector;
                let node = group.1 as usize;
                self.prolog.nodes[node].kind = kind;
                self.go(State::GroupItem);
            }
            (State::GroupNext, _) if closes => self.close_group(quantified(tok).unwrap_or(model::NONE)),
            _ => return Err(Code::Syntax),
        }
        Ok(false)
    }
    fn attribute_declaration(&mut self, tok: Tok, text: &[u8], (pos, end): Span) -> Result<bool, Code> {
        let raw = &text[pos..end];
        let simple = [&b"CDATA"[..], b"ID", b"IDREF", b"IDREFS", b"ENTITY", b"ENTITIES", b"NMTOKEN", b"NMTOKENS"];
        match (self.prolog.state, tok) {
            (State::AttlistElement, Tok::Name | Tok::PrefixedName) => {
                self.prolog.name = raw.into();
                self.go(State::AttributeName);
            }
            (State::AttributeName, Tok::DeclClose) => {
                self.prolog.decl = Decl::None;
                self.go(self.subset());
            }
            (State::AttributeName, Tok::Name | Tok::PrefixedName) => {
                self.prolog.attribute = raw.into();
                self.prolog.kind.clear();
                self.go(State::AttributeType);
            }
            (State::AttributeType, Tok::Name) if simple.contains(&raw) => {
                self.prolog.kind.extend_from_slice(raw);
                self.go(State::AttributeDefault);
            }
            (State::AttributeType, Tok::Name) if raw == b"NOTATION" => {
                self.prolog.kind.extend_from_slice(raw);
                self.go(State::EnumNotation);
            }
            (State::AttributeType, Tok::OpenParen) => self.go(State::EnumValue),
            (State::EnumNotation, Tok::OpenParen) => self.go(State::NotationValue),
            (State::EnumValue, Tok::Nmtoken | Tok::Name | Tok::PrefixedName) | (State::NotationValue, Tok::Name) => {
                let kind = &mut self.prolog.kind;
                kind.push(if kind.is_empty() || kind == b"NOTATION" { b'(' } else { b'|' });
                kind.extend_from_slice(raw);
                self.go(if self.prolog.state == State::EnumValue { State::EnumNext } else { State::NotationNext });
            }
            (State::EnumNext, Tok::Or) => self.go(State::EnumValue),
            (State::NotationNext, Tok::Or) => self.go(State::NotationValue),
            (State::EnumNext | State::NotationNext, Tok::CloseParen) => {
                self.prolog.kind.push(b')');
                self.go(State::AttributeDefault);
            }
            (State::AttributeDefault, Tok::PoundName) if raw == b"#IMPLIED" || raw == b"#REQUIRED" => {
                self.attribute(None, raw == b"#REQUIRED");
                self.go(State::AttributeName);
            }
            (State::AttributeDefault, Tok::PoundName) if raw == b"#FIXED" => self.go(State::AttributeFixed),
            (State::AttributeDefault | State::AttributeFixed, Tok::Literal) => {
                if self.dtd.borrow().keep_processing {
                    let is_cdata = self.prolog.kind == b"CDATA";
                    let mut value = Vec::new();
                    self.attribute_value(text, (pos + 1, end - 1), is_cdata, true, &mut value)?;
                    self.attribute(Some(value), self.prolog.state == State::AttributeFixed);
                }
                self.go(State::AttributeName);
            }
            _ => return Err(Code::Syntax),
        }
        Ok(false)
    }
    /// The declaration of an attribute is complete.
    fn attribute(&mut self, default: Option<Vec<u8>>, required: bool) {
        let shared = self.dtd.clone();
        let mut dtd = shared.borrow_mut();
        if !dtd.keep_processing {
            return;
        }
        let (element, name) = (self.prolog.name.clone(), self.prolog.attribute.clone());
        self.accounting.keep(64 + element.len() + name.len() + default.as_ref().map_or(0, Vec::len));
        let is_cdata = self.prolog.kind == b"CDATA";
        let list = dtd.attributes.entry(element.clone()).or_default();
        list.declare(super::dtd::Attribute { name: name.clone(), default: default.clone().map(Into::into), is_cdata });
        drop(dtd);
        if self.wants(wants::ATTLIST) {
            let (element, attribute) = (self.put(&element), self.put(&name));
            let kind = self.prolog.kind.clone();
            let kind = self.put(&kind);
            let default = self.put_opt(default.as_deref());
            self.events.push(Event::AttlistDecl { element, attribute, kind, default, required });
        }
    }
    fn entity_declaration(&mut self, tok: Tok, text: &[u8], (pos, end): Span) -> Result<bool, Code> {
        let raw = &text[pos..end];
        match (self.prolog.state, tok) {
            (State::EntityName, Tok::Percent) => self.go(State::ParameterName),
            (State::EntityName | State::ParameterName, Tok::Name) => {
                let parameter = self.prolog.state == State::ParameterName;
                self.prolog.parameter = parameter;
                self.name_entity(raw, parameter);
                self.go(State::EntityValue);
            }
            (State::EntityValue, Tok::Name) if raw == b"SYSTEM" => self.go(State::EntitySystem),
            (State::EntityValue, Tok::Name) if raw == b"PUBLIC" => self.go(State::EntityPublic),
            (State::EntityValue, Tok::Literal) => {
                if self.dtd.borrow().keep_processing {
                    let value = self.entity_value(text, (pos + 1, end - 1))?;
                    self.internal_entity(value);
                }
                self.closing();
            }
            (State::EntityPublic, Tok::Literal) => {
                self.prolog.public = Some(self.public_id(raw, pos)?);
                self.go(State::EntitySystem);
            }
            (State::EntitySystem, Tok::Literal) => {
                self.prolog.system = Some(unquoted(raw).into());
                self.go(State::EntityEnd);
            }
            (State::EntityEnd, Tok::DeclClose) => {
                self.external_entity(None);
                self.prolog.decl = Decl::None;
                self.go(self.subset());
            }
            (State::EntityEnd, Tok::Name) if raw == b"NDATA" && !self.prolog.parameter => self.go(State::EntityNotation),
            (State::EntityNotation, Tok::Name) => {
                let taken = self.external_entity(Some(raw));
                self.closing();
                return Ok(taken);
            }
            _ => return Err(Code::Syntax),
        }
        Ok(false)
    }
}
