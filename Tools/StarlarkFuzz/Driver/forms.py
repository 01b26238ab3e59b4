"""Less common forms of expressions: closures, records, enums, decoding, attributes."""
from trees import Expression


class Forms:
    """The part of the generator that adds forms for any type."""

    def form(self, type, depth):
        """An expression of a type in a less common form, or None."""
        value = lambda: self.expression(type, depth)
        small = lambda: self.small_integer()
        string = lambda: self.expression("str", depth)
        any_value = lambda: self.expression(self.type(1), depth)
        choices = [
            lambda: Expression(type, "(lambda *a, **k: a[0])(", value(), ", ", any_value(), ")"),
            lambda: Expression(type, "(lambda a, b = ", value(), ": b)(", any_value(), ")"),
            lambda: Expression(type, "(lambda a, *, b: b)(", any_value(), ", b = ", value(), ")"),
            lambda: Expression(type, "(lambda: (lambda: ", value(), ")())()"),
            lambda: Expression(type, "[f() for f in [lambda: ", value(), "]][0]"),
            lambda: Expression(type, "partial(lambda a, b: b, ", any_value(), ")(", value(), ")"),
            lambda: Expression(type, "partial(lambda a, b: b, b = ", value(), ")(1)"),
            lambda: Expression(type, "getattr(struct(f = ", value(), '), "f")'),
            lambda: Expression(type, "getattr(struct(), \"f\", ", value(), ")"),
            lambda: Expression(type, "{1: ", value(), "}.pop(1)"),
            lambda: Expression(type, "{}.setdefault(1, ", value(), ")"),
            lambda: Expression(type, "{1: ", value(), "}.popitem()[1]"),
            lambda: Expression(type, "dict([(1, ", value(), ")]).values()[0]"),
            lambda: Expression(type, "[", value(), "][", self.pick(["0", "-1"]), "]"),
            lambda: Expression(type, "max([", value(), "], key = lambda x: 0)"),
            lambda: Expression(type, "list({1: ", value(), "}.items())[0][1]"),
            lambda: Expression(type, "zip([", value(), "], [", any_value(), "], \"ab\".elems())[0][0]"),
            lambda: Expression(type, "[x for i, x in enumerate([", value(), "], ", small(), ")][0]"),
            lambda: Expression(type, "[x for (x, (y, z)) in [(", value(), ", (1, 2))] if y < z][0]"),
        ]
        if type in ("str", "bool", ("list", "str"), ("dict", "str", "bool")):
            choices.append(lambda: Expression(type, "json.decode(json.encode(", value(), "))"))
        if type == "bool":
            name = self.pick(["upper", "nope", "append", "keys", "f"])
            choices += [
                lambda: Expression(type, "hasattr(", any_value(), f', "{name}")'),
                lambda: Expression(type, "(", self.expression("int", depth), " in range(",
                                   small(), ", ", small(), "))"),
                lambda: Expression(type, "isinstance(", any_value(), ", ", self.annotation(), ")"),
                lambda: Expression(type, "(type(", any_value(), ') == "', self.pick(
                    ["int", "string", "list", "dict", "tuple", "float", "bool", "NoneType"]), '")'),
            ] * 2
        if type == "str":
            choices += [
                lambda: Expression(type, "repr(dir(struct(b = 1, a = ", any_value(), ")))"),
                lambda: Expression(type, "repr(R(a = ", self.expression(self.exact_type(1), depth), "))"),
                lambda: Expression(type, 'E("', self.pick("abc"), '").value'),
                lambda: Expression(type, "repr(range(", small(), ", ", small(), "))"),
                lambda: Expression(type, '"%(a)s-%(b)r" % {"a": ',
                                   self.expression(self.exact_type(1), depth), ', "b": ',
                                   self.expression(self.exact_type(1), depth), "}")
                if False else Expression(type, "repr((", string(), ",).index(", string(), "))")
                if self.mistakes else string(),
                lambda: Expression(type, '",".join([x for x in ', string(), ".elems()])"),
                lambda: Expression(type, "repr(list(", string(), ".codepoints()))"),
            ] * 2
        if type == "int":
            choices += [
                lambda: Expression(type, "[", self.expression("int", depth), ", 1].index(1)"),
                lambda: Expression(type, 'E("', self.pick("ab"), '").index'),
                lambda: Expression(type, "len(range(", small(), ", ", small(), ", ",
                                   self.pick(["1", "2", "-1", "-3"]), "))"),
                lambda: Expression(type, "range(5)[", small(), ":][0]") if self.mistakes
                else Expression(type, "range(5)[", self.pick(["0", "-1", "2"]), "]"),
            ] * 2
        return self.pick(choices)()

    def annotation(self):
        return self.pick([
            "int", "str", "bool", "float", "list", "dict", "tuple", "list[int]", "list[str]",
            "dict[str, int]", "dict[int, str]", "int | str", "None | int", "typing.Any",
            "tuple[int, ...]", "list[int | str]", "list[list[int]]",
        ])
