//! The walk up the tree of names, at most eight questions (RFC 9989, section 4.10).

use std::sync::Arc;

use super::place::Place;
use super::reading::Discovery;
use super::record::Record;
use crate::collect::dns::{Answer, Resolve};

/// A name with this many labels or more is shortened at once to one label less.
const LONG: usize = 8;

/// The places asked.
#[derive(Debug)]
pub(super) struct Walk {
    /// Of the domain itself.
    pub(super) own: Place,
    /// Of the names above it, from the longest. The last one may have failed.
    pub(super) above: Vec<Place>,
}

impl Walk {
    /// Walks until a record says `psd=y` or `psd=n`, the names end, or an answer fails: whatever
    /// that name would have said could end the walk there, so that nothing above it is sure.
    pub(super) fn of(domain: &str, dns: &dyn Resolve) -> Self {
        let own = Place::ask(domain, dns);
        let mut above = Vec::new();
        let mut ended = ends(&own);
        for name in names_above(domain) {
            if ended {
                break;
            }
            let place = Place::ask(name, dns);
            ended = ends(&place);
            above.push(place);
        }
        Self { own, above }
    }

    /// The places in the order of the walk.
    pub(super) fn places(&self) -> impl Iterator<Item = &Place> {
        std::iter::once(&self.own).chain(&self.above)
    }

    /// The answer that failed.
    pub(super) fn failure(&self) -> Option<&Arc<Answer>> {
        self.places().find(|place| place.failed()).map(|place| &place.answer)
    }

    /// The record that applies (section 4.10.1), as far as the answers tell.
    pub(super) fn discovery(&self) -> Discovery<'_> {
        if let Some(failure) = self.failure() {
            // The record of the domain itself applies, whatever stands above it.
            return match self.own.record() {
                Some(own) => Discovery {
                    applies: Ok(Some(own)),
                    organizational_domain: Err(failure),
                    below: Err(failure),
                },
                None => Discovery {
                    applies: Err(failure),
                    organizational_domain: Err(failure),
                    below: Err(failure),
                },
            };
        }
        let organizational = self.organizational_domain();
        let above = || self.record_at(organizational).or_else(|| self.public_suffix());
        Discovery {
            applies: Ok(self.own.record().or_else(above)),
            organizational_domain: Ok(organizational.to_owned()),
            below: Ok(above()),
        }
    }

    /// Section 4.10.2, of a walk that did not fail.
    fn organizational_domain(&self) -> &str {
        let found = || self.places().filter_map(Place::record);
        for record in found() {
            match record.psd {
                Some('n') => return &record.domain,
                Some('y') if record.domain != self.own.domain => {
                    return one_below(&self.own.domain, &record.domain);
                }
                _ => {}
            }
        }
        found().last().map_or(&self.own.domain, |record| &record.domain)
    }

    fn record_at(&self, domain: &str) -> Option<&Record> {
        self.places().find(|place| place.domain == domain).and_then(Place::record)
    }

    /// The record of the public suffix; it is not that of the domain itself.
    fn public_suffix(&self) -> Option<&Record> {
        self.above.iter().filter_map(Place::record).find(|record| record.psd == Some('y'))
    }
}

fn ends(place: &Place) -> bool {
    place.failed() || place.record().is_some_and(|record| matches!(record.psd, Some('y' | 'n')))
}

/// The names asked after the domain itself: at most seven.
fn names_above(domain: &str) -> impl Iterator<Item = &str> {
    let labels = domain.split('.').count();
    // Steps 3 and 4: one label less, or seven labels.
    let skipped = labels.saturating_sub(LONG - 1).max(1);
    suffixes(domain).skip(skipped)
}

/// The name, and what remains as its labels are taken from the left.
fn suffixes(domain: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(domain), |name| name.split_once('.').map(|(_, rest)| rest))
}

/// The name one label below `above`, on the way to `domain`.
fn one_below<'a>(domain: &'a str, above: &str) -> &'a str {
    let is_parent = |name: &&str| name.split_once('.').is_some_and(|(_, rest)| rest == above);
    suffixes(domain).find(is_parent).unwrap_or(domain)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::{names_above, one_below};

    fn asked(domain: &str) -> Vec<&str> {
        names_above(domain).collect()
    }

    #[test]
    fn the_names_of_the_walk() {
        assert_eq!(asked("a.mail.example.com"), ["mail.example.com", "example.com", "com"]);
        assert_eq!(asked("com"), [] as [&str; 0]);
        // Seven labels: nothing is left out; eight: the parent has seven.
        assert_eq!(asked("a.b.c.d.e.example.com").len(), 6);
        assert_eq!(asked("a.b.c.d.e.f.example.com").first(), Some(&"b.c.d.e.f.example.com"));
        assert_eq!(asked("a.b.c.d.e.f.example.com").len(), 7);
        // The example of section 4.10.
        assert_eq!(
            asked("a.b.c.d.e.f.g.h.i.j.mail.example.com"),
            [
                "g.h.i.j.mail.example.com",
                "h.i.j.mail.example.com",
                "i.j.mail.example.com",
                "j.mail.example.com",
                "mail.example.com",
                "example.com",
                "com",
            ]
        );
    }

    #[test]
    fn one_label_below_a_public_suffix() {
        assert_eq!(one_below("a.mail.example.com", "com"), "example.com");
        assert_eq!(one_below("a.mail.example.com", "example.com"), "mail.example.com");
    }
}
