mod generated;
mod more;

derive::the_answer!();

extern "C" {
    fn c_base() -> i32;
}

#[no_mangle]
pub extern "C" fn from_rust(x: i32) -> i32 {
    more::thousands(x) + generated::GENERATED + answer() + unsafe { c_base() }
}

pub fn greeting() -> &'static str {
    env!("GREETING")
}
