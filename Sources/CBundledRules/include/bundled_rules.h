// The files of `Rules/`, the bundled `prelude` cell, as bytes in the executable.
#ifndef BLD_BUNDLED_RULES_H
#define BLD_BUNDLED_RULES_H

#include <stddef.h>

typedef struct {
    /// Path below `Rules/`, NUL-terminated, with `/` between components.
    const char *path;
    const unsigned char *bytes;
    size_t size;
} bld_bundled_file;

/// Every bundled file, sorted by path.
extern const bld_bundled_file bld_bundled_files[];
extern const size_t bld_bundled_file_count;

/// The first of `bld_bundled_file_count` entries; Swift does not see arrays without a length.
const bld_bundled_file *bld_bundled_file_table(void);

#endif
