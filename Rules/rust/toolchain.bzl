"""The tools that Rust is built with."""

RustToolchainInfo = provider(
    doc = "The Rust compiler, and the flags it always gets.",
    fields = {
        "compiler": provider_field(typing.Any, default = None),
        "default_edition": provider_field(str, default = "2021"),
        "rustc_flags": provider_field(typing.Any, default = []),
    },
)

def _rust_toolchain_impl(ctx: AnalysisContext) -> list[Provider]:
    return [
        DefaultInfo(),
        RustToolchainInfo(
            compiler = ctx.attrs.compiler,
            default_edition = ctx.attrs.default_edition,
            rustc_flags = ctx.attrs.rustc_flags,
        ),
    ]

rust_toolchain = rule(
    impl = _rust_toolchain_impl,
    doc = "Finds the Rust compiler on this machine.",
    is_toolchain_rule = True,
    attrs = {
        "compiler": attrs.host_tool(default = ["rustc"], doc = "Compiles Rust."),
        "default_edition": attrs.string(default = "2021", doc = "The edition of crates that do not say which."),
        "rustc_flags": attrs.list(attrs.arg(), default = [], doc = "Flags for every crate, before its own."),
    },
)
