"""Random programs that mostly run to their end.

A type is "int", "float", "str", "bool", "none", or a tuple: ("list", T), ("dict", K, V),
("tuple", T, ...). What an expression of a type may be is in `expressions.py`; this file makes
statements and keeps track of the variables.
"""
import random

import expressions
from trees import Expression, Statement, text

SCALARS = ("int", "int", "str", "str", "float", "bool")
KEYS = ("int", "str")

# What the forms use; types must have names before they can have values.
HEADER = ['R = record(a = typing.Any, b = field(int, 3))', 'E = enum("a", "b")']


class Scope:
    """The variables that can be used at one place."""

    def __init__(self, outer=None):
        self.variables = dict(outer.variables) if outer else {}
        self.functions = dict(outer.functions) if outer else {}
        # Those a statement here may assign to.
        self.own = set()
        # Collections that a loop goes over.
        self.locked = set(outer.locked) if outer else set()


class Generator(expressions.Expressions):
    """Makes one program from a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.scope = Scope()
        self.names = 0
        self.loops = 0
        self.in_function = False
        # How often an expression is of another type than its place asks for.
        self.mistakes = self.random.choice([0, 0, 0.004, 0.02])

    def program(self):
        statements = [Statement(Expression("stmt", line)) for line in HEADER]
        for _ in range(self.random.randint(3, 14)):
            statements.extend(self.statement(3))
        statements.extend(self.reports(self.scope.own))
        return statements

    # Helpers.

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, choices):
        return self.random.choice(choices)

    def fresh(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def type(self, depth=2):
        if depth == 0 or self.chance(0.55):
            return self.pick(SCALARS)
        kind = self.pick(["list", "list", "dict", "tuple"])
        if kind == "list":
            return ("list", self.type(depth - 1))
        if kind == "dict":
            return ("dict", self.pick(KEYS), self.type(depth - 1))
        return ("tuple",) + tuple(self.type(depth - 1) for _ in range(self.random.randint(0, 3)))

    def reports(self, names):
        return [
            Statement(Expression("stmt", f"emit({self.pick(['repr', 'repr', 'str'])}({name}))"))
            for name in sorted(names) if name in self.scope.variables
        ]

    # Statements: each method returns a list of them.

    def statement(self, depth):
        choices = [
            (8, self.assignment), (3, self.augmented), (3, self.mutation), (4, self.emission),
            (1, self.unpacking), (1, self.item_assignment)]
        if depth > 0:
            choices += [(2, self.conditional), (2, self.loop)]
            if self.loops == 0:
                choices += [(2, self.function)]
        methods = [method for _, method in choices]
        weights = [weight for weight, _ in choices]
        return self.random.choices(methods, weights)[0](depth) or self.assignment(depth)

    def block(self, depth, count=3):
        """Statements in a block; variables they introduce are forgotten after it."""
        variables = dict(self.scope.variables)
        own = set(self.scope.own)
        statements = []
        for _ in range(self.random.randint(1, count)):
            statements.extend(self.statement(depth))
        self.scope.variables = variables
        self.scope.own = own
        return statements

    def assignment(self, depth):
        if self.scope.own and self.chance(0.3):
            name = self.pick(sorted(self.scope.own))
            type = self.scope.variables[name]
        else:
            name, type = self.fresh("v"), self.type()
        value = self.expression(type)
        self.scope.variables[name] = type
        self.scope.own.add(name)
        return [Statement(Expression("stmt", f"{name} = ", value))]

    def unpacking(self, depth):
        types = [self.type(1) for _ in range(self.random.randint(1, 4))]
        names = [self.fresh("v") for _ in types]
        values = [self.expression(type) for type in types]
        target = ", ".join(names)
        left = self.pick([target, f"({target})", f"[{target}]"])
        if len(names) == 1:
            left = self.pick([f"({target},)", f"[{target}]"])
        if len(names) > 2 and self.chance(0.3):
            left = f"{names[0]}, ({', '.join(names[1:])})"
            inner = self.joined("(", values[1:], ")")
            right = Expression("any", values[0], ", ", inner)
        elif self.chance(0.2) and len(set(types)) == 1:
            right = self.joined("[", values, "]")
        else:
            right = self.joined("(", values, ",)")
        for name, type in zip(names, types):
            self.scope.variables[name] = type
            self.scope.own.add(name)
        return [Statement(Expression("stmt", f"{left} = ", right))]

    def augmented(self, depth):
        names = sorted(self.scope.own)
        if not names:
            return None
        name = self.pick(names)
        type = self.scope.variables[name]
        if name in self.scope.locked and type != "int":
            return None
        kind = type if isinstance(type, str) else type[0]
        if kind == "int":
            operator = self.pick(["+", "-", "&", "|", "^", "//", "%", "*"])
            value = self.small_integer() if self.loops else self.expression("int", 2)
        elif kind == "float":
            operator, value = self.pick(["+", "-", "*", "/"]), self.expression("float", 2)
        elif kind == "str":
            operator, value = "+", self.string_literal() if self.loops else self.expression("str", 2)
        elif kind == "list":
            operator, value = "+", self.display(type)
        elif kind == "dict":
            operator, value = "|", self.display(type)
        else:
            return None
        return [Statement(Expression("stmt", f"{name} {operator}= ", value))]

    def collections(self, kind):
        found = [
            name for name, type in sorted(self.scope.variables.items())
            if isinstance(type, tuple) and type[0] == kind
            and (name not in self.scope.locked or self.chance(0.02))]
        return found

    def mutation(self, depth):
        kind = self.pick(["list", "dict"])
        names = self.collections(kind)
        if not names:
            return None
        name = self.pick(names)
        type = self.scope.variables[name]
        if kind == "list":
            element = lambda: self.expression(type[1], 2)
            call = self.pick(["append", "append", "extend", "insert", "pop", "remove", "clear"])
            if call == "append":
                arguments = [element()]
            elif call == "extend":
                arguments = [self.display(type)]
            elif call == "insert":
                arguments = [self.small_integer(), element()]
            elif call == "pop":
                arguments = [] if self.chance(0.5) else [Expression("int", "0")]
            elif call == "remove":
                arguments = [element()]
            else:
                arguments = []
        else:
            key = lambda: self.expression(type[1], 1)
            value = lambda: self.expression(type[2], 2)
            call = self.pick(["update", "setdefault", "pop", "popitem", "clear", "update"])
            if call == "update":
                arguments = [self.display(type)]
                if type[1] == "str" and self.chance(0.3):
                    arguments.append(Expression("arg", f"{self.pick('abc')} = ", value()))
            elif call == "setdefault":
                arguments = [key(), value()]
            elif call == "pop":
                arguments = [key()] + ([value()] if self.chance(0.8) else [])
            else:
                arguments = []
        invocation = self.joined(f"{name}.{call}(", arguments, ")")
        if self.chance(0.4):
            invocation = Expression("any", "emit(repr(", invocation, "))")
        line = Statement(Expression("stmt", invocation))
        if call in ("pop", "popitem", "remove") and self.chance(0.9):
            if call == "remove":
                test = Expression("bool", arguments[0], f" in {name}")
            else:
                test = Expression("bool", name)
            return [Statement(Expression("stmt", "if ", test, ":"), [line])]
        return [line]

    def item_assignment(self, depth):
        names = self.collections(self.pick(["list", "dict"]))
        if not names:
            return None
        name = self.pick(names)
        type = self.scope.variables[name]
        operator = "="
        if type[-1] == "int" and self.chance(0.3):
            operator = self.pick(["+=", "-=", "|="])
        value = self.small_integer() if operator != "=" else self.expression(type[-1], 2)
        if type[0] == "list":
            line = Statement(
                Expression("stmt", f"{name}[", self.small_integer(), f"] {operator} ", value))
            return [Statement(Expression("stmt", f"if len({name}) > 3:"), [line])]
        key = self.expression(type[1], 1)
        line = Statement(Expression("stmt", f"{name}[", key, f"] {operator} ", value))
        if operator != "=":
            return [Statement(Expression("stmt", "if ", key, f" in {name}:"), [line])]
        return [line]

    def emission(self, depth):
        function = self.pick(["repr", "repr", "repr", "str"])
        value = self.expression(self.type())
        return [Statement(Expression("stmt", f"emit({function}(", value, "))"))]

    def conditional(self, depth):
        blocks = []
        test = self.expression(self.pick(["bool", "bool", "int", "str"]), 2)
        body = self.block(depth - 1)
        while self.chance(0.25):
            other = self.expression("bool", 2)
            blocks.append((Expression("stmt", "elif ", other, ":"), self.block(depth - 1, 2)))
        if self.chance(0.5):
            blocks.append((Expression("stmt", "else:"), self.block(depth - 1, 2)))
        return [Statement(Expression("stmt", "if ", test, ":"), body, blocks)]

    def loop(self, depth):
        if self.loops >= 2:
            return None
        name = self.fresh("i")
        locked = set(self.scope.locked)
        variables = [
            (name, type) for name, type in sorted(self.scope.variables.items())
            if isinstance(type, tuple) and type[0] in ("list", "dict")]
        if variables and self.chance(0.4):
            collection, type = self.pick(variables)
            self.scope.locked.add(collection)
            if type[0] == "dict" and self.chance(0.4):
                value = self.fresh("i")
                target, source = f"{name}, {value}", f"{collection}.items()"
                types = {name: type[1], value: type[2]}
            else:
                target, source, types = name, collection, {name: type[1]}
        elif self.chance(0.5):
            target, types = name, {name: "int"}
            source = f"range({self.random.randint(-1, 3)}, {self.random.randint(2, 6)})"
            if self.chance(0.2):
                source = f"range({self.random.randint(3, 6)}, -2, -{self.random.randint(1, 3)})"
        else:
            type = self.type(1)
            target, types = name, {name: type}
            source = self.display(("list", type))
        self.loops += 1
        saved = dict(self.scope.variables), set(self.scope.own)
        self.scope.variables.update(types)
        self.scope.own.update(types)
        body = self.block(depth - 1)
        if self.chance(0.3):
            test = self.expression("bool", 2)
            jump = self.pick(["break", "continue"] + (["return"] if self.in_function else []))
            body.insert(
                self.random.randint(0, len(body)),
                Statement(Expression("stmt", "if ", test, ":"), [Statement(Expression("stmt", jump))]))
        self.scope.variables, self.scope.own = saved
        self.loops -= 1
        self.scope.locked = locked
        return [Statement(Expression("stmt", f"for {target} in ", source, ":"), body)]

    def function(self, depth):
        """A `def`; afterwards it can be called."""
        name = self.fresh("f")
        outer, was_in_function = self.scope, self.in_function
        self.scope = Scope(outer)
        self.in_function = True
        parameters, texts = [], []
        for _ in range(self.random.randint(0, 3)):
            parameters.append((self.fresh("p"), self.type(1), None))
        for _ in range(self.random.randint(0, 2)):
            type = self.type(1)
            parameters.append((self.fresh("p"), type, self.display(type)))
        keyword_only = []
        variadic = self.fresh("p") if self.chance(0.3) else None
        if self.chance(0.4):
            for _ in range(self.random.randint(1, 2)):
                type = self.type(1)
                default = self.display(type) if self.chance(0.5) else None
                keyword_only.append((self.fresh("k"), type, default))
        keywords = self.fresh("p") if self.chance(0.3) else None
        for parameter, type, default in parameters:
            texts.append(self.parameter(parameter, type, default))
        if variadic:
            texts.append(Expression("param", f"*{variadic}"))
        elif keyword_only:
            texts.append(Expression("param", "*"))
        for parameter, type, default in keyword_only:
            texts.append(self.parameter(parameter, type, default))
        if keywords:
            texts.append(Expression("param", f"**{keywords}"))
        for parameter, type, _ in parameters + keyword_only:
            self.scope.variables[parameter] = type
            self.scope.own.add(parameter)
        rest = self.type(0)
        if variadic:
            self.scope.variables[variadic] = ("tuple", rest)
        if keywords:
            self.scope.variables[keywords] = ("dict", "str", rest)
        body = self.block_of_function(depth - 1)
        result = self.type(1)
        body.append(Statement(Expression("stmt", "return ", self.expression(result, 3))))
        self.scope, self.in_function = outer, was_in_function
        self.scope.functions[name] = (parameters, variadic, keyword_only, keywords, rest, result)
        self.scope.variables.pop(name, None)
        header = self.joined(f"def {name}(", texts, "):")
        return [Statement(Expression("stmt", header), body)]

    def parameter(self, name, type, default):
        parts = [name]
        if self.chance(0.1):
            parts.append(": " + annotation(type))
        if default is not None:
            parts += [" = ", default]
        return Expression("param", *parts)

    def block_of_function(self, depth):
        statements = []
        for _ in range(self.random.randint(0, 3)):
            statements.extend(self.statement(depth))
        if self.chance(0.3):
            statements.extend(self.reports(self.scope.own))
        return statements


def annotation(type):
    """The annotation for a type of the grammar."""
    if isinstance(type, str):
        return type
    inner = [annotation(t) for t in type[1:]]
    if type[0] == "tuple":
        return "tuple"
    return f"{type[0]}[{', '.join(inner)}]"


if __name__ == "__main__":
    import sys

    print(text(Generator(int(sys.argv[1])).program()))
