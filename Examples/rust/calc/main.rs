//! Prints what an expression comes to.

fn main() {
    let text: Vec<String> = std::env::args().skip(1).collect();
    match expression::parse(&text.join(" ")) {
        Ok(expression) => println!("{}", evaluation::value(&expression)),
        Err(error) => {
            eprintln!("calc: {error}");
            std::process::exit(1);
        }
    }
}
