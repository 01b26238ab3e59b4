"""What crates tell those that depend on them."""

def _search_flags(crate):
    return cmd_args(crate, format = "-Ldependency={}", parent = 1)

# Crates, each in a folder of its own, and the flags with which the compiler finds them.
RustCrateSet = transitive_set(args_projections = {"search": _search_flags})

RustCrateInfo = provider(
    doc = "A crate that others can use.",
    fields = {
        # The name by which sources refer to it.
        "crate": provider_field(str),
        # The rlib, or the shared library of a procedural macro.
        "library": provider_field(typing.Any),
        # The C and C++ libraries it needs, as a `CxxLinkInfo`.
        "native": provider_field(typing.Any),
        # This crate and those it depends on, as a `RustCrateSet`.
        "set": provider_field(typing.Any),
    },
)
