"""What the `toolchains` cell of a new Buck2 project loads."""

load(":cxx.bzl", "system_cxx_toolchain")
load(":rust.bzl", "system_rust_toolchain")

def system_demo_toolchains():
    """All toolchains that there are, found on this machine."""
    system_cxx_toolchain(name = "cxx", visibility = ["PUBLIC"])
    system_rust_toolchain(name = "rust", visibility = ["PUBLIC"])
