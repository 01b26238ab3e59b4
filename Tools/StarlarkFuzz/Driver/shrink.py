"""Makes a program that shows a difference as small as it goes."""
import time

from trees import Expression, text

# What an expression of a type may be replaced by.
SMALLEST = {
    "int": "0", "float": "0.0", "str": '""', "bool": "True", "none": "None", "list": "[]",
    "dict": "{}", "tuple": "()", "any": "None",
}


def shrink(program, fails, seconds=60):
    """Removes statements and simplifies expressions while `fails(source)` holds.

    The program is changed in place. Returns its source.
    """
    deadline = time.monotonic() + seconds
    changed = True
    while changed and time.monotonic() < deadline:
        changed = (
            drop_statements(program, program, fails, deadline)
            or flatten(program, program, fails, deadline)
            or simplify(program, program, fails, deadline))
    return text(program)


def drop_statements(program, statements, fails, deadline):
    changed = False
    size = max(1, len(statements) // 2)
    while size >= 1:
        start = 0
        while start < len(statements) and time.monotonic() < deadline:
            removed = statements[start:start + size]
            del statements[start:start + size]
            if fails(text(program)):
                changed = True
            else:
                statements[start:start] = removed
                start += size
        size //= 2
    for statement in statements:
        for number in reversed(range(len(statement.blocks))):
            block = statement.blocks.pop(number)
            if fails(text(program)):
                changed = True
            else:
                statement.blocks.insert(number, block)
        bodies = [body for _, body in statement.blocks]
        if statement.body is not None:
            bodies.append(statement.body)
        for body in bodies:
            changed = drop_statements(program, body, fails, deadline) or changed
    return changed


def flatten(program, statements, fails, deadline):
    """Replaces compound statements by what is in them."""
    for number, statement in enumerate(statements):
        if time.monotonic() > deadline:
            return False
        bodies = [body for _, body in statement.blocks]
        if statement.body is not None:
            bodies.append(statement.body)
        for body in bodies:
            statements[number:number + 1] = body
            if fails(text(program)):
                return True
            statements[number:number + len(body)] = [statement]
        for body in bodies:
            if flatten(program, body, fails, deadline):
                return True
    return False


def simplify(program, statements, fails, deadline):
    changed = False
    for statement in statements:
        for expression in statement.expressions():
            changed = simplify_parts(program, expression, fails, deadline) or changed
        bodies = [body for _, body in statement.blocks]
        if statement.body is not None:
            bodies.append(statement.body)
        for body in bodies:
            changed = simplify(program, body, fails, deadline) or changed
    return changed


def simplify_parts(program, expression, fails, deadline):
    changed = False
    for number, part in enumerate(expression.parts):
        if not isinstance(part, Expression):
            continue
        if time.monotonic() > deadline:
            return changed
        for candidate in candidates(part):
            expression.parts[number] = candidate
            if fails(text(program)):
                changed = True
                break
            expression.parts[number] = part
        part = expression.parts[number]
        changed = simplify_parts(program, part, fails, deadline) or changed
    return changed


def candidates(expression):
    """Smaller expressions for the same place, the smallest first."""
    length = len(expression.text())
    kind = expression.type if isinstance(expression.type, str) else expression.type[0]
    smallest = SMALLEST.get(kind)
    if smallest is not None and len(smallest) < length:
        yield Expression(expression.type, smallest)
    for inner in sorted(expression.descendants(), key=lambda e: len(e.text())):
        if len(inner.text()) < length:
            yield inner
