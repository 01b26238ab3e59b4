"""`rust_library`, `rust_binary` and `rust_test`."""

load("@prelude//:common.bzl", "LABELS", "toolchain")
load("@prelude//:testing.bzl", "test_attributes", "test_provider")
load("@prelude//cxx:providers.bzl", "CxxLinkInfo", "CxxLinkSet")
load(
    "@prelude//rust:compile.bzl",
    "compile_crate",
    "crate_children",
    "crate_name",
    "crate_root",
    "native_libraries",
)
load("@prelude//rust:providers.bzl", "RustCrateInfo", "RustCrateSet")
load("@prelude//rust:toolchain.bzl", "RustToolchainInfo")

# What the standard library of a static library needs of the system.
_SYSTEM_LIBRARIES = ["-lpthread", "-ldl", "-lm"]

def _rust_library_impl(ctx: AnalysisContext) -> list[Provider]:
    crate = crate_name(ctx)
    root = crate_root(ctx, ["lib.rs"])
    native = native_libraries(ctx)
    metadata = "lib{}.rmeta".format(crate)
    check = compile_crate(ctx, "rlib", "__check__", metadata, root, emit = "metadata")
    sub_targets = {"check": [DefaultInfo(default_output = check)]}
    providers = []

    if ctx.attrs.proc_macro:
        shared = "lib{}.so".format(crate)
        library = compile_crate(ctx, "proc-macro", "__macro__", shared, root, linked = True)
        info = RustCrateInfo(
            crate = crate,
            library = library,
            # It runs in the compiler; nothing of it ends up in a program.
            native = CxxLinkInfo(has_cxx = False, set = ctx.actions.tset(CxxLinkSet)),
            set = ctx.actions.tset(RustCrateSet, value = library),
        )
    else:
        library = compile_crate(ctx, "rlib", "__rlib__", "lib{}.rlib".format(crate), root)
        info = RustCrateInfo(
            crate = crate,
            library = library,
            native = native,
            set = ctx.actions.tset(RustCrateSet, value = library, children = crate_children(ctx)),
        )

        # C and C++ link this one, which has the Rust code it needs in it; only they build it.
        static = compile_crate(ctx, "staticlib", "__staticlib__", "lib{}.a".format(crate), root)
        sub_targets["staticlib"] = [DefaultInfo(default_output = static)]
        args = cmd_args(ctx.attrs.exported_linker_flags, static, _SYSTEM_LIBRARIES)
        providers.append(CxxLinkInfo(
            has_cxx = native.has_cxx,
            set = ctx.actions.tset(
                CxxLinkSet,
                value = struct(args = args),
                children = [native.set],
            ),
        ))
    return [DefaultInfo(default_output = library, sub_targets = sub_targets), info] + providers

def _program(ctx: AnalysisContext, roots: list[str], flags: list[str]) -> list[Provider]:
    root = cmd_args(flags, crate_root(ctx, roots))
    name = ctx.attrs.executable_name or ctx.label.name
    program = compile_crate(ctx, "bin", "__bin__", name, root, linked = True)
    check = compile_crate(ctx, "bin", "__check__", "{}.rmeta".format(name), root, emit = "metadata")
    return [
        DefaultInfo(
            default_output = program,
            sub_targets = {"check": [DefaultInfo(default_output = check)]},
        ),
        RunInfo(args = cmd_args(program)),
    ]

def _rust_binary_impl(ctx: AnalysisContext) -> list[Provider]:
    return _program(ctx, ["main.rs"], [])

def _rust_test_impl(ctx: AnalysisContext) -> list[Provider]:
    flags = ["--test"] if ctx.attrs.framework else ["--cfg=test"]
    flags += ctx.attrs._rust_toolchain[RustToolchainInfo].rustc_test_flags
    providers = _program(ctx, ["main.rs", "lib.rs"], flags)
    return providers + [test_provider(ctx, "rust", providers[1])]

_COMMON = {
    "srcs": attrs.list(attrs.source(), default = [], doc = "The sources of the crate."),
    "mapped_srcs": attrs.dict(
        attrs.source(),
        attrs.string(),
        default = {},
        doc = """
        Further sources, generated ones for example, to the paths at which the crate has them.
        """,
    ),
    "crate": attrs.option(
        attrs.string(),
        default = None,
        doc = """
        The name by which sources refer to the crate; that of the target unless set, with `_` for
        `-`.
        """,
    ),
    "crate_root": attrs.option(
        attrs.string(),
        default = None,
        doc = """
        The source that declares the others; unless set `lib.rs` or `main.rs`, or the one called
        like the crate.
        """,
    ),
    "edition": attrs.option(
        attrs.string(),
        default = None,
        doc = "The edition of the language; that of the toolchain unless set.",
    ),
    "deps": attrs.list(
        attrs.dep(),
        default = [],
        doc = "Crates that sources use, and C and C++ libraries they call.",
    ),
    "named_deps": attrs.dict(
        attrs.string(),
        attrs.dep(),
        default = {},
        doc = "Crates that sources use under other names.",
    ),
    "features": attrs.list(
        attrs.string(),
        default = [],
        doc = "Features: each `f` sets `cfg(feature = \"f\")`.",
    ),
    "rustc_flags": attrs.list(attrs.arg(), default = [], doc = "Flags for the compiler."),
    "linker_flags": attrs.list(
        attrs.arg(),
        default = [],
        doc = "Flags for the linker, where this target is linked.",
    ),
    "env": attrs.dict(
        attrs.string(),
        attrs.arg(),
        default = {},
        doc = "Environment variables of the compiler, which `env!` reads.",
    ),
    "_rust_toolchain": attrs.toolchain_dep(
        default = toolchain("rust"),
        providers = [RustToolchainInfo],
    ),
} | LABELS

rust_library = rule(
    impl = _rust_library_impl,
    doc = """
    A crate that others use.

    C and C++ can depend on it as well: they are linked with a static library, and see what the
    crate exports with `extern "C"`. `:name[check]` only checks the crate.
    """,
    attrs = _COMMON | {
        "exported_linker_flags": attrs.list(
            attrs.arg(),
            default = [],
            doc = "Flags for the linking of C and C++ programs that use this crate.",
        ),
        "proc_macro": attrs.bool(
            default = False,
            doc = "Whether it is a procedural macro, which runs in the compiler.",
        ),
    },
)

_PROGRAM = _COMMON | {
    "executable_name": attrs.option(
        attrs.string(),
        default = None,
        doc = "The name of the program; that of the target unless set.",
    ),
}

rust_binary = rule(
    impl = _rust_binary_impl,
    doc = "A program of Rust sources and of the crates and libraries it depends on.",
    attrs = _PROGRAM,
)

rust_test = rule(
    impl = _rust_test_impl,
    doc = "The tests in Rust sources as a program, which passes if it exits with 0.",
    attrs = _PROGRAM | test_attributes() | {
        "framework": attrs.bool(
            default = True,
            doc = "Whether the compiler makes the `main` that runs the tests.",
        ),
    },
)
