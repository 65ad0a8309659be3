//! Source lines in tracebacks, with the marks below them.
use crate::bytecode::Location;
use crate::text::unicode;
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;
use rustc_hash::FxHashMap;

/// Lines of the files that a report shows, read once each.
#[derive(Default)]
pub struct Sources {
    /// No carets are wanted.
    pub plain: bool,
    pub(super) files: FxHashMap<String, Option<Vec<String>>>,
}

/// Where the operator of a marked expression lies: from `left` to `right`, as (line, column) of the excerpt.
struct Anchors {
    left: (usize, usize),
    right: (usize, usize),
}

impl Sources {
    fn lines(&mut self, file: &str) -> Option<&Vec<String>> {
        self.files
            .entry(file.to_owned())
            .or_insert_with(|| {
                let bytes = crate::source::library::read_file(file).ok()?;
                let text = String::from_utf8_lossy(&bytes);
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
                Some(text.replace("\r\n", "\n").replace('\r', "\n").split('\n').map(str::to_owned).collect())
            })
            .as_ref()
    }
    /// A line of a file; empty where there is none.
    pub fn line(&mut self, file: &str, line: i64) -> String {
        let at = usize::try_from(line - 1).ok();
        at.and_then(|i| self.lines(file)?.get(i).cloned()).unwrap_or_default()
    }
    /// Makes the text of a file that is not on disk known (`<string>`).
    pub fn add(&mut self, file: &str, text: &str) {
        self.files.insert(file.to_owned(), Some(text.split('\n').map(str::to_owned).collect()));
    }
    /// The lines of a location, indented by four, with carets where they say more than the lines do. Empty without a source.
    pub fn excerpt(&mut self, file: &str, at: Location) -> String {
        let plain = self.plain;
        let Some(lines) = self.lines(file) else { return String::new() };
        let first = at.line as usize;
        if first == 0 || first > lines.len() {
            return String::new();
        }
        let last = (at.end_line as usize).clamp(first, lines.len());
        let original: Vec<&str> = lines[first - 1..last].iter().map(String::as_str).collect();
        let has_columns = !plain && at.end_line != 0 && (at.end_column != 0 || at.column != 0);
        if !has_columns {
            let line = original[0].trim();
            return if line.is_empty() { String::new() } else { format!("    {line}\n") };
        }
        // Common indentation goes.
        let indent = original
            .iter()
            .filter(|l| !l.trim().is_empty())
            .map(|l| l.len() - l.trim_start().len())
            .min()
            .unwrap_or(0);
        let shown: Vec<Vec<char>> =
            original.iter().map(|l| l.get(indent..).unwrap_or("").trim_end().chars().collect()).collect();
        let chars = |line: &str, byte: u32| {
            let byte = (byte as usize).min(line.len());
            line.char_indices().take_while(|(i, _)| *i < byte).count()
        };
        let start = chars(original[0], at.column).saturating_sub(indent);
        let end = chars(original[original.len() - 1], at.end_column).saturating_sub(indent);
        let anchors = anchors(&shown, start, end);
        let marks = show_marks(&shown, start, end, anchors.is_some());
        let count = shown.len();
        let mut wanted = vec![0, count - 1];
        if let Some(a) = &anchors {
            for line in [a.left.0, a.right.0] {
                wanted.extend([line.saturating_sub(1), line, line + 1]);
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        wanted.retain(|l| *l < count);
        let mut out = String::new();
        let put = |out: &mut String, i: usize| {
            let line = &shown[i];
            out.push_str(&format!("    {}\n", line.iter().collect::<String>()));
            if !marks {
                return;
            }
            let blank = line.iter().take_while(|c| c.is_whitespace()).count();
            let from = if i == 0 { start } else { blank };
            let to = if i == count - 1 { end.min(line.len().max(end)) } else { line.len() };
            let mut row = String::from("    ");
            for column in 0..to {
                let mark = if column < from {
                    ' '
                } else {
                    match &anchors {
                        Some(a) if (i, column) < a.left || (i, column) >= a.right => '~',
                        _ => '^',
                    }
                };
                // A wide character takes two columns of a terminal.
                let width = line.get(column).map_or(1, |c| unicode::display_width(*c));
                row.extend(std::iter::repeat_n(mark, width));
            }
            out.push_str(&row);
            out.push('\n');
        };
        for (n, &i) in wanted.iter().enumerate() {
            if n > 0 {
                match i - wanted[n - 1] {
                    1 => {}
                    2 => put(&mut out, i - 1),
                    gap => out.push_str(&format!("    ...<{} lines>...\n", gap - 1)),
                }
            }
            put(&mut out, i);
        }
        out
    }
}

/// Finds the operator, bracket or parenthesis of the marked expression.
fn anchors(lines: &[Vec<char>], start: usize, end: usize) -> Option<Anchors> {
    let last = lines.len() - 1;
    // One parenthesis in front lets the expression span lines; offsets shift by it.
    let mut text = String::from("(");
    let mut starts = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let from = if i == 0 { start.min(line.len()) } else { 0 };
        let to = if i == last { end.min(line.len()) } else { line.len() };
        starts.push((text.len(), from));
        text.extend(line[from..to.max(from)].iter());
        text.push('\n');
    }
    text.push(')');
    let parsed = ruff_python_parser::parse_module(&text).ok()?;
    let [Stmt::Expr(statement)] = parsed.syntax().body.as_slice() else { return None };
    let position = |offset: usize| {
        let i = starts.partition_point(|(s, _)| *s <= offset).saturating_sub(1);
        let (s, from) = starts[i];
        (i, from + text[s..offset.max(s)].chars().count())
    };
    let bytes = text.as_bytes();
    let find = |mut i: usize, what: u8| {
        while i < bytes.len() && bytes[i] != what {
            if bytes[i] == b'#' {
                while i < bytes.len() && bytes[i] != b'\n' {
                    i += 1;
                }
            }
            i += 1;
        }
        i
    };
    match &*statement.value {
        Expr::BinOp(e) => {
            let mut i = e.left.range().end().to_usize();
            while i < bytes.len() && (bytes[i].is_ascii_whitespace() || matches!(bytes[i], b')' | b'\\' | b'#')) {
                if bytes[i] == b'#' {
                    while i < bytes.len() && bytes[i] != b'\n' {
                        i += 1;
                    }
                } else {
                    i += 1;
                }
            }
            let right = i + e.op.as_str().len();
            Some(Anchors { left: position(i), right: position(right) })
        }
        Expr::Subscript(e) => {
            let left = find(e.value.range().end().to_usize(), b'[');
            Some(Anchors { left: position(left), right: position(e.range().end().to_usize()) })
        }
        Expr::Call(e) => {
            let left = find(e.func.range().end().to_usize(), b'(');
            Some(Anchors { left: position(left), right: position(e.range().end().to_usize()) })
        }
        _ => None,
    }
}

/// Whether marks say more than the lines: not for a whole statement, nor for the call of a plain `return f()` or `x = f()`.
fn show_marks(lines: &[Vec<char>], start: usize, end: usize, has_anchors: bool) -> bool {
    let text: String = lines.iter().map(|l| l.iter().collect::<String>()).collect::<Vec<_>>().join("\n");
    if let Ok(parsed) = ruff_python_parser::parse_module(&text) {
        let value = match parsed.syntax().body.first() {
            None => return false,
            Some(Stmt::Return(r)) => match r.value.as_deref() {
                Some(Expr::Call(c)) if c.func.is_name_expr() => r.value.as_deref(),
                _ => None,
            },
            Some(Stmt::Assign(a)) if a.value.is_call_expr() && matches!(a.targets.as_slice(), [Expr::Name(_)]) => Some(&*a.value),
            _ => None,
        };
        if let Some(v) = value {
            let from = text[..v.range().start().to_usize()].chars().count();
            let until = &text[..v.range().end().to_usize()];
            let on_last_line = until.matches('\n').count() + 1 == lines.len();
            let column = until.rsplit('\n').next().unwrap_or("").chars().count();
            if from == start && on_last_line && column == end {
                return false;
            }
        }
    }
    if has_anchors {
        return true;
    }
    let last = &lines[lines.len() - 1];
    lines[0][..start.min(lines[0].len())].iter().any(|c| !c.is_whitespace())
        || last[end.min(last.len())..].iter().any(|c| !c.is_whitespace())
}
