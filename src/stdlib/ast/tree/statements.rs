//! Statements.
use super::{Context, Reader};
use crate::object::{Ref, Res, Value};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

impl Reader<'_> {
    pub(super) fn statement(&self, node: Value) -> Res<Stmt> {
        self.vm.check_machine_stack(" while traversing 'stmt' node")?;
        let range = self.range(node, "stmt")?;
        let class = self.member(node, "stmt")?;
        let node_index = ast::AtomicNodeIndex::NONE;
        use Context::{Del, Load, Store};
        Ok(match class {
            "FunctionDef" | "AsyncFunctionDef" => {
                self.check_type_comment(node)?;
                let parameters = self.required(node, class, "args")?;
                Stmt::FunctionDef(ast::StmtFunctionDef {
                    node_index,
                    range,
                    is_async: class == "AsyncFunctionDef",
                    decorator_list: self.decorators(node, class)?.into_iter().collect(),
                    name: self.identifier(node, class, "name", range)?,
                    type_params: self.type_params(node, class)?,
                    parameters: Box::new(self.parameters(parameters.value(), range)?),
                    returns: self.optional_expr(node, "returns", Load)?,
                    body: self.body(node, class, "body", false)?,
                })
            }
            "ClassDef" => {
                let decorator_list = self.decorators(node, class)?.into_iter().collect();
                let name = self.identifier(node, class, "name", range)?;
                let type_params = self.type_params(node, class)?;
                let (args, keywords) = (self.exprs(node, class, "bases", Load)?, self.keywords(node, class)?);
                let arguments = (!args.is_empty() || !keywords.is_empty()).then(|| {
                    let keywords = keywords.into_iter().collect();
                    Box::new(ast::Arguments { range, node_index: ast::AtomicNodeIndex::NONE, args: args.into(), keywords })
                });
                let body = self.body(node, class, "body", false)?;
                Stmt::ClassDef(ast::StmtClassDef { node_index, range, decorator_list, name, type_params, arguments, body })
            }
            "Return" => Stmt::Return(ast::StmtReturn { node_index, range, value: self.optional_expr(node, "value", Load)? }),
            "Delete" => {
                let targets = self.exprs(node, class, "targets", Del)?;
                self.not_empty(&targets, "targets", class)?;
                Stmt::Delete(ast::StmtDelete { node_index, range, targets })
            }
            "Assign" => {
                self.check_type_comment(node)?;
                let targets = self.exprs(node, class, "targets", Store)?;
                self.not_empty(&targets, "targets", class)?;
                let value = self.boxed_expr(node, class, "value", Load)?;
                Stmt::Assign(ast::StmtAssign { node_index, range, targets, value })
            }
            "TypeAlias" => {
                let name = self.boxed_expr(node, class, "name", Store);
                let is_name = self.is_a(self.required(node, class, "name")?.value(), "Name")?;
                if !is_name {
                    self.vm.clear_raised_if(self.vm.types.ValueError);
                    return self.type_error("TypeAlias with non-Name name");
                }
                let (type_params, value) = (self.type_params(node, class)?, self.boxed_expr(node, class, "value", Load)?);
                Stmt::TypeAlias(ast::StmtTypeAlias { node_index, range, name: name?, type_params, value })
            }
            "AugAssign" => {
                let target = self.boxed_expr(node, class, "target", Store)?;
                if !matches!(*target, Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_)) {
                    return self.odd_target(&target, "augmented assignment");
                }
                let op = self.operator(self.required(node, class, "op")?.value())?;
                let value = self.boxed_expr(node, class, "value", Load)?;
                Stmt::AugAssign(ast::StmtAugAssign { node_index, range, target, op, value })
            }
            "AnnAssign" => {
                let target = self.boxed_expr(node, class, "target", Store)?;
                let simple = self.int(self.required(node, class, "simple")?.value())? != 0;
                if simple && !target.is_name_expr() {
                    return self.type_error("AnnAssign with simple non-Name target");
                }
                if !matches!(*target, Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_)) {
                    return self.odd_target(&target, "annotated assignment");
                }
                let annotation = self.boxed_expr(node, class, "annotation", Load)?;
                let value = self.optional_expr(node, "value", Load)?;
                Stmt::AnnAssign(ast::StmtAnnAssign { node_index, range, target, annotation, value, simple })
            }
            "For" | "AsyncFor" => {
                self.check_type_comment(node)?;
                Stmt::For(ast::StmtFor {
                    node_index,
                    range,
                    is_async: class == "AsyncFor",
                    target: self.boxed_expr(node, class, "target", Store)?,
                    iter: self.boxed_expr(node, class, "iter", Load)?,
                    body: self.body(node, class, "body", false)?,
                    orelse: self.body(node, class, "orelse", true)?,
                })
            }
            "While" => Stmt::While(ast::StmtWhile {
                node_index,
                range,
                test: self.boxed_expr(node, class, "test", Load)?,
                body: self.body(node, class, "body", false)?,
                orelse: self.body(node, class, "orelse", true)?,
            }),
            "If" => {
                let test = self.boxed_expr(node, class, "test", Load)?;
                let body = self.body(node, class, "body", false)?;
                let orelse = self.body(node, class, "orelse", true)?;
                let clause = |range: TextRange, test, body| ast::ElifElseClause { range, node_index: Default::default(), test, body };
                // A chain of `elif` stays a chain rather than a deep tree.
                let elif_else_clauses = match orelse.first() {
                    None => Vec::new(),
                    Some(Stmt::If(_)) if orelse.len() == 1 => match orelse.into_iter().next() {
                        Some(Stmt::If(inner)) => {
                            let first = clause(inner.range, Some(*inner.test), inner.body);
                            [first].into_iter().chain(inner.elif_else_clauses).collect()
                        }
                        _ => Vec::new(),
                    },
                    Some(first) => vec![clause(first.range(), None, orelse)],
                };
                Stmt::If(ast::StmtIf { node_index, range, test, body, elif_else_clauses })
            }
            "With" | "AsyncWith" => {
                self.check_type_comment(node)?;
                let items = self.items(node, class, "items")?;
                self.not_empty(&items, "items", class)?;
                let items = items.iter().map(|i| self.with_item(i.value(), range)).collect::<Res<_>>()?;
                let body = self.body(node, class, "body", false)?;
                Stmt::With(ast::StmtWith { node_index, range, is_async: class == "AsyncWith", items, body })
            }
            "Match" => {
                let subject = self.boxed_expr(node, class, "subject", Load)?;
                let cases = self.items(node, class, "cases")?;
                self.not_empty(&cases, "cases", class)?;
                let cases = cases.iter().map(|c| self.match_case(c.value(), range)).collect::<Res<Vec<_>>>()?;
                Stmt::Match(ast::StmtMatch { node_index, range, subject, cases })
            }
            "Raise" => {
                let (exc, cause) = (self.optional_expr(node, "exc", Load)?, self.optional_expr(node, "cause", Load)?);
                if exc.is_none() && cause.is_some() {
                    return self.value_error("Raise with cause but no exception");
                }
                Stmt::Raise(ast::StmtRaise { node_index, range, exc, cause })
            }
            "Try" | "TryStar" => self.try_statement(node, class, range)?,
            "Assert" => Stmt::Assert(ast::StmtAssert {
                node_index,
                range,
                test: self.boxed_expr(node, class, "test", Load)?,
                msg: self.optional_expr(node, "msg", Load)?,
            }),
            "Import" => {
                let names = self.aliases(node, class)?;
                Stmt::Import(ast::StmtImport { node_index, range, names, is_lazy: false })
            }
            "ImportFrom" => {
                let level = match self.optional(node, "level")? {
                    Some(v) => self.int(v.value())?,
                    None => 0,
                };
                let Ok(level) = u32::try_from(level) else { return self.value_error("Negative ImportFrom level") };
                let module = self.optional_identifier(node, "module", range)?;
                let names = self.aliases(node, class)?;
                Stmt::ImportFrom(ast::StmtImportFrom { node_index, range, module, names, level, is_lazy: false })
            }
            "Global" => Stmt::Global(ast::StmtGlobal { node_index, range, names: self.names(node, class, range)? }),
            "Nonlocal" => Stmt::Nonlocal(ast::StmtNonlocal { node_index, range, names: self.names(node, class, range)? }),
            "Expr" => Stmt::Expr(ast::StmtExpr { node_index, range, value: self.boxed_expr(node, class, "value", Load)? }),
            "Break" => Stmt::Break(ast::StmtBreak { node_index, range }),
            "Continue" => Stmt::Continue(ast::StmtContinue { node_index, range }),
            _ => Stmt::Pass(ast::StmtPass { node_index, range }),
        })
    }

    pub(super) fn is_a(&self, node: Value, class: &str) -> Res<bool> {
        self.vm.isinstance(node, crate::stdlib::ast::class(self.vm, class)?.value())
    }

    /// What only the compiler of CPython notices: a tuple or the like.
    fn odd_target<T>(&self, target: &Expr, what: &str) -> Res<T> {
        // Numbers of the classes of expressions that can be targets.
        let number = match target {
            Expr::Starred(_) => 25,
            Expr::List(_) => 27,
            _ => 28,
        };
        Err(self.vm.raise_type(self.vm.types.SystemError, format!("invalid node type ({number}) for {what}")))
    }

    fn decorators(&self, node: Value, class: &str) -> Res<Vec<ast::Decorator>> {
        let all = self.exprs(node, class, "decorator_list", Context::Load)?;
        let decorator = |expression: Expr| ast::Decorator { range: expression.range(), node_index: Default::default(), expression };
        Ok(all.into_iter().map(decorator).collect())
    }

    fn with_item(&self, node: Value, range: TextRange) -> Res<ast::WithItem> {
        let context_expr = self.required_expr(node, "withitem", "context_expr", Context::Load)?;
        let optional_vars = self.optional_expr(node, "optional_vars", Context::Store)?;
        Ok(ast::WithItem { range, node_index: Default::default(), context_expr, optional_vars })
    }

    fn match_case(&self, node: Value, range: TextRange) -> Res<ast::MatchCase> {
        let pattern = self.present(node, "match_case", "pattern")?;
        Ok(ast::MatchCase {
            range,
            node_index: Default::default(),
            pattern: self.pattern(pattern.value(), false)?,
            guard: self.optional_expr(node, "guard", Context::Load)?,
            body: self.body(node, "match_case", "body", false)?,
        })
    }

    fn try_statement(&self, node: Value, class: &'static str, range: TextRange) -> Res<Stmt> {
        let body = self.body(node, class, "body", false)?;
        let nodes = self.items(node, class, "handlers")?;
        let mut handlers = Vec::with_capacity(nodes.len());
        for h in &nodes {
            let h = h.value();
            let range = self.range(h, "excepthandler")?;
            let class = self.member(h, "excepthandler")?;
            let type_ = self.optional_expr(h, "type", Context::Load)?;
            let name = self.optional_identifier(h, "name", range)?;
            if let Some(name) = &name {
                self.check_name(name)?;
            }
            let body = self.body(h, class, "body", false)?;
            let handler = ast::ExceptHandlerExceptHandler { range, node_index: Default::default(), type_, name, body };
            handlers.push(ast::ExceptHandler::ExceptHandler(handler));
        }
        let (orelse, finalbody) = (self.body(node, class, "orelse", true)?, self.body(node, class, "finalbody", true)?);
        if handlers.is_empty() && finalbody.is_empty() {
            return self.value_error(format!("{class} has neither except handlers nor finalbody"));
        }
        if handlers.is_empty() && !orelse.is_empty() {
            return self.value_error(format!("{class} has orelse but no except handlers"));
        }
        let is_star = class == "TryStar";
        if is_star && handlers.iter().any(|ast::ExceptHandler::ExceptHandler(h)| h.type_.is_none()) {
            return self.value_error("Invalid CFG, stack underflow");
        }
        Ok(Stmt::Try(ast::StmtTry { node_index: Default::default(), range, body, handlers, orelse, finalbody, is_star }))
    }

    fn aliases(&self, node: Value, class: &str) -> Res<Vec<ast::Alias>> {
        let names = self.items(node, class, "names")?;
        self.not_empty(&names, "names", class)?;
        let alias = |v: &Ref| {
            let v = v.value();
            let name = self.present(v, "alias", "name")?;
            let range = self.range(v, "alias")?;
            let asname = self.optional_identifier(v, "asname", range)?;
            let name = ast::Identifier::new(self.name_text(name.value())?, range);
            Ok(ast::Alias { range, node_index: Default::default(), name, asname })
        };
        names.iter().map(alias).collect()
    }

    fn names(&self, node: Value, class: &str, range: TextRange) -> Res<Vec<ast::Identifier>> {
        let names = self.items(node, class, "names")?;
        self.not_empty(&names, "names", class)?;
        names.iter().map(|n| Ok(ast::Identifier::new(self.name_text(n.value())?, range))).collect()
    }

    fn type_params(&self, node: Value, class: &str) -> Res<Option<Box<ast::TypeParams>>> {
        let all = self.items(node, class, "type_params")?;
        let Some(first) = all.first() else { return Ok(None) };
        let range = self.range(first.value(), "type_param")?;
        let param = |v: &Ref| {
            let v = v.value();
            let (range, class) = (self.range(v, "type_param")?, self.member(v, "type_param")?);
            let name = self.identifier(v, class, "name", range)?;
            self.check_name(&name)?;
            let node_index = ast::AtomicNodeIndex::NONE;
            let bound = if class == "TypeVar" { self.optional_expr(v, "bound", Context::Load)? } else { None };
            let default = self.optional_expr(v, "default_value", Context::Load)?;
            Ok(match class {
                "TypeVar" => ast::TypeParam::TypeVar(ast::TypeParamTypeVar { node_index, range, name, bound, default }),
                "ParamSpec" => ast::TypeParam::ParamSpec(ast::TypeParamParamSpec { node_index, range, name, default }),
                _ => ast::TypeParam::TypeVarTuple(ast::TypeParamTypeVarTuple { node_index, range, name, default }),
            })
        };
        let type_params = all.iter().map(param).collect::<Res<_>>()?;
        Ok(Some(Box::new(ast::TypeParams { range, node_index: Default::default(), type_params })))
    }

    fn parameter(&self, node: Value) -> Res<ast::Parameter> {
        let name = self.present(node, "arg", "arg")?;
        let range = self.range(node, "arg")?;
        self.check_type_comment(node)?;
        let annotation = self.optional_expr(node, "annotation", Context::Load)?;
        let name = ast::Identifier::new(self.name_text(name.value())?, range);
        Ok(ast::Parameter { range, node_index: Default::default(), name, annotation })
    }

    pub(super) fn parameters(&self, node: Value, range: TextRange) -> Res<ast::Parameters> {
        let class = "arguments";
        let plain = |name: &str| -> Res<Vec<ast::Parameter>> {
            self.items(node, class, name)?.iter().map(|v| self.parameter(v.value())).collect()
        };
        let starred = |name: &str| -> Res<Option<Box<ast::Parameter>>> {
            self.optional(node, name)?.map(|v| self.parameter(v.value()).map(Box::new)).transpose()
        };
        let (positional, either) = (plain("posonlyargs")?, plain("args")?);
        let vararg = starred("vararg")?;
        let named = plain("kwonlyargs")?;
        let named_defaults = self.items(node, class, "kw_defaults")?;
        let kwarg = starred("kwarg")?;
        let defaults = self.exprs(node, class, "defaults", Context::Load)?;
        let count = positional.len() + either.len();
        if defaults.len() > count {
            return self.value_error("more positional defaults than args on arguments");
        }
        if named.len() != named_defaults.len() {
            return self.value_error("length of kwonlyargs is not the same as kw_defaults on arguments");
        }
        let with = |parameter: ast::Parameter, default: Option<Expr>| ast::ParameterWithDefault {
            range: parameter.range,
            node_index: Default::default(),
            parameter,
            default: default.map(Box::new),
        };
        let missing = count - defaults.len();
        let mut defaults = std::iter::repeat_with(|| None).take(missing).chain(defaults.into_iter().map(Some));
        let mut paired = |all: Vec<ast::Parameter>| -> Vec<ast::ParameterWithDefault> {
            all.into_iter().map(|p| with(p, defaults.next().flatten())).collect()
        };
        let (posonlyargs, args) = (paired(positional), paired(either));
        let mut kwonlyargs = Vec::with_capacity(named.len());
        for (p, default) in named.into_iter().zip(named_defaults) {
            let default = if default.value().is_none() { None } else { Some(self.expr(default.value(), Context::Load)?) };
            kwonlyargs.push(with(p, default));
        }
        Ok(ast::Parameters {
            range,
            node_index: Default::default(),
            posonlyargs: posonlyargs.into_iter().collect(),
            args: args.into_iter().collect(),
            vararg,
            kwonlyargs: kwonlyargs.into_iter().collect(),
            kwarg,
        })
    }
}
