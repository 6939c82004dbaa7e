//! The underlined text of targets in files as they are.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::{Document, Format, Mark, Target};
use crate::source::anchor::Anchor;

/// The bytes of an anchor with `key` (names with spaces between) as text.
fn find<'a>(path: &str, text: &'a str, fragment: &str, key: &str, mark: Mark) -> Option<&'a str> {
    let anchor = Anchor::parse(&format!("f{fragment}")).unwrap();
    let key: Vec<String> = key.split_whitespace().map(str::to_owned).collect();
    let target = Target { fragment: &anchor.fragment, chars: anchor.chars, key: &key, mark };
    let range = Document::new(path, text).locate(&target)?;
    Some(text.get(range).unwrap())
}

#[track_caller]
fn shows(path: &str, text: &str, fragment: &str, key: &str, mark: Mark, expected: &str) {
    assert_eq!(find(path, text, fragment, key, mark), Some(expected), "{fragment} {key} {mark:?}");
}

const WORKFLOW: &str = "# c\r\nname: é\r\non:\r\n  push:\r\njobs:\r\n  a:\r\n    steps:\r\n      - uses: actions/checkout@v4 # v4\r\n        with: {ref: 'é'}\r\n      - run: |\r\n          npm ci\r\n          npm publish --tag é && x\r\n\r\n      - é\r\n";

#[test]
fn members_and_items_of_a_workflow() {
    let yaml =
        |fragment, key, mark, expected| shows("w.yml", WORKFLOW, fragment, key, mark, expected);
    yaml("#/name", "", Mark::Auto, "é");
    yaml("#/name", "", Mark::Key, "name");
    yaml("#/name", "", Mark::Entry, "name: é");
    yaml("#/jobs/a", "", Mark::Auto, "a");
    yaml("#/jobs/a/steps", "", Mark::Auto, "steps");
    yaml("#/jobs/a/steps/0", "", Mark::Auto, "uses: actions/checkout@v4 # v4");
    yaml("#/jobs/a/steps/0", "uses", Mark::Auto, "actions/checkout@v4");
    yaml("#/jobs/a/steps/0", "with ref", Mark::Entry, "ref: 'é'");
    yaml("#/jobs/a/steps/0", "with", Mark::Value, "{ref: 'é'}");
    yaml("#/jobs/a/steps/2", "", Mark::Auto, "é");
    yaml("#/jobs/a/steps/2", "", Mark::Key, "é");
    yaml(
        "#/jobs/a/steps/1/run",
        "",
        Mark::Auto,
        "|\r\n          npm ci\r\n          npm publish --tag é && x",
    );
    yaml("#/on/push", "", Mark::Auto, "push:");
    yaml("#/on/push", "", Mark::Value, "push:");
    yaml("", "", Mark::Auto, "name: é");
    yaml("", "jobs a", Mark::Key, "a");
}

#[test]
fn names_of_inputs_in_any_case() {
    let text = "uses: a/b@v1\nwith: {Ref: x, b: y}\nenv: {Ref: z}\n";
    shows("w.yml", text, "#", "with ref", Mark::Auto, "x");
    shows("w.yml", text, "#", "with ref", Mark::Key, "Ref");
    shows("w.yml", text, "#/with/ref", "", Mark::Auto, "x");
    shows("w.yml", text, "#", "env ref", Mark::Auto, "env");
}

#[test]
fn characters_of_a_command() {
    let text = "npm ci\nnpm publish --tag é && x\n";
    let start = text.find("npm p").unwrap();
    let end = start + "npm publish --tag é".chars().count();
    let fragment = format!("#/jobs/a/steps/1/run;char={start},{end}");
    shows("w.yml", WORKFLOW, &fragment, "", Mark::Auto, "npm publish --tag é");
    // A name below a command is not there: the command is.
    shows("w.yml", WORKFLOW, &fragment, "registry", Mark::Auto, "npm publish --tag é");
    shows("w.yml", WORKFLOW, &fragment, "", Mark::Key, "run");
    // Characters past the end: the whole value.
    shows("w.yml", "a: bé\n", "#/a;char=1,9", "", Mark::Auto, "bé");
}

#[test]
fn what_is_missing_is_shown_by_what_should_have_it() {
    let yaml =
        |fragment, key, mark, expected| shows("w.yml", WORKFLOW, fragment, key, mark, expected);
    yaml("#/jobs/a", "permissions", Mark::Auto, "a");
    yaml("#/jobs/a", "permissions contents", Mark::Value, "a");
    yaml("", "permissions", Mark::Auto, "name: é");
    yaml("#/jobs/a/steps/0", "with fetch-depth", Mark::Key, "with");
    yaml("#/jobs/a/steps/0", "name", Mark::Auto, "uses: actions/checkout@v4 # v4");
    yaml("#/jobs/a/steps/9/run", "x", Mark::Auto, "steps");
    yaml("#/jobs/a/steps/00", "", Mark::Auto, "steps");
    yaml("#/nope/x", "", Mark::Entry, "name: é");
    yaml("#/name/x", "", Mark::Auto, "é");
}

#[test]
fn a_manifest_with_a_byte_order_mark() {
    let text = "\u{feff}{\n  \"name\": \"@é/x\",\n  \"files\": [\"a\", {\"b\": []}],\n  \"name\": \"y\\u00e9z\"\n}\n";
    let json = |fragment, key, mark, expected| {
        shows("a/package.json", text, fragment, key, mark, expected)
    };
    json("#/name", "", Mark::Auto, "\"y\\u00e9z\"");
    json("#/name;char=1,3", "", Mark::Auto, "\\u00e9z");
    json("#/files/0", "", Mark::Auto, "\"a\"");
    json("#/files/1", "", Mark::Auto, "{\"b\": []}");
    json("#/files/1/b", "", Mark::Auto, "\"b\"");
    json("#/files", "", Mark::Entry, "\"files\": [\"a\", {\"b\": []}]");
    json("", "", Mark::Auto, "{");
    json("", "publishConfig access", Mark::Auto, "{");
    json("#line=3", "", Mark::Auto, "\"files\": [\"a\", {\"b\": []}],");
}

#[test]
fn aliases_and_merge_keys_lead_to_where_things_are_written() {
    let text = "a: &a\n  image: node:22\nb:\n  <<: *a\n  tags: [x]\nc: *a\nd: &d v\ne: *d\n";
    let yaml = |fragment, key, mark, expected| {
        shows(".gitlab-ci.yml", text, fragment, key, mark, expected)
    };
    yaml("#/b", "image", Mark::Auto, "node:22");
    yaml("#/c/image", "", Mark::Entry, "image: node:22");
    yaml("#/c", "", Mark::Auto, "c");
    yaml("#/c", "script", Mark::Auto, "c");
    yaml("#/e", "", Mark::Auto, "*d");
    yaml("#/e;char=0,1", "", Mark::Auto, "v");
}

#[test]
fn later_documents_are_asked_when_the_first_has_no_answer() {
    let text = "spec: {inputs: 1}\n---\njob: {script: é}\n";
    shows(".gitlab-ci.yml", text, "#/job/script", "", Mark::Auto, "é");
    shows(".gitlab-ci.yml", text, "#/job", "image", Mark::Auto, "spec: {inputs: 1}");
    shows(".gitlab-ci.yml", text, "#/spec", "", Mark::Auto, "spec");
}

#[test]
fn lines_of_text_files() {
    let text = "\u{feff}; é\r\n  //r.example/:_authToken = ${é} ; why \r\nbare\r\n\r\n* @é\r\n";
    let rc = |fragment, mark, expected| shows(".npmrc", text, fragment, "value", mark, expected);
    rc("#line=2", Mark::Auto, "//r.example/:_authToken = ${é} ; why");
    rc("#line=2", Mark::Entry, "//r.example/:_authToken = ${é} ; why");
    rc("#line=2", Mark::Key, "//r.example/:_authToken");
    rc("#line=2", Mark::Value, "${é}");
    rc("#line=3", Mark::Value, "bare");
    rc("#line=1", Mark::Key, "; é");
    rc("#line=4", Mark::Auto, "");
    rc("#line=5;char=2,4", Mark::Auto, "@é");
    rc("", Mark::Auto, "; é");
    assert_eq!(find(".npmrc", text, "#line=7", "", Mark::Auto), None);
    assert_eq!(find(".npmrc", text, "#/a", "", Mark::Auto), None);
    shows("CODEOWNERS", "a\né b\n", ";char=2,3", "", Mark::Auto, "a");
}

#[test]
fn a_file_that_can_not_be_read_has_lines_only() {
    let text = "{\"a\": 1,\n \"b\" 2}";
    assert_eq!(find("package.json", text, "#/a", "", Mark::Auto), None);
    shows("package.json", text, "#line=2", "", Mark::Auto, "\"b\" 2}");
    shows("package.json", text, "", "", Mark::Auto, "{\"a\": 1,");
    shows("w.yml", "\n# nothing\n", "#/jobs", "", Mark::Auto, "# nothing");
}

#[test]
fn formats_are_told_by_the_name() {
    for (path, format) in [
        ("a/package.json", Format::Json),
        ("bun.lock", Format::Jsonc),
        (".github/renovate.json", Format::Json5),
        ("renovate.json5", Format::Json5),
        (".renovaterc", Format::Json5),
        (".renovaterc.json", Format::Json5),
        ("x.yml/yarn.lock", Format::Text),
        ("tsconfig.base.json", Format::Jsonc),
        (".github/workflows/CI.YML", Format::Yaml),
        (".yarnrc.yml", Format::Yaml),
        (".npmrc", Format::Text),
        ("json", Format::Text),
    ] {
        assert_eq!(Format::of(path), format, "{path}");
    }
}

#[test]
fn members_of_an_entry_in_lines() {
    let text = "# yarn lockfile v1\r\n\r\na@1:\r\n  version \"1.0.0\"\r\n  dependencies:\r\n    \
                resolved \"2\"\r\n  resolved \"https://x.example/a.tgz\"\r\n\r\n\"b@npm:1\":\r\n  \
                checksum: 10/00\r\nc@1:\r\n";
    let yarn =
        |fragment, key, expected| shows("yarn.lock", text, fragment, key, Mark::Auto, expected);
    yarn("#line=3", "resolved", "resolved \"https://x.example/a.tgz\"");
    yarn("#line=3", "version", "version \"1.0.0\"");
    yarn("#line=9", "checksum", "checksum: 10/00");
    for (fragment, key, whole) in [
        ("#line=3", "", "a@1:"),
        ("#line=3", "checksum", "a@1:"),
        ("#line=9", "check", "\"b@npm:1\":"),
    ] {
        yarn(fragment, key, whole);
    }
    yarn("#line=11", "resolved", "c@1:");
}
