// Bytes as hexadecimal digits, sixteen to a line.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Writes the lines for `count` bytes into `text`, which has room for `capacity` characters and is
// ended by a NUL. Returns how many characters all of the lines have, without the NUL.
size_t hexdump(const uint8_t *bytes, size_t count, char *text, size_t capacity);

#ifdef __cplusplus
}
#endif
