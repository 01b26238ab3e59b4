"""The rules of the bundled prelude by the name under which Buck2's prelude has its own."""

load("@prelude//:prelude.bzl", _native = "native")

native = _native
