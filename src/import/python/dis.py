"""Show compiled code: the instructions of this interpreter, which work on registers.

The functions and classes are those that the library reference has under `dis`; the instructions are threadsnake's own. An instruction's
operands are shown in the order of the instruction set: locals by their names, temporaries as t0, t1, ..., constants by their repr, jumps as
"to L1". Opcodes and names of CPython's instructions are in `opcode`.
"""

import sys
import types
from collections import namedtuple

import _opcode

__all__ = ["code_info", "dis", "disassemble", "distb", "disco", "findlinestarts", "findlabels", "show_code", "get_instructions",
           "Instruction", "Bytecode", "cmp_op", "stack_effect", "hascompare", "opname", "opmap", "HAVE_ARGUMENT", "EXTENDED_ARG",
           "hasarg", "hasconst", "hasname", "hasjump", "hasjrel", "hasjabs", "hasfree", "haslocal", "hasexc"]

cmp_op = ("<", "<=", "==", "!=", ">", ">=")

opname, opmap, deoptmap = _opcode._instruction_set()

# Operands are words of their own, of a fixed number for each instruction: none widens another's.
HAVE_ARGUMENT = 0
EXTENDED_ARG = len(opname)
hasjabs = []
# Handlers are found by the exception table.
hasexc = []

# The documented lists of opcodes, and the kinds of operands that put an opcode there. They are made when somebody looks at them.
_KINDS = {"hasarg": "any", "hasconst": "const", "hasname": "name", "hasjump": "jump", "hasjrel": "jump", "hasfree": "free",
          "haslocal": "register"}


def _documented(name):
    return globals().get(name) or __getattr__(name)


def __getattr__(name):
    if name in _KINDS:
        value = _opcode._opcodes_with(_KINDS[name])
    elif name == "hascompare":
        value = [opmap[comparison] for comparison in ("LT", "LE", "EQ", "NE", "GT", "GE")]
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


COMPILER_FLAG_NAMES = {
    0x1: "OPTIMIZED",
    0x2: "NEWLOCALS",
    0x4: "VARARGS",
    0x8: "VARKEYWORDS",
    0x10: "NESTED",
    0x20: "GENERATOR",
    0x40: "NOFREE",
    0x80: "COROUTINE",
    0x100: "ITERABLE_COROUTINE",
    0x200: "ASYNC_GENERATOR",
    0x4000000: "HAS_DOCSTRING",
    0x8000000: "METHOD",
}


def pretty_flags(flags):
    """The names of the flags of a code object; those without a name as a hexadecimal number."""
    names = [name for flag, name in COMPILER_FLAG_NAMES.items() if flags & flag]
    rest = flags & ~sum(COMPILER_FLAG_NAMES)
    if rest or not names:
        names.append(hex(rest))
    return ", ".join(names)


def stack_effect(opcode, oparg=None, /, *, jump=None):
    """How much the instruction makes the stack grow: 0, as instructions work on registers.

    ValueError is raised for a number that is no opcode.
    """
    if not 0 <= opcode < len(opname):
        raise ValueError("invalid opcode or oparg")
    return 0


Positions = namedtuple("Positions", "lineno end_lineno col_offset end_col_offset", defaults=(None,) * 4)

_Instruction = namedtuple(
    "_Instruction",
    "opname opcode arg argval argrepr offset start_offset starts_line line_number label positions cache_info",
    defaults=(None, None, None),
)


class Instruction(_Instruction):
    """One instruction.

    opname: its name
    opcode: its number
    arg: the number behind its constant, count or immediate operand, or None
    argval: what the operand stands for: the constant, the name, the offset of the jump's target; else the same as arg
    argrepr: the operands as text
    offset, start_offset: where it begins, in bytes
    starts_line: whether a source line begins with it
    line_number: the source line, or None
    label: the number of its label where it is the target of a jump or handler, or None
    positions: the place in the source, a Positions
    cache_info: the inline cache: a list with one tuple of name, number of words and content, or None where there is none
    """

    @property
    def oparg(self):
        """The same as arg."""
        return self.arg

    @property
    def baseopname(self):
        """The name of the instruction that this one is a special form of, else its own."""
        return deoptmap.get(self.opname, self.opname)

    @property
    def baseopcode(self):
        """The number of the instruction that this one is a special form of, else its own."""
        return opmap[self.baseopname]

    @property
    def cache_offset(self):
        """Where its inline cache begins."""
        return self.offset + _OPERANDS_END

    @property
    def end_offset(self):
        """Where the next instruction begins."""
        return self.cache_offset + 2 * sum(words for _, words, _ in self.cache_info or ())

    @property
    def jump_target(self):
        """The offset that it jumps to, or None."""
        return self.argval if self.opcode in _documented("hasjump") else None

    @property
    def is_jump_target(self):
        """Whether another instruction jumps to it."""
        return self.label is not None

    def __str__(self):
        return _line(self, label_width=0, line_width=0, marker=False)


# Bytes of an instruction without its inline cache.
_OPERANDS_END = 8
_NAME_WIDTH = 24


def _line(instruction, *, label_width, line_width, marker, positions_width=0, offset_width=0, new_line=False):
    """An instruction as a line of text, in columns as wide as given; a width of 0 leaves a column out."""
    columns = []
    if positions_width:
        columns.append(_position_text(instruction.positions).ljust(positions_width))
    elif line_width:
        text = ""
        if new_line:
            text = "--" if instruction.line_number is None else str(instruction.line_number)
        columns.append(text.rjust(line_width))
    if label_width:
        label = "" if instruction.label is None else f"L{instruction.label}:"
        columns.append(label.ljust(label_width))
    columns.append("-->" if marker else "   ")
    if offset_width:
        columns.append(str(instruction.offset).rjust(offset_width))
    columns.append(instruction.opname.ljust(_NAME_WIDTH))
    columns.append(instruction.argrepr)
    return " ".join(columns).rstrip()


def _position_text(positions):
    if positions is None or positions.lineno is None:
        return "  --"
    line, last, column, end = ("?" if x is None else x for x in positions)
    return f"{line}:{column}-{last}:{end}"


def _compile(source, name):
    try:
        return compile(source, name, "eval")
    except SyntaxError:
        return compile(source, name, "exec")


def _code_of(x, name="<disassembly>"):
    """The code object of what has one, or of a source text, which is compiled under that name."""
    if isinstance(x, types.MethodType):
        x = x.__func__
    for attribute in ("__code__", "gi_code", "cr_code", "ag_code"):
        code = getattr(x, attribute, None)
        if code is not None:
            x = code
            break
    if isinstance(x, str):
        x = _compile(x, name)
    if not isinstance(x, types.CodeType):
        raise TypeError(f"don't know how to disassemble {type(x).__name__} objects")
    return x


def findlinestarts(code):
    """Pairs of an offset and the line that begins there; None for instructions of no line.

    An offset within an instruction is that of a line which has none of its own and is passed on the way to it or from it, or the
    instruction's own behind such lines.
    """
    last = False
    for start, _, line in code.co_lines():
        if line is not last:
            last = line
            yield start, line


def findlabels(code):
    """The offsets that instructions of a code object jump to, sorted."""
    return sorted({content for _, _, _, operands in _opcode._instructions(_code_of(code)) for kind, content in operands if kind == "jump"})


def _labels(code, rows):
    """The labels of all targets of jumps and handlers, by offset, numbered in the order of the code."""
    offsets = {content for _, _, _, operands in rows for kind, content in operands if kind == "jump"}
    for entry in _opcode._exception_table(code):
        offsets.update(entry[:3])
    return {offset: number for number, offset in enumerate(sorted(offsets), 1)}


def _operand_text(kind, content, constants, labels):
    if kind == "temporary":
        return f"t{content}"
    if kind == "const":
        return repr(constants[content]) if content < len(constants) else "?"
    if kind == "jump":
        return f"to L{labels[content]}" if content in labels else f"to {content}"
    if kind == "count":
        return f"#{content}"
    return str(content)


def _instructions(code, first_line=None, adaptive=False):
    rows = _opcode._instructions(code, adaptive)
    labels = _labels(code, rows)
    constants = code.co_consts
    positions = [Positions(*row) for row in code.co_positions()]
    words = code._co_code_adaptive if adaptive else code.co_code
    shift = 0 if first_line is None else first_line - code.co_firstlineno
    starts = dict(findlinestarts(code))
    line = None
    for offset, opcode, length, operands in rows:
        if offset in starts:
            line = starts[offset]
        arg = argval = None
        for kind, content in operands:
            if kind == "temporary" or kind == "local":
                continue
            arg = content if isinstance(content, int) else None
            argval = constants[content] if kind == "const" and content < len(constants) else content
            break
        else:
            if len(operands) == 1 and operands[0][0] == "local":
                argval = operands[0][1]
        texts = [_operand_text(kind, content, constants, labels) for kind, content in operands]
        place = positions[offset // 2] if offset // 2 < len(positions) else Positions()
        if shift and place.lineno is not None:
            place = place._replace(lineno=place.lineno + shift, end_lineno=place.end_lineno and place.end_lineno + shift)
        cache = (length - _OPERANDS_END) // 2
        yield Instruction(
            opname[opcode],
            opcode,
            arg,
            argval,
            ", ".join(texts),
            offset,
            offset,
            offset in starts,
            None if line is None else line + shift,
            labels.get(offset),
            place,
            [("cache", cache, words[offset + _OPERANDS_END : offset + length])] if cache else None,
        )


def get_instructions(x, *, first_line=None, show_caches=None, adaptive=False):
    """The instructions of a function, method, generator, code object or source text, one Instruction at a time.

    first_line: the number of the first source line, where it is not to be the code's own
    adaptive: as the instructions have been specialised by running
    """
    return _instructions(_code_of(x), first_line, adaptive)


def code_info(x):
    """A text on a code object: its names, constants and numbers."""
    code = _code_of(x)
    rows = [
        f"Name:              {code.co_name}",
        f"Filename:          {code.co_filename}",
        f"Argument count:    {code.co_argcount}",
        f"Positional-only arguments: {code.co_posonlyargcount}",
        f"Kw-only arguments: {code.co_kwonlyargcount}",
        f"Number of locals:  {code.co_nlocals}",
        f"Stack size:        {code.co_stacksize}",
        f"Flags:             {pretty_flags(code.co_flags)}",
    ]
    for title, items, text in (
        ("Constants", code.co_consts, repr),
        ("Names", code.co_names, str),
        ("Variable names", code.co_varnames, str),
        ("Free variables", code.co_freevars, str),
        ("Cell variables", code.co_cellvars, str),
    ):
        if items:
            rows.append(f"{title}:")
            rows.extend(f"{index:4}: {text(item)}" for index, item in enumerate(items))
    return "\n".join(rows)


def show_code(co, *, file=None):
    """Print what code_info() says of a code object."""
    print(code_info(co), file=file)


def disassemble(co, lasti=-1, *, file=None, show_caches=False, adaptive=False, show_offsets=False, show_positions=False):
    """Print the instructions of a code object; an arrow points at the one at lasti."""
    _show(co, lasti, None, file, show_caches, adaptive, show_offsets, show_positions)


disco = disassemble


def _show(code, lasti, first_line, file, show_caches, adaptive, show_offsets, show_positions):
    instructions = list(_instructions(code, first_line, adaptive))
    lines = [i.line_number for i in instructions]
    known = [n for n in lines if n is not None]
    line_width = max(len(str(max(known))), 3) + (2 if None in lines and len(str(max(known))) < 2 else 0) if known else 4
    widths = {
        "line_width": max(line_width, 4) if known else 0,
        "label_width": max((len(f"L{i.label}:") for i in instructions if i.label is not None), default=0) + 2,
        "offset_width": len(str(instructions[-1].offset)) if show_offsets and instructions else 0,
        "positions_width": max(len(_position_text(i.positions)) for i in instructions) if show_positions and instructions else 0,
    }
    for index, instruction in enumerate(instructions):
        new_line = index == 0 or lines[index] != lines[index - 1]
        if new_line and index:
            print(file=file)
        print(_line(instruction, marker=instruction.offset <= lasti < instruction.end_offset, new_line=new_line, **widths), file=file)
        if show_caches and instruction.cache_info:
            margin = " " * (_line(instruction, marker=False, **widths).index(instruction.opname))
            for name, words, content in instruction.cache_info:
                print(f"{margin}{'CACHE':{_NAME_WIDTH}} {words} words: {content.hex(' ', 2)}", file=file)
    entries = _opcode._exception_table(code)
    if entries:
        labels = _labels(code, _opcode._instructions(code))
        print("ExceptionTable:", file=file)
        for start, end, handler, temporary in entries:
            print(f"  L{labels[start]} to L{labels[end]} -> L{labels[handler]} [t{temporary}]", file=file)


def _show_with_inner(code, depth, **options):
    _show(code, -1, None, **options)
    if depth is not None and depth <= 0:
        return
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            print(file=options["file"])
            print(f"Disassembly of {constant!r}:", file=options["file"])
            _show_with_inner(constant, None if depth is None else depth - 1, **options)


def dis(x=None, *, file=None, depth=None, show_caches=False, adaptive=False, show_offsets=False, show_positions=False):
    """Print the instructions of a module, class, function, method, generator, code object or source text.

    Without an argument, of the code that the last traceback ended in. Code inside of code is shown too, down to depth levels.
    """
    options = {
        "file": file,
        "show_caches": show_caches,
        "adaptive": adaptive,
        "show_offsets": show_offsets,
        "show_positions": show_positions,
    }
    if x is None:
        distb(**options)
        return
    if isinstance(x, (bytes, bytearray)):
        raise TypeError("bytes alone are no code: disassemble the code object")
    names = getattr(x, "__dict__", None)
    if names is None or hasattr(x, "__code__") or hasattr(x, "__func__") or isinstance(x, types.CodeType):
        _show_with_inner(_code_of(x, "<dis>"), depth, **options)
        return
    for name, value in sorted(names.items()):
        if isinstance(value, (types.MethodType, types.FunctionType, types.CodeType, classmethod, staticmethod, type)):
            print(f"Disassembly of {name}:", file=file)
            try:
                dis(value, depth=depth, **options)
            except TypeError as error:
                print("Sorry:", error, file=file)
            print(file=file)


def distb(tb=None, *, file=None, show_caches=False, adaptive=False, show_offsets=False, show_positions=False):
    """Print the instructions of the code that a traceback, by default the last one, ended in; an arrow points at the place."""
    if tb is None:
        error = getattr(sys, "last_exc", None)
        tb = getattr(sys, "last_traceback", None) if error is None else error.__traceback__
        if tb is None:
            raise RuntimeError("no last traceback to disassemble")
    while tb.tb_next:
        tb = tb.tb_next
    disassemble(tb.tb_frame.f_code, tb.tb_lasti, file=file, show_caches=show_caches, adaptive=adaptive, show_offsets=show_offsets,
                show_positions=show_positions)


class Bytecode:
    """The instructions of a function, method, generator, code object or source text; iterating yields each Instruction."""

    def __init__(self, x, *, first_line=None, current_offset=None, show_caches=False, adaptive=False, show_offsets=False,
                 show_positions=False):
        self.codeobj = _code_of(x)
        self.first_line = self.codeobj.co_firstlineno if first_line is None else first_line
        self.current_offset = current_offset
        self.show_caches = show_caches
        self.adaptive = adaptive
        self.show_offsets = show_offsets
        self.show_positions = show_positions
        self._original_object = x

    def __iter__(self):
        return _instructions(self.codeobj, self.first_line, self.adaptive)

    def __repr__(self):
        return f"{type(self).__name__}({self._original_object!r})"

    @classmethod
    def from_traceback(cls, tb, *, show_caches=False, adaptive=False):
        """The code that a traceback ended in, with the place in it as current_offset."""
        while tb.tb_next:
            tb = tb.tb_next
        return cls(tb.tb_frame.f_code, current_offset=tb.tb_lasti, show_caches=show_caches, adaptive=adaptive)

    def info(self):
        """What code_info() says of it."""
        return code_info(self.codeobj)

    def dis(self):
        """The text that dis() prints of it."""
        from io import StringIO

        out = StringIO()
        _show(self.codeobj, -1 if self.current_offset is None else self.current_offset, self.first_line, out, self.show_caches,
              self.adaptive, self.show_offsets, self.show_positions)
        return out.getvalue()


def _find_imports(co):
    """For modulefinder: name, level and from-list of each import."""
    constants = {}
    for instruction, (_, _, _, operands) in zip(_instructions(co), _opcode._instructions(co)):
        target = operands[0] if operands else None
        if instruction.opname == "IMPORT_NAME":
            yield operands[1][1], operands[2][1], constants.get(target)
        elif operands and operands[-1][0] == "const":
            constants[target] = instruction.argval
        else:
            constants.pop(target, None)


def _find_store_names(co):
    """For modulefinder: the names that are stored in the namespace, each once."""
    seen = set()
    for instruction in _instructions(co):
        if instruction.opname in ("STORE_NAME", "STORE_GLOBAL") and instruction.argval not in seen:
            seen.add(instruction.argval)
            yield instruction.argval


def main(args=None):
    """The command line: python -m dis [options] [file]."""
    import argparse

    parser = argparse.ArgumentParser(color=True)
    parser.add_argument("-C", "--show-caches", action="store_true", help="show inline caches")
    parser.add_argument("-O", "--show-offsets", action="store_true", help="show instruction offsets")
    parser.add_argument("-P", "--show-positions", action="store_true", help="show instruction positions")
    parser.add_argument("-S", "--specialized", action="store_true", help="show specialized bytecode")
    parser.add_argument("infile", nargs="?", default="-")
    given = parser.parse_args(args=args)
    if given.infile == "-":
        name, source = "<stdin>", sys.stdin.buffer.read()
    else:
        name = given.infile
        with open(name, "rb") as file:
            source = file.read()
    dis(compile(source, name, "exec"), show_caches=given.show_caches, adaptive=given.specialized, show_offsets=given.show_offsets,
        show_positions=given.show_positions)


if __name__ == "__main__":
    main()
