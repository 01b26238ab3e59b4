"""
Things for tests.

They do nothing,
    and keep their indentation.
"""

load("other.bzl", "loaded", _renamed = "renamed")

# Not a docstring.
VERSION = "1.0"
LIMITS = (1, 2.5)

exported = loaded

Point = record(x = int, y = field(int, 0))

def documented(
        name: str,
        count: int = 1,
        *srcs: str,
        visibility = ["PUBLIC"],
        **kwargs) -> list[str]:
    """Does what is
    documented.

    In detail:

        documented(name = "a")

    Args:
        name: what it is called
        count: how many, which
            may take a while

            to explain
        **kwargs: the rest
        unknown: is not shown

    Note:
        other sections stay

    Returns:
        the names

        of all
    """
    return [name]

def undocumented(x, *, y = None):
    return x

def one_line():
    "Only a summary."

def with_named_only(*, a, b: int | None = None) -> None:
    """Nothing but names."""

def _private():
    """Not shown."""

namespace = struct(run = lambda x: x, name = "n")
