"""What every BUCK file sees: the rules of the bundled prelude."""

load(
    "@prelude//:configurations.bzl",
    "config_setting",
    "constraint_setting",
    "constraint_value",
    "platform",
)
load("@prelude//:files.bzl", "alias", "export_file", "filegroup")
load("@prelude//:genrule.bzl", "genrule")
load("@prelude//:sh_binary.bzl", "sh_binary")
load("@prelude//cxx:rules.bzl", "cxx_binary", "cxx_library")
load("@prelude//cxx:toolchain.bzl", "cxx_toolchain")
load("@prelude//rust:rules.bzl", "rust_binary", "rust_library")
load("@prelude//rust:toolchain.bzl", "rust_toolchain")

def _export_file(name: str, src = None, **kwargs):
    """An `export_file` whose `src` is the file called like the target unless it is given."""
    export_file(name = name, src = name if src == None else src, **kwargs)

native = struct(
    alias = alias,
    config_setting = config_setting,
    constraint_setting = constraint_setting,
    constraint_value = constraint_value,
    cxx_binary = cxx_binary,
    cxx_library = cxx_library,
    cxx_toolchain = cxx_toolchain,
    export_file = _export_file,
    filegroup = filegroup,
    genrule = genrule,
    platform = platform,
    rust_binary = rust_binary,
    rust_library = rust_library,
    rust_toolchain = rust_toolchain,
    sh_binary = sh_binary,
)
