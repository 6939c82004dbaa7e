//! The versioned JSON report, whole or line by line.
//!
//! JSON is written so that a terminal or the log of a CI job shows it without harm: characters
//! that reorder or hide others are escaped, as RFC 8259, section 7 allows for every character.

use serde::Serialize;

use super::{ProblemReport, RefusalReport, Report, SCHEMA, Summary, VerdictReport};
use crate::finding::Finding;
use crate::text::neutral;

/// The report as one document.
pub(super) fn document(report: &Report) -> String {
    pretty(report)
}

/// One line of the report written line by line.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Run {
        schema: &'a str,
        generator: &'a str,
    },
    Verdict {
        target: &'a str,
        #[serde(flatten)]
        verdict: &'a VerdictReport,
    },
    Finding {
        #[serde(skip_serializing_if = "Option::is_none")]
        target: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        configuration: Option<&'a str>,
        #[serde(flatten)]
        finding: &'a Finding,
    },
    Problem {
        target: &'a str,
        #[serde(flatten)]
        problem: &'a ProblemReport,
    },
    Refusal {
        #[serde(flatten)]
        refusal: &'a RefusalReport,
    },
    Summary {
        #[serde(flatten)]
        summary: &'a Summary,
    },
}

/// The report as one object a line: `run`, then for each target its verdicts, findings and
/// problems, then findings about configurations, refusals, and `summary`.
pub(super) fn lines(report: &Report) -> String {
    let mut out = String::new();
    let mut push = |entry: Line<'_>| out.push_str(&line(&entry));
    push(Line::Run { schema: SCHEMA, generator: &report.generator });
    for entry in &report.targets {
        let target = entry.name.as_str();
        entry.verdicts.iter().for_each(|verdict| push(Line::Verdict { target, verdict }));
        for finding in &entry.findings {
            push(Line::Finding { target: Some(target), configuration: None, finding });
        }
        entry.problems.iter().for_each(|problem| push(Line::Problem { target, problem }));
    }
    for entry in &report.configurations {
        for finding in &entry.findings {
            push(Line::Finding { target: None, configuration: Some(&entry.file), finding });
        }
    }
    report.refusals.iter().for_each(|refusal| push(Line::Refusal { refusal }));
    push(Line::Summary { summary: &report.summary });
    out
}

/// A value as indented JSON with a final newline.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    finished(serde_json::to_string_pretty(value))
}

/// A value as JSON in one line.
pub(crate) fn line(value: &impl Serialize) -> String {
    finished(serde_json::to_string(value))
}

/// Our types have text for keys and no fallible serializer; if that is ever untrue, the document
/// says so instead of being empty.
fn finished(json: serde_json::Result<String>) -> String {
    let json = json.unwrap_or_else(|error| {
        serde_json::json!({ "error": format!("the report cannot be written: {error}") }).to_string()
    });
    let mut safe = harmless(&json);
    safe.push('\n');
    safe
}

/// The same JSON with harmful characters, which can only stand within strings, escaped. So is
/// the second `#` of `##`, with which commands to CI runners begin.
fn harmless(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + 1);
    let mut behind_mark = false;
    for character in json.chars() {
        if neutral::is_harmful(character) || behind_mark && character == '#' {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            safe.push(character);
        }
        behind_mark = character == '#';
    }
    safe
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::super::pretty::sample;
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn the_document_is_the_report() {
        let text = document(&sample::report());
        assert!(text.ends_with("}\n"));
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["schema"], "palisade/report/v1");
        assert_eq!(
            value["targets"][0]["findings"][0]["location"],
            json!({
                "at": ".github/workflows/ci.yml#/jobs/b/steps/0/uses",
                "file": ".github/workflows/ci.yml",
                "start": {"line": 3, "column": 12, "offset": 23},
                "end": {"line": 3, "column": 28, "offset": 40},
                "label": "a tag can be moved",
            })
        );
        assert_eq!(value["summary"]["findings"]["high"], 1);
        assert_eq!(value["rules"]["ci.unpinned_action"]["severity"], "high");
    }

    #[test]
    fn lines_come_in_order_and_each_has_a_type() {
        let text = lines(&sample::report());
        let values: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let types: Vec<&str> = values.iter().map(|value| value["type"].as_str().unwrap()).collect();
        let expected = "run verdict verdict verdict verdict verdict verdict \
                        finding finding finding finding problem problem finding refusal summary";
        assert_eq!(types.join(" "), expected);
        let mut lines = text.lines();
        assert_eq!(
            lines.next().unwrap(),
            r#"{"type":"run","schema":"palisade/report/v1","generator":"palisade 0.1.0"}"#
        );
        assert_eq!(
            lines.next().unwrap(),
            r#"{"type":"verdict","target":"app","rule":"ci.broken","outcome":"errored","reason":"division by zero"}"#
        );
        assert_eq!(values[7]["target"], "app");
        assert_eq!(values[13]["configuration"], "palisade.yaml");
    }

    #[test]
    fn harmful_characters_are_escaped_and_mean_the_same() {
        let value = json!({ "a\u{202e}": "\u{1b}[2J \u{9b} \u{e0041} ##[error] é" });
        let text = line(&value);
        assert_eq!(
            text,
            "{\"a\\u202e\":\"\\u001b[2J \\u009b \\udb40\\udc41 #\\u0023[error] é\"}\n"
        );
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
