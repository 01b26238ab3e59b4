"""The compiler and the linker that Rust is built with."""

RustToolchainInfo = provider(
    doc = "The Rust compiler, the linker, and the flags they always get.",
    fields = {
        "compiler": provider_field(typing.Any, default = None),
        "cxx_runtime_flags": provider_field(typing.Any, default = []),
        "default_edition": provider_field(str, default = "2021"),
        "linker": provider_field(typing.Any, default = None),
        "linker_flags": provider_field(typing.Any, default = []),
        "rustc_flags": provider_field(typing.Any, default = []),
    },
)

def _rust_toolchain_impl(ctx: AnalysisContext) -> list[Provider]:
    return [
        DefaultInfo(),
        RustToolchainInfo(
            compiler = ctx.attrs.compiler,
            cxx_runtime_flags = ctx.attrs.cxx_runtime_flags,
            default_edition = ctx.attrs.default_edition,
            linker = ctx.attrs.linker,
            linker_flags = ctx.attrs.linker_flags,
            rustc_flags = ctx.attrs.rustc_flags,
        ),
    ]

rust_toolchain = rule(
    impl = _rust_toolchain_impl,
    doc = "Finds the Rust compiler, and a C compiler to link with, on this machine.",
    is_toolchain_rule = True,
    attrs = {
        "compiler": attrs.host_tool(default = ["rustc"], doc = "Compiles Rust."),
        "cxx_runtime_flags": attrs.list(
            attrs.arg(),
            default = ["-lstdc++"],
            doc = "How programs are linked that have C++ libraries in them.",
        ),
        "default_edition": attrs.string(
            default = "2021",
            doc = "The edition of crates that do not say which.",
        ),
        "linker": attrs.host_tool(
            default = ["cc", "gcc", "clang"],
            doc = "The C compiler that calls the linker.",
        ),
        "linker_flags": attrs.list(
            attrs.arg(),
            default = [],
            doc = "Flags for the linker, before those of a target.",
        ),
        "rustc_flags": attrs.list(
            attrs.arg(),
            default = [],
            doc = "Flags for every crate, before its own.",
        ),
    },
)
