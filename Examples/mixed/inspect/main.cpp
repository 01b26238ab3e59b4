// Shows an argument's bytes by a C++ library and their checksum by a Rust one.
#include <cstdio>
#include <string>

#include "checksum/checksum.h"
#include "hexdump/hexdump.h"

int main(int argc, char **argv) {
    for (int index = 1; index < argc; index++) {
        const std::string word = argv[index];
        const auto *bytes = reinterpret_cast<const uint8_t *>(word.data());
        std::string lines(hexdump(bytes, word.size(), nullptr, 0) + 1, '\0');
        hexdump(bytes, word.size(), lines.data(), lines.size());
        std::printf("%scrc32 %08x\n", lines.c_str(), checksum_crc32(bytes, word.size()));
    }
}
