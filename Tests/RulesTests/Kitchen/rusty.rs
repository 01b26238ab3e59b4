extern "C" {
    fn two() -> i32;
}

fn main() {
    println!("{} {} {}", renamed::greeting(), renamed::from_rust(2), unsafe { two() });
}
