//! Prints an expression in reverse Polish notation.

use expression::Expression;

fn print(expression: &Expression, words: &mut Vec<String>) {
    match expression {
        Expression::Number(number) => words.push(number.to_string()),
        Expression::Binary(operator, left, right) => {
            print(left, words);
            print(right, words);
            words.push(operator.to_string());
        }
    }
}

fn main() {
    let text: Vec<String> = std::env::args().skip(1).collect();
    match expression::parse(&text.join(" ")) {
        Ok(expression) => {
            let mut words = Vec::new();
            print(&expression, &mut words);
            println!("{}", words.join(" "));
        }
        Err(error) => {
            eprintln!("rpn: {error}");
            std::process::exit(1);
        }
    }
}
