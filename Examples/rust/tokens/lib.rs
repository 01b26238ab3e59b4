//! Text to tokens.

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Token {
    Number(f64),
    /// One of `+ - * / ^`.
    Operator(char),
    Open,
    Close,
}

/// Splits an expression, or says at which byte it stops making sense.
pub fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, letter)) = rest.next() {
        match letter {
            ' ' => {}
            '(' => tokens.push(Token::Open),
            ')' => tokens.push(Token::Close),
            '+' | '-' | '*' | '/' | '^' => tokens.push(Token::Operator(letter)),
            '0'..='9' | '.' => {
                let mut end = start + 1;
                while let Some((at, _)) = rest.next_if(|(_, c)| c.is_ascii_digit() || *c == '.') {
                    end = at + 1;
                }
                let digits = &text[start..end];
                let number = digits.parse().map_err(|_| format!("`{digits}` is not a number"))?;
                tokens.push(Token::Number(number));
            }
            _ => return Err(format!("`{letter}` at byte {start} means nothing here")),
        }
    }
    Ok(tokens)
}
