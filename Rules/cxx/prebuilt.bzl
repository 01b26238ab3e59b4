"""`prebuilt_cxx_library`: a library that was compiled elsewhere."""

load("@prelude//:common.bzl", "LABELS")
load("@prelude//cxx:compile.bzl", "exported_preprocessor", "placeholders")
load("@prelude//cxx:providers.bzl", "CxxLinkInfo", "CxxPreprocessorInfo", "link_set")

def _impl(ctx: AnalysisContext) -> list[Provider]:
    library = None if ctx.attrs.header_only else ctx.attrs.static_lib
    deps = ctx.attrs.deps + ctx.attrs.exported_deps
    flags = ctx.attrs.exported_linker_flags
    exported = exported_preprocessor(ctx)
    libraries = link_set(ctx, library, deps, flags, ctx.attrs.link_whole)
    return [
        DefaultInfo(default_outputs = [library] if library else []),
        CxxPreprocessorInfo(set = exported),
        CxxLinkInfo(
            has_cxx = any([dep[CxxLinkInfo].has_cxx for dep in deps if CxxLinkInfo in dep]),
            set = libraries,
        ),
        placeholders(exported, libraries),
    ]

def _deps(doc: str):
    return attrs.list(attrs.dep(), default = [], doc = doc)

def _flags(doc: str):
    return attrs.list(attrs.arg(), default = [], doc = doc)

prebuilt_cxx_library = rule(
    impl = _impl,
    doc = "A static library, or headers and flags, that others use as a `cxx_library`.",
    attrs = {
        "deps": _deps("Libraries it needs."),
        "exported_deps": _deps("Libraries whose headers its headers include."),
        "exported_headers": attrs.named_set(
            attrs.source(),
            default = [],
            doc = "Headers that others include, as `<header_namespace>/<name>`.",
        ),
        "exported_linker_flags": _flags("Flags for every program that uses it, such as `-lm`."),
        "exported_preprocessor_flags": _flags("Preprocessor flags for all that use it."),
        "header_namespace": attrs.option(
            attrs.string(),
            default = None,
            doc = "The folder under which headers are included; the package's path unless set.",
        ),
        "header_only": attrs.bool(default = False, doc = "Whether there is nothing to link."),
        "link_whole": attrs.bool(
            default = False,
            doc = "Whether programs get all of the library, even what they do not mention.",
        ),
        "static_lib": attrs.option(attrs.source(), default = None, doc = "The library."),
    } | LABELS,
)
