//! Arithmetic expressions as trees.

mod parser;

pub use parser::parse;

#[derive(Debug, PartialEq)]
pub enum Expression {
    Number(f64),
    /// An operator and its operands.
    Binary(char, Box<Expression>, Box<Expression>),
}
