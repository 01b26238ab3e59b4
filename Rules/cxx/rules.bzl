"""`cxx_library`, `cxx_binary` and `cxx_test`."""

load("@prelude//:common.bzl", "LABELS", "toolchain")
load("@prelude//:testing.bzl", "test_attributes", "test_provider")
load(
    "@prelude//cxx:compile.bzl",
    "LANGUAGES",
    "compile_sources",
    "exported_preprocessor",
    "has_cxx",
    "placeholders",
)
load("@prelude//cxx:link.bzl", "archive", "link")
load("@prelude//cxx:providers.bzl", "CxxLinkInfo", "CxxPreprocessorInfo", "link_set")
load("@prelude//cxx:toolchain.bzl", "CxxToolchainInfo")

def _cxx_library_impl(ctx: AnalysisContext) -> list[Provider]:
    deps = ctx.attrs.deps + ctx.attrs.exported_deps
    exported = exported_preprocessor(ctx)
    objects = compile_sources(ctx, exported)
    static = archive(ctx, "lib{}.a".format(ctx.label.name), objects) if objects else None
    flags = ctx.attrs.exported_linker_flags
    libraries = link_set(ctx, static, deps, flags, ctx.attrs.link_whole)

    # A shared library of its own: everything of the target, and what that needs of its deps.
    shared = link(
        ctx,
        "lib{}.so".format(ctx.label.name),
        objects,
        link_set(ctx, None, deps, flags),
        category = "cxx_link_shared",
        flags = ["-shared"],
    )
    return [
        DefaultInfo(
            default_outputs = [static] if static else [],
            sub_targets = {
                "objects": [DefaultInfo(default_outputs = objects)],
                "shared": [DefaultInfo(default_output = shared)],
                "static": [DefaultInfo(default_outputs = [static] if static else [])],
            },
        ),
        CxxPreprocessorInfo(set = exported),
        CxxLinkInfo(has_cxx = has_cxx(ctx), set = libraries),
        placeholders(exported, libraries),
    ]

def _program(ctx: AnalysisContext) -> list[Provider]:
    objects = compile_sources(ctx)
    libraries = link_set(ctx, None, ctx.attrs.deps)
    name = ctx.attrs.executable_name or ctx.label.name
    program = link(ctx, name, objects, libraries, category = "cxx_link")
    return [
        DefaultInfo(
            default_output = program,
            sub_targets = {"objects": [DefaultInfo(default_outputs = objects)]},
        ),
        RunInfo(args = cmd_args(program)),
    ]

def _cxx_binary_impl(ctx: AnalysisContext) -> list[Provider]:
    return _program(ctx)

def _cxx_test_impl(ctx: AnalysisContext) -> list[Provider]:
    providers = _program(ctx)
    return providers + [test_provider(ctx, "gtest", providers[1], ctx.attrs.env)]

def _flags(doc: str):
    return attrs.list(attrs.arg(), default = [], doc = doc)

def _language_flags(doc: str):
    return attrs.dict(attrs.enum(LANGUAGES), attrs.list(attrs.arg()), default = {}, doc = doc)

def _headers(doc: str):
    return attrs.named_set(attrs.source(), default = [], doc = doc)

_COMMON = {
    "srcs": attrs.list(
        attrs.one_of(attrs.source(), attrs.tuple(attrs.source(), attrs.list(attrs.arg()))),
        default = [],
        doc = """
        What is compiled: C, C++ and assembler, told apart by the ends of their names. `("file.cpp",
        ["-flag"])` gives one source flags of its own.
        """,
    ),
    "headers": _headers(
        """
        Headers that only `srcs` include, as `<header_namespace>/<name>`; a dict gives them other
        names.
        """,
    ),
    "header_namespace": attrs.option(
        attrs.string(),
        default = None,
        doc = "The folder under which headers are included; the path of the package unless set.",
    ),
    "deps": attrs.list(
        attrs.dep(),
        default = [],
        doc = "Libraries whose exported headers `srcs` include, and which are linked.",
    ),
    "preprocessor_flags": _flags("Flags for `srcs` that have to do with the preprocessor."),
    "lang_preprocessor_flags": _language_flags("The same, by language."),
    "compiler_flags": _flags("Flags for `srcs`."),
    "lang_compiler_flags": _language_flags("The same, by language."),
    "linker_flags": _flags("Flags with which this target is linked, before its objects."),
    "post_linker_flags": _flags("Flags with which this target is linked, after its libraries."),
    "_cxx_toolchain": attrs.toolchain_dep(
        default = toolchain("cxx"),
        providers = [CxxToolchainInfo],
    ),
} | LABELS

cxx_library = rule(
    impl = _cxx_library_impl,
    doc = """
    C and C++ sources that others use.

    They are compiled to a static library; a library without `srcs` consists of its headers.
    Programs are linked with it, and with all that it depends on. `:name[shared]` is a shared
    library, `:name[objects]` the objects.
    """,
    attrs = _COMMON | {
        "exported_headers": _headers(
            """
            Headers that others include, as `<header_namespace>/<name>`; a dict gives them other
            names.
            """,
        ),
        "exported_deps": attrs.list(
            attrs.dep(),
            default = [],
            doc = "`deps` whose headers the exported headers include.",
        ),
        "exported_preprocessor_flags": _flags(
            "Preprocessor flags for `srcs` and for all sources that use this target.",
        ),
        "exported_linker_flags": _flags(
            "Flags for the linking of every program that uses this target.",
        ),
        "link_whole": attrs.bool(
            default = False,
            doc = "Whether programs get all of the library, even what they do not mention.",
        ),
        "preferred_linkage": attrs.enum(
            ["any", "static"],
            default = "any",
            doc = "How programs are linked with it: statically in either case.",
        ),
    },
)

_PROGRAM = _COMMON | {
    "executable_name": attrs.option(
        attrs.string(),
        default = None,
        doc = "The name of the program; that of the target unless set.",
    ),
    "link_style": attrs.enum(
        ["static", "static_pic"],
        default = "static",
        doc = "How it is linked with its libraries: statically in either case.",
    ),
}

cxx_binary = rule(
    impl = _cxx_binary_impl,
    doc = "A program of C and C++ sources, linked statically with the libraries it depends on.",
    attrs = _PROGRAM,
)

cxx_test = rule(
    impl = _cxx_test_impl,
    doc = "A program of C and C++ sources that tests others: it passes if it exits with 0.",
    attrs = _PROGRAM | test_attributes() | {
        "env": attrs.dict(
            attrs.string(),
            attrs.arg(),
            default = {},
            doc = "Environment variables of the program.",
        ),
    },
)
