//! The C++ library `hexdump`, as Rust sees it.

use std::ffi::c_char;

mod c {
    use super::c_char;

    extern "C" {
        pub fn hexdump(bytes: *const u8, count: usize, text: *mut c_char, capacity: usize) -> usize;
    }
}

/// The lines that show some bytes.
pub fn hexdump(bytes: &[u8]) -> String {
    // SAFETY: the first call writes nothing; the second has room for what the first one counted.
    let text = unsafe {
        let size = c::hexdump(bytes.as_ptr(), bytes.len(), std::ptr::null_mut(), 0);
        let mut text = vec![0u8; size + 1];
        c::hexdump(bytes.as_ptr(), bytes.len(), text.as_mut_ptr().cast(), text.len());
        text.truncate(size);
        text
    };
    String::from_utf8_lossy(&text).into_owned()
}
