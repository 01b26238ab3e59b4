"""The Rust toolchain of a `toolchains` cell, by the name it has in Buck2's prelude."""

load("@prelude//rust:toolchain.bzl", "rust_toolchain")

def system_rust_toolchain(name: str, default_edition = None, rustc_flags = [], visibility = []):
    """The Rust compiler of this machine."""
    rust_toolchain(
        name = name,
        default_edition = default_edition or "2021",
        rustc_flags = rustc_flags,
        visibility = visibility,
    )
