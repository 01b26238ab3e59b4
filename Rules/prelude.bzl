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
    "toolchain_alias",
)
load("@prelude//:genrule.bzl", "cxx_genrule", "genrule")
load("@prelude//:http.bzl", "http_archive", "http_file", "remote_file")
load("@prelude//:sh_binary.bzl", "sh_binary")
load("@prelude//:sh_test.bzl", "sh_test", "test_suite")
load("@prelude//cxx:prebuilt.bzl", "prebuilt_cxx_library")
load("@prelude//cxx:rules.bzl", "cxx_binary", "cxx_library", "cxx_test")
load(
    "@prelude//python_bootstrap:rules.bzl",
    "python_bootstrap_binary",
    "python_bootstrap_library",
)
load("@prelude//rust:rules.bzl", "rust_binary", "rust_library", "rust_test")

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
    cxx_genrule = cxx_genrule,
    cxx_library = cxx_library,
    cxx_test = cxx_test,
    exec_platform_marker_constraint = exec_platform_marker_constraint,
    export_file = _export_file,
    filegroup = filegroup,
    genrule = genrule,
    http_archive = http_archive,
    http_file = http_file,
    platform = platform,
    prebuilt_cxx_library = prebuilt_cxx_library,
    python_bootstrap_binary = python_bootstrap_binary,
    python_bootstrap_library = python_bootstrap_library,
    remote_file = remote_file,
    rust_binary = rust_binary,
    rust_library = rust_library,
    rust_test = rust_test,
    sh_binary = sh_binary,
    sh_test = sh_test,
    test_suite = test_suite,
    toolchain_alias = toolchain_alias,
)
