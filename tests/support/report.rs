//! The JSON report of `check`, taken apart for assertions.

use serde_json::Value;

use super::Run;

/// A report, and how the run that wrote it ended.
pub(crate) struct Report {
    pub(crate) code: Option<i32>,
    pub(crate) stderr: String,
    pub(crate) json: Value,
}

/// What tests ask of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) rule: String,
    /// `fail` or `waived`.
    pub(crate) outcome: String,
    /// `file:line:column`, or the anchor where the place is not found.
    pub(crate) place: String,
    pub(crate) message: String,
}

impl Report {
    /// Reads standard output, which must be one JSON document whatever went wrong.
    pub(crate) fn of(run: Run) -> Self {
        let json = serde_json::from_slice(&run.stdout);
        let json = json.unwrap_or_else(|error| {
            panic!("no report ({error}), exit {:?}: {}{}", run.code, run.text(), run.stderr)
        });
        Self { code: run.code, stderr: run.stderr, json }
    }

    /// How a rule ended for the only target.
    pub(crate) fn outcome(&self, rule: &str) -> &str {
        self.verdict(0, rule)["outcome"].as_str().unwrap()
    }

    /// Why it ended so.
    pub(crate) fn reason(&self, rule: &str) -> &str {
        self.verdict(0, rule)["reason"].as_str().unwrap_or_default()
    }

    /// The verdict of a rule for a target.
    pub(crate) fn verdict(&self, target: usize, rule: &str) -> &Value {
        let verdicts = self.json["targets"][target]["verdicts"].as_array().unwrap();
        let found = verdicts.iter().find(|verdict| verdict["rule"] == rule);
        found.unwrap_or_else(|| panic!("{rule} was not asked: {verdicts:?}"))
    }

    /// The rules of the first target that ended in this way.
    pub(crate) fn ended(&self, outcome: &str) -> Vec<&str> {
        let verdicts = self.json["targets"][0]["verdicts"].as_array().unwrap().iter();
        let ended = verdicts.filter(|verdict| verdict["outcome"] == outcome);
        ended.map(|verdict| verdict["rule"].as_str().unwrap()).collect()
    }

    /// The findings of the first target, in order.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        findings(&self.json["targets"][0]["findings"])
    }

    /// The findings about configurations, in order.
    pub(crate) fn about_configurations(&self) -> Vec<Finding> {
        let files = self.json["configurations"].as_array().unwrap();
        files.iter().flat_map(|file| findings(&file["findings"])).collect()
    }

    /// `kind place: reason` of each problem of the first target.
    pub(crate) fn problems(&self) -> Vec<String> {
        let problems = self.json["targets"][0]["problems"].as_array().unwrap().iter();
        let line = |problem: &Value| {
            let (kind, reason) = (&problem["kind"], &problem["reason"]);
            format!("{} {}: {}", word(kind), place(&problem["location"]), word(reason))
        };
        problems.map(line).collect()
    }

    /// `place: message` of each thing that kept the run from judging everything.
    pub(crate) fn refusals(&self) -> Vec<String> {
        let refusals = self.json["refusals"].as_array().unwrap().iter();
        let line = |refusal: &Value| {
            format!("{}: {}", place(&refusal["location"]), word(&refusal["message"]))
        };
        refusals.map(line).collect()
    }

    /// A count of the summary.
    pub(crate) fn count(&self, name: &str) -> u64 {
        self.json["summary"][name].as_u64().unwrap()
    }
}

fn findings(list: &Value) -> Vec<Finding> {
    let found = list.as_array().unwrap().iter().map(|finding| Finding {
        rule: word(&finding["rule"]).to_owned(),
        outcome: word(&finding["outcome"]).to_owned(),
        place: place(&finding["location"]),
        message: word(&finding["message"]).to_owned(),
    });
    found.collect()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn place(location: &Value) -> String {
    match (location["file"].as_str(), &location["start"]) {
        (Some(file), start) if start.is_object() => {
            format!("{file}:{}:{}", start["line"], start["column"])
        }
        _ => word(&location["at"]).to_owned(),
    }
}
