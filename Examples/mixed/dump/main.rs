//! Shows an argument's bytes by a C++ library and their checksum by a Rust one.

fn main() {
    for word in std::env::args().skip(1) {
        print!("{}", hexdump::hexdump(word.as_bytes()));
        println!("crc32 {:08x}", checksum::crc32(word.as_bytes()));
    }
}
