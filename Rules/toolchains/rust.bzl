"""The Rust toolchain, by the name and with the attributes that it has in Buck2's prelude."""

load("@prelude//rust:toolchain.bzl", "RustToolchainInfo")
load(":program.bzl", "program", "program_attribute")

def _system_rust_toolchain_impl(ctx: AnalysisContext) -> list[Provider]:
    return [
        DefaultInfo(),
        RustToolchainInfo(
            compiler = program(ctx.attrs.compiler),
            cxx_runtime_flags = ctx.attrs.cxx_runtime_flags,
            default_edition = ctx.attrs.default_edition or "2021",
            linker = program(ctx.attrs.linker),
            linker_flags = ctx.attrs.linker_flags,
            rustc_binary_flags = ctx.attrs.rustc_binary_flags,
            rustc_flags = ctx.attrs.rustc_flags,
            rustc_target_triple = ctx.attrs.rustc_target_triple,
            rustc_test_flags = ctx.attrs.rustc_test_flags,
        ),
    ]

def _flags(doc: str, default: list[str] = []):
    return attrs.list(attrs.arg(), default = default, doc = doc)

system_rust_toolchain = rule(
    impl = _system_rust_toolchain_impl,
    doc = "The Rust compiler of this machine or of a target, and a C compiler to link with.",
    is_toolchain_rule = True,
    attrs = {
        "compiler": program_attribute(["rustc"], "Compiles Rust."),
        "cxx_runtime_flags": _flags(
            "How programs are linked that have C++ libraries in them.",
            ["-lstdc++"],
        ),
        "default_edition": attrs.option(
            attrs.string(),
            default = None,
            doc = "The edition of crates that do not say which; 2021 unless set.",
        ),
        "linker": program_attribute(
            ["cc", "gcc", "clang"],
            "The C compiler that calls the linker.",
        ),
        "linker_flags": _flags("Flags for the linker, before those of a target."),
        "rustc_binary_flags": _flags("Flags for programs, after `rustc_flags`."),
        "rustc_flags": _flags("Flags for every crate, before its own."),
        "rustc_target_triple": attrs.option(
            attrs.string(),
            default = None,
            doc = "What is compiled for; the machine that builds unless set.",
        ),
        "rustc_test_flags": _flags("Flags for tests, after `rustc_flags`."),
    },
)
