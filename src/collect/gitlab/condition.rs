//! `rules:if` and its like: an expression over variables, and what it comes to as far as files tell.
//!
//! Syntax: <https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions>.

use super::pattern;
use super::scenario::{Known, Scenario};

/// What a condition can come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// It can be true.
    pub(super) may: bool,
    /// It can be false.
    pub(super) may_not: bool,
    /// Where it is true, the branch or tag is one of these; absent where it may be any.
    pub(super) filters: Option<Vec<String>>,
}

impl Answer {
    /// What only a run can tell.
    pub(super) const OPEN: Self = Self { may: true, may_not: true, filters: None };

    /// What files tell.
    pub(super) fn settled(holds: bool) -> Self {
        Self { may: holds, may_not: !holds, filters: None }
    }

    fn of(holds: Option<bool>) -> Self {
        holds.map_or(Self::OPEN, Self::settled)
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            may: self.may && other.may,
            may_not: self.may_not || other.may_not,
            filters: self.filters.or(other.filters),
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        let filters = match (self.may, other.may) {
            (true, true) => self.filters.zip(other.filters).map(|(mut all, more)| {
                all.extend(more);
                all
            }),
            (true, false) => self.filters,
            _ => other.filters,
        };
        Self { may: self.may || other.may, may_not: self.may_not && other.may_not, filters }
    }

    fn not(self) -> Self {
        Self { may: self.may_not, may_not: self.may, filters: None }
    }
}

/// How many parts an expression may have; GitLab allows a hundred.
const MOST: usize = 200;

/// What a condition comes to. One that cannot be read may be anything.
pub(super) fn evaluate(text: &str, scenario: &Scenario) -> Answer {
    let Some(tokens) = tokens(text) else { return Answer::OPEN };
    let mut reader = Reader { tokens: &tokens, at: 0, scenario };
    match reader.alternatives() {
        Some(answer) if reader.at == tokens.len() => answer,
        _ => Answer::OPEN,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Variable(&'a str),
    Text(&'a str),
    /// The text between the slashes, and with them.
    Pattern(&'a str, &'a str),
    Null,
    Boolean(&'a str),
    Operator(&'a str),
}

/// The parts of an expression; nothing where it is none.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        if tokens.len() == MOST {
            return None;
        }
        let (token, length) = token(rest)?;
        tokens.push(token);
        rest = rest.get(length..)?.trim_start();
    }
    Some(tokens)
}

const OPERATORS: [&str; 9] = ["==", "=~", "!=", "!~", "&&", "||", "(", ")", "!"];

/// The first part of a text, and its length in bytes.
fn token(text: &str) -> Option<(Token<'_>, usize)> {
    if let Some(operator) = OPERATORS.iter().find(|operator| text.starts_with(**operator)) {
        return Some((Token::Operator(operator), operator.len()));
    }
    let word = |text: &str| {
        text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
    };
    match text.chars().next()? {
        '$' => {
            let name = text.get(1..)?;
            let length = word(name);
            (length > 0).then_some((Token::Variable(name.get(..length)?), length + 1))
        }
        quote @ ('"' | '\'') => {
            let (inner, _) = text.get(1..)?.split_once(quote)?;
            Some((Token::Text(inner), inner.len() + 2))
        }
        '/' => {
            let end = pattern::end(text)?;
            let flags = text.get(end..)?.bytes().take_while(|byte| b"ismU".contains(byte)).count();
            let written = text.get(..end + flags)?;
            Some((Token::Pattern(text.get(1..end - 1)?, written), end + flags))
        }
        _ => {
            let length = word(text);
            let name = text.get(..length)?;
            match name {
                "null" => Some((Token::Null, length)),
                "true" | "false" => Some((Token::Boolean(name), length)),
                _ => None,
            }
        }
    }
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    scenario: &'a Scenario,
}

impl<'a> Reader<'a> {
    fn take(&mut self, operator: &str) -> bool {
        let here = self.tokens.get(self.at) == Some(&Token::Operator(operator));
        self.at += usize::from(here);
        here
    }

    /// The recursion is as deep as there are brackets, of which there are [`MOST`] at most.
    fn alternatives(&mut self) -> Option<Answer> {
        let mut answer = self.conjunction()?;
        while self.take("||") {
            answer = answer.or(self.conjunction()?);
        }
        Some(answer)
    }

    fn conjunction(&mut self) -> Option<Answer> {
        let mut answer = self.term()?;
        while self.take("&&") {
            answer = answer.and(self.term()?);
        }
        Some(answer)
    }

    fn term(&mut self) -> Option<Answer> {
        if self.take("!") {
            return Some(self.term()?.not());
        }
        if self.take("(") {
            let answer = self.alternatives()?;
            return self.take(")").then_some(answer);
        }
        let left = self.operand()?;
        for operator in ["==", "!=", "=~", "!~"] {
            if self.take(operator) {
                let right = self.operand()?;
                let answer = match operator {
                    "==" => self.equal(left, right, ""),
                    "!=" => self.equal(left, right, "!"),
                    "=~" => self.matching(left, right, ""),
                    _ => self.matching(left, right, "!"),
                };
                return Some(answer);
            }
        }
        Some(Answer::of(self.is_true(left)))
    }

    fn operand(&mut self) -> Option<Token<'a>> {
        let token = *self.tokens.get(self.at)?;
        self.at += 1;
        (!matches!(token, Token::Operator(_))).then_some(token)
    }

    fn known(&self, token: Token<'a>) -> Known<'a> {
        match token {
            Token::Variable(name) => self.scenario.variable(name),
            Token::Text(text) => Known::Is(text),
            Token::Null => Known::Unset,
            Token::Boolean(_) | Token::Pattern(..) | Token::Operator(_) => Known::Unknown,
        }
    }

    /// A variable by itself is true where it has some text.
    fn is_true(&self, token: Token<'a>) -> Option<bool> {
        if let Token::Boolean(word) = token {
            return Some(word == "true");
        }
        match self.known(token) {
            Known::Is(text) => Some(!text.is_empty()),
            Known::Set => Some(true),
            Known::Unset => Some(false),
            Known::Unknown => None,
        }
    }

    fn equal(&self, left: Token<'a>, right: Token<'a>, sign: &str) -> Answer {
        let holds = match (self.known(left), self.known(right)) {
            (Known::Is(left), Known::Is(right)) => Some(left == right),
            (Known::Unset, Known::Unset) => Some(true),
            (Known::Unset, Known::Is(_) | Known::Set)
            | (Known::Is(_) | Known::Set, Known::Unset)
            | (Known::Is(""), Known::Set)
            | (Known::Set, Known::Is("")) => Some(false),
            _ => None,
        };
        let filters = [(left, right), (right, left)].into_iter().find_map(|pair| match pair {
            (Token::Variable(name), Token::Text(text)) if self.scenario.is_filtered_by(name) => {
                Some(vec![format!("{sign}{text}")])
            }
            (Token::Variable(name), Token::Variable(other @ "CI_DEFAULT_BRANCH"))
                if self.scenario.is_filtered_by(name) =>
            {
                Some(vec![format!("{sign}${other}")])
            }
            _ => None,
        });
        signed(Answer::of(holds), filters, sign)
    }

    fn matching(&self, left: Token<'a>, right: Token<'a>, sign: &str) -> Answer {
        let Token::Pattern(inner, written) = right else { return Answer::OPEN };
        let holds = match self.known(left) {
            Known::Is(text) => pattern::matches(inner, text),
            // What does not exist is matched as an empty text.
            Known::Unset => pattern::matches(inner, ""),
            Known::Set | Known::Unknown => None,
        };
        let filters = match left {
            Token::Variable(name) if self.scenario.is_filtered_by(name) => {
                Some(vec![format!("{sign}{written}")])
            }
            _ => None,
        };
        signed(Answer::of(holds), filters, sign)
    }
}

/// The answer, turned round for `!=` and `!~`. Filters tell something where a run decides.
fn signed(answer: Answer, filters: Option<Vec<String>>, sign: &str) -> Answer {
    let answer = if sign.is_empty() { answer } else { answer.not() };
    let open = answer.may && answer.may_not;
    Answer { filters: filters.filter(|_| open), ..answer }
}
