// xxh3-128 from the system's header-only xxhash, behind one plain function that Swift can import.
#ifndef BLD_CXXHASH_H
#define BLD_CXXHASH_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t low;
    uint64_t high;
} bld_hash128;

/// Hashes `length` bytes at `bytes` with xxh3-128 under `seed`. Stable across processes and machines.
bld_hash128 bld_xxh3_128(const void *bytes, size_t length, uint64_t seed);

#endif
