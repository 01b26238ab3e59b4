"""What every BUCK file sees: the rules of the bundled prelude."""

load(
    "@prelude//:configurations.bzl",
    "config_setting",
    "constraint_setting",
    "constraint_value",
    "platform",
)
load("@prelude//:constraint.bzl", "constraint", "exec_platform_marker_constraint")
load(
    "@prelude//:files.bzl",
    "alias",
    "command_alias",
    "configured_alias",
    "export_file",
    "filegroup",
    "http_file",
    "toolchain_alias",
)
load("@prelude//:genrule.bzl", "genrule")
load("@prelude//:sh_binary.bzl", "sh_binary")
load("@prelude//:sh_test.bzl", "sh_test", "test_suite")
load("@prelude//cxx:rules.bzl", "cxx_binary", "cxx_library", "cxx_test")
load("@prelude//cxx:toolchain.bzl", "cxx_toolchain")
load("@prelude//rust:rules.bzl", "rust_binary", "rust_library", "rust_test")
load("@prelude//rust:toolchain.bzl", "rust_toolchain")

def _export_file(name: str, src = None, **kwargs):
    """An `export_file` whose `src` is the file called like the target unless it is given."""
    export_file(name = name, src = name if src == None else src, **kwargs)

native = struct(
    alias = alias,
    command_alias = command_alias,
    config_setting = config_setting,
    configured_alias = configured_alias,
    constraint = constraint,
    constraint_setting = constraint_setting,
    constraint_value = constraint_value,
    cxx_binary = cxx_binary,
    cxx_library = cxx_library,
    cxx_test = cxx_test,
    cxx_toolchain = cxx_toolchain,
    exec_platform_marker_constraint = exec_platform_marker_constraint,
    export_file = _export_file,
    filegroup = filegroup,
    genrule = genrule,
    http_file = http_file,
    platform = platform,
    rust_binary = rust_binary,
    rust_library = rust_library,
    rust_test = rust_test,
    rust_toolchain = rust_toolchain,
    sh_binary = sh_binary,
    sh_test = sh_test,
    test_suite = test_suite,
    toolchain_alias = toolchain_alias,
)
