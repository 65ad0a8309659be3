"""Random statements on top of the expressions, and whole programs."""
from expressions import ATTRIBUTES, Expressions, KINDS, TYPES

PREFIX = {"int": "n", "float": "f", "bool": "q", "str": "s", "bytes": "y", "list": "l", "tuple": "u", "dict": "d", "set": "e", "none": "z",
          "complex": "x", "range": "r", "func": "g", "object": "o"}
AUGMENTED = ["+=", "-=", "*=", "/=", "//=", "%=", "&=", "|=", "^=", "@=", "<<=", ">>=", "**="]
ERRORS = ["ValueError", "TypeError", "KeyError", "IndexError", "ZeroDivisionError", "AttributeError", "LookupError", "ArithmeticError", "MyError",
          "RuntimeError", "Exception", "OSError", "StopIteration", "NameError", "OverflowError", "UnicodeError", "AssertionError"]


class Statements(Expressions):
    """Writes statements into `lines`, with the indentation kept."""

    def __init__(self, rng):
        super().__init__(rng)
        self.lines = []
        self.depth = 0
        self.functions = []
        self.classes = []
        self.generators = []
        self.coroutines = []
        self.nonlocals = []
        self.in_function = None
        self.in_loop = False
        self.in_star = False
        self.value_return = True
        self.budget = 0

    def names(self, kind):
        if kind in PREFIX:
            own = [f"{PREFIX[kind]}{i}" for i in range(3)]
            if kind == "func":
                return own + self.functions[-4:]
            return own
        return {"class": self.classes, "generator": self.generators, "coroutine": self.coroutines}.get(kind, [])

    def walrus_target(self):
        return self.rng.pick(["n0", "n1", "s0", "l1", "o2"])

    def emit(self, text):
        self.lines.append("    " * self.depth + text)

    def simple(self, text):
        """A statement whose errors mostly end there."""
        if self.rng.chance(80):
            self.emit(f"try: {text}")
            self.emit("except Exception as err: E('.', err)")
        else:
            self.emit(text)

    def variable(self, kind=None):
        return f"{PREFIX[kind or self.rng.pick(KINDS)]}{self.rng.below(3)}"

    def block(self, least=1, most=4):
        self.depth += 1
        start = len(self.lines)
        for _ in range(self.rng.between(least, most)):
            self.statement()
        if len(self.lines) == start:
            self.emit("pass")
        self.depth -= 1

    def statement(self):
        rng = self.rng
        self.budget -= 1
        if self.budget < 0 or self.depth > 6:
            return rng.pick([self.do_assign, self.do_print, self.do_augmented])()
        options = [(20, self.do_assign), (14, self.do_print), (8, self.do_augmented), (4, self.do_delete), (7, self.do_if), (8, self.do_for),
                   (4, self.do_while), (9, self.do_try), (3, self.do_try_star), (4, self.do_raise), (5, self.do_with), (6, self.do_match),
                   (4, self.do_unpack), (5, self.do_subscript_store), (4, self.do_attribute_store), (2, self.do_assert), (2, self.do_exec),
                   (1, self.do_type_alias), (2, self.do_annotated), (3, self.do_guarded)]
        if self.depth <= 3:
            options += [(5, self.do_def), (4, self.do_class), (3, self.do_generator), (3, self.do_async)]
        if self.in_loop:
            options += [(5, self.do_jump)]
        if self.in_function and not self.in_star:
            options += [(4, self.do_return)]
        if self.may_yield:
            options += [(10, self.do_yield)]
        if self.may_await:
            options += [(12, self.do_await)]
        chosen = rng.weighted(options)
        if chosen in (self.do_if, self.do_for, self.do_while, self.do_match, self.do_with, self.do_try_star) and rng.chance(50):
            self.emit("try:")
            self.depth += 1
            chosen()
            self.depth -= 1
            return self.emit("except Exception as err: E('B', err)")
        chosen()

    # -- simple statements
    def do_assign(self):
        rng = self.rng
        kind = rng.pick(KINDS)
        targets = " = ".join(self.variable(kind) for _ in range(rng.weighted([(6, 1), (1, 2), (1, 3)])))
        self.simple(f"{targets} = {self.expr(kind)}")

    def do_print(self):
        rng = self.rng
        arguments = ", ".join(self.expr("any") for _ in range(rng.weighted([(5, 1), (2, 2)])))
        self.simple(f"P({arguments})")

    def do_augmented(self):
        rng = self.rng
        kind = rng.pick(KINDS)
        op = rng.pick(AUGMENTED)
        value = self.expr("small") if op in ("<<=", ">>=", "**=", "*=") else self.expr(kind, 2)
        target = self.variable(kind)
        if rng.chance(25):
            target = rng.pick([f"{self.variable('object')}.{rng.pick(['a', 'b', 'p', 's1', 'missing'])}",
                               f"{self.variable('list')}[{self.expr('small')}]", f"{self.variable('dict')}[{self.expr('key', 0)}]",
                               f"{self.variable('list')}[{self.expr('small')}:{self.expr('small')}]"])
        self.simple(f"{target} {op} {value}")

    def do_delete(self):
        rng = self.rng
        self.simple("del " + rng.pick([self.variable(), f"{self.variable('list')}[{self.expr('small')}]", f"{self.variable('dict')}[{self.expr('key', 0)}]",
                                     f"{self.variable('list')}[{self.expr('small')}:]", f"{self.variable('object')}.{rng.pick(ATTRIBUTES)}",
                                     f"{self.variable('int')}, {self.variable('list')}[::2]", f"{self.variable('any' if False else 'str')}[0]"]))

    def do_unpack(self):
        rng = self.rng
        names = [self.variable() for _ in range(rng.between(1, 4))]
        if rng.chance(40):
            i = rng.below(len(names))
            names[i] = "*" + names[i]
        if rng.chance(25):
            names[0] = f"({names[0].lstrip('*')}, {self.variable()})"
        if rng.chance(15):
            names[-1] = f"{self.variable('list')}[{self.expr('small')}]"
        target = ", ".join(names) + ("," if len(names) == 1 else "")
        self.simple(f"{rng.pick(['[%s]', '%s', '(%s)']) % target} = {self.expr('iterable')}")

    def do_subscript_store(self):
        rng = self.rng
        if rng.chance(50):
            self.simple(f"{self.variable('dict')}[{self.expr('key', 1)}] = {self.expr('any')}")
        elif rng.chance(60):
            self.simple(f"{self.variable('list')}[{self.expr('small')}] = {self.expr('any')}")
        else:
            bounds = ":".join(rng.pick(["", self.expr("small")]) for _ in range(rng.between(2, 3)))
            self.simple(f"{self.variable(rng.pick(['list', 'list', 'bytes', 'tuple']))}[{bounds}] = {self.expr('iterable')}")

    def do_attribute_store(self):
        self.simple(f"{self.variable('object')}.{self.rng.pick(ATTRIBUTES)} = {self.expr('any')}")

    def do_assert(self):
        self.emit(f"assert {self.expr('bool')}" + (f", {self.expr('any')}" if self.rng.chance(50) else ""))

    def do_annotated(self):
        self.simple(f"ann{self.fresh}: {self.expr('type')}" + self.rng.pick(["", f" = {self.expr('any')}"]))

    def do_type_alias(self):
        n = self.name()
        self.emit(f"type {n}[T] = dict[T, {self.rng.pick(TYPES)}]")
        self.emit(f"P({n}, {n}[int])")

    def do_exec(self):
        rng = self.rng
        text = self.expr(rng.pick(KINDS), 2)
        if "yield" in text or "await" in text:
            return self.do_print()
        if rng.chance(60):
            self.simple(f"P(eval({text!r}))")
        else:
            self.simple(f"exec({self.variable() + ' = ' + text!r})")

    def do_jump(self):
        if self.in_loop:
            self.emit(f"if {self.expr('bool', 2)}: {self.rng.pick(['break', 'continue'])}")

    def do_return(self):
        text = f"return {self.expr('any')}" if self.value_return else "return"
        self.emit(f"if {self.expr('bool', 2)}: {text}" if self.rng.chance(70) else text)

    def do_yield(self):
        rng = self.rng
        if self.may_yield == "async":
            return self.emit(rng.pick([f"yield {self.expr('any')}", f"P((yield {self.expr('any')}))"]))
        self.emit(rng.pick([f"yield {self.expr('any')}", f"{self.variable()} = yield {self.expr('any')}", f"yield from {self.expr('iterable')}",
                            f"P((yield {self.expr('any')}))"]))

    def do_await(self):
        rng = self.rng
        if rng.chance(25):
            n = self.variable()
            self.emit(f"async for {n} in {rng.pick(['AIter(' + self.expr('iterable', 2) + ')', self.expr('any', 0)])}:")
            return self.loop_body()
        if rng.chance(25):
            self.emit(f"async with {self.manager()} as {self.variable('object')}:")
            return self.block()
        if rng.chance(20):
            t = self.name()
            return self.emit(f"P([({t}, await Aw({self.expr('any', 1)})) async for {t} in AIter({self.expr('iterable', 1)})"
                             f"{rng.pick(['', ' if ' + t])}])")
        self.emit(rng.pick([f"P(await Aw({self.expr('any')}))", f"{self.variable()} = await Aw({self.expr('any')})", f"await {self.expr('any', 1)}"]))

    def error(self):
        rng = self.rng
        n = rng.pick(ERRORS)
        return rng.pick([n, f"{n}()", f"{n}({self.expr('any', 1)})", f"{n}({self.expr('any', 0)}, {self.expr('any', 0)})"])

    def group(self, depth=1):
        rng = self.rng
        inner = [self.group(depth - 1) if depth and rng.chance(25) else f"{rng.pick(ERRORS)}({self.expr('small')})" for _ in range(rng.between(1, 3))]
        return f"ExceptionGroup('g', [{', '.join(inner)}])"

    def do_raise(self):
        rng = self.rng
        text = rng.weighted([(8, self.error), (2, self.group), (1, lambda: self.expr("any", 1))])()
        cause = f" from {rng.pick([self.error(), 'None', self.expr('any', 0)])}" if rng.chance(25) else ""
        if rng.chance(8):
            text, cause = "", ""
        self.emit(f"if {self.expr('bool', 2)}: raise {text}{cause}" if rng.chance(60) else f"raise {text}{cause}".rstrip())

    def do_guarded(self):
        """Most errors end here, so that what follows runs."""
        self.emit("try:")
        self.block(2, 5)
        self.emit("except Exception as err: E('G', err)")

    # -- compound statements
    def do_if(self):
        rng = self.rng
        self.emit(f"if {self.expr(rng.pick(['bool', 'any']))}:")
        self.block()
        while rng.chance(25):
            self.emit(f"elif {self.expr('any')}:")
            self.block()
        if rng.chance(40):
            self.emit("else:")
            self.block()

    def loop_body(self):
        saved = self.in_loop
        self.in_loop = True
        self.depth += 1
        self.emit("tick()")
        self.depth -= 1
        self.block(1, 3)
        self.in_loop = saved
        if self.rng.chance(25):
            self.emit("else:")
            self.block(1, 2)

    def do_for(self):
        rng = self.rng
        if rng.chance(25):
            source = rng.pick([f"enumerate({self.expr('iterable', 1)})", f"({self.variable('dict')}).items()", f"zip({self.expr('iterable', 1)}, 'abc')"])
            self.emit(f"for {self.variable()}, {self.variable()} in {source}:")
        elif rng.chance(10):
            self.emit(f"for {self.variable()}, *{self.variable()} in {self.expr('iterable', 2)}:")
        elif rng.chance(30):
            self.emit(f"for {self.variable('int')} in range({rng.between(1, 6)}):")
        else:
            self.emit(f"for {self.variable()} in {self.expr('iterable')}:")
        self.loop_body()

    def do_while(self):
        c = self.name()
        self.emit(f"{c} = {self.rng.between(1, 5)}")
        self.emit(f"while ({c} := {c} - 1) >= 0{self.rng.pick(['', '', ' and ' + self.expr('bool', 2)])}:" if not self.in_class
                  else f"while {c}:")
        if self.in_class:
            self.depth += 1
            self.emit(f"{c} -= 1")
            self.depth -= 1
        self.loop_body()

    def do_try(self):
        rng = self.rng
        self.emit("try:")
        self.block(1, 4)
        handlers = rng.below(3)
        for _ in range(handlers):
            kinds = rng.pick(ERRORS) if rng.chance(70) else f"({rng.pick(ERRORS)}, {rng.pick(ERRORS)})"
            if rng.chance(4):
                kinds = self.expr("any", 0)
            name = rng.pick(["", "", " as err", " as " + self.variable("object")])
            self.emit(f"except {kinds}{name}:")
            self.depth += 1
            self.emit("E('H', err)" if name == " as err" else "print('handled')")
            self.depth -= 1
            self.block(1, 2)
        if handlers and rng.chance(15):
            self.emit("except:")
            self.depth += 1
            self.emit("tick()")
            self.depth -= 1
            self.block(1, 2)
        if handlers and rng.chance(25):
            self.emit("else:")
            self.block(1, 2)
        if not handlers or rng.chance(30):
            self.emit("finally:")
            saved = self.in_loop, self.in_star
            if not rng.chance(3):
                self.in_loop, self.in_star = False, True
            self.block(1, 2)
            self.in_loop, self.in_star = saved

    def do_try_star(self):
        rng = self.rng
        self.emit("try:")
        self.depth += 1
        if rng.chance(70):
            self.emit(f"raise {self.group(2)}")
        self.depth -= 1
        self.block(1, 2)
        for _ in range(rng.between(1, 3)):
            self.emit(f"except* {rng.pick(ERRORS)} as err:")
            self.depth += 1
            self.emit("E('S', err)")
            self.depth -= 1
            saved = self.in_loop, self.in_star
            self.in_loop, self.in_star = False, True
            self.block(1, 2)
            self.in_loop, self.in_star = saved
        if rng.chance(30):
            self.emit("else:")
            self.block(1, 1)

    def manager(self):
        rng = self.rng
        if rng.chance(8):
            return self.expr("any", 1)
        return f"Ctx({rng.pick(['1', '2', repr('n')])}, {rng.pick(['True', 'False'])}{rng.pick(['', '', '', ', ' + repr('enter'), ', ' + repr('exit')])})"

    def do_with(self):
        rng = self.rng
        items = [self.manager() + rng.pick(["", f" as {self.variable('object')}", f" as ({self.variable()}, {self.variable()})"
                                            if rng.chance(10) else ""]) for _ in range(rng.between(1, 2))]
        text = ", ".join(items)
        self.emit(f"with ({text}):" if rng.chance(30) else f"with {text}:")
        self.block()

    def pattern(self, depth, bind):
        """A pattern; `bind` tells whether it may bind names (alternatives may not)."""
        rng = self.rng
        fresh = lambda: self.fresh_capture() if bind else "_"
        choice = rng.below(10)
        if depth <= 0 or choice < 3:
            return rng.pick(["1", "-2", "2.5", '"a"', "None", "True", "b'a'", "1+2j", "Base.c", "_", fresh(), fresh(), "''", "int()", "str()"])
        inner = lambda: self.pattern(depth - 1, bind)
        if choice < 5:
            parts = [inner() for _ in range(rng.below(4))]
            if rng.chance(50):
                parts.insert(rng.below(len(parts) + 1), "*" + fresh())
            return f"[{', '.join(parts)}]" if rng.chance(60) or not parts else f"({', '.join(parts)},)"
        if choice < 7:
            keys = [rng.pick(['"a"', "1", '"b"', "None", "2"]) for _ in range(rng.below(3))]
            parts = [f"{k}: {inner()}" for k in dict.fromkeys(keys)]
            if bind and rng.chance(40):
                parts.append("**" + self.fresh_capture())
            return "{" + ", ".join(parts) + "}"
        if choice < 9:
            name = rng.pick(["Base", "Sub", "int", "str", "list", "dict", "tuple", "float", "Num", "object", "bool", "Slots"])
            positional = [inner() for _ in range(rng.weighted([(4, 0), (4, 1), (1, 2)]))]
            keywords = [f"{k}={inner()}" for k in ["a", "real", "n"] if rng.chance(15)]
            return f"{name}({', '.join(positional + keywords)})"
        parts = [self.pattern(depth - 1, False) for _ in range(3)]
        return "(" + " | ".join(f"[{p}]" if p == "_" or p.endswith("_)") else p for p in parts) + ")"

    def fresh_capture(self):
        n = f"m{len(self.captures)}"
        self.captures.append(n)
        return n

    def do_match(self):
        rng = self.rng
        self.emit(f"match {self.expr('any')}{rng.pick(['', '', ', ' + self.expr('any', 1)])}:")
        self.depth += 1
        for _ in range(rng.between(1, 4)):
            self.captures = []
            text = self.pattern(3, True)
            # An irrefutable pattern makes those after it unreachable, which is an error.
            if text == "_" or text in self.captures:
                text = f"[{text}]"
            if rng.chance(15):
                text += " as " + self.fresh_capture()
            guard = f" if {self.expr('bool', 2)}" if rng.chance(25) else ""
            captures = self.captures
            self.emit(f"case {text}{guard}:")
            self.depth += 1
            self.emit(f"P('case'{''.join(', ' + c for c in captures)})")
            self.depth -= 1
            self.block(1, 2)
        if rng.chance(50):
            self.emit("case _:")
            self.block(1, 2)
        self.depth -= 1

    # -- definitions
    def parameters(self):
        rng = self.rng
        out, defaults = [], False
        names = [f"p{i}" for i in range(rng.below(4))]
        slash = rng.between(1, len(names)) if names and rng.chance(25) else 0
        for i, n in enumerate(names):
            defaults = defaults or rng.chance(40)
            annotation = f": {rng.pick(TYPES)}" if rng.chance(15) else ""
            out.append(f"{n}{annotation}" + (f"={self.expr('any', 1)}" if defaults else ""))
            if i + 1 == slash:
                out.append("/")
        star = rng.below(4)
        if star == 1:
            out.append("*args")
        elif star == 2:
            out.append("*")
        if star in (1, 2) and (star == 2 or rng.chance(50)):
            out.append("k" + rng.pick(["", f"={self.expr('any', 1)}"]))
        if rng.chance(30):
            out.append("**kw")
        return ", ".join(out)

    def function(self, head, name, parameters, generator=False, coroutine=False):
        """A function definition with a random body."""
        rng = self.rng
        saved = (self.in_function, self.in_loop, self.in_star, self.may_yield, self.may_await, self.in_class, self.value_return, self.nonlocals)
        outer_locals = self.nonlocals if self.in_function else []
        self.emit(f"{head} {name}{'[T]' if rng.chance(4) else ''}({parameters}){rng.pick(['', '', '', ' -> int'])}:")
        self.depth += 1
        if rng.chance(10):
            self.emit(f'"""Doc of {name}."""')
        self.in_function, self.in_loop, self.in_star, self.in_class = name, False, False, False
        self.may_yield = ("async" if coroutine else "plain") if generator else False
        self.may_await = coroutine
        self.value_return = not (generator and coroutine)
        declared = set()
        if rng.chance(25):
            declared = {self.variable() for _ in range(rng.between(1, 2))}
            self.emit("global " + ", ".join(sorted(declared)))
        if outer_locals and rng.chance(60):
            free = [n for n in outer_locals if n not in declared]
            if free:
                chosen = rng.pick(free)
                declared.add(chosen)
                self.emit(f"nonlocal {chosen}")
        self.emit("tick()")
        self.nonlocals = []
        for _ in range(rng.below(3)):
            kind = rng.pick(KINDS)
            n = self.variable(kind)
            if n not in declared:
                self.emit(f"{n} = {self.literal(kind, -1)}")
                self.nonlocals.append(n)
        if rng.chance(60) and parameters:
            shown = [p.split(":")[0].split("=")[0].strip().lstrip("*") for p in parameters.split(",")]
            self.emit("P(" + ", ".join(s for s in shown if s in ("p0", "p1", "p2", "args", "k", "kw", "self")) + ")")
        self.depth -= 1
        self.block(1, 5)
        self.depth += 1
        if generator:
            self.emit(f"yield {self.expr('any', 1)}")
        elif rng.chance(70) and self.value_return:
            self.emit(f"return {self.expr('any')}")
        self.depth -= 1
        (self.in_function, self.in_loop, self.in_star, self.may_yield, self.may_await, self.in_class, self.value_return, self.nonlocals) = saved

    def decorators(self):
        rng = self.rng
        while rng.chance(12):
            self.emit(rng.pick(["@deco()", "@twice", "@deco(1, 2)", f"@(lambda f: f)", f"@{self.expr('any', 0)}" if rng.chance(15) else "@deco()"]))

    def do_def(self):
        name = f"fn{self.fresh}"
        self.fresh += 1
        self.decorators()
        self.function("def", name, self.parameters())
        for _ in range(self.rng.between(1, 2)):
            self.emit(f"try: P({name}({self.call_arguments(2)}))")
            self.emit("except Exception as err: E('C', err)")
        if not self.in_function and not self.in_class:
            self.functions.append(name)

    def do_generator(self):
        rng = self.rng
        name = f"gen{self.fresh}"
        self.fresh += 1
        self.function("def", name, "p0=1", generator=True)
        g = f"it{self.fresh}"
        self.fresh += 1
        self.emit("try:")
        self.depth += 1
        self.emit(f"{g} = {name}({self.expr('any', 1)})")
        for _ in range(rng.between(1, 4)):
            self.emit(rng.pick([f"P(next({g}))", f"P({g}.send({self.expr('any', 1)}))", f"P({g}.throw({self.error()}))", f"P(list({g}))",
                                f"for t in {g}: tick(); P(t)", f"P({g}.close())", f"P(next({g}, 'end'))", f"P({g}.gi_running, {g}.__name__)"]))
        self.depth -= 1
        self.emit("except Exception as err: E('Y', err)")
        self.emit(f"{g} = None")
        if not self.in_function and not self.in_class:
            self.generators.append(name)

    def do_async(self):
        rng = self.rng
        name = f"co{self.fresh}"
        self.fresh += 1
        generator = rng.chance(35)
        self.function("async def", name, "p0=1", generator=generator, coroutine=True)
        sends = rng.pick(["", ", [1, None, 'x']", f", [None, {rng.pick(ERRORS)}(1)]", f", [{rng.pick(ERRORS)}()]"])
        call = f"collect({name}({self.expr('any', 1)}))" if generator else f"{name}({self.expr('any', 1)})"
        self.emit(f"try: P(drive({call}{sends}))")
        self.emit("except Exception as err: E('A', err)")
        if not generator and not self.in_function and not self.in_class:
            self.coroutines.append(name)

    def do_class(self):
        rng = self.rng
        name = f"K{self.fresh}"
        self.fresh += 1
        bases = [rng.pick(["Base", "Sub", "Slots", "Num", "Seq", "int", "str", "list", "dict", "tuple", "Exception", "object", "Ctx", "Call", "float",
                           "set", "bool"] + self.classes[-3:] * 2) for _ in range(rng.weighted([(3, 0), (6, 1), (3, 2)]))]
        keywords = rng.pick(["", "", "", "metaclass=Meta", "metaclass=Meta, extra=1", "tag=5"])
        arguments = ", ".join(bases + [keywords] * bool(keywords))
        self.emit("try:")
        self.depth += 1
        self.decorators()
        self.emit(f"class {name}{'[T]' if rng.chance(4) else ''}{f'({arguments})' if arguments else ''}:")
        saved = (self.in_function, self.in_loop, self.in_star, self.may_yield, self.may_await, self.in_class, self.nonlocals)
        self.in_function, self.in_loop, self.in_star, self.may_yield, self.may_await, self.in_class = None, False, False, False, False, True
        self.nonlocals = []
        self.depth += 1
        if rng.chance(15):
            self.emit(f"__slots__ = {rng.pick(['()', repr(('s1', 's2')), repr('s1'), repr(('a', '__dict__'))])}")
        for _ in range(rng.between(0, 3)):
            self.member()
        self.depth -= 1
        self.block(0, 2)
        (self.in_function, self.in_loop, self.in_star, self.may_yield, self.may_await, self.in_class, self.nonlocals) = saved
        self.emit(f"P({name}, [b.__name__ for b in {name}.__mro__], sorted(k for k in {name}.__dict__ if not k.startswith('__')))")
        self.emit(f"{self.variable('object')} = {name}({self.call_arguments(1)})")
        for _ in range(rng.between(0, 3)):
            o = self.variable("object")
            self.emit(rng.pick([f"P({o}.{rng.pick(ATTRIBUTES)})", f"P({o} + {self.expr('any', 0)})", f"P({o} == {self.expr('any', 0)}, {o} < {o})",
                                f"P(len({o}), {o}[0])", f"P({o}.m(1))", f"{o}.{rng.pick(ATTRIBUTES)} = {self.expr('any', 1)}", f"P(list({o}))",
                                f"P({name}.{rng.pick(ATTRIBUTES)})", f"P({o}, str({o}), f'{{{o}:>4}}')", f"P({o}({self.call_arguments(1)}))",
                                f"P(isinstance({o}, {name}), issubclass({name}, Base))"]))
        self.depth -= 1
        self.emit("except Exception as err: E('K', err)")
        if not saved[0] and not saved[5] and self.depth == 0:
            self.classes.append(name)

    def member(self):
        rng = self.rng
        body = lambda: self.expr("any", 2)
        saved = self.in_class
        choice = rng.below(12)
        if choice == 0:
            self.emit(f"{rng.pick(ATTRIBUTES[:4])} = {self.expr('any', 2)}")
        elif choice == 1:
            self.emit("@property")
            self.function("def", "p", "self")
        elif choice == 2:
            self.emit("@classmethod")
            self.function("def", "cm", "cls, x=1")
        elif choice == 3:
            self.emit("@staticmethod")
            self.function("def", "sm", "x=1")
        elif choice == 4:
            self.emit(f"{rng.pick(['d', 'a', 'b'])} = Named()")
        else:
            self.in_class = False
            name, arguments = rng.pick([
                ("m", "self, *args"), ("m", "self, x=1"), ("__init__", "self, *args, **kw"), ("__add__", "self, other"), ("__radd__", "self, other"),
                ("__eq__", "self, other"), ("__lt__", "self, other"), ("__len__", "self"), ("__getitem__", "self, i"), ("__iter__", "self"),
                ("__call__", "self, *args"), ("__repr__", "self"), ("__str__", "self"), ("__bool__", "self"), ("__getattr__", "self, name"),
                ("__setattr__", "self, name, value"), ("__contains__", "self, x"), ("__hash__", "self"), ("__format__", "self, spec"),
                ("__getattribute__", "self, name"), ("__new__", "cls, *args"), ("__enter__", "self"), ("__exit__", "self, *args"),
                ("__next__", "self"), ("__index__", "self"), ("__delattr__", "self, name"), ("__missing__", "self, key"), ("__del__", "self"),
                ("__iadd__", "self, other"), ("__neg__", "self"), ("__class_getitem__", "cls, x"), ("__init_subclass__", "cls, **kw"),
                ("__get__", "self, obj, owner=None"), ("__set_name__", "self, owner, name"), ("__await__", "self"), ("__reversed__", "self")])
            self.emit(f"def {name}({arguments}):")
            self.depth += 1
            self.emit("tick()")
            first, *rest = [a.strip().split("=")[0].lstrip("*") for a in arguments.split(",")]
            if rng.chance(30):
                self.emit(f"print({name!r}, len({rest[-1]!r}))" if rest else f"print({name!r})")
            call = ", ".join(("*" if a == "args" else "**" if a == "kw" else "") + a for a in rest)
            if name == "__new__":
                call = "cls"
            parent = f"super().{name}({call})"
            fit = {"__len__": "int", "__bool__": "bool", "__hash__": "int", "__index__": "int", "__repr__": "str", "__str__": "str",
                   "__format__": "str", "__iter__": "iterator", "__eq__": "bool", "__lt__": "bool", "__contains__": "bool"}.get(name, "any")
            saved_function, saved_nonlocals = self.in_function, self.nonlocals
            self.in_function, self.nonlocals = name, []
            value = parent if rng.chance(50) else self.expr(fit, 2)
            if name == "__init__":
                self.emit(f"self.{rng.pick(ATTRIBUTES[:4])} = {self.expr('any', 1)}")
                if rng.chance(70):
                    self.emit(rng.pick([parent, "super().__init__()"]))
            elif name == "__del__":
                self.emit(f"print('del', {name!r})")
            elif name == "__next__":
                self.emit(f"if {self.expr('bool', 1)}: raise StopIteration")
                self.emit(f"return {value}")
            else:
                self.emit(f"return {value}")
            self.in_function, self.nonlocals = saved_function, saved_nonlocals
            self.depth -= 1
        self.in_class = saved


def program(rng, prelude):
    """The text of a program."""
    g = Statements(rng)
    g.budget = rng.pick([100, 300, 600, 900])
    out = [prelude]
    if rng.chance(8):
        out.append("fuel = 4000\n")
    for kind in KINDS:
        for i in range(3):
            g.emit(f"{PREFIX[kind]}{i} = {g.literal(kind, -1)}")
    g.emit("")
    while g.budget > 0:
        g.emit("try:")
        g.block(2, 6)
        g.emit("except Exception as err: E('T', err)")
        g.emit("except Done: print('done'); fuel = 50")
    for kind in KINDS:
        g.emit(f"try: P({', '.join(PREFIX[kind] + str(i) for i in range(3))})")
        g.emit("except NameError as err: E('N', err)")
    # Some programs end by an uncaught exception, or with a status.
    if rng.chance(20):
        g.do_raise()
    elif rng.chance(5):
        g.emit(f"raise SystemExit({g.expr('any', 1)})")
    return "\n".join(out + g.lines) + "\n"
