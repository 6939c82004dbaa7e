//! DMARC against zones.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod hostile;
mod readings;
mod records;
mod reports;
mod walk;

use std::sync::{Arc, Mutex};

use super::observe;
use crate::collect::dns::zone::Zone;
use crate::collect::dns::{Answer, Kind, Resolve};
use crate::collect::email::Unknown;
use crate::facts::domain::{Dmarc, DmarcReading};

/// Answers from a zone.
fn resolver(zone: &str) -> impl Resolve + use<> {
    Zone::new(zone)
}

/// A resolver that keeps what it is asked.
struct Asked<R>(R, Mutex<Vec<String>>);

impl<R: Resolve> Resolve for Asked<R> {
    fn ask(&self, name: &str, kind: Kind) -> Arc<Answer> {
        self.1.lock().unwrap().push(format!("{name} {}", kind.word()));
        self.0.ask(name, kind)
    }
}

/// What is observed of a domain.
struct Seen {
    dmarc: Dmarc,
    /// Each failed answer and the facts that are missing for it, below `domains[*].dmarc`.
    missing: Vec<String>,
    asked: Vec<String>,
    zone: String,
}

fn see(domain: &str, zone: &str) -> Seen {
    let dns = Asked(resolver(zone), Mutex::default());
    let mut unknown = Unknown::default();
    let dmarc = observe(domain, &dns, &mut unknown);
    let missing = unknown.problems.iter().flat_map(|problem| {
        let name = problem.at.strip_prefix("dns:").unwrap();
        problem
            .facts
            .iter()
            .map(move |path| format!("{name} {}", path.strip_prefix("domains[*].dmarc.").unwrap()))
    });
    Seen {
        dmarc,
        missing: missing.collect(),
        asked: dns.1.into_inner().unwrap(),
        zone: zone.into(),
    }
}

impl Seen {
    /// The characters that an anchor names; the whole record without them.
    fn underlined(&self, at: &str) -> String {
        let (question, place) = at.split_once('#').unwrap();
        let name = question.strip_prefix("dns:").unwrap().strip_suffix("?type=TXT").unwrap();
        let (line, characters) = place.split_once(";char=").unwrap_or((place, ""));
        let line: usize = line.strip_prefix("line=").unwrap().parse().unwrap();
        let answer = resolver(&self.zone).ask(name, Kind::Txt);
        let text = &answer.records()[line - 1].text;
        let Some((start, end)) = characters.split_once(',') else { return text.clone() };
        text[start.parse().unwrap()..end.parse().unwrap()].to_owned()
    }

    /// `underlined: reason` of each mistake.
    fn mistakes(&self) -> Vec<String> {
        let mistakes = self.dmarc.mistakes.iter();
        mistakes.map(|one| format!("{}: {}", self.underlined(&one.at), one.reason)).collect()
    }

    /// The tag that decides the policy.
    fn decides(&self, reading: &DmarcReading) -> Option<String> {
        reading.policy_at.as_ref().map(|at| self.underlined(at))
    }

    /// `domain status psd` of each step.
    fn walk(&self) -> Vec<String> {
        let word = |step: &crate::facts::domain::DmarcWalkStep| {
            assert_eq!(step.at, format!("dns:_dmarc.{}?type=TXT", step.domain));
            let status = serde_json::to_value(step.status).unwrap();
            let psd = step.psd.as_ref().map(|psd| format!(" {psd}")).unwrap_or_default();
            format!("{} {}{psd}", step.domain, status.as_str().unwrap())
        };
        self.dmarc.walk.iter().map(word).collect()
    }
}

/// `status policy/applied subdomains/nonexistent from=domain org=domain`.
fn shown(reading: &DmarcReading) -> String {
    let word = |value: serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let policy = |policy| word(serde_json::to_value(policy).unwrap());
    format!(
        "{} {}/{} {}/{} from={} org={}",
        word(serde_json::to_value(reading.status).unwrap()),
        policy(reading.policy),
        policy(reading.applied),
        policy(reading.subdomains),
        policy(reading.nonexistent),
        reading.domain.as_deref().unwrap_or("-"),
        reading.organizational_domain.as_deref().unwrap_or("-"),
    )
}
