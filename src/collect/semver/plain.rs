//! The words of versions and ranges: what the expressions in npm's `semver` (`internal/re.js`)
//! match, without operators.

/// Three numbers and what stands before a release, as written: empty where there is nothing.
pub(super) type Numbers<'t> = [&'t str; 4];

/// The numbers of a version or range with `x` in it; those that are not written are empty.
pub(super) fn range(text: &str) -> Option<Numbers<'_>> {
    numbers(text, |number| matches!(number, "x" | "X" | "*"), true)
}

/// The numbers of a version: all three are there.
pub(super) fn version(text: &str) -> Option<Numbers<'_>> {
    numbers(text, |_| false, false)
}

/// What stands before the first number and counts for nothing.
fn leads(c: char) -> bool {
    matches!(c, 'v' | '=') || is_space(c)
}

/// White space as JavaScript has it.
pub(super) fn is_space(c: char) -> bool {
    (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}'
}

fn numbers<'t>(text: &'t str, wild: fn(&str) -> bool, short: bool) -> Option<Numbers<'t>> {
    let text = text.trim_start_matches(leads);
    let text = match text.split_once('+') {
        Some((text, build)) => identifiers(build).then_some(text)?,
        None => text,
    };
    let number = |number: &str| wild(number) || is_digits(number);
    let mut parts = text.splitn(3, '.');
    let (major, minor, rest) = (parts.next()?, parts.next(), parts.next());
    let Some(rest) = rest else {
        let minor = minor.unwrap_or_default();
        let whole = number(major) && (minor.is_empty() && !text.contains('.') || number(minor));
        return (short && whole).then_some([major, minor, "", ""]);
    };
    let minor = minor.filter(|minor| number(minor) && number(major))?;
    // The longest number behind which the rest is one: `1.2.34.5` is 1.2.3 before `4.5`.
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let ends = if digits > 0 { 1..=digits } else { 1..=1 };
    ends.rev().find_map(|end| {
        let (patch, behind) = rest.split_at_checked(end)?;
        let before = prerelease(behind).filter(|_| number(patch))?;
        Some([major, minor, patch, before])
    })
}

/// The identifiers behind a number; the hyphen before them may be missing.
fn prerelease(text: &str) -> Option<&str> {
    if text.is_empty() {
        return Some("");
    }
    let behind = text.strip_prefix('-').filter(|behind| identifiers(behind));
    behind.or_else(|| identifiers(text).then_some(text))
}

fn identifiers(text: &str) -> bool {
    let identifier = |part: &str| !part.is_empty() && part.chars().all(is_identifier);
    text.split('.').all(identifier)
}

fn is_identifier(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Takes the longest version or range that the text starts with, and gives its bytes.
pub(super) fn length(text: &str) -> Option<usize> {
    let body = text.trim_start_matches(leads);
    let mut cursor = Cursor(body);
    let found = cursor.version() || {
        cursor = Cursor(body);
        cursor.range()
    };
    found.then_some(text.len() - cursor.0.len())
}

/// What is left of a text.
struct Cursor<'t>(&'t str);

impl Cursor<'_> {
    fn version(&mut self) -> bool {
        let main = self.digits() && self.dot() && self.digits() && self.dot() && self.digits();
        if main {
            let hyphen = self.0.strip_prefix('-').filter(|rest| rest.starts_with(is_identifier));
            self.0 = hyphen.unwrap_or(self.0);
            self.identifiers(&|_| usize::MAX);
        }
        main
    }

    /// As npm looks for it here: a number does not begin with a zero.
    fn range(&mut self) -> bool {
        let first = self.wild();
        let mut rest = first;
        for _ in 0..2 {
            let before = self.0;
            rest = rest && self.dot() && self.wild();
            if !rest {
                self.0 = before;
                break;
            }
        }
        let before = self.0;
        if rest && !(self.take("-") && self.identifiers(&strict)) {
            self.0 = before;
        }
        first
    }

    fn wild(&mut self) -> bool {
        if ["x", "X", "*"].iter().any(|letter| self.take(letter)) {
            return true;
        }
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        self.skip(digits.min(if self.0.starts_with('0') { 1 } else { digits }))
    }

    fn digits(&mut self) -> bool {
        self.skip(self.0.bytes().take_while(u8::is_ascii_digit).count())
    }

    fn dot(&mut self) -> bool {
        self.take(".")
    }

    /// Identifiers with dots between them, each as long as `limit` lets it be.
    fn identifiers(&mut self, limit: &dyn Fn(&str) -> usize) -> bool {
        let mut any = false;
        loop {
            let before = self.0;
            if any && !self.dot() {
                return true;
            }
            let end = self.0.find(|c| !is_identifier(c)).unwrap_or(self.0.len());
            let word = self.0.get(..end).unwrap_or_default();
            let whole = end <= limit(word);
            if !self.skip(end.min(limit(word))) {
                self.0 = before;
                return any;
            }
            if !whole {
                return true;
            }
            any = true;
        }
    }

    fn take(&mut self, text: &str) -> bool {
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn skip(&mut self, bytes: usize) -> bool {
        self.0 = self.0.get(bytes..).unwrap_or_default();
        bytes > 0
    }
}

/// How long a strict identifier is that starts like this one.
fn strict(word: &str) -> usize {
    if is_digits(word) && word.starts_with('0') { 1 } else { usize::MAX }
}
