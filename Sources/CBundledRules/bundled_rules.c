// One entry per file of `Rules/`: a test compares this table with the folder.
#include "bundled_rules.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char cfg_exec_platform_marker_bzl[] = {
#embed "../../Rules/cfg/exec_platform/marker.bzl"
};
static const unsigned char cfg_exec_platform_marker_buck[] = {
#embed "../../Rules/cfg/exec_platform/marker/BUCK"
};
static const unsigned char cfg_modifier_alias_bzl[] = {
#embed "../../Rules/cfg/modifier/alias.bzl"
};
static const unsigned char cfg_modifier_cfg_constructor_bzl[] = {
#embed "../../Rules/cfg/modifier/cfg_constructor.bzl"
};
static const unsigned char cfg_modifier_common_bzl[] = {
#embed "../../Rules/cfg/modifier/common.bzl"
};
static const unsigned char cfg_modifier_conditional_modifier_bzl[] = {
#embed "../../Rules/cfg/modifier/conditional_modifier.bzl"
};
static const unsigned char cfg_modifier_constraint_modifier_info_bzl[] = {
#embed "../../Rules/cfg/modifier/constraint_modifier_info.bzl"
};
static const unsigned char cfg_modifier_set_cfg_modifiers_bzl[] = {
#embed "../../Rules/cfg/modifier/set_cfg_modifiers.bzl"
};
static const unsigned char cfg_modifier_types_bzl[] = {
#embed "../../Rules/cfg/modifier/types.bzl"
};
static const unsigned char common_bzl[] = {
#embed "../../Rules/common.bzl"
};
static const unsigned char configurations_bzl[] = {
#embed "../../Rules/configurations.bzl"
};
static const unsigned char constraint_bzl[] = {
#embed "../../Rules/constraint.bzl"
};
static const unsigned char cpu_buck[] = {
#embed "../../Rules/cpu/BUCK"
};
static const unsigned char cpu_constraints_buck[] = {
#embed "../../Rules/cpu/constraints/BUCK"
};
static const unsigned char cxx_compile_bzl[] = {
#embed "../../Rules/cxx/compile.bzl"
};
static const unsigned char cxx_link_bzl[] = {
#embed "../../Rules/cxx/link.bzl"
};
static const unsigned char cxx_prebuilt_bzl[] = {
#embed "../../Rules/cxx/prebuilt.bzl"
};
static const unsigned char cxx_providers_bzl[] = {
#embed "../../Rules/cxx/providers.bzl"
};
static const unsigned char cxx_rules_bzl[] = {
#embed "../../Rules/cxx/rules.bzl"
};
static const unsigned char cxx_toolchain_bzl[] = {
#embed "../../Rules/cxx/toolchain.bzl"
};
static const unsigned char files_bzl[] = {
#embed "../../Rules/files.bzl"
};
static const unsigned char genrule_bzl[] = {
#embed "../../Rules/genrule.bzl"
};
static const unsigned char http_bzl[] = {
#embed "../../Rules/http.bzl"
};
static const unsigned char native_bzl[] = {
#embed "../../Rules/native.bzl"
};
static const unsigned char os_buck[] = {
#embed "../../Rules/os/BUCK"
};
static const unsigned char os_constraints_buck[] = {
#embed "../../Rules/os/constraints/BUCK"
};
static const unsigned char platforms_buck[] = {
#embed "../../Rules/platforms/BUCK"
};
static const unsigned char platforms_defs_bzl[] = {
#embed "../../Rules/platforms/defs.bzl"
};
static const unsigned char prelude_bzl[] = {
#embed "../../Rules/prelude.bzl"
};
static const unsigned char python_bootstrap_rules_bzl[] = {
#embed "../../Rules/python_bootstrap/rules.bzl"
};
static const unsigned char rust_compile_bzl[] = {
#embed "../../Rules/rust/compile.bzl"
};
static const unsigned char rust_providers_bzl[] = {
#embed "../../Rules/rust/providers.bzl"
};
static const unsigned char rust_rules_bzl[] = {
#embed "../../Rules/rust/rules.bzl"
};
static const unsigned char rust_toolchain_bzl[] = {
#embed "../../Rules/rust/toolchain.bzl"
};
static const unsigned char sh_binary_bzl[] = {
#embed "../../Rules/sh_binary.bzl"
};
static const unsigned char sh_test_bzl[] = {
#embed "../../Rules/sh_test.bzl"
};
static const unsigned char testing_bzl[] = {
#embed "../../Rules/testing.bzl"
};
static const unsigned char toolchains_buck[] = {
#embed "../../Rules/toolchains/BUCK"
};
static const unsigned char toolchains_cxx_bzl[] = {
#embed "../../Rules/toolchains/cxx.bzl"
};
static const unsigned char toolchains_demo_bzl[] = {
#embed "../../Rules/toolchains/demo.bzl"
};
static const unsigned char toolchains_genrule_bzl[] = {
#embed "../../Rules/toolchains/genrule.bzl"
};
static const unsigned char toolchains_program_bzl[] = {
#embed "../../Rules/toolchains/program.bzl"
};
static const unsigned char toolchains_python_bzl[] = {
#embed "../../Rules/toolchains/python.bzl"
};
static const unsigned char toolchains_rust_bzl[] = {
#embed "../../Rules/toolchains/rust.bzl"
};

#define ENTRY(path, array) {path, array, sizeof(array)}

const bld_bundled_file bld_bundled_files[] = {
    ENTRY("cfg/exec_platform/marker.bzl", cfg_exec_platform_marker_bzl),
    ENTRY("cfg/exec_platform/marker/BUCK", cfg_exec_platform_marker_buck),
    ENTRY("cfg/modifier/alias.bzl", cfg_modifier_alias_bzl),
    ENTRY("cfg/modifier/cfg_constructor.bzl", cfg_modifier_cfg_constructor_bzl),
    ENTRY("cfg/modifier/common.bzl", cfg_modifier_common_bzl),
    ENTRY("cfg/modifier/conditional_modifier.bzl", cfg_modifier_conditional_modifier_bzl),
    ENTRY("cfg/modifier/constraint_modifier_info.bzl", cfg_modifier_constraint_modifier_info_bzl),
    ENTRY("cfg/modifier/set_cfg_modifiers.bzl", cfg_modifier_set_cfg_modifiers_bzl),
    ENTRY("cfg/modifier/types.bzl", cfg_modifier_types_bzl),
    ENTRY("common.bzl", common_bzl),
    ENTRY("configurations.bzl", configurations_bzl),
    ENTRY("constraint.bzl", constraint_bzl),
    ENTRY("cpu/BUCK", cpu_buck),
    ENTRY("cpu/constraints/BUCK", cpu_constraints_buck),
    ENTRY("cxx/compile.bzl", cxx_compile_bzl),
    ENTRY("cxx/link.bzl", cxx_link_bzl),
    ENTRY("cxx/prebuilt.bzl", cxx_prebuilt_bzl),
    ENTRY("cxx/providers.bzl", cxx_providers_bzl),
    ENTRY("cxx/rules.bzl", cxx_rules_bzl),
    ENTRY("cxx/toolchain.bzl", cxx_toolchain_bzl),
    ENTRY("files.bzl", files_bzl),
    ENTRY("genrule.bzl", genrule_bzl),
    ENTRY("http.bzl", http_bzl),
    ENTRY("native.bzl", native_bzl),
    ENTRY("os/BUCK", os_buck),
    ENTRY("os/constraints/BUCK", os_constraints_buck),
    ENTRY("platforms/BUCK", platforms_buck),
    ENTRY("platforms/defs.bzl", platforms_defs_bzl),
    ENTRY("prelude.bzl", prelude_bzl),
    ENTRY("python_bootstrap/rules.bzl", python_bootstrap_rules_bzl),
    ENTRY("rust/compile.bzl", rust_compile_bzl),
    ENTRY("rust/providers.bzl", rust_providers_bzl),
    ENTRY("rust/rules.bzl", rust_rules_bzl),
    ENTRY("rust/toolchain.bzl", rust_toolchain_bzl),
    ENTRY("sh_binary.bzl", sh_binary_bzl),
    ENTRY("sh_test.bzl", sh_test_bzl),
    ENTRY("testing.bzl", testing_bzl),
    ENTRY("toolchains/BUCK", toolchains_buck),
    ENTRY("toolchains/cxx.bzl", toolchains_cxx_bzl),
    ENTRY("toolchains/demo.bzl", toolchains_demo_bzl),
    ENTRY("toolchains/genrule.bzl", toolchains_genrule_bzl),
    ENTRY("toolchains/program.bzl", toolchains_program_bzl),
    ENTRY("toolchains/python.bzl", toolchains_python_bzl),
    ENTRY("toolchains/rust.bzl", toolchains_rust_bzl),
};

const size_t bld_bundled_file_count = sizeof(bld_bundled_files) / sizeof(bld_bundled_files[0]);

const bld_bundled_file *bld_bundled_file_table(void) { return bld_bundled_files; }
