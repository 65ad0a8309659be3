//! Imports.
use ruff_python_ast as ast;

use super::{Compiler, Res, Want};
use crate::bytecode::Const;
use crate::isa::Op;

impl<'a> Compiler<'a> {
    pub(super) fn import(&mut self, import: &'a ast::StmtImport) -> Res<()> {
        let mark = self.unit.depth;
        let range = import.range;
        for alias in &import.names {
            let mut module = self.load_const(Const::None, Want::Temp, range);
            let n = self.name_index(&alias.name);
            self.emit(Op::IMPORT_NAME, module, n, 0, range);
            match &alias.asname {
                None => {
                    let first = alias.name.split('.').next().unwrap_or(&alias.name);
                    self.store_name(first, module, range)?;
                }
                Some(name) => {
                    for part in alias.name.split('.').skip(1) {
                        let inner = self.push();
                        let n = self.name_index(part);
                        self.emit(Op::IMPORT_FROM, inner, module, n, range);
                        self.emit(Op::RELEASE, module, 0, 0, range);
                        module = inner;
                    }
                    self.store_name(name, module, range)?;
                }
            }
            self.unit.depth = mark;
        }
        Ok(())
    }

    pub(super) fn import_from(&mut self, import: &'a ast::StmtImportFrom) -> Res<()> {
        let mark = self.unit.depth;
        let range = import.range;
        let names = import.names.iter().map(|alias| Const::Str(alias.name.as_bytes().into()));
        let module = self.load_const(Const::Tuple(names.collect()), Want::Temp, range);
        let n = self.name_index(import.module.as_deref().unwrap_or(""));
        self.emit(Op::IMPORT_NAME, module, n, import.level.min(0xffff) as u16, range);
        if import.names.iter().any(|alias| &*alias.name == "*") {
            self.emit(Op::IMPORT_STAR, module, 0, 0, range);
            self.unit.depth = mark;
            return Ok(());
        }
        for alias in &import.names {
            let value = self.push();
            let n = self.name_index(&alias.name);
            self.emit(Op::IMPORT_FROM, value, module, n, range);
            self.store_name(alias.asname.as_ref().unwrap_or(&alias.name), value, range)?;
            self.unit.depth = module + 1;
        }
        self.emit(Op::RELEASE, module, 0, 0, range);
        self.unit.depth = mark;
        Ok(())
    }
}
