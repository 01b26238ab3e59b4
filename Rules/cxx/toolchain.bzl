"""The tools that C and C++ are built with."""

CxxToolchainInfo = provider(
    doc = "The tools that C and C++ are built with, and the flags they always get.",
    fields = {
        "archiver": provider_field(typing.Any, default = None),
        "c_compiler": provider_field(typing.Any, default = None),
        "c_flags": provider_field(typing.Any, default = []),
        "cxx_compiler": provider_field(typing.Any, default = None),
        "cxx_flags": provider_field(typing.Any, default = []),
        "linker_flags": provider_field(typing.Any, default = []),
    },
)

def _cxx_toolchain_impl(ctx: AnalysisContext) -> list[Provider]:
    return [
        DefaultInfo(),
        CxxToolchainInfo(
            archiver = ctx.attrs.archiver,
            c_compiler = ctx.attrs.c_compiler,
            c_flags = ctx.attrs.c_flags,
            cxx_compiler = ctx.attrs.cxx_compiler,
            cxx_flags = ctx.attrs.cxx_flags,
            linker_flags = ctx.attrs.linker_flags,
        ),
    ]

cxx_toolchain = rule(
    impl = _cxx_toolchain_impl,
    doc = "Finds the tools that C and C++ are built with on this machine.",
    is_toolchain_rule = True,
    attrs = {
        "archiver": attrs.host_tool(default = ["ar", "llvm-ar"], doc = "Makes static libraries."),
        "c_compiler": attrs.host_tool(
            default = ["clang", "gcc", "cc"],
            doc = "Compiles C and assembler.",
        ),
        "c_flags": attrs.list(
            attrs.arg(),
            default = [],
            doc = "Flags for every C source, before its own.",
        ),
        "cxx_compiler": attrs.host_tool(
            default = ["clang++", "g++", "c++"],
            doc = "Compiles C++, and links.",
        ),
        "cxx_flags": attrs.list(
            attrs.arg(),
            default = [],
            doc = "Flags for every C++ source, before its own.",
        ),
        "linker_flags": attrs.list(
            attrs.arg(),
            default = [],
            doc = "Flags for every program and shared library, before its own.",
        ),
    },
)
