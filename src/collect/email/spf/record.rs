//! The grammar of a record (RFC 7208, sections 4.6.1 and 12): terms with the characters they stand
//! at, and every mistake with its own. What a term means belongs in `matching` and `evaluate`.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::argument;
use crate::facts::domain::SpfResult;

/// How many characters the version takes.
const VERSION: usize = 6;

/// How many mistakes of a record are listed; of the rest there is the number.
const MAX_MISTAKES: usize = 100;

/// A record as it is written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// The terms without a mistake, in their order.
    pub(crate) terms: Vec<Term>,
    /// Everything that breaks the grammar, in the order of the text.
    pub(crate) mistakes: Vec<Fault>,
    /// The index of the first `all`: no directive behind it is ever reached, and no `redirect`
    /// beside it (section 5.1).
    pub(crate) all: Option<usize>,
    redirect: Option<usize>,
    explanation: Option<usize>,
}

/// Characters that break the grammar.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) span: Range<usize>,
    /// What is wrong, in lower case.
    pub(crate) reason: String,
}

/// A directive or a modifier.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) span: Range<usize>,
    /// In lower case.
    pub(crate) name: Cow<'static, str>,
    /// What stands behind the `:`, `=` or `/`.
    pub(crate) value: Option<Range<usize>>,
    pub(crate) kind: TermKind,
}

/// What a term is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TermKind {
    /// What a match means, and what matches.
    Directive(SpfResult, Mechanism),
    /// `redirect=`: the domain whose record decides instead.
    Redirect(Range<usize>),
    /// `exp=`: the domain whose TXT record explains a failure.
    Explanation(Range<usize>),
    /// A modifier that nobody has defined: it has no effect (section 6).
    Unknown,
}

/// What a sender can match (section 5). Ranges are domain-specs in the record's text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Mechanism {
    All,
    Include(Range<usize>),
    A(Target),
    Mx(Target),
    Ptr(Option<Range<usize>>),
    Ip4(Ipv4Addr, u8),
    Ip6(Ipv6Addr, u8),
    Exists(Range<usize>),
}

/// Whose addresses, and how much of them counts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// The domain itself where nothing stands here.
    pub(crate) domain: Option<Range<usize>>,
    pub(crate) ip4: u8,
    pub(crate) ip6: u8,
}

impl Term {
    /// Whether it counts as a lookup (section 4.6.4).
    pub(crate) fn asks(&self) -> bool {
        match &self.kind {
            TermKind::Directive(_, mechanism) => {
                !matches!(mechanism, Mechanism::All | Mechanism::Ip4(..) | Mechanism::Ip6(..))
            }
            TermKind::Redirect(_) => true,
            TermKind::Explanation(_) | TermKind::Unknown => false,
        }
    }
}

impl Record {
    /// The domain whose record decides where nothing here matches.
    pub(crate) fn redirect(&self) -> Option<&Range<usize>> {
        match &self.terms.get(self.redirect?)?.kind {
            TermKind::Redirect(domain) => Some(domain),
            _ => None,
        }
    }

    /// Where a failure is explained.
    pub(crate) fn explanation(&self) -> Option<&Range<usize>> {
        match &self.terms.get(self.explanation?)?.kind {
            TermKind::Explanation(domain) => Some(domain),
            _ => None,
        }
    }

    fn push(&mut self, term: Term) {
        let index = Some(self.terms.len());
        match &term.kind {
            TermKind::Directive(_, Mechanism::All) => self.all = self.all.or(index),
            TermKind::Redirect(_) => self.redirect = index,
            TermKind::Explanation(_) => self.explanation = index,
            _ => {}
        }
        self.terms.push(term);
    }
}

/// Whether a TXT record is an SPF record (section 4.5): the version in any case, and a space or
/// the end behind it.
pub(crate) fn is_spf(bytes: &[u8]) -> bool {
    bytes.get(..VERSION).is_some_and(|version| version.eq_ignore_ascii_case(b"v=spf1"))
        && matches!(bytes.get(VERSION), None | Some(b' '))
}

/// Reads a record for which [`is_spf`] holds. The spans are characters of `text`, in which a byte
/// that is not printable ASCII stands as `\195`; only `bytes` tells it from a backslash.
pub(crate) fn parse(text: &str, bytes: &[u8]) -> Record {
    let mut reader = Reader { text, record: Record::default(), beyond: 0 };
    let mut foreign = foreign(text, bytes).into_iter().peekable();
    let mut start = VERSION;
    for word in text.get(VERSION..).unwrap_or_default().split(' ') {
        let span = start..start + word.len();
        start = span.end + 1;
        let before = reader.faults();
        while let Some(bytes) = foreign.next_if(|bytes| bytes.start < span.end) {
            reader.fault(bytes, || "a record holds printable ASCII only".to_owned());
        }
        // What such a term would mean is anybody's guess: it has its one mistake.
        if !word.is_empty() && reader.faults() == before {
            reader.term(word, span);
        }
    }
    reader.finish()
}

/// The runs of bytes that are not printable ASCII, as characters of the text.
fn foreign(text: &str, bytes: &[u8]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    if text.len() == bytes.len() {
        return runs;
    }
    let mut at = 0;
    for byte in bytes {
        if (b' '..=b'~').contains(byte) {
            at += 1;
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 4,
            _ => runs.push(at..at + 4),
        }
        at += 4;
    }
    runs
}

/// A record on its way.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    record: Record,
    /// How many mistakes are not listed.
    beyond: usize,
}

impl Reader<'_> {
    /// Notes a mistake.
    pub(super) fn fault(&mut self, span: Range<usize>, reason: impl FnOnce() -> String) {
        if self.record.mistakes.len() < MAX_MISTAKES {
            self.record.mistakes.push(Fault { span, reason: reason() });
        } else {
            self.beyond += 1;
        }
    }

    fn faults(&self) -> usize {
        self.record.mistakes.len() + self.beyond
    }

    fn finish(mut self) -> Record {
        if self.beyond > 0 {
            let start = self.record.mistakes.last().map_or(0, |fault| fault.span.end);
            let reason = format!("{} more mistakes", self.beyond);
            self.record.mistakes.push(Fault { span: start..self.text.len(), reason });
        }
        self.record
    }

    fn term(&mut self, word: &str, span: Range<usize>) {
        let before = self.faults();
        let name = modifier_name(word);
        let read = if word.as_bytes().get(name.len()) == Some(&b'=') && !name.is_empty() {
            self.modifier(name, span.start + name.len() + 1..span.end, &span)
        } else {
            self.directive(word, &span)
        };
        if let Some((name, value, kind)) = read
            && self.faults() == before
        {
            self.record.push(Term { span, name, value, kind });
        }
    }

    /// Section 6: `name "=" macro-string`.
    fn modifier(&mut self, name: &str, value: Range<usize>, span: &Range<usize>) -> Option<Read> {
        let known = ["redirect", "exp"].into_iter().find(|known| known.eq_ignore_ascii_case(name));
        let Some(known) = known else {
            argument::macro_string(self, value.clone());
            let name = Cow::Owned(name.to_ascii_lowercase());
            return Some((name, Some(value), TermKind::Unknown));
        };
        let (before, make): (_, fn(_) -> _) = if known == "exp" {
            (self.record.explanation(), TermKind::Explanation)
        } else {
            (self.record.redirect(), TermKind::Redirect)
        };
        if before.is_some() {
            self.fault(span.clone(), || format!("`{known}=` stands twice (section 6)"));
        }
        let domain = argument::domain(self, value.clone(), known)?;
        Some((Cow::Borrowed(known), Some(value), make(domain)))
    }

    /// Section 4.6.1: `[ qualifier ] mechanism`.
    fn directive(&mut self, word: &str, span: &Range<usize>) -> Option<Read> {
        let (result, rest) = match word.split_at_checked(1) {
            Some(("+", rest)) => (SpfResult::Pass, rest),
            Some(("-", rest)) => (SpfResult::Fail, rest),
            Some(("~", rest)) => (SpfResult::Softfail, rest),
            Some(("?", rest)) => (SpfResult::Neutral, rest),
            _ => (SpfResult::Pass, word),
        };
        let start = span.end - rest.len();
        let length = rest.find([':', '/']).unwrap_or(rest.len());
        let argument = start + length..span.end;
        let value = (!argument.is_empty()).then(|| argument.start + 1..argument.end);
        let (name, _) = rest.split_at_checked(length)?;
        if name.is_empty() {
            self.fault(span.clone(), || "the name of a mechanism is missing".to_owned());
            return None;
        }
        let (name, mechanism) = argument::mechanism(self, name, start..argument.start, argument)?;
        Some((Cow::Borrowed(name), value, TermKind::Directive(result, mechanism)))
    }
}

/// A name, the value, and what it is.
type Read = (Cow<'static, str>, Option<Range<usize>>, TermKind);

/// What a word begins with, as far as it can be a modifier's name: `ALPHA *( ALPHA / DIGIT / "-" /
/// "_" / "." )`.
fn modifier_name(word: &str) -> &str {
    if !word.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return "";
    }
    let end = word.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c));
    word.get(..end.unwrap_or(word.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests;
