#define XXH_INLINE_ALL
#include <xxhash.h>

#include "cxxhash.h"

bld_hash128 bld_xxh3_128(const void *bytes, size_t length, uint64_t seed) {
    XXH128_hash_t hash = XXH3_128bits_withSeed(bytes, length, seed);
    bld_hash128 result = {hash.low64, hash.high64};
    return result;
}
