//! One step of the walk: from an `include` or a `redirect` to the record that it names.

use super::{End, Visit, Walk, Way, void_record};
use crate::collect::dns::{Kind, Outcome, anchor};
use crate::collect::email::spf::macros;
use crate::collect::email::spf::record::{Term, TermKind};
use crate::collect::email::spf::select::Published;
use crate::facts::domain::{SpfInclude, SpfResult, Status};

/// How long a chain of records may be.
const MAX_DEPTH: usize = 20;

/// How many records are read below the domain's own.
const MAX_RECORDS: usize = 256;

/// How many characters they may have together.
const MAX_TEXT: usize = 256 * 1024;

/// Above so many lookups the number no longer matters, but for being above: it stands even if the
/// walk is cut short.
const ENOUGH_LOOKUPS: u32 = 10;

impl Visit {
    /// Of a record that there is not, or that is void: whoever comes to it has an error.
    fn broken() -> Self {
        let end = Some(End { result: SpfResult::Permerror, at: None });
        Self { terms: Vec::new(), lookups: Some(0), end }
    }

    /// Of a record that is not known.
    fn unknown(lookups: Option<u32>) -> Self {
        Self { terms: Vec::new(), lookups, end: None }
    }
}

impl Walk<'_> {
    /// Follows a term, and lists what it leads to before what that leads to.
    pub(super) fn follow(
        &mut self,
        term: &Term,
        spec: &str,
        of: &Published,
        domain: &str,
        way: Way,
    ) -> Visit {
        let fixed = macros::is_fixed(spec);
        let place = of.part_at(&term.span);
        let name = self.sender.target(spec, domain).map(|name| name.to_ascii_lowercase());
        self.read += 1;
        // The first that is not read says that there are more; the others are not listed.
        let mut index = None;
        if way.listed && self.read <= MAX_RECORDS + 1 {
            index = Some(self.includes.len());
            self.includes.push(self.entry(term, spec, name.as_deref(), &place));
        }
        if self.read > MAX_RECORDS {
            let reason = format!("more than {MAX_RECORDS} records are included: no more are read");
            let (status, visit) = self.refuse(&place, &reason, index, way);
            if let Some(entry) = self.listed(index, true) {
                entry.status = status;
            }
            return visit;
        }
        let way = Way { listed: way.listed && fixed, ..way };
        if self.guessed(|walk| walk.unread(way)) {
            self.voids = None;
            return Visit::unknown(None);
        }
        let (status, mut visit) = match name.filter(|name| macros::is_domain(name)) {
            None => (Status::Absent, Visit::broken()),
            Some(name) if self.domains.contains(&name) => {
                if let Some(entry) = self.listed(index, fixed) {
                    entry.loops = true;
                    entry.exists = Some(true);
                }
                (Status::Found, Visit::broken())
            }
            Some(name) => self.enter(&name, place, index.filter(|_| fixed), way),
        };
        // What depends on the message stays `skipped`, and nothing more is said of it.
        if let Some(entry) = self.listed(index, fixed) {
            entry.status = status;
            entry.terms = std::mem::take(&mut visit.terms);
        }
        visit
    }

    fn listed(&mut self, index: Option<usize>, fixed: bool) -> Option<&mut SpfInclude> {
        index.filter(|_| fixed).and_then(|index| self.includes.get_mut(index))
    }

    /// What a term says by itself.
    fn entry(&self, term: &Term, spec: &str, name: Option<&str>, place: &str) -> SpfInclude {
        let has_macros = spec.contains('%');
        let mut chain = self.chain.clone();
        chain.push(place.to_owned());
        SpfInclude {
            at: place.to_owned(),
            target_at: anchor(name.unwrap_or(spec), Kind::Txt),
            chain,
            redirect: matches!(term.kind, TermKind::Redirect(_)),
            domain: name.filter(|_| !has_macros).unwrap_or(spec).to_owned(),
            status: Status::Skipped,
            error: None,
            loops: false,
            exists: None,
            terms: Vec::new(),
            mistakes: Vec::new(),
        }
    }

    /// Reads the record of a name, and goes through it.
    fn enter(
        &mut self,
        name: &str,
        place: String,
        index: Option<usize>,
        way: Way,
    ) -> (Status, Visit) {
        if self.chain.len() == MAX_DEPTH {
            let reason = format!("more than {MAX_DEPTH} records include one another in a chain");
            return self.refuse(&place, &reason, index, way);
        }
        let published = self.records.get(name);
        self.text += published.text().len();
        if self.text > MAX_TEXT {
            let reason = format!("the records included have more than {MAX_TEXT} characters");
            return self.refuse(&place, &reason, index, way);
        }
        let outcome = &published.answer.outcome;
        let empty = matches!(outcome, Outcome::NoData | Outcome::NoName);
        if let Some(entry) = self.listed(index, true) {
            entry.target_at = published.at().to_owned();
            entry.mistakes = published.mistakes();
            entry.error = published.answer.failure().cloned();
            entry.exists = match outcome {
                Outcome::Failed(_) => None,
                outcome => Some(*outcome != Outcome::NoName),
            };
        }
        let status = published.status();
        let visit = match status {
            Status::Found => {
                self.chain.push(place);
                self.domains.push(name.to_owned());
                let visit = self.visit(&published, name, way);
                self.domains.pop();
                self.chain.pop();
                visit
            }
            Status::Error => {
                self.doubts.answer(&published.answer, &self.unread(way));
                self.voids = None;
                Visit::unknown(None)
            }
            Status::Invalid if way.listed => {
                Visit { terms: void_record(&published), ..Visit::broken() }
            }
            _ => {
                self.void(empty);
                Visit::broken()
            }
        };
        (status, visit)
    }

    /// Does not read a record, since too much was read.
    fn refuse(
        &mut self,
        place: &str,
        reason: &str,
        index: Option<usize>,
        way: Way,
    ) -> (Status, Visit) {
        let enough = self.lookups > ENOUGH_LOOKUPS;
        let missing = self.missing(way, !enough);
        let failure = self.cut(place, reason, &missing);
        if let Some(entry) = self.listed(index, true) {
            entry.error = Some(failure);
        }
        (Status::Error, Visit::unknown(enough.then_some(0)))
    }

    /// The facts that are missing where an answer failed.
    fn unread(&self, way: Way) -> Vec<&'static str> {
        let mut missing = self.missing(way, true);
        missing.push("spf.void_lookups");
        missing
    }

    /// The facts that are missing where a record is not known, void lookups aside.
    fn missing(&self, way: Way, lookups: bool) -> Vec<&'static str> {
        let mut missing = Vec::new();
        if way.listed {
            missing.push("spf.includes");
        }
        if lookups {
            missing.extend(["spf.lookups", "spf.terms[*].lookups"]);
            if !way.listed && !self.chain.is_empty() {
                missing.push("spf.includes[*].terms[*].lookups");
            }
        }
        if way.decides {
            missing.extend(["spf.ends", "spf.ends_at"]);
        }
        missing
    }
}
