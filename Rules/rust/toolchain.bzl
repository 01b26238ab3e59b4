"""What the rules know of the compiler and the linker that Rust is built with."""

RustToolchainInfo = provider(
    doc = "The Rust compiler, the linker, and the flags they always get.",
    fields = {
        "compiler": provider_field(typing.Any, default = None),
        "cxx_runtime_flags": provider_field(typing.Any, default = []),
        "default_edition": provider_field(str, default = "2021"),
        "linker": provider_field(typing.Any, default = None),
        "linker_flags": provider_field(typing.Any, default = []),
        "rustc_binary_flags": provider_field(typing.Any, default = []),
        "rustc_flags": provider_field(typing.Any, default = []),
        "rustc_target_triple": provider_field(str | None, default = None),
        "rustc_test_flags": provider_field(typing.Any, default = []),
    },
)
