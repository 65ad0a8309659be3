pub fn unparse(_: &ruff_python_ast::Expr) -> String { String::new() }
