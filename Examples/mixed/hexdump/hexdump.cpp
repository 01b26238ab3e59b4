#include "hexdump/hexdump.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>

namespace {

std::string line(const uint8_t *bytes, size_t start, size_t count) {
    char field[16];
    std::snprintf(field, sizeof field, "%08zx ", start);
    std::string hex = field;
    std::string letters;
    for (size_t index = 0; index < count; index++) {
        std::snprintf(field, sizeof field, " %02x", bytes[start + index]);
        hex += field;
        const uint8_t byte = bytes[start + index];
        letters += byte >= ' ' && byte <= '~' ? static_cast<char>(byte) : '.';
    }
    hex.resize(59, ' ');
    return hex + letters + '\n';
}

}  // namespace

size_t hexdump(const uint8_t *bytes, size_t count, char *text, size_t capacity) {
    std::string lines;
    for (size_t start = 0; start < count; start += 16) {
        lines += line(bytes, start, std::min<size_t>(16, count - start));
    }
    if (capacity > 0) {
        const size_t kept = std::min(lines.size(), capacity - 1);
        std::memcpy(text, lines.data(), kept);
        text[kept] = '\0';
    }
    return lines.size();
}
