//! How jobs come together: merge keys, `extends`, `!reference`, `default` and `inherit`.

use super::*;

/// The commands of the job `a`, as they are written.
fn of_a(text: &str) -> Vec<&str> {
    let files = [(FILE, text)];
    let found = facts(text);
    commands(&files, job(&found, "a"))
}

#[test]
fn templates_are_merged_all_the_way_down_and_lists_replaced() {
    let text = "\
.base:
  image: node:22
  variables: {A: '1', B: '1'}
  script: [one, two]
  environment: {name: npm, url: https://a.example}
.more:
  variables: {B: '2', C: '2'}
  tags: [saas-linux-small-amd64]
a:
  extends: [.base, .more]
  variables: {C: '3'}
  environment: {name: other}
  before_script: [zero]
";
    let found = facts(text);
    let a = job(&found, "a");
    let env: Vec<_> =
        a["env"].as_array().unwrap().iter().map(|v| (&v["name"], &v["value"], &v["at"])).collect();
    assert_eq!(
        serde_json::to_value(env).unwrap(),
        json!([
            ["A", "1", ".gitlab-ci.yml#/.base/variables/A"],
            ["B", "2", ".gitlab-ci.yml#/.more/variables/B"],
            ["C", "3", ".gitlab-ci.yml#/a/variables/C"],
        ])
    );
    assert_eq!(
        a["environment"],
        json!({"at": ".gitlab-ci.yml#/a/environment/name", "name": "other"})
    );
    assert_eq!(a["images"][0]["at"], ".gitlab-ci.yml#/.base/image");
    assert_eq!(a["runner"]["kind"], "hosted");
    assert_eq!(of_a(text), ["zero", "one", "two"]);
    assert_eq!(a["steps"][0]["run"], "zero\none\ntwo");
    assert_eq!(found["jobs"].as_array().unwrap().len(), 1, "hidden jobs are templates");
}

#[test]
fn templates_extend_templates() {
    let text = "\
.one: {script: [one], image: node:20}
.two: {extends: .one, image: node:22}
b: {extends: a, script: [other]}
a: {extends: .two}
";
    assert_eq!(of_a(text), ["one"]);
    let found = facts(text);
    assert_eq!(job(&found, "a")["images"][0]["uses"]["text"], "node:22");
    assert_eq!(job(&found, "b")["images"][0]["at"], ".gitlab-ci.yml#/.two/image");
}

#[test]
fn a_merge_key_counts_where_it_stands() {
    // Ruby's parser: what is merged goes over the keys before it.
    let before = "\
.d: &d
  script: [merged]
  tags: [x]
a:
  script: [own]
  <<: *d
";
    assert_eq!(of_a(before), ["merged"]);
    let behind = "\
.d: &d
  script: [merged]
  tags: [x]
.e: &e {image: node}
a:
  <<: *d
  <<: *e
  script: [own]
";
    assert_eq!(of_a(behind), ["own"]);
    let found = facts(behind);
    assert_eq!(job(&found, "a")["images"][0]["at"], ".gitlab-ci.yml#/.e/image");
    assert_eq!(job(&found, "a")["runner"]["at"], ".gitlab-ci.yml#/.d/tags");
}

#[test]
fn of_several_merged_mappings_the_first_counts() {
    let text = "\
.d: &d {script: [first]}
.e: &e {script: [second], image: node}
a:
  <<: [*d, *e]
";
    assert_eq!(of_a(text), ["first"]);
    assert_eq!(job(&facts(text), "a")["images"][0]["at"], ".gitlab-ci.yml#/.e/image");
}

#[test]
fn references_are_replaced_by_what_they_name() {
    let text = "\
.setup:
  script:
    - &install npm ci
    - !reference [.node, before_script]
.node:
  before_script:
    - npm -v
  variables: {N: '22'}
.rules:
  rules:
    - if: $CI_COMMIT_TAG
a:
  script:
    - !reference [.setup, script]
    - [npm test, [*install]]
  variables: !reference [.node, variables]
  rules:
    - !reference [.rules, rules]
  after_script: !reference [.node, before_script]
";
    assert_eq!(of_a(text), ["npm ci", "npm -v", "npm test", "npm ci", "npm -v"]);
    let found = facts(text);
    let a = job(&found, "a");
    assert_eq!(a["env"][0]["at"], ".gitlab-ci.yml#/.node/variables/N");
    assert_eq!(
        a["steps"][0]["commands"][1]["at"],
        ".gitlab-ci.yml#/.node/before_script/0;char=0,6"
    );
    assert_eq!(a["steps"][1]["id"], "after_script");
    assert_eq!(events(&found["triggers"])[0], "push tag:**");
}

#[test]
fn a_reference_may_be_written_as_a_block_and_its_name_in_a_comment_is_none() {
    let text = "\
.s:
  script: [npm ci]
a:
  script: !reference
    - .s
    - script
b:
  # this is no !reference
  script:
    [echo, script]
";
    assert_eq!(of_a(text), ["npm ci"]);
    let found = facts(text);
    assert_eq!(job(&found, "b")["steps"][0]["run"], "echo\nscript");
}

#[test]
fn a_reference_sees_what_is_extended() {
    let text = "\
.one: {script: [one]}
.two: {extends: .one}
a: {script: [!reference [.two, script]]}
";
    assert_eq!(of_a(text), ["one"]);
}

#[test]
fn what_leads_nowhere_is_a_problem() {
    let text = "\
a:
  extends: [.gone, {x: 1}]
  script:
    - !reference [.gone, script]
    - npm ci
";
    let files = [(FILE, text)];
    let jobs = json!(["pipelines[*].jobs"]);
    assert_eq!(
        problems(&files),
        [
            json!([
                ".gitlab-ci.yml#/a/extends/0",
                "unexpected",
                jobs,
                "`.gone` is extended, and is in no file that is read"
            ]),
            json!([
                ".gitlab-ci.yml#/a/extends/1",
                "unexpected",
                jobs,
                "`extends` must name templates, and is a mapping"
            ]),
            json!([
                ".gitlab-ci.yml#/a/script/0",
                "unexpected",
                jobs,
                "the reference names nothing in the files that are read"
            ]),
        ]
    );
    let pipeline = serde_json::to_value(&read(&files).0[0]).unwrap();
    assert_eq!(commands(&files, job(&pipeline, "a")), ["npm ci"]);
}

#[test]
fn defaults_hold_where_a_job_has_nothing_of_its_own() {
    let text = "\
image: node:18
default:
  before_script: [npm ci]
  tags: [docker]
  id_tokens: {T: {aud: x}}
a: {script: one}
b: {script: two, before_script: [], image: node:22}
c: {script: three, inherit: {default: false}}
d: {script: four, inherit: {default: [image]}}
e: {script: five, before_script: null}
";
    let files = [(FILE, text)];
    let found = facts(text);
    let of = |id| commands(&files, job(&found, id));
    assert_eq!(of("a"), ["npm ci", "one"]);
    assert_eq!(of("b"), ["two"]);
    assert_eq!(of("c"), ["three"]);
    assert_eq!(of("d"), ["four"]);
    assert_eq!(of("e"), ["npm ci", "five"]);
    let image = |id| job(&found, id)["images"][0]["uses"]["text"].clone();
    assert_eq!(
        ["a", "b", "c", "d"].map(image),
        [json!("node:18"), json!("node:22"), json!(null), json!("node:18")]
    );
    assert_eq!(job(&found, "a")["runner"]["labels"], json!(["docker"]));
    assert_eq!(job(&found, "c")["permissions"]["scopes"], json!({}));
    assert_eq!(job(&found, "b")["permissions"]["at"], ".gitlab-ci.yml#/default/id_tokens");
}

#[test]
fn variables_for_all_hold_unless_a_job_does_not_inherit_them() {
    let text = "\
variables:
  npm_config_ignore_scripts: 'true'
  EMPTY: {description: asked for}
a: {script: npm ci}
b: {script: npm ci, inherit: {variables: false}}
c: {script: npm ci, inherit: {variables: [npm_config_ignore_scripts]}}
";
    let found = facts(text);
    let scripts = |id| job(&found, id)["installs"][0]["scripts"].clone();
    assert_eq!(["a", "b", "c"].map(scripts), [json!(false), json!(null), json!(false)]);
    assert_eq!(found["env"].as_array().unwrap().len(), 2);
}

#[test]
fn references_that_lead_on_too_deep_are_told_as_that() {
    let links = (0..12).map(|n| format!(".l{n}: {{script: [!reference [.l{}, script]]}}\n", n + 1));
    let text = links.collect::<String>()
        + ".l12: {script: [npm ci]}\na: {script: [!reference [.l0, script]]}\n"
        + "b: {script: [!reference [.l9, script]]}\n";
    let files = [(FILE, text.as_str())];
    let found = problems(&files);
    let told: Vec<_> = found.iter().map(|next| json!([next[1], next[3]])).collect();
    let reason = "references lead to each other deeper than is followed";
    assert!(told.contains(&json!(["too_large", reason])), "{told:?}");
    assert!(!found.iter().any(|next| next[3].as_str().unwrap().contains("names nothing")));
    let pipeline = serde_json::to_value(&read(&files).0[0]).unwrap();
    assert_eq!(commands(&files, job(&pipeline, "b")), ["npm ci"]);
}
