"""The C++ toolchain, by the name and with the attributes that it has in Buck2's prelude."""

load("@prelude//cxx:toolchain.bzl", "CxxToolchainInfo")
load(":program.bzl", "program", "program_attribute")

def _system_cxx_toolchain_impl(ctx: AnalysisContext) -> list[Provider]:
    c_compiler = program(ctx.attrs.compiler)
    cxx_compiler = program(ctx.attrs.cxx_compiler)
    linker = program(ctx.attrs.linker) if ctx.attrs.linker else cxx_compiler
    archiver = program(ctx.attrs.archiver)
    return [
        DefaultInfo(),
        CxxToolchainInfo(
            archiver = archiver,
            c_compiler = c_compiler,
            c_flags = ctx.attrs.c_flags,
            cxx_compiler = cxx_compiler,
            cxx_flags = ctx.attrs.cxx_flags,
            link_flags = ctx.attrs.link_flags,
            linker = linker,
            post_link_flags = ctx.attrs.post_link_flags,
        ),
        TemplatePlaceholderInfo(unkeyed_variables = {
            "ar": cmd_args(archiver),
            "cc": cmd_args(c_compiler),
            "cflags": cmd_args(ctx.attrs.c_flags, quote = "shell"),
            "cxx": cmd_args(cxx_compiler),
            "cxxflags": cmd_args(ctx.attrs.cxx_flags, quote = "shell"),
            "ld": cmd_args(linker),
        }),
    ]

def _flags(doc: str):
    return attrs.list(attrs.arg(), default = [], doc = doc)

system_cxx_toolchain = rule(
    impl = _system_cxx_toolchain_impl,
    doc = "The tools of this machine for C and C++, or those that targets make.",
    is_toolchain_rule = True,
    attrs = {
        "archiver": program_attribute(["ar", "llvm-ar"], "Makes static libraries."),
        "c_flags": _flags("Flags for every C source, before its own."),
        "compiler": program_attribute(["clang", "gcc", "cc"], "Compiles C and assembler."),
        "cxx_compiler": program_attribute(["clang++", "g++", "c++"], "Compiles C++."),
        "cxx_flags": _flags("Flags for every C++ source, before its own."),
        "link_flags": _flags("Flags for every program and shared library, before its own."),
        "link_style": attrs.enum(
            ["shared", "static", "static_pic"],
            default = "static",
            doc = "Accepted: libraries are linked statically in either case.",
        ),
        "linker": program_attribute(
            None,
            "Links programs and shared libraries; the C++ compiler unless set.",
        ),
        "post_link_flags": _flags("Flags for every program and shared library, after its own."),
    },
)
