"""Random expressions. Each kind of value has its literals, operators and methods; now and then an operand of any other kind takes the
place of the right one, so that errors happen."""

KINDS = ["int", "float", "bool", "str", "bytes", "list", "tuple", "dict", "set", "none", "complex", "range", "func", "object"]

# Methods by kind of receiver: name, kinds of the arguments. "small" is an int that cannot make anything large.
METHODS = {
    "int": [("bit_length", ""), ("bit_count", ""), ("conjugate", ""), ("as_integer_ratio", ""), ("is_integer", ""), ("__index__", ""),
            ("__add__", "any"), ("__rsub__", "int"), ("__divmod__", "int"), ("to_bytes", "width str"), ("__floor__", ""),
            ("__round__", "small"), ("__format__", "spec")],
    "float": [("is_integer", ""), ("hex", ""), ("as_integer_ratio", ""), ("conjugate", ""), ("__floordiv__", "float"), ("__trunc__", ""),
              ("__round__", "small"), ("__format__", "spec"), ("__rmod__", "any")],
    "bool": [("__and__", "bool"), ("__or__", "int"), ("bit_length", ""), ("__xor__", "any")],
    "str": [("upper", ""), ("lower", ""), ("title", ""), ("capitalize", ""), ("swapcase", ""), ("casefold", ""), ("strip", ""),
            ("strip", "str"), ("lstrip", "str"), ("rstrip", "str"), ("split", ""), ("split", "str"), ("split", "str small"),
            ("rsplit", "str small"), ("splitlines", ""), ("splitlines", "bool"), ("join", "strs"), ("join", "any"),
            ("replace", "str str"), ("replace", "str str small"), ("find", "str"), ("rfind", "str small"), ("index", "str"),
            ("rindex", "str"), ("count", "str"), ("startswith", "str"), ("endswith", "str small"), ("startswith", "tuple"),
            ("partition", "str"), ("rpartition", "str"), ("center", "small"), ("center", "small char"), ("ljust", "small char"),
            ("rjust", "small"), ("zfill", "small"), ("expandtabs", "small"), ("encode", ""), ("encode", "codec"), ("isalpha", ""),
            ("isdigit", ""), ("isidentifier", ""), ("isspace", ""), ("isupper", ""), ("istitle", ""), ("isascii", ""), ("isprintable", ""),
            ("removeprefix", "str"), ("removesuffix", "str"), ("translate", "dict"), ("format", "any any"), ("format_map", "dict"),
            ("__contains__", "any"), ("__getitem__", "small"), ("__mul__", "small"), ("isdecimal", ""), ("isnumeric", "")],
    "bytes": [("hex", ""), ("hex", "char"), ("decode", ""), ("decode", "codec"), ("upper", ""), ("split", "bytes"), ("find", "bytes"),
              ("find", "small"), ("replace", "bytes bytes"), ("strip", "bytes"), ("join", "list"), ("startswith", "bytes"), ("count", "bytes"),
              ("partition", "bytes"), ("center", "small bytes"), ("zfill", "small"), ("index", "any"), ("title", ""), ("isalnum", ""),
              ("translate", "bytes"), ("splitlines", ""), ("removeprefix", "bytes"), ("expandtabs", "small")],
    "list": [("append", "any"), ("extend", "iterable"), ("insert", "small any"), ("pop", ""), ("pop", "small"), ("remove", "any"),
             ("index", "any"), ("index", "any small"), ("count", "any"), ("sort", ""), ("reverse", ""), ("copy", ""), ("clear", ""),
             ("__contains__", "any"), ("__getitem__", "slice"), ("__reversed__", ""), ("__len__", ""), ("__eq__", "any")],
    "tuple": [("index", "any"), ("count", "any"), ("__contains__", "any"), ("__getitem__", "slice"), ("__add__", "tuple"), ("__hash__", "")],
    "dict": [("get", "key"), ("get", "key any"), ("pop", "key"), ("pop", "key any"), ("setdefault", "key any"), ("keys", ""), ("values", ""),
             ("items", ""), ("copy", ""), ("update", "dict"), ("update", "any"), ("popitem", ""), ("clear", ""), ("__contains__", "key"),
             ("fromkeys", "iterable"), ("fromkeys", "iterable any"), ("__or__", "dict"), ("__getitem__", "key"), ("__reversed__", "")],
    "set": [("add", "key"), ("discard", "key"), ("remove", "key"), ("pop", ""), ("union", "iterable"), ("intersection", "iterable"),
            ("difference", "iterable"), ("symmetric_difference", "iterable"), ("update", "iterable"), ("issubset", "set"),
            ("issuperset", "iterable"), ("isdisjoint", "iterable"), ("copy", ""), ("clear", ""), ("intersection_update", "set"),
            ("difference_update", "iterable"), ("symmetric_difference_update", "set"), ("union", "any")],
    "none": [("__bool__", ""), ("__eq__", "any"), ("missing", "")],
    "complex": [("conjugate", ""), ("__abs__", ""), ("__complex__", ""), ("__pow__", "small"), ("__format__", "spec")],
    "range": [("index", "int"), ("count", "any"), ("__getitem__", "small"), ("__getitem__", "slice"), ("__contains__", "any"), ("__len__", "")],
    "func": [("__call__", ""), ("__get__", "any"), ("missing", "")],
    "object": [("m", ""), ("m", "any"), ("m", "any any"), ("cm", "any"), ("sm", "any"), ("missing", ""), ("__repr__", ""), ("__eq__", "any"),
               ("__init__", "any")],
}

# Builtin functions: kind of the result, name, kinds of the arguments.
FUNCTIONS = [
    ("int", "len", "iterable"), ("int", "len", "any"), ("any", "abs", "number"), ("any", "abs", "any"), ("any", "min", "iterable"),
    ("any", "max", "iterable"), ("any", "max", "any any"), ("any", "min", "any any any"), ("any", "sum", "iterable"),
    ("any", "sum", "list any"), ("list", "sorted", "iterable"), ("list", "list", "iterable"), ("tuple", "tuple", "iterable"),
    ("dict", "dict", "any"), ("set", "set", "iterable"), ("set", "frozenset", "iterable"), ("str", "str", "any"), ("str", "str", "bytes codec"),
    ("str", "repr", "plain"), ("int", "int", "any"), ("int", "int", "str small"), ("float", "float", "any"), ("complex", "complex", "any any"),
    ("bool", "bool", "any"), ("bytes", "bytes", "smalls"), ("bytes", "bytes", "str codec"), ("bytes", "bytearray", "bytes"),
    ("range", "range", "small"), ("range", "range", "small small"), ("range", "range", "small small small"), ("list", "list", "range"),
    ("any", "divmod", "number number"), ("any", "divmod", "any any"), ("any", "pow", "number small"), ("int", "pow", "int width int"),
    ("any", "round", "number"), ("any", "round", "number small"), ("int", "hash", "plain"), ("str", "chr", "code"), ("int", "ord", "char"),
    ("str", "hex", "int"), ("str", "oct", "int"), ("str", "bin", "any"), ("bool", "isinstance", "any type"), ("bool", "isinstance", "any any"),
    ("bool", "issubclass", "type type"), ("bool", "callable", "any"), ("any", "getattr", "object attribute"),
    ("any", "getattr", "object attribute any"), ("bool", "hasattr", "any attribute"), ("none", "setattr", "object attribute any"),
    ("none", "delattr", "object attribute"), ("any", "next", "iterator"), ("any", "next", "iterator any"), ("list", "list", "iterator"),
    ("str", "format", "any spec"), ("str", "ascii", "any"), ("bool", "any", "iterable"), ("bool", "all", "iterable"),
    ("list", "sorted", "any"), ("any", "type", "any"), ("any", "slice", "small small"), ("any", "vars", "object"), ("any", "w", "small any"),
]

TYPES = ["int", "float", "bool", "str", "bytes", "list", "tuple", "dict", "set", "frozenset", "complex", "range", "type", "object", "Exception",
         "(int, str)", "(list, tuple, dict)", "int | str", "bytearray", "type(None)", "slice", "ValueError", "BaseException"]
SPECS = ["", "d", "5", "<5", ">8", "^7", "*^9", "05", "+", " ", "x", "#x", "b", "#010b", "o", "e", ".3e", "f", ".2f", "10.3f", "g", ".3g", "%", ".1%",
         ",", "_", ",.2f", "s", ".2s", ">10s", "c", "n", "X", "=+6", "q", "10.", "\\u00e9^6", "#.3g", "z.1f", "!r", "_x", ",x", "+.0f", "-5d", "é>4"]
ATTRIBUTES = ["a", "b", "c", "p", "m", "missing", "__class__", "__name__", "__dict__", "s1", "s2", "ro"]
CODECS = ["utf-8", "ascii", "latin-1", "utf-16", "nonsense", "utf-8-sig", "utf-32-le"]
WORDS = ["", "a", "b", "ab", "abc", "aBc", "hello world", " x ", "1", "-12", "3.5", "é", "ß", "日本", "a,b,c", "A\\tB", "x\\ny", "%s", "%d %r", "{}",
         "{0!r:>5}", "{a}", "𝄞", "0x1F", "İ", "ǆ", "inf", "nan", "1e3", "1_000", "\\x00", "'", '\\"', "\\\\"]
BINARY = ["+", "-", "*", "/", "//", "%", "&", "|", "^", "@"]
COMPARE = ["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"]
RESULTS = {
    "int": ["+", "-", "*", "//", "%", "&", "|", "^"], "float": ["+", "-", "*", "/", "//", "%"], "bool": ["&", "|", "^"], "str": ["+", "%"],
    "bytes": ["+", "%"], "list": ["+"], "tuple": ["+"], "set": ["&", "|", "-", "^"], "dict": ["|"], "complex": ["+", "-", "*", "/"],
}


class Expressions:
    """Makes expressions; `names` tells the variables of a kind that are in scope."""

    def __init__(self, rng):
        self.rng = rng
        self.wild = rng.pick([1, 3, 6, 20])
        self.may_yield = False
        self.may_await = False
        self.in_class = False
        self.fresh = 0
        # The operator of each `and` and `or` expression written.
        self.booleans = {}

    # -- what the statements provide
    def names(self, kind):
        return []

    def name(self):
        self.fresh += 1
        return f"t{self.fresh}"

    # -- entry
    def expr(self, kind, depth=None):
        rng = self.rng
        if depth is None:
            depth = rng.pick([1, 1, 2, 2, 3])
        if kind == "any":
            kind = rng.pick(KINDS)
        elif kind in KINDS and rng.chance(self.wild):
            kind = rng.pick(KINDS)
        special = getattr(self, "kind_" + kind, None)
        if special is not None:
            return special(depth)
        if depth <= 0:
            return self.leaf(kind)
        choice = rng.weighted([(22, "leaf"), (16, "operator"), (14, "method"), (14, "function"), (5, "conditional"), (4, "walrus"), (8, "subscript"),
                               (4, "call"), (3, "lambda"), (4, "boolean"), (4, "attribute"), (3, "yield"), (2, "await"), (6, "own")])
        return getattr(self, "make_" + choice)(kind, depth - 1)

    def make_leaf(self, kind, depth):
        return self.leaf(kind)

    def leaf(self, kind):
        rng = self.rng
        known = self.names(kind)
        if known and rng.chance(65):
            return rng.pick(known)
        return self.literal(kind, 0)

    def literal(self, kind, depth):
        rng = self.rng
        if kind == "int":
            return rng.pick(["0", "1", "2", "3", "-1", "7", "10", "-5", "255", "1000", "2**31", "2**48", "-2**48", "2**63", "-2**63", "2**64 - 1",
                             "10**20", "-(3**50)", "0xFF", "0b101", "1_000", "281474976710655", "-281474976710656", "-7", "13", "64"])
        if kind == "float":
            return rng.pick(["0.0", "-0.0", "1.5", "-2.5", "0.1", "1e100", "1e-10", "3.0", "2.5", "float('inf')", "float('nan')", "1e16", "123456.789",
                             "-1e22", "5e-324", "0.5", "1e308"])
        if kind == "bool":
            return rng.pick(["True", "False"])
        if kind == "str":
            return rng.pick(['"%s"' % rng.pick(WORDS), self.fstring(depth)]) if depth > 0 else '"%s"' % rng.pick(WORDS)
        if kind == "bytes":
            return rng.pick(['b""', 'b"a"', 'b"abc"', 'b"\\x00\\xff"', 'b" x,y "', 'bytearray(b"abc")', 'bytearray()', 'b"%d"', 'b"12"', 'b"\\xc3\\xa9"'])
        if kind == "none":
            return rng.pick(["None", "None", "...", "NotImplemented"])
        if kind == "complex":
            return rng.pick(["1j", "(1+2j)", "-0.5j", "complex(0, -0.0)", "(3-4j)", "complex('nan')"])
        if kind == "range":
            return rng.pick(["range(3)", "range(0)", "range(1, 6)", "range(10, 0, -3)", "range(-2, 3, 2)", "range(2**70, 2**70 + 3)"])
        if kind == "list":
            return rng.pick([self.display("[", "]", depth) if depth >= 0 else "[4]", "[]", "[1, 2, 3]", "[3, 1, 2]", '["a", "b"]', "[[1], [2, 3]]", "[None, 1.5]", "list(range(6))"])
        if kind == "tuple":
            return rng.pick([self.display("(", ",)", depth) if depth >= 0 else "(4,)", "()", "(1,)", "(1, 2)", '("a", 1)', "((1, 2), 3)", "(None, True, 2.0)"])
        if kind == "set":
            return rng.pick(["set()", "{1, 2, 3}", '{"a", "b"}', "frozenset({1, 2})", "{(1, 2), 3}", "{1.5, None, True}", "set('hello')"])
        if kind == "dict":
            return rng.pick(["{}", '{"a": 1}', '{1: "x", 2: "y"}', "{(1, 2): None, 'b': [1]}", '{"a": 1, "b": 2, "c": 3}', "{1: 1, 1.0: 2, True: 3}",
                             self.dict_display(depth) if depth >= 0 else "{3: 4}"])
        if kind == "func":
            return rng.pick(["len", "str", "int", "(lambda x: x)", "(lambda *a, **k: (a, k))", "(lambda x, y=2: x + y)", "print", "w", "repr", "min"])
        return rng.pick(["Base()", "Base(1)", "Sub(2)", "Slots(1)", "Num(3)", "Seq([1, 2, 3])", "Ctx('c')", "Call()"])

    def display(self, a, b, depth):
        rng = self.rng
        parts = [("*" + self.expr("iterable", 0)) if rng.chance(12) else self.expr("any", depth - 1) for _ in range(rng.between(1, 4))]
        return a + ", ".join(parts) + b

    def dict_display(self, depth):
        rng = self.rng
        parts = [("**" + self.expr("dict", 0)) if rng.chance(12) else self.expr("key", 0) + ": " + self.expr("any", depth - 1)
                 for _ in range(rng.between(1, 4))]
        return "{" + ", ".join(parts) + "}"

    # -- kinds that are ways to use a value
    def kind_small(self, depth):
        rng = self.rng
        if rng.chance(6):
            return self.expr(rng.pick(["float", "str", "none", "object", "bool"]), 0)
        return rng.pick(["0", "1", "2", "3", "4", "5", "-1", "-2", "-3", "7", "12", "True"])

    def kind_width(self, depth):
        return self.rng.pick(["0", "1", "2", "3", "4", "8", "20"])

    def kind_smalls(self, depth):
        return self.rng.pick(["[1, 2, 3]", "range(5)", "(255,)", "[256]", "[-1]", "3", "0", "-1", '"text"', '["a"]', 'b"q"', "None", "1.5"])

    def kind_number(self, depth):
        return self.expr(self.rng.pick(["int", "int", "float", "bool", "complex"]), depth)

    def kind_key(self, depth):
        rng = self.rng
        if rng.chance(6):
            return self.expr(rng.pick(["list", "dict", "set"]), 0)
        return rng.pick(["0", "1", "2", '"a"', '"b"', '"c"', "(1, 2)", "1.0", "None", "True", self.expr(rng.pick(["int", "str", "tuple", "float"]), 0)])

    def kind_iterable(self, depth):
        return self.expr(self.rng.pick(["list", "list", "tuple", "str", "dict", "set", "range", "bytes", "iterator"]), depth)

    def kind_plain(self, depth):
        return self.expr(self.rng.pick(["int", "float", "str", "tuple", "bool", "complex", "bytes", "list", "range"]), depth)

    def kind_strs(self, depth):
        return self.rng.pick(['["a", "b"]', '("x",)', '"abc"', "map(str, [1, 2])", '{"k": 1}', '["a", 1]', '["é", "日"]'])

    def kind_char(self, depth):
        return self.rng.pick(['"*"', '"é"', '"ab"', '""', '"日"', "1", '" "'])

    def kind_code(self, depth):
        return self.rng.pick(["65", "233", "0x65e5", "0x1d11e", "-1", "0x110000", "0xd800", '"a"', "10"])

    def kind_codec(self, depth):
        return repr(self.rng.pick(CODECS))

    def kind_spec(self, depth):
        return '"%s"' % self.rng.pick(SPECS)

    def kind_type(self, depth):
        return self.rng.pick(TYPES + ["Base", "Sub", "Num"])

    def kind_attribute(self, depth):
        return repr(self.rng.pick(ATTRIBUTES))

    def kind_slice(self, depth):
        return "slice(%s)" % ", ".join(self.rng.pick(["None", "0", "1", "-1", "2", "-3", "5"]) for _ in range(self.rng.between(1, 3)))

    def kind_iterator(self, depth):
        rng = self.rng
        inner = self.expr(rng.pick(["list", "tuple", "str", "range", "dict"]), depth - 1)
        other = self.expr(rng.pick(["list", "str", "range"]), 0)
        known = self.names("generator")
        forms = [f"iter({inner})", f"enumerate({inner})", f"zip({inner}, {other})", f"reversed({inner})", f"map(str, {inner})",
                 f"filter(None, {inner})", f"enumerate({inner}, {self.expr('small')})", f"zip({inner}, {other}, strict=True)",
                 f"map(lambda x, y: (y, x), {inner}, {other})", self.comprehension("(", ")", depth)]
        if known:
            forms += [f"{rng.pick(known)}({self.expr('any', 0)})"] * 3
        return rng.pick(forms)

    # -- forms
    def make_operator(self, kind, depth):
        rng = self.rng
        if kind == "bool" or rng.chance(12):
            return self.comparison(depth)
        if rng.chance(10):
            return f"({rng.pick(['-', '+', '~', 'not '])}{self.expr(kind, depth)})"
        if kind in ("int", "float", "complex") and rng.chance(12):
            return f"({self.expr(kind, depth)} ** {self.expr('small')})"
        if kind == "int" and rng.chance(12):
            return f"({self.expr('int', depth)} {rng.pick(['<<', '>>'])} {self.expr('small')})"
        if kind in ("str", "list", "tuple", "bytes") and rng.chance(20):
            a, b = self.expr(kind, depth), self.expr("small")
            return f"({a} * {b})" if rng.chance(60) else f"({b} * {a})"
        op = rng.pick(RESULTS.get(kind, BINARY)) if not rng.chance(self.wild) else rng.pick(BINARY)
        if op == "%" and kind in ("str", "bytes"):
            # The format is a literal: widths stay small.
            f = rng.pick(["%s", "%r|%s", "%d", "%5.2f|%x", "%-6s.", "%(a)s", "%c", "%%", "%e %g", "%+05d", "%a", "%q", "%*d", "%#o"])
            return f'({"b" if kind == "bytes" else ""}"{f}" % {self.expr(rng.pick(["any", "tuple", "dict"]), 0)})'
        other = kind
        if kind in ("float", "complex") and rng.chance(40):
            other = rng.pick(["int", "bool", "float"])
        return f"({self.expr(kind, depth)} {op} {self.expr(other, depth)})"

    def comparison(self, depth):
        rng = self.rng
        kind = rng.pick(KINDS)
        parts = [self.expr(kind, depth)]
        for _ in range(rng.weighted([(8, 1), (3, 2), (1, 3)])):
            op = rng.pick(COMPARE)
            if op in ("in", "not in"):
                other = self.expr("iterable", depth)
            elif op in ("is", "is not"):
                # Identity of equal numbers and strings is the implementation's affair.
                op, other = rng.pick(["==", "!="]), self.expr(kind, depth)
            else:
                other = self.expr(kind, depth)
            parts += [op, other]
        return "(" + " ".join(parts) + ")"

    def make_method(self, kind, depth):
        rng = self.rng
        receiver = rng.pick([k for k in KINDS if k not in ("func",)])
        if rng.chance(50) and kind in METHODS:
            receiver = kind
        name, kinds = rng.pick(METHODS[receiver])
        arguments = ", ".join(self.expr(k, depth - 1) for k in kinds.split())
        if rng.chance(self.wild // 3):
            arguments = ", ".join([arguments] * bool(arguments) + [self.expr("any", 0)])
        if rng.chance(self.wild // 4):
            arguments = ", ".join([arguments] * bool(arguments) + ["k=" + self.expr("any", 0)])
        target = self.expr(receiver, depth - 1)
        if target[0].isdigit() or target[0] in "-." or " " in target and target[0] not in "(\"'[{":
            target = f"({target})"
        return f"{target}.{name}({arguments})"

    def make_function(self, kind, depth):
        rng = self.rng
        fitting = [f for f in FUNCTIONS if f[0] == kind]
        _, name, kinds = rng.pick(fitting if fitting and rng.chance(75) else FUNCTIONS)
        arguments = [self.expr(k, depth - 1) for k in kinds.split()]
        if rng.chance(self.wild // 4):
            arguments.append(rng.pick(["k=1", "*[1, 2]", "**{'k': 2}", "key=None", "default=5", "reverse=True", "key=str", "strict=False"]))
        if name in ("sorted", "min", "max") and rng.chance(30):
            arguments = arguments[:1] + ["key=" + rng.pick(["str", "repr", "len", "lambda v: (str(type(v)), repr(v))"])]
        return f"{name}({', '.join(arguments)})"

    def make_conditional(self, kind, depth):
        return f"({self.expr(kind, depth)} if {self.expr('bool', depth)} else {self.expr(kind, depth)})"

    def make_boolean(self, kind, depth):
        left, op, right = self.expr(kind, depth), self.rng.pick(["and", "or"]), self.expr(kind, depth)
        # CPython 3.14 compiles the first test of `(a or b) or c` without the handlers of the `try` around it: what `bool(a)` raises is
        # never caught. The same operator twice in a row is therefore not written that way.
        if self.booleans.get(left) == op:
            op = "and" if op == "or" else "or"
        text = f"({left} {op} {right})"
        self.booleans[text] = op
        return text

    def make_walrus(self, kind, depth):
        if self.in_class or not self.walrus_target():
            return self.expr(kind, depth)
        return f"({self.walrus_target()} := {self.expr(kind, depth)})"

    def walrus_target(self):
        return "wal"

    def make_subscript(self, kind, depth):
        rng = self.rng
        container = rng.pick(["list", "tuple", "dict", "str", "range", "bytes"])
        if rng.chance(30):
            parts = [self.expr("small") if rng.chance(65) else "" for _ in range(rng.between(2, 3))]
            index = ":".join(parts)
            if rng.chance(5):
                index += ", " + self.expr("small")
        else:
            index = self.expr("key" if container == "dict" else "small", 0)
        target = self.expr(container, depth)
        return f"({target})[{index}]"

    def call_arguments(self, depth):
        rng = self.rng
        positional = [("*" + self.expr("iterable", 0)) if rng.chance(10) else self.expr("any", depth) for _ in range(rng.below(4))]
        keywords = [("**" + self.expr("dict", 0)) if rng.chance(15) else f"{rng.pick(['a', 'b', 'k', 'x'])}={self.expr('any', depth)}"
                    for _ in range(rng.weighted([(6, 0), (3, 1), (1, 2)]))]
        names = [k.split("=")[0] for k in keywords if not k.startswith("**")]
        if len(set(names)) < len(names):
            keywords = keywords[:1]
        return ", ".join(positional + keywords)

    def make_call(self, kind, depth):
        known = self.names("func") + self.names("class")
        if not known:
            return self.expr(kind, depth)
        return f"{self.rng.pick(known)}({self.call_arguments(depth - 1)})"

    def make_lambda(self, kind, depth):
        rng = self.rng
        a = self.name()
        saved = self.may_yield, self.may_await
        self.may_yield = self.may_await = False
        body = self.expr(kind, depth - 1)
        self.may_yield, self.may_await = saved
        form = rng.pick([f"(lambda {a}: {body})({self.expr('any', 0)})", f"(lambda {a}={self.expr('any', 0)}, *r: ({a}, {body}))()",
                         f"(lambda {a}, /, b, *, k=1: [{a}, b, k, {body}])(1, {rng.pick(['2', 'b=3', 'k=2', '2, k=5', '*[1]'])})"])
        return form

    def make_attribute(self, kind, depth):
        return f"({self.expr('object', depth)}).{self.rng.pick(ATTRIBUTES)}"

    def make_yield(self, kind, depth):
        if not self.may_yield:
            return self.expr(kind, depth)
        return self.rng.pick([f"(yield {self.expr(kind, depth)})", "(yield)", f"(yield from {self.expr('iterable', depth)})"]
                             if self.may_yield != "async" else [f"(yield {self.expr(kind, depth)})", "(yield)"])

    def make_await(self, kind, depth):
        if not self.may_await:
            return self.expr(kind, depth)
        known = self.names("coroutine")
        if known and self.rng.chance(40):
            return f"(await {self.rng.pick(known)}({self.expr('any', 0)}))"
        return f"(await Aw({self.expr(kind, depth)}))"

    def make_own(self, kind, depth):
        """The kind's own richer literal forms."""
        if kind == "str":
            return self.fstring(depth)
        if kind == "list":
            return self.comprehension("[", "]", depth)
        if kind == "set":
            return self.comprehension("{", "}", depth)
        if kind == "dict":
            return self.dict_comprehension(depth)
        if kind in ("tuple", "list"):
            return self.literal(kind, depth)
        return self.make_operator(kind, depth)

    def clauses(self, depth):
        """`for` clauses of a comprehension and the names they bind."""
        rng = self.rng
        names, text = [], ""
        for i in range(rng.weighted([(7, 1), (2, 2)])):
            n = self.name()
            source = self.expr(rng.pick(["list", "range", "str", "tuple", "dict", "set", "any"]), depth if i == 0 else 0)
            if rng.chance(20):
                m = self.name()
                text += f" for {n}, {m} in {rng.pick(['enumerate', 'zip'])}({source}{rng.pick(['', '', ', ' + repr('ab')])})"
                names.append(m)
            else:
                text += f" for {n} in {source}"
            names.append(n)
            if rng.chance(30):
                text += f" if {rng.pick(names)}" if rng.chance(50) else f" if {self.expr('bool', 1)}"
        return names, text

    def comprehension(self, a, b, depth):
        saved = self.may_yield, self.may_await, self.in_class
        self.may_yield = self.may_await = False
        # A walrus may not occur in an iterable expression.
        self.in_class = True
        names, text = self.clauses(depth - 1)
        self.in_class = saved[2]
        element = self.rng.pick(names) if self.rng.chance(50) else f"({self.rng.pick(names)}, {self.expr('any', depth - 1)})"
        self.may_yield, self.may_await, self.in_class = saved
        return f"{a}{element}{text}{b}"

    def dict_comprehension(self, depth):
        saved = self.may_yield, self.may_await, self.in_class
        self.may_yield = self.may_await = False
        self.in_class = True
        names, text = self.clauses(depth - 1)
        self.in_class = saved[2]
        value = self.expr("any", depth - 1)
        self.may_yield, self.may_await, self.in_class = saved
        return f"{{{self.rng.pick(names)}: {value}{text}}}"

    def fstring(self, depth):
        rng = self.rng
        parts = []
        for _ in range(rng.between(1, 3)):
            if rng.chance(40):
                parts.append(rng.pick(["a", " ", "{{", "}}", "é=", "%s", ":", "\\t", "\\N{DIGIT ONE}"]))
            inner = self.expr("any", depth - 1)
            if inner.startswith("{"):
                inner = " " + inner
            if inner.startswith("lambda") or ":=" in inner and not inner.startswith("("):
                inner = f"({inner})"
            conversion = rng.pick(["", "", "", "!r", "!s", "!a", "="])
            spec = ""
            if rng.chance(35):
                spec = ":" + (rng.pick(SPECS) if rng.chance(80) else "{" + self.kind_width(0) + "}")
            parts.append("{" + inner + conversion + spec + "}")
        body = "".join(parts)
        return 'f"""' + body + '"""'
