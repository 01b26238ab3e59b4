"""The C++ toolchain of a `toolchains` cell, by the name it has in Buck2's prelude."""

load("@prelude//cxx:toolchain.bzl", "cxx_toolchain")

def system_cxx_toolchain(
        name: str,
        compiler = None,
        cxx_compiler = None,
        archiver = None,
        c_flags = [],
        cxx_flags = [],
        link_flags = [],
        visibility = []):
    """The C++ tools of this machine, where nothing else is said."""
    cxx_toolchain(
        name = name,
        archiver = [archiver] if archiver else ["ar", "llvm-ar"],
        c_compiler = [compiler] if compiler else ["clang", "gcc", "cc"],
        c_flags = c_flags,
        cxx_compiler = [cxx_compiler] if cxx_compiler else ["clang++", "g++", "c++"],
        cxx_flags = cxx_flags,
        linker_flags = link_flags,
        visibility = visibility,
    )
