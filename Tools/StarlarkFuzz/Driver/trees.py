"""Programs as trees, so that they can be cut down piece by piece."""


class Expression:
    """An expression: text with further expressions in it.

    `parts` is a list of strings and expressions; `type` is what the grammar takes it for.
    """

    def __init__(self, type, *parts):
        self.type = type
        self.parts = list(parts)

    def text(self):
        return "".join(p if isinstance(p, str) else p.text() for p in self.parts)

    def children(self):
        return [p for p in self.parts if isinstance(p, Expression)]

    def descendants(self):
        for child in self.children():
            yield child
            yield from child.descendants()


class Statement:
    """A statement: its line, and for compound ones the statements in it.

    `line` is an Expression; `blocks` is a list of (header Expression, [Statement]) that follow the
    first one: `elif`, `else`. A simple statement has no body.
    """

    def __init__(self, line, body=None, blocks=()):
        self.line = line
        self.body = body
        self.blocks = list(blocks)

    def render(self, out, indent=""):
        out.append(indent + self.line.text())
        if self.body is not None:
            render(self.body, out, indent + "    ")
        for header, body in self.blocks:
            out.append(indent + header.text())
            render(body, out, indent + "    ")

    def expressions(self):
        yield self.line
        yield from (header for header, _ in self.blocks)


def render(statements, out, indent):
    for statement in statements:
        statement.render(out, indent)
    if not statements:
        out.append(indent + "pass")


def text(statements):
    """The source of a program."""
    out = []
    for statement in statements:
        statement.render(out)
    return "\n".join(out) + "\n"
