use crate::Expression;
use tokens::{tokens, Token};

/// Parses an expression by precedence climbing: `^` before `*` and `/` before `+` and `-`.
pub fn parse(text: &str) -> Result<Expression, String> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0 };
    let expression = parser.binary(0)?;
    match parser.peek() {
        None => Ok(expression),
        Some(token) => Err(format!("{token:?} after the end of the expression")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
}

impl Parser {
    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.next).copied()
    }

    fn binary(&mut self, weakest: u8) -> Result<Expression, String> {
        let mut left = self.operand()?;
        while let Some(Token::Operator(operator)) = self.peek() {
            let strength = strength(operator);
            if strength < weakest {
                break;
            }
            self.next += 1;
            // `^` groups from the right, everything else from the left.
            let right = self.binary(if operator == '^' { strength } else { strength + 1 })?;
            left = Expression::Binary(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn operand(&mut self) -> Result<Expression, String> {
        let token = self.peek().ok_or("the expression ends too early")?;
        self.next += 1;
        match token {
            Token::Number(number) => Ok(Expression::Number(number)),
            Token::Open => {
                let inner = self.binary(0)?;
                match self.peek() {
                    Some(Token::Close) => self.next += 1,
                    _ => return Err("a `)` is missing".to_string()),
                }
                Ok(inner)
            }
            other => Err(format!("{other:?} where a number should be")),
        }
    }
}

fn strength(operator: char) -> u8 {
    match operator {
        '+' | '-' => 1,
        '*' | '/' => 2,
        _ => 3,
    }
}
