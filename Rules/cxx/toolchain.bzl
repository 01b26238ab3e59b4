"""What the rules know of the tools that C and C++ are built with."""

CxxToolchainInfo = provider(
    doc = "The tools that C and C++ are built with, and the flags they always get.",
    fields = {
        "archiver": provider_field(typing.Any, default = None),
        "c_compiler": provider_field(typing.Any, default = None),
        "c_flags": provider_field(typing.Any, default = []),
        "cxx_compiler": provider_field(typing.Any, default = None),
        "cxx_flags": provider_field(typing.Any, default = []),
        "link_flags": provider_field(typing.Any, default = []),
        "linker": provider_field(typing.Any, default = None),
        "post_link_flags": provider_field(typing.Any, default = []),
    },
)
