//! The record: `v=STSv1; id=20160831085700Z;` (RFC 8461, section 3.1).

use crate::collect::dns;
use crate::collect::email::tags::{self, Fault, Tag};
use crate::facts::domain::Mistake;

const VERSION: &str = "v=STSv1";

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// The id, where there is a valid one.
    pub(crate) id: Option<String>,
    /// What is wrong, also where senders overlook it.
    pub(crate) mistakes: Vec<Mistake>,
    /// Whether senders take it for a record.
    pub(crate) valid: bool,
}

/// Whether a TXT record is one of MTA-STS, well formed or not.
pub(crate) fn is_record(text: &str) -> bool {
    text.strip_prefix(VERSION).is_some_and(|rest| {
        rest.is_empty() || rest.starts_with([';', ' ']) || rest.starts_with("\\009")
    })
}

/// Reads a record: its text, and the bytes that the text stands for.
pub(crate) fn read(text: &str, bytes: &[u8], at: &str) -> Record {
    let mut record = Record { id: None, mistakes: Vec::new(), valid: true };
    let tags = tags::read(text);
    for (index, tag) in tags.iter().enumerate() {
        let place = tags::characters(at, &tag.at);
        if let Some(reason) = broken(tag, text, index == 0) {
            record.mistakes.push(Mistake { at: place, reason });
            record.valid = false;
        } else if tag.fault == Some(Fault::Repeated) {
            let reason = format!("`{}` stands twice: the first one counts", tag.name);
            record.mistakes.push(Mistake { at: place, reason });
        }
    }
    match tags::find(&tags, "id") {
        Some(tag) if is_id(tag.value) => record.id = Some(tag.value.to_owned()),
        Some(_) => {}
        None => {
            let reason = "the record has no `id`: senders ignore it".to_owned();
            record.mistakes.push(Mistake { at: at.to_owned(), reason });
            record.valid = false;
        }
    }
    let foreign = |byte: &u8| *byte != b'\t' && !(b' '..=b'~').contains(byte);
    if record.valid
        && let Some(index) = bytes.iter().position(foreign)
    {
        let width = |until: usize| dns::text(bytes.get(..until).unwrap_or_default()).len();
        record.mistakes.push(Mistake {
            at: tags::characters(at, &(width(index)..width(index + 1))),
            reason: "this byte is no printable ASCII".to_owned(),
        });
        record.valid = false;
    }
    record
}

/// Why a tag makes the whole record invalid.
fn broken(tag: &Tag<'_>, text: &str, first: bool) -> Option<String> {
    if let Some(Fault::Empty | Fault::NoEquals | Fault::Surplus) = tag.fault {
        return tag.mistake();
    }
    if first {
        return (text.get(tag.at.clone()) != Some(VERSION))
            .then(|| format!("the record begins with `{VERSION};`, and nothing between"));
    }
    if !is_name(tag.name) {
        return Some("this is not the name of a tag".to_owned());
    }
    if tag.value.is_empty() {
        return Some(format!("`{}` has no value", tag.name));
    }
    if tag.name_at.end + 1 != tag.value_at.start {
        return Some("no white space may stand around `=`".to_owned());
    }
    let good = |byte: u8| (b'!'..=b'~').contains(&byte) && byte != b'=' && byte != b';';
    if tag.name == "id" {
        // Of several, senders read the first.
        let counts = tag.fault != Some(Fault::Repeated);
        return (counts && !is_id(tag.value))
            .then(|| "the id is 1 to 32 letters and digits".to_owned());
    }
    (!tag.value.bytes().all(good))
        .then(|| "the value of a tag has no white space and no `=` in it".to_owned())
}

/// `1*32(ALPHA / DIGIT)`.
fn is_id(value: &str) -> bool {
    (1..=32).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// `sts-ext-name`, which may begin with a digit and have `-` and `.` in it.
pub(super) fn is_name(name: &str) -> bool {
    (1..=32).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// The id, whether it is valid, and every mistake with the text that it underlines.
    fn read_text(bytes: &[u8]) -> (Option<String>, bool, Vec<(String, String)>) {
        let line = dns::text(bytes);
        let record = read(&line, bytes, "at");
        let mistakes = record
            .mistakes
            .into_iter()
            .map(|mistake| {
                let shown = match mistake.at.strip_prefix("at;char=") {
                    None => mistake.at,
                    Some(range) => {
                        let (start, end) = range.split_once(',').unwrap();
                        line[start.parse().unwrap()..end.parse().unwrap()].to_owned()
                    }
                };
                (shown, mistake.reason)
            })
            .collect();
        (record.id, record.valid, mistakes)
    }

    fn valid(text: &str, id: &str) {
        assert_eq!(read_text(text.as_bytes()), (Some(id.to_owned()), true, vec![]), "{text}");
    }

    fn invalid(text: &str, id: Option<&str>, mistakes: &[(&str, &str)]) {
        let mistakes = mistakes.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(
            read_text(text.as_bytes()),
            (id.map(ToOwned::to_owned), false, mistakes),
            "{text}"
        );
    }

    #[test]
    fn records_are_told_from_others() {
        for text in ["v=STSv1", "v=STSv1;", "v=STSv1; id=1", "v=STSv1 ; id=1", "v=STSv1\\009;"] {
            assert!(is_record(text), "{text}");
        }
        for text in ["", "v=STSv", "v=STSv10; id=1", "v=stsv1; id=1", " v=STSv1; id=1", "v=spf1"] {
            assert!(!is_record(text), "{text}");
        }
    }

    #[test]
    fn well_formed_records_are_read() {
        // The example of RFC 8461, section 3.1.
        valid("v=STSv1; id=20160831085700Z;", "20160831085700Z");
        valid("v=STSv1;id=1", "1");
        valid("v=STSv1 ; id=Ab9 ; ", "Ab9");
        valid("v=STSv1;\tid=1", "1");
        valid("v=STSv1; x-other.1=a:b/c; 1st=2; id=9", "9");
        valid("v=STSv1; id=0123456789abcdef0123456789ABCDEF", "0123456789abcdef0123456789ABCDEF");
    }

    #[test]
    fn a_repeated_id_is_overlooked() {
        let twice = ("id=!".to_owned(), "`id` stands twice: the first one counts".to_owned());
        assert_eq!(read_text(b"v=STSv1; id=1; id=!"), (Some("1".to_owned()), true, vec![twice]));
    }

    #[test]
    fn broken_records_say_where() {
        let id = "the id is 1 to 32 letters and digits";
        let missing = ("at", "the record has no `id`: senders ignore it");
        invalid("v=STSv1", None, &[missing]);
        invalid("v=STSv1; ID=1", None, &[missing]);
        invalid("v=STSv1; id=2024-01-01", None, &[("id=2024-01-01", id)]);
        invalid("v=STSv1; id=\u{e9}", None, &[("id=\\195\\169", id)]);
        invalid(
            "v=STSv1; id=0123456789abcdef0123456789ABCDEF0",
            None,
            &[("id=0123456789abcdef0123456789ABCDEF0", id)],
        );
        invalid("v=STSv1; id=", None, &[("id=", "`id` has no value")]);
        invalid("v=STSv1; id = 1", Some("1"), &[("id = 1", "no white space may stand around `=`")]);
        invalid("v=STSv1; id", None, &[("id", "this has no `=`: it is not a tag"), missing]);
        invalid("v=STSv1;; id=1", Some("1"), &[(";", "nothing stands between two semicolons")]);
        invalid(
            "v=STSv1 id=1;",
            None,
            &[("v=STSv1 id=1", "the record begins with `v=STSv1;`, and nothing between"), missing],
        );
        invalid("v=STSv1; id=1; -x=2", Some("1"), &[("-x=2", "this is not the name of a tag")]);
        invalid(
            "v=STSv1; id=1; x=a b",
            Some("1"),
            &[("x=a b", "the value of a tag has no white space and no `=` in it")],
        );
        invalid(
            "v=STSv1; id=1; x=a\u{e9}",
            Some("1"),
            &[("\\195", "this byte is no printable ASCII")],
        );
    }

    #[test]
    fn a_flood_of_semicolons_is_read() {
        let text = format!("v=STSv1{}", ";".repeat(65_000));
        let record = read(&text, text.as_bytes(), "at");
        assert!(!record.valid && record.mistakes.len() < 400, "{}", record.mistakes.len());
    }
}
