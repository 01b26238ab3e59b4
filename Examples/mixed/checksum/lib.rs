//! CRC-32 as in zip and PNG, for Rust and, through a C function, for everybody else.

/// The checksum of some bytes.
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 0 { crc >> 1 } else { crc >> 1 ^ 0xedb8_8320 }
        })
    })
}

/// See `checksum.h`.
///
/// # Safety
/// `bytes` points to `count` bytes that can be read.
#[no_mangle]
pub unsafe extern "C" fn checksum_crc32(bytes: *const u8, count: usize) -> u32 {
    crc32(unsafe { std::slice::from_raw_parts(bytes, count) })
}
