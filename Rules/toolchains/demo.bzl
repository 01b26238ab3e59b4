"""What the `toolchains` cell of a new Buck2 project loads."""

load(":cxx.bzl", "system_cxx_toolchain")
load(":genrule.bzl", "system_genrule_toolchain")
load(":python.bzl", "system_python_bootstrap_toolchain")
load(":rust.bzl", "system_rust_toolchain")

def system_demo_toolchains():
    """All toolchains that there are, found on this machine."""
    system_cxx_toolchain(name = "cxx", visibility = ["PUBLIC"])
    system_genrule_toolchain(name = "genrule", visibility = ["PUBLIC"])
    system_python_bootstrap_toolchain(name = "python_bootstrap", visibility = ["PUBLIC"])
    system_rust_toolchain(name = "rust", visibility = ["PUBLIC"])
