/// What the signatures of the built-in functions do not say: types, and what each is for.
///
/// Starlark text. Names of parameters are those of the interpreter's own signatures, which decide
/// how arguments reach them; here stand only the types that are certainly refused otherwise. A
/// method of `str` is `str__method`, a member of the namespace `json` is `json__member`. A test
/// keeps the table complete.
enum NativeStubs {
    static let functions = #"""
        def abs(x: int | float):
            "The absolute value of a number."
        def all(x: typing.Iterable) -> bool:
            "Whether every element counts as true."
        def any(x: typing.Iterable) -> bool:
            "Whether at least one element counts as true."
        def bool(x) -> bool:
            "Whether a value counts as true in a condition."
        def breakpoint() -> typing.Never:
            "Fails: there is no debugger to stop in."
        def bytes(x: str | bytes | typing.Iterable[int]) -> bytes:
            "Bytes of a string in UTF-8 or of numbers."
        def call_stack(strip_frames: int) -> str:
            "The calls under way as text, without the innermost `strip_frames`."
        def call_stack_frame(n: int):
            "The call `n` levels up, or `None`: has `func_name` and `module_path`."
        def chr(i: int) -> str:
            "The string of one code point."
        def debug(x) -> str:
            "A value and its type as text, over several lines."
        def dedupe(val: typing.Iterable) -> list:
            "The elements of an iterable, each object once."
        def dict(pairs) -> dict:
            "A new dict of a dict or of pairs, and of named arguments."
        def dir(x) -> list[str]:
            "The names of a value's attributes and methods, sorted."
        def enum():
            "An enum type of the names of its elements."
        def enumerate(x: typing.Iterable, start: int) -> list:
            "Pairs of a number, counted from `start`, and an element."
        def eval_type(type):
            "The type of an annotation as a value, with `matches` and `check_matches`."
        def fail(sep: str) -> typing.Never:
            "Ends the evaluation with a message made of its arguments."
        def field(type):
            "A field of a `record`, with a type and perhaps a default."
        def filter(function: typing.Callable | None, x: typing.Iterable) -> list:
            "The elements for which a function answers true; for `None` those that are not `None`."
        def float(x: str | int | float | bool) -> float:
            "A number as a float, or the float that a string spells."
        def getattr(x, name: str):
            "The attribute of a name; `default` if there is none."
        def hasattr(x, name: str) -> bool:
            "Whether a value has an attribute or method of a name."
        def hash(x: str | bytes) -> int:
            "A number that is the same for equal strings."
        def int(x: str | int | float | bool, base: int | None) -> int:
            "A number cut to an integer, or the integer that a string spells in a base."
        def isinstance(value, type) -> bool:
            "Whether a value is of a type."
        def len(x) -> int:
            "The number of elements, of a string that of its code points."
        def list(x: typing.Iterable) -> list:
            "A new list of the elements of an iterable."
        def map(function: typing.Callable, x: typing.Iterable) -> list:
            "What a function answers for each element."
        def max(key: typing.Callable):
            "The greatest of its arguments, or of the elements of the only one."
        def min(key: typing.Callable):
            "The least of its arguments, or of the elements of the only one."
        def namespace():
            "Names for the values of its named arguments."
        def ord(s: str | bytes) -> int:
            "The code point of a string of one."
        def partial(function: typing.Callable) -> typing.Callable:
            "A function with some arguments given already."
        def pprint() -> None:
            "Prints values on several lines."
        def prepr(x) -> str:
            "What `repr` answers, on several lines."
        def print(sep: str) -> None:
            "Prints values."
        def pstr(x) -> str:
            "What `str` answers, on several lines."
        def range(start_or_stop: int, stop: int | None, step: int) -> range:
            "The integers from a start to before a stop."
        def record():
            "A type of the names of its fields and their types."
        def regex(regex: str, fancy: bool):
            "A regular expression, compiled once: has `match`."
        def regex_match(regex: str, str: str) -> bool:
            "Whether a regular expression matches somewhere in a string."
        def repr(x) -> str:
            "A value as a program would write it."
        def reversed(x: typing.Iterable) -> list:
            "The elements from the last to the first."
        def set(x: typing.Iterable) -> set:
            "A new set of the elements of an iterable."
        def sorted(x: typing.Iterable, key: typing.Callable) -> list:
            "The elements in order, by a key if one is given."
        def str(x) -> str:
            "A value as text."
        def struct() -> struct:
            "A value with named fields."
        def tuple(x: typing.Iterable) -> tuple:
            "A tuple of the elements of an iterable."
        def type(x) -> str:
            "The name of a value's type."
        def zip() -> list:
            "Tuples of the first elements, of the second ones, and so on."
        def json__decode(x: str):
            "The value that JSON text spells; `default` if it is none."
        def json__encode(x) -> str:
            "A value as JSON on one line."
        def json__encode_indent(x, prefix: str, indent: str) -> str:
            "A value as JSON on several lines."
        def json__indent(s: str, prefix: str, indent: str) -> str:
            "JSON text on several lines."
        """#

    static let methods = #"""
        def str__capitalize() -> str:
            "A copy with the first letter in upper case and the others in lower case."
        def str__codepoints() -> typing.Iterable[int]:
            "The code points as an iterable."
        def str__count(sub: str, start: int | None, end: int | None) -> int:
            "How often another string occurs without overlaps."
        def str__elems() -> typing.Iterable[str]:
            "The characters as an iterable."
        def str__endswith(suffix: str | tuple, start: int | None, end: int | None) -> bool:
            "Whether the string ends with another, or one of several."
        def str__find(sub: str, start: int | None, end: int | None) -> int:
            "Where another string occurs first, -1 if nowhere."
        def str__format() -> str:
            "A copy with `{}`, `{0}` and `{name}` replaced by arguments."
        def str__index(sub: str, start: int | None, end: int | None) -> int:
            "Where another string occurs first; fails if nowhere."
        def str__isalnum() -> bool:
            "Whether there are only letters and digits, at least one."
        def str__isalpha() -> bool:
            "Whether there are only letters, at least one."
        def str__isdigit() -> bool:
            "Whether there are only digits, at least one."
        def str__islower() -> bool:
            "Whether all letters are in lower case, at least one."
        def str__isspace() -> bool:
            "Whether there is only white space, at least some."
        def str__istitle() -> bool:
            "Whether each word starts with its only letter in upper case."
        def str__isupper() -> bool:
            "Whether all letters are in upper case, at least one."
        def str__join(elements: typing.Iterable[str]) -> str:
            "Strings, one after the other with the string between."
        def str__lower() -> str:
            "A copy in lower case."
        def str__lstrip(chars: str) -> str:
            "A copy without white space, or some characters, at the start."
        def str__partition(sep: str) -> tuple[str, str, str]:
            "What is before a separator, the separator, what is after."
        def str__removeprefix(prefix: str) -> str:
            "A copy without another string at the start."
        def str__removesuffix(suffix: str) -> str:
            "A copy without another string at the end."
        def str__replace(old: str, new: str, count: int | None) -> str:
            "A copy with another string replaced, at most `count` times."
        def str__rfind(sub: str, start: int | None, end: int | None) -> int:
            "Where another string occurs last, -1 if nowhere."
        def str__rindex(sub: str, start: int | None, end: int | None) -> int:
            "Where another string occurs last; fails if nowhere."
        def str__rpartition(sep: str) -> tuple[str, str, str]:
            "Like `partition`, at the last separator."
        def str__rsplit(sep: str | None, maxsplit: int | None) -> list[str]:
            "Like `split`, from the end."
        def str__rstrip(chars: str) -> str:
            "A copy without white space, or some characters, at the end."
        def str__split(sep: str | None, maxsplit: int | None) -> list[str]:
            "The parts between separators, or between white space."
        def str__splitlines(keepends) -> list[str]:
            "The lines, with their ends if that is asked for."
        def str__startswith(prefix: str | tuple, start: int | None, end: int | None) -> bool:
            "Whether the string starts with another, or one of several."
        def str__strip(chars: str) -> str:
            "A copy without white space, or some characters, at both ends."
        def str__title() -> str:
            "A copy with each word starting in upper case."
        def str__upper() -> str:
            "A copy in upper case."
        def bytes__elems() -> typing.Iterable[int]:
            "The bytes as numbers."
        def list__append(element) -> None:
            "Adds an element at the end."
        def list__clear() -> None:
            "Removes all elements."
        def list__extend(elements: typing.Iterable) -> None:
            "Adds the elements of an iterable at the end."
        def list__index(element, start: int | None, end: int | None) -> int:
            "Where an element is first; fails if nowhere."
        def list__insert(index: int, element) -> None:
            "Adds an element before a place."
        def list__pop(index: int | None):
            "Removes the element at a place, the last if none is given, and returns it."
        def list__remove(element) -> None:
            "Removes an element where it is first; fails if it is nowhere."
        def dict__clear() -> None:
            "Removes all entries."
        def dict__get(key, default):
            "The value of a key; `default` if it has none."
        def dict__items() -> list:
            "The entries as tuples of key and value, in order of insertion."
        def dict__keys() -> list:
            "The keys in order of insertion."
        def dict__pop(key):
            "Removes a key and returns its value; `default` if it has none."
        def dict__popitem() -> tuple:
            "Removes the first entry and returns it."
        def dict__setdefault(key, default):
            "The value of a key, which gets `default` if it has none."
        def dict__update(pairs) -> None:
            "Adds entries of a dict or of pairs, and named arguments."
        def dict__values() -> list:
            "The values in order of insertion."
        def set__add(element) -> None:
            "Adds an element."
        def set__clear() -> None:
            "Removes all elements."
        def set__difference() -> set:
            "The elements that are in none of some iterables."
        def set__difference_update() -> None:
            "Removes the elements of some iterables."
        def set__discard(element) -> None:
            "Removes an element if it is there."
        def set__intersection() -> set:
            "The elements that are in all of some iterables."
        def set__intersection_update() -> None:
            "Keeps the elements that are in all of some iterables."
        def set__isdisjoint(other: typing.Iterable) -> bool:
            "Whether no element is in an iterable."
        def set__issubset(other: typing.Iterable) -> bool:
            "Whether all elements are in an iterable."
        def set__issuperset(other: typing.Iterable) -> bool:
            "Whether all elements of an iterable are here."
        def set__pop():
            "Removes the first element and returns it."
        def set__remove(element) -> None:
            "Removes an element; fails if it is not there."
        def set__symmetric_difference(other: typing.Iterable) -> set:
            "The elements that are in one of both only."
        def set__symmetric_difference_update(other: typing.Iterable) -> None:
            "Keeps the elements that are in one of both only."
        def set__union() -> set:
            "The elements of the set and of some iterables."
        def set__update() -> None:
            "Adds the elements of some iterables."
        """#
}
