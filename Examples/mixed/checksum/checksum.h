// The Rust crate `checksum`, as C sees it.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The CRC-32 of `count` bytes.
uint32_t checksum_crc32(const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif
