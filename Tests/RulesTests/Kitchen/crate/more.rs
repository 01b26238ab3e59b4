#[cfg(feature = "fast")]
pub fn thousands(x: i32) -> i32 {
    x * 1000
}
