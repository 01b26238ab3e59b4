// One entry per file of `Rules/`: a test compares this table with the folder.
#include "bundled_rules.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char prelude_bzl[] = {
#embed "../../Rules/prelude.bzl"
};

#define ENTRY(path, array) {path, array, sizeof(array)}

const bld_bundled_file bld_bundled_files[] = {
    ENTRY("prelude.bzl", prelude_bzl),
};

const size_t bld_bundled_file_count = sizeof(bld_bundled_files) / sizeof(bld_bundled_files[0]);

const bld_bundled_file *bld_bundled_file_table(void) { return bld_bundled_files; }
