"""Random expressions of a given type, for `grammar.py`."""
from forms import Forms
from trees import Expression

INTEGERS = [
    "0", "1", "2", "3", "5", "7", "10", "31", "63", "64", "100", "255", "1000", "0x7fffffff",
    "0x80000000", "0xffffffff", "4611686018427387903", "4611686018427387904",
    "9223372036854775807", "9223372036854775808", "18446744073709551616",
    "123456789012345678901234567890", "0o17", "0b1011",
]
FLOATS = [
    "0.0", "1.0", "0.5", "2.5", "1e3", "1e10", "1.5e-3", "3.14159", "100.25", "1e22", "1e-10",
    "7.", "123456.0", "0.1", "1e15", "1048576.5",
]
STRINGS = [
    '""', '"a"', '"b"', '"abc"', '"hello world"', '"A"', '"aXbX"', '" x "', '"12"', '"-7"',
    '"é"', '"日本語"', '"😀"', '"aé😀z"', r'"\n"', r'"a\tb"', r'"\x41"', r'"\u00e9"', '"ß"', '"ÀÉ"',
    "'it\\'s'", '"%"', '"{}"', '"a,b,,c"', '"one two  three"', r'"l1\nl2\r\nl3"', 'r"\\d+"',
    '"""tri"""', '"aaaa"', '"Title Case"', '"x" "y"', r'"\\"', r'"\""', '"null"', '"0x1f"', '"ǅ"',
    '"Straße"', r'"\0"', r'"\U0001F600"', '"e\u0301"', '"\u2028"', '"\u00a0"',
]


class Expressions(Forms):
    """The part of the generator that makes expressions."""

    def joined(self, start, parts, end, type="any"):
        pieces = [start]
        for number, part in enumerate(parts):
            if number:
                pieces.append(", ")
            pieces.append(part)
        if end.startswith(",") and len(parts) != 1:
            end = end[1:]
        return Expression(type, *pieces, end)

    def expression(self, type, depth=3):
        """An expression of a type, rarely of another."""
        if self.mistakes and self.chance(self.mistakes):
            type = self.type(1)
        if self.chance(0.3):
            found = [name for name, t in self.scope.variables.items() if t == type]
            if found:
                return Expression(type, self.pick(found))
        if depth <= 0:
            return self.leaf(type)
        if self.chance(0.06):
            condition = self.expression("bool", depth - 1)
            return Expression(
                type, "(", self.expression(type, depth - 1), " if ", condition, " else ",
                self.expression(type, depth - 1), ")")
        if self.chance(0.1):
            call = self.function_call(type, depth)
            if call:
                return call
        if self.chance(0.05):
            return Expression(type, "(lambda x: x)(", self.expression(type, depth - 1), ")")
        if self.chance(0.06):
            return Expression(
                type, "{", '"k": ', self.expression(type, depth - 1), "}", '["k"]')
        if self.chance(0.04):
            return Expression(
                type, "struct(f = ", self.expression(type, depth - 1), ").f")
        if self.chance(0.12):
            form = self.form(type, depth - 1)
            if form:
                return form
        kind = type if isinstance(type, str) else type[0]
        return getattr(self, "make_" + kind)(type, depth - 1)

    def leaf(self, type):
        found = [name for name, t in self.scope.variables.items() if t == type]
        if found and self.chance(0.5):
            return Expression(type, self.pick(found))
        return self.display(type)

    def display(self, type, depth=2):
        """A literal."""
        if type == "int":
            return self.integer_literal()
        if type == "float":
            return Expression("float", self.pick(["", "", "-"]) + self.pick(FLOATS))
        if type == "str":
            return self.string_literal()
        if type == "bool":
            return Expression("bool", self.pick(["True", "False"]))
        if type == "none":
            return Expression("none", "None")
        if type[0] == "list":
            count = self.random.randint(0, 4) if depth else 0
            return self.joined(
                "[", [self.display(type[1], depth - 1) for _ in range(count)], "]", type)
        if type[0] == "tuple":
            return self.joined("(", [self.display(t, depth - 1) for t in type[1:]], ",)", type)
        keys = sorted({self.display(type[1]).text() for _ in range(self.random.randint(0, 3))})
        self.random.shuffle(keys)
        if len({literal_value(key) for key in keys}) != len(keys):
            keys = keys[:1]
        entries = [
            Expression("entry", f"{key}: ", self.display(type[2], depth - 1)) for key in keys]
        return self.joined("{", entries, "}", type)

    def integer_literal(self):
        return Expression("int", self.pick(["", "", "", "-"]) + self.pick(INTEGERS))

    def small_integer(self):
        return Expression("int", str(self.random.randint(-4, 6)))

    def string_literal(self):
        return Expression("str", self.pick(STRINGS))

    def binary(self, type, left, operator, right):
        return Expression(type, "(", left, f" {operator} ", right, ")")

    def call(self, type, function, *arguments):
        return self.joined(function + "(", list(arguments), ")", type)

    def method(self, type, receiver, name, *arguments):
        return Expression(type, receiver, self.joined(f".{name}(", list(arguments), ")"))

    def collection(self, depth):
        """An expression of any collection type, and its type."""
        type = self.pick([("list", self.type(0)), ("tuple", "int", "str"),
                          ("dict", self.pick(["int", "str"]), self.type(0))])
        return self.expression(type, depth), type

    def function_call(self, type, depth):
        found = [
            (name, f) for name, f in self.scope.functions.items()
            if f[-1] == type]
        if not found or self.loops:
            return None
        name, (parameters, variadic, keyword_only, keywords, rest, _) = self.pick(found)
        value = lambda t: self.expression(t, min(depth - 1, 1))
        arguments, named = [], self.chance(0.2)
        for parameter, t, default in parameters:
            if default is not None and self.chance(0.4):
                named = True
                continue
            if named or self.chance(0.1):
                named = True
                arguments.append(Expression("arg", f"{parameter} = ", value(t)))
            else:
                arguments.append(value(t))
        if variadic and not named:
            arguments += [value(rest) for _ in range(self.random.randint(0, 2))]
        for parameter, t, default in keyword_only:
            if default is None or self.chance(0.5):
                arguments.append(Expression("arg", f"{parameter} = ", value(t)))
        if keywords:
            for extra in ("x", "y")[:self.random.randint(0, 2)]:
                arguments.append(Expression("arg", f"{extra} = ", value(rest)))
        if variadic and not named and self.chance(0.4):
            arguments.append(Expression("arg", "*", self.display(("list", rest))))
        if keywords and self.chance(0.3):
            arguments.append(Expression("arg", "**", self.joined(
                "{", [Expression("entry", '"z": ', value(rest))], "}")))
        if self.mistakes and self.chance(0.05) and arguments:
            arguments.pop(self.random.randrange(len(arguments)))
        return self.joined(name + "(", arguments, ")", type)

    # One method for each type.

    def make_none(self, type, depth):
        return self.display(type)

    def make_int(self, type, depth):
        integer = lambda: self.expression("int", depth)
        string = lambda: self.expression("str", depth)
        choice = self.random.randint(0, 17)
        if choice <= 3:
            operator = self.pick(["+", "-", "*", "&", "|", "^"])
            right = self.small_integer() if self.loops and operator == "*" else integer()
            return self.binary(type, integer(), operator, right)
        if choice <= 5:
            right = integer() if self.chance(0.2) else self.nonzero()
            return self.binary(type, integer(), self.pick(["//", "%"]), right)
        if choice == 6:
            amount = Expression("int", str(self.random.choice([0, 32, 62, 63, 64, 70])))
            return self.binary(type, integer(), self.pick(["<<", ">>"]), amount)
        if choice == 7:
            return Expression(type, self.pick(["-", "+", "~"]), "(", integer(), ")")
        if choice == 8:
            value = self.pick([string, lambda: self.collection(depth)[0]])()
            return self.call(type, "len", value)
        if choice == 9:
            name = self.pick(["find", "rfind", "count"])
            arguments = [string()]
            if self.chance(0.5):
                # Where the empty string is between bounds, the peer has answers of its own.
                arguments = [Expression("str", self.pick(['"a"', '"l"', '"é"', '"lo"']))]
                arguments.append(self.small_integer())
                if self.chance(0.5):
                    arguments.append(self.small_integer())
            return self.method(type, string(), name, *arguments)
        if choice == 10:
            return self.call(type, "int", self.expression(self.pick(["float", "bool", "int"]), depth))
        if choice == 11:
            literal, base = self.pick([
                ("12", 10), ("-0x1F", 16), ("0b11", 0), ("zz", 36), ("777", 8), ("0o17", 0),
                ("+5", 10), ("99999999999999999999", 10), ("-8000000000000000", 16), ("0", 0),
                (" 1", 10), ("", 10), ("0x", 16), ("12", 2), ("0b1", 16)])
            if self.chance(0.5):
                return Expression(type, f'int("{literal}", {base})')
            return Expression(type, f'int("{self.random.randint(-50, 50)}")')
        if choice == 12:
            values = [integer() for _ in range(self.random.randint(1, 3))]
            function = self.pick(["min", "max"])
            if self.chance(0.5) or len(values) == 1:
                return self.call(type, function, self.joined("[", values, "]"))
            if self.chance(0.3):
                values.append(Expression("arg", "key = lambda x: -x"))
            return self.call(type, function, *values)
        if choice == 13:
            return self.call(type, "abs", integer())
        if choice == 14:
            return self.call(type, "hash", string())
        if choice == 15:
            return Expression(
                type, self.expression(("list", "int"), depth),
                f"[{self.random.choice([0, 0, 0, 1, -1, 2])}:][0]"
            ) if self.chance(0.2) else Expression(
                type, "(", self.expression(("list", "int"), depth), " or [", integer(), "])[0]")
        if choice == 16:
            return Expression(
                type, self.expression(("dict", "str", "int"), depth), ".get(", string(), ", ",
                integer(), ")")
        operator = self.pick(["and", "or"])
        return self.binary(type, integer(), operator, integer())

    def nonzero(self):
        return Expression("int", self.pick(["1", "2", "3", "-2", "7", "-7", "10", "1000",
                                            "18446744073709551616", "-4611686018427387904"]))

    def make_float(self, type, depth):
        number = lambda: self.expression(self.pick(["int", "float"]), depth)
        decimal = lambda: self.expression("float", depth)
        choice = self.random.randint(0, 7)
        if choice <= 2:
            pair = [decimal(), number()]
            self.random.shuffle(pair)
            return self.binary(type, pair[0], self.pick("+-*"), pair[1])
        if choice == 3:
            divisor = self.pick([Expression("float", "4.0"), Expression("int", "3"), number()])
            return self.binary(type, number(), "/", divisor)
        if choice == 4:
            divisor = Expression("float", self.pick(["2.0", "-0.5", "3.5", "1e10"]))
            if self.chance(0.5):
                return self.binary(type, number(), "//", divisor)
            # Of a remainder that is zero the peer loses the sign.
            return Expression(type, "(0.0 + ", number(), " % ", divisor, ")")
        if choice == 5:
            literal = self.pick([
                '"1.5"', '"-2e3"', '"inf"', '"nan"', '"+Inf"', '"1e400"', '".5"', '"5."', '"x"',
                '"-0"', '"0x10"', '"infinity"', '" 1"'])
            return Expression(type, f"float({literal})") if self.chance(0.5) else self.call(
                type, "float", number())
        if choice == 6:
            return Expression(type, self.pick(["-", "+"]), "(", decimal(), ")")
        return self.call(type, "abs", decimal())

    def make_bool(self, type, depth):
        choice = self.random.randint(0, 9)
        if choice <= 2:
            other = self.type(1)
            return self.binary(
                type, self.expression(other, depth), self.pick(["==", "!="]),
                self.expression(other, depth))
        if choice <= 4:
            other = self.pick(["int", "str", "float", "bool", ("list", "int"), ("tuple", "int", "str")])
            operator = self.pick(["<", "<=", ">", ">="])
            return self.binary(
                type, self.expression(other, depth), operator, self.expression(other, depth))
        if choice == 5:
            operator = self.pick(["in", "not in"])
            if self.chance(0.3):
                return self.binary(
                    type, self.expression("str", depth), operator, self.expression("str", depth))
            collection, of = self.collection(depth)
            return self.binary(type, self.expression(of[1], depth), operator, collection)
        if choice == 6:
            return Expression(type, "(not ", self.expression(self.type(1), depth), ")")
        if choice == 7:
            return self.binary(
                type, self.expression("bool", depth), self.pick(["and", "or"]),
                self.expression("bool", depth))
        if choice == 8:
            if self.chance(0.4):
                name = self.pick(["startswith", "endswith"])
                argument = self.expression("str", depth)
                if self.chance(0.3):
                    argument = Expression("tuple", "(", argument, ",)")
                return self.method(type, self.expression("str", depth), name, argument)
            name = self.pick([
                "isalnum", "isalpha", "isdigit", "islower", "isspace", "istitle", "isupper"])
            return self.method(type, self.expression("str", depth), name)
        function = self.pick(["any", "all", "bool"])
        argument = self.expression(("list", self.type(0)) if function != "bool" else self.type(1), depth)
        return self.call(type, function, argument)

    def make_str(self, type, depth):
        string = lambda: self.expression("str", depth)
        choice = self.random.randint(0, 13)
        if choice <= 1:
            right = self.string_literal() if self.loops else string()
            return self.binary(type, string(), "+", right)
        if choice == 2:
            pair = [self.string_literal(), self.small_integer()]
            self.random.shuffle(pair)
            return self.binary(type, pair[0], "*", pair[1])
        if choice == 3:
            return self.percent(depth)
        if choice == 4:
            return self.format(depth)
        if choice <= 6:
            name, arguments = self.pick([
                ("upper", 0), ("lower", 0), ("title", 0), ("capitalize", 0), ("strip", 0),
                ("lstrip", 0), ("rstrip", 0), ("strip", 1), ("lstrip", 1), ("rstrip", 1),
                ("replace", 2), ("removeprefix", 1), ("removesuffix", 1)])
            arguments = [string() for _ in range(arguments)]
            if name == "replace" and self.chance(0.3):
                arguments.append(self.small_integer())
            if name == "replace" and self.loops:
                arguments = [self.string_literal(), Expression("str", '"_"')]
            return self.method(type, string(), name, *arguments)
        if choice == 7:
            return Expression(type, string(), self.slice())
        if choice == 8:
            index = self.pick(["0", "-1", "1"])
            return Expression(type, "(", string(), f' + "zzz")[{index}]')
        if choice <= 10:
            function = self.pick(["str", "repr", "repr", "type"])
            return self.call(type, function, self.expression(self.exact_type(), depth))
        if choice == 11:
            return self.method(type, self.string_literal(), "join", self.expression(("list", "str"), depth))
        if choice == 12:
            return self.call(type, "json.encode", self.expression(self.json_type(), depth))
        names = [name for name, t in self.scope.variables.items() if "float" not in str(t)]
        if names:
            name, other = self.pick(names), self.pick(names)
            return Expression(type, f'f"é{{{name}}}-{{{{{{{other}}}}}}}"')
        return string()

    def exact_type(self, depth=2):
        """A type without floats, which the peer prints with six digits."""
        while "float" in str(type := self.type(depth)):
            pass
        return type

    def json_type(self):
        """A type without floats and dicts with keys that are no strings."""
        while "'dict', 'int'" in str(type := self.exact_type()):
            pass
        return type

    def slice(self):
        def bound():
            return "" if self.chance(0.4) else str(self.random.randint(-6, 6))

        step = self.pick(["", "", ":", ":1", ":2", ":-1", ":-2", ":3"])
        return f"[{bound()}:{bound()}{step}]"

    def percent(self, depth):
        pieces, values = [], []
        for _ in range(self.random.randint(0, 3)):
            code, kind = self.pick([
                ("s", None), ("r", None), ("d", "int"), ("x", "int"), ("X", "int"), ("o", "int"),
                ("s", None), ("d", "small float"), ("g", "small float"), ("e", "small float"), ("f", "float"),
                ("%", "")])
            pieces.append(self.pick(["", "a", " é "]) + "%" + code)
            if kind != "":
                if kind == "small float":
                    values.append(Expression("float", self.pick(["0.5", "-2.7", "1e3", "7.0"])))
                else:
                    values.append(self.expression(kind or self.exact_type(1), depth))
        if self.mistakes and self.chance(0.05):
            pieces.append("%s")
        return Expression(
            "str", '("' + "".join(pieces) + '" % ', self.joined("(", values, ",)"), ")")

    def format(self, depth):
        pieces, values, named = [], [], []
        style = self.pick(["auto", "numbers", "names"])
        for number in range(self.random.randint(0, 3)):
            conversion = self.pick(["", "", "!r", "!s"])
            value = self.expression(self.exact_type(1), depth)
            if style == "names":
                pieces.append("{n%d%s}" % (number, conversion))
                named.append(Expression("arg", f"n{number} = ", value))
            else:
                pieces.append("{%s%s}" % ("" if style == "auto" else number, conversion))
                values.append(value)
            pieces.append(self.pick(["", "-", "{{", "}}", "é"]))
        return self.method(
            "str", Expression("str", '"' + "".join(pieces) + '"'), "format", *(values + named))

    def make_list(self, type, depth):
        element = type[1]
        whole = lambda: self.expression(type, depth)
        choice = self.random.randint(0, 9)
        if choice <= 1:
            values = [self.expression(element, depth) for _ in range(self.random.randint(0, 4))]
            return self.joined("[", values, "]", type)
        if choice == 2:
            return self.comprehension(type, depth)
        if choice == 3:
            right = self.display(type) if self.loops else whole()
            return self.binary(type, whole(), "+", right)
        if choice == 4:
            return self.binary(type, self.display(type), "*", self.small_integer())
        if choice == 5:
            return Expression(type, whole(), self.slice())
        if choice == 6:
            arguments = [whole()]
            if self.chance(0.3):
                arguments.append(Expression("arg", "reverse = True"))
            if self.chance(0.4):
                key = self.pick(["str", "repr", "lambda x: (type(x), str(x))", "type"])
                arguments.append(Expression("arg", f"key = {key}"))
            return self.call(type, "sorted", *arguments)
        if choice == 7:
            return self.call(type, self.pick(["list", "reversed"]), whole())
        if choice == 8:
            source = self.list_of(element, depth)
            if source:
                return source
        if self.chance(0.5):
            test = self.pick(["lambda x: x", "None" if False else "lambda x: not x", "bool"])
            return Expression(type, f"list(filter({test}, ", whole(), "))")
        return Expression(type, "list(map(lambda x: x, ", whole(), "))")

    def list_of(self, element, depth):
        """What gives lists of certain elements only."""
        type = ("list", element)
        string = lambda: self.expression("str", depth)
        if element == "str":
            separator = self.pick(['","', '" "', '"a"', '"é"', '"aa"'])
            count = self.random.randint(-1, 3)
            return self.pick([
                lambda: Expression(type, string(), ".split()"),
                lambda: Expression(type, string(), f".split({separator})"),
                lambda: Expression(type, string(), f".split({separator}, {count})"),
                lambda: Expression(type, string(), f".rsplit({separator}, {count})"),
                lambda: Expression(type, string(), f".split(None, {count})"),
                lambda: Expression(type, string(), f".rsplit(None, {count})"),
                lambda: Expression(type, string(), ".splitlines()"),
                lambda: Expression(type, string(), ".splitlines(True)"),
                lambda: Expression(type, "list(", string(), f".partition({separator}))"),
                lambda: Expression(type, "list(", string(), f".rpartition({separator}))"),
                lambda: Expression(type, "list(", string(), ".elems())"),
                lambda: Expression(type, self.expression(("dict", "str", "int"), depth), ".keys()"),
            ])()
        if element == "int":
            bounds = [str(self.random.randint(-5, 8)) for _ in range(self.random.randint(1, 2))]
            if len(bounds) == 2 and self.chance(0.5):
                bounds.append(self.pick(["1", "2", "-1", "-3"]))
            source = f"range({', '.join(bounds)})"
            if self.chance(0.4):
                source += self.slice()
            return Expression(type, f"list({source})")
        if element[0] == "tuple" and len(element) == 3:
            if element[1] == "int" and self.chance(0.5):
                return Expression(
                    type, "enumerate(", self.expression(("list", element[2]), depth), ")")
            if element[1] in ("int", "str") and self.chance(0.5):
                return Expression(
                    type, self.expression(("dict", element[1], element[2]), depth), ".items()")
            return Expression(
                type, "zip(", self.expression(("list", element[1]), depth), ", ",
                self.expression(("list", element[2]), depth), ")")
        return None

    def comprehension(self, type, depth):
        name = self.fresh("c")
        source_type = self.type(1)
        source = self.expression(("list", source_type), depth)
        saved = dict(self.scope.variables)
        self.loops += 1
        self.scope.variables[name] = source_type
        parts = [f" for {name} in ", source]
        if self.chance(0.3):
            second = self.fresh("c")
            parts += [f" for {second} in ", self.display(("list", "int"))]
            self.scope.variables[second] = "int"
        if self.chance(0.4):
            parts += [" if ", self.expression("bool", depth - 1)]
        if type[0] == "list":
            result = Expression(type, "[", self.expression(type[1], depth - 1), *parts, "]")
        else:
            key = self.expression(type[1], depth - 1)
            result = Expression(
                type, "{", key, ": ", self.expression(type[2], depth - 1), *parts, "}")
        self.loops -= 1
        self.scope.variables = saved
        return result

    def make_dict(self, type, depth):
        whole = lambda: self.expression(type, depth)
        choice = self.random.randint(0, 5)
        if choice == 0:
            return self.display(type)
        if choice == 1:
            return self.comprehension(type, depth)
        if choice == 2:
            return self.binary(type, whole(), "|", whole())
        if choice == 3:
            if type[1] == "str" and self.chance(0.5):
                return Expression(
                    type, "dict(", whole(), ", a = ", self.expression(type[2], depth), ")")
            return self.call(type, "dict", whole())
        if choice == 4:
            return self.call(type, "dict", self.expression(("list", ("tuple",) + type[1:]), depth))
        entry = Expression(
            "entry", self.expression(type[1], depth), ": ", self.expression(type[2], depth))
        return Expression(type, "{", entry, "}")

    def make_tuple(self, type, depth):
        values = [self.expression(t, depth) for t in type[1:]]
        choice = self.random.randint(0, 3)
        if choice == 0 and len(set(type[1:])) == 1:
            return Expression(type, "tuple(", self.joined("[", values, "]"), ")")
        if choice == 1 and len(values) > 1:
            return Expression(
                type, "(", self.joined("(", values[:1], ",)"), " + ",
                self.joined("(", values[1:], ",)"), ")")
        if choice == 2:
            return Expression(type, self.joined("(", values, ",)"), "[:]")
        return self.joined("(", values, ",)", type)


def literal_value(text):
    """What a literal of the grammar means, to tell equal keys."""
    try:
        return eval(text)  # the literals are valid Python
    except SyntaxError:
        return text
