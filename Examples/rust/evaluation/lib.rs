//! What expressions come to.

use expression::Expression;

pub fn value(expression: &Expression) -> f64 {
    match expression {
        Expression::Number(number) => *number,
        Expression::Binary(operator, left, right) => {
            let (left, right) = (value(left), value(right));
            match operator {
                '+' => left + right,
                '-' => left - right,
                '*' => left * right,
                '/' => left / right,
                _ => left.powf(right),
            }
        }
    }
}
