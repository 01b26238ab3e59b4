"""What C and C++ targets tell those that depend on them."""

def _preprocessor_args(flags):
    return flags

# The flags with which a source sees the exported headers of its dependencies.
CxxPreprocessorSet = transitive_set(args_projections = {"args": _preprocessor_args})

CxxPreprocessorInfo = provider(
    doc = "How sources that include the headers of a target, and of what it exports, are compiled.",
    fields = {
        # The headers and the flags to find them, as a `CxxPreprocessorSet`.
        "set": provider_field(typing.Any),
    },
)

def _link_args(library):
    return library.args

# Static libraries with the flags they need, in an order in which each comes before those it uses.
CxxLinkSet = transitive_set(args_projections = {"args": _link_args})

CxxLinkInfo = provider(
    doc = "What a program that depends on a target has to be linked with.",
    fields = {
        # Whether C++ is in it, so that a linker needs to be told of the library of that language.
        "has_cxx": provider_field(bool),
        # The target's own library, if it has sources, and those of its dependencies.
        "set": provider_field(typing.Any),
    },
)

def preprocessor_sets(deps: list[Dependency]) -> list:
    """The exported headers of those dependencies that have any."""
    return [dep[CxxPreprocessorInfo].set for dep in deps if CxxPreprocessorInfo in dep]

def link_sets(deps: list[Dependency]) -> list:
    """The libraries of those dependencies that can be linked."""
    return [dep[CxxLinkInfo].set for dep in deps if CxxLinkInfo in dep]

def link_set(
        ctx: AnalysisContext,
        archive: Artifact | None,
        deps: list[Dependency],
        flags: list = [],
        whole: bool = False):
    """The libraries of a target: its own in front of those of its dependencies."""
    if archive == None:
        args = cmd_args(flags)
    elif whole:
        args = cmd_args(flags, "-Wl,--whole-archive", archive, "-Wl,--no-whole-archive")
    else:
        args = cmd_args(flags, archive)
    return ctx.actions.tset(CxxLinkSet, value = struct(args = args), children = link_sets(deps))
