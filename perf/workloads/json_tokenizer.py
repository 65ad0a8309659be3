"""Builds a JSON text, tokenizes it character by character, parses it into objects and writes it back."""
import sys


class ParseError(Exception):
    def __init__(self, message, position):
        super().__init__(f"{message} at {position}")
        self.position = position


def tokenize(text):
    tokens = []
    i = 0
    n = len(text)
    while i < n:
        c = text[i]
        if c in " \n\t":
            i += 1
        elif c in "{}[]:,":
            tokens.append((c, None))
            i += 1
        elif c == '"':
            start = i + 1
            i = start
            while text[i] != '"':
                if text[i] == "\\":
                    i += 1
                i += 1
            tokens.append(("str", text[start:i].replace('\\"', '"')))
            i += 1
        elif c == "-" or "0" <= c <= "9":
            start = i
            i += 1
            is_float = False
            while i < n and (text[i].isdigit() or text[i] in ".e-+"):
                if text[i] in ".e":
                    is_float = True
                i += 1
            piece = text[start:i]
            tokens.append(("num", float(piece) if is_float else int(piece)))
        elif text.startswith("true", i):
            tokens.append(("const", True))
            i += 4
        elif text.startswith("false", i):
            tokens.append(("const", False))
            i += 5
        elif text.startswith("null", i):
            tokens.append(("const", None))
            i += 4
        else:
            raise ParseError(f"unexpected {c!r}", i)
    return tokens


class Parser:
    def __init__(self, tokens):
        self.tokens = tokens
        self.pos = 0

    def next(self):
        token = self.tokens[self.pos]
        self.pos += 1
        return token

    def peek(self):
        return self.tokens[self.pos][0]

    def value(self):
        kind, value = self.next()
        if kind == "{":
            return self.object()
        if kind == "[":
            return self.array()
        if kind in ("str", "num", "const"):
            return value
        raise ParseError(f"unexpected token {kind!r}", self.pos)

    def object(self):
        out = {}
        if self.peek() == "}":
            self.pos += 1
            return out
        while True:
            _, key = self.next()
            kind, _ = self.next()
            if kind != ":":
                raise ParseError("expected ':'", self.pos)
            out[key] = self.value()
            kind, _ = self.next()
            if kind == "}":
                return out

    def array(self):
        out = []
        if self.peek() == "]":
            self.pos += 1
            return out
        while True:
            out.append(self.value())
            kind, _ = self.next()
            if kind == "]":
                return out


def dump(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{dump(k)}: {dump(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join([dump(v) for v in value]) + "]"
    if isinstance(value, str):
        return '"' + value.replace('"', '\\"') + '"'
    if value is True:
        return "true"
    if value is False:
        return "false"
    if value is None:
        return "null"
    return repr(value)


def sample(i):
    return {
        "id": i * 37,
        "name": f'item "{i}"',
        "price": i * 0.25 + 0.1,
        "tags": ["red", "green", "blue"][: i % 4],
        "stock": {"here": i % 2 == 0, "there": None, "count": -i},
    }


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    text = dump([sample(i) for i in range(n)])
    tokens = tokenize(text)
    value = Parser(tokens).value()
    again = dump(value)
    print("json_tokenizer", n, len(text), len(tokens), again == text)
    print(value[-1])
    try:
        tokenize("[1, ?]")
    except ParseError as e:
        print(e, e.position)


main()
