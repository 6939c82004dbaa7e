//! Expressions in text: `pipeline.git.branch == "main" and not pipeline.parameters.dry`.

use super::{Condition, Literal, Operator};

/// The longest expression that is read, in bytes, and its deepest nesting.
const LONGEST: usize = 4096;
const DEPTH: usize = 50;

/// Reads an expression; [`Condition::Unknown`] where it is none.
pub(super) fn expression(text: &str) -> Condition {
    if text.len() > LONGEST {
        return Condition::Unknown;
    }
    let mut parser = Parser { rest: text, next: None };
    parser.advance();
    match parser.alternatives(DEPTH) {
        Some(found) if parser.next.is_none() && parser.rest.trim().is_empty() => found,
        _ => Condition::Unknown,
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    Word(String),
    Text(String),
    Pattern(String),
    Sign(String),
}

struct Parser<'t> {
    rest: &'t str,
    next: Option<Token>,
}

impl Parser<'_> {
    fn alternatives(&mut self, depth: usize) -> Option<Condition> {
        let mut all = vec![self.conjunction(depth)?];
        while self.takes_word("or") {
            all.push(self.conjunction(depth)?);
        }
        Some(if all.len() == 1 { all.pop()? } else { Condition::Or(all) })
    }

    fn conjunction(&mut self, depth: usize) -> Option<Condition> {
        let mut all = vec![self.comparison(depth)?];
        while self.takes_word("and") {
            all.push(self.comparison(depth)?);
        }
        Some(if all.len() == 1 { all.pop()? } else { Condition::And(all) })
    }

    fn comparison(&mut self, depth: usize) -> Option<Condition> {
        let left = self.operand(depth)?;
        let operator = match &self.next {
            Some(Token::Sign(sign)) => match sign.as_str() {
                "==" => Operator::Equal,
                "!=" => Operator::Different,
                "<" | ">" | "<=" | ">=" => Operator::Order,
                _ => return None,
            },
            Some(Token::Word(word)) if word == "starts-with" => Operator::StartsWith,
            Some(Token::Word(word)) if word == "matches" => Operator::Matches,
            _ => return Some(left),
        };
        self.advance();
        let right = self.operand(depth)?;
        Some(Condition::Compare(operator, Box::new(left), Box::new(right)))
    }

    fn operand(&mut self, depth: usize) -> Option<Condition> {
        let depth = depth.checked_sub(1)?;
        let token = self.next.take()?;
        self.advance();
        Some(match token {
            Token::Open => {
                let inner = self.alternatives(depth)?;
                if self.next != Some(Token::Close) {
                    return None;
                }
                self.advance();
                inner
            }
            Token::Word(word) => match word.as_str() {
                "not" => Condition::Not(Box::new(self.operand(depth)?)),
                "true" => Condition::Literal(Literal::Boolean(true)),
                "false" | "null" => Condition::Literal(Literal::Boolean(false)),
                "and" | "or" => return None,
                _ => match word.parse::<f64>() {
                    Ok(number) if number.is_finite() => Condition::Literal(Literal::Number(number)),
                    _ => Condition::Name(word),
                },
            },
            Token::Text(text) => Condition::Literal(Literal::Text(text)),
            Token::Pattern(pattern) => Condition::Pattern(pattern),
            Token::Close | Token::Sign(_) => return None,
        })
    }

    fn takes_word(&mut self, wanted: &str) -> bool {
        let takes = matches!(&self.next, Some(Token::Word(word)) if word == wanted);
        if takes {
            self.advance();
        }
        takes
    }

    /// Reads the next token. What is none is left where it is, and so the text does not end.
    fn advance(&mut self) {
        self.next = None;
        self.rest = self.rest.trim_start();
        let Some(first) = self.rest.chars().next() else { return };
        let behind = self.rest.get(first.len_utf8()..).unwrap_or_default();
        let taken = match first {
            '(' => Some((Token::Open, behind)),
            ')' => Some((Token::Close, behind)),
            '"' | '\'' => {
                behind.split_once(first).map(|(inner, rest)| (Token::Text(inner.to_owned()), rest))
            }
            '/' => {
                behind.split_once('/').map(|(inner, rest)| (Token::Pattern(inner.to_owned()), rest))
            }
            '=' | '!' | '<' | '>' => {
                let signs = |letter: char| matches!(letter, '=' | '!' | '<' | '>');
                let rest = self.rest.trim_start_matches(signs);
                let sign = self.rest.strip_suffix(rest).unwrap_or_default();
                Some((Token::Sign(sign.to_owned()), rest))
            }
            _ if first.is_ascii_alphanumeric() || first == '_' => {
                let part = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
                let rest = self.rest.trim_start_matches(part);
                let word = self.rest.strip_suffix(rest).unwrap_or_default();
                Some((Token::Word(word.to_owned()), rest))
            }
            _ => None,
        };
        if let Some((token, rest)) = taken {
            self.next = Some(token);
            self.rest = rest;
        }
    }
}
