"""What bld and starlark-rust may disagree about, and what counts as the same error.

Each known difference has a name and a reason; a program that shows only known differences passes.
"""
import re

# Messages of either side, by what is wrong. The first that matches counts; errors that match
# nothing are of no kind, which is like any other.
KINDS = [
    ("iterating", r"while a loop goes over it|mutates an iterable"),
    ("assignment", r"Assignment to elements|^Immutable$|cannot assign"),
    ("frozen", r"frozen"),
    ("division by zero", r"[Dd]ivision by zero|[Mm]odulo.* zero|must not be 0|[Dd]ivide.* zero"),
    ("unbound", r"before it is assigned|referenced before assignment"),
    ("unknown name", r"Unknown name|not found, did you mean|^Variable `\w+` not found"),
    ("missing key", r"[Kk]ey .*(is not in|was not found|not found)"),
    ("index", r"out of (range|bound)"),
    ("arguments", r"[Mm]issing|extra (named|positional)|[Uu]nexpected argument|too many|no parameter"
                  r"|needs an argument|at most|occurs both|Argument .* (occurs|is given) more than once"),
    ("attribute", r"has no attribute|has no (field|method)|[Oo]bject of type .* has no"),
    ("operator", r"[Oo]perator|[Oo]peration `|cannot be compared|not supported|not defined"),
]

KNOWN = []


def known(name, reason):
    """Registers a predicate over (source, bld's answer, the peer's answer)."""
    def register(predicate):
        KNOWN.append((name, reason, predicate))
        return predicate
    return register


@known("istitle", "without a cased letter there is no title case; the peer says yes")
def _(source, ours, theirs):
    return "istitle" in source


@known("unreachable comprehension", "the peer does not run loops around `if` of a false constant")
def _(source, ours, theirs):
    return "is not iterable" in ours.get("error", "") and " for " in source


@known("order of equals", "elements that are equal need no order, as in Python")
def _(source, ours, theirs):
    return "`compare` not supported" in theirs.get("error", "") and "error" not in ours


@known("empty loop", "the peer does not look at what a loop without a body goes over")
def _(source, ours, theirs):
    return "A value of type `string` is not iterable" in ours.get("error", "") and (
        "for " in source and theirs.get("error") != ours["error"])


@known("integers of floats", "`%d` and `%x` take floats and truncate them; the peer takes few")
def _(source, ours, theirs):
    return re.search(r"`format\(%[dxXo]\)` not supported on type `float`", theirs.get("error", ""))


@known("mapping left over", "a dict after `%` need not be used, as in Python")
def _(source, ours, theirs):
    return "Too many arguments for format" in theirs.get("error", "") and "error" not in ours


@known("index under a lock", "bld says that the list is locked, the peer that there is no such index")
def _(source, ours, theirs):
    return "out of bound" in theirs.get("error", "") and "loop goes over" in ours.get("error", "")


@known("int of a prefix", "`int` reads prefixes with base 0 or their own only")
def _(source, ours, theirs):
    return "as an integer in base 10" in ours.get("error", "") and (
        theirs.get("error") != ours["error"])


@known("order of decoded JSON", "bld keeps the order of the text, the peer sorts by key")
def _(source, ours, theirs):
    if "json.decode" not in source or "emitted" not in ours or "emitted" not in theirs:
        return False
    if "popitem" in source or re.search(r"\bjoin\(", source):
        return "error" not in ours and "error" not in theirs
    letters = [sorted(coarse("".join(map(str, a["emitted"])))) for a in (ours, theirs)]
    return letters[0] == letters[1]


@known("keys of JSON", "bld writes whole numbers of any size as keys, the peer those of 64 bits")
def _(source, ours, theirs):
    return "json.encode" in source and theirs.get("error") == "key must be a string"


@known("text of floats", "the peer rounds them to seven digits, which shows in lengths and hashes")
def _(source, ours, theirs):
    return re.search(r"\b(len|hash)\(", source) and re.search(r"\d\.\d|\de\d", source) and (
        "error" not in ours and "error" not in theirs)


@known("large integers", "the peer makes floats of them in JSON and in comparisons with floats")
def _(source, ours, theirs):
    return re.search(r"\d{18}", source) and "error" not in ours and "error" not in theirs and (
        "json.decode" in source or re.search(r"\d\.\d", source))


@known("memory", "bld ends a program that grows past its limit")
def _(source, ours, theirs):
    return "MiB it may use" in ours.get("error", "")


@known("infinity in JSON", "the specification wants an error; the peer writes what is no JSON")
def _(source, ours, theirs):
    return "has no form in JSON" in ours.get("error", "")


@known("large counts", "the peer takes counts of 32 bits only, whatever they multiply")
def _(source, ours, theirs):
    return "too big to fit in i32" in theirs.get("error", "")


@known("place of annotations", "bld points at the annotation, the peer at the call")
def _(source, ours, theirs):
    return "does not match the type annotation" in theirs.get("error", "") and (
        "must be" in ours.get("error", ""))


def kind(message):
    for name, pattern in KINDS:
        if re.search(pattern, message):
            return name
    return None


SCIENTIFIC = re.compile(r"\d(\.\d+)?e[+-]\d+")
DECIMAL = re.compile(r"\d+\.\d+")


def coarse(text):
    """The text with floats as far as the peer prints them right.

    In scientific notation it prints seven digits at most, and cuts `9.9999999e+14` down to `9e+14`
    or `0e+15`. Of two shortest texts that are equally near it takes the larger one.
    """
    text = SCIENTIFIC.sub("#", text)
    return DECIMAL.sub(lambda match: repr(float(match.group())), text)


def same(one, other):
    return one == other or coarse(one) == coarse(other)


def compare(source, ours, theirs):
    """What differs, or None."""
    if "died" in theirs:
        return None
    if "died" in ours:
        return "bld: " + ours["died"]
    for number, (one, other) in enumerate(zip(ours["emitted"], theirs["emitted"])):
        if not same(one, other):
            return f"emitted {number}: {one} | {other}"
    for one, other, name in ((ours, theirs, "bld"), (theirs, ours, "starlark-rust")):
        if "error" in one and "error" not in other:
            return f"only {name} fails: {one['error']} (line {one['line']})"
    if len(ours["emitted"]) != len(theirs["emitted"]):
        return f"emitted {len(ours['emitted'])} | {len(theirs['emitted'])}"
    if "error" not in ours:
        return None
    if ours["line"] != theirs["line"]:
        return (f"line {ours['line']}: {ours['error']} | line {theirs['line']}: {theirs['error']}")
    kinds = kind(ours["error"]), kind(theirs["error"])
    if kinds[0] != kinds[1] and None not in kinds:
        return f"kind {kinds[0]}: {ours['error']} | {kinds[1]}: {theirs['error']}"
    return None


def known_difference(source, ours, theirs):
    """The name of the known difference that explains what differs, if one does."""
    for name, _, predicate in KNOWN:
        if predicate(source, ours, theirs):
            return name
    return None
