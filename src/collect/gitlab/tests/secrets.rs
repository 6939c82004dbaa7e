//! Which secrets texts name, and where they go.

use super::*;

/// The secrets of the job `a` and of its steps: name, where it goes, what is underlined.
fn secrets(text: &str) -> Vec<Value> {
    let files = [(FILE, text)];
    let found = facts(text);
    let a = job(&found, "a");
    let steps = a["steps"].as_array().unwrap().iter();
    let all = steps.map(|step| &step["secrets"]).chain([&a["secrets"], &found["secrets"]]);
    all.flat_map(|list| list.as_array().unwrap())
        .map(|next| json!([next["name"], next["to"], marked(&files, next["at"].as_str().unwrap())]))
        .collect()
}

#[test]
fn what_no_file_sets_and_has_the_name_of_a_credential_is_a_secret() {
    let text = "\
variables:
  LOGIN_TOKEN: literal
a:
  script:
    - é=1; npm config set //registry.npm.example/:_authToken $npm_token
    - 'curl -H \"JOB-TOKEN: $CI_JOB_TOKEN\" $HOME $LOGIN_TOKEN'
    - echo '${DEPLOY_PASSWORD}' > x
  after_script: echo $SSH_PRIVATE_KEY
";
    assert_eq!(
        secrets(text),
        [
            json!(["NPM_TOKEN", "run", "$npm_token"]),
            json!(["DEPLOY_PASSWORD", "run", "${DEPLOY_PASSWORD}"]),
            json!(["SSH_PRIVATE_KEY", "run", "$SSH_PRIVATE_KEY"]),
        ]
    );
}

#[test]
fn what_a_job_sets_is_no_secret() {
    let text = "\
a:
  id_tokens: {NPM_ID_TOKEN: {aud: x}}
  variables: {OWN_TOKEN: x}
  parallel: {matrix: [{MATRIX_TOKEN: [a, b]}]}
  script:
    - MADE_TOKEN=$(get-token) && export MADE_TOKEN
    - use $NPM_ID_TOKEN $OWN_TOKEN $MATRIX_TOKEN $MADE_TOKEN
";
    assert_eq!(secrets(text), Vec::<Value>::new());
}

#[test]
fn variables_pass_secrets_on() {
    let text = "\
variables:
  NODE_AUTH_TOKEN: $NPM_TOKEN
a:
  variables:
    NPM_TOKEN: ${NPM_TOKEN}
    PLAIN: ${OTHER}-$$ESCAPED_TOKEN
  secrets:
    DB_PASSWORD: {vault: production/db/password@ops}
  script: npm publish
";
    assert_eq!(
        secrets(text),
        [
            json!(["DB_PASSWORD", "env/DB_PASSWORD", "{vault: production/db/password@ops}"]),
            json!(["NPM_TOKEN", "env/NPM_TOKEN", "${NPM_TOKEN}"]),
            json!(["NPM_TOKEN", "env/NODE_AUTH_TOKEN", "$NPM_TOKEN"]),
        ]
    );
    let found = facts(text);
    assert_eq!(job(&found, "a")["env"][0]["secrets"], json!(["NPM_TOKEN"]));
    assert_eq!(job(&found, "a")["env"][1]["secrets"], json!([]));
}

#[test]
fn a_literal_credential_has_no_value() {
    let token: String = "npm_".chars().chain("aB3dE6gH9jK2".chars().cycle().take(36)).collect();
    let text = format!("variables:\n  NPM_TOKEN: {token}\na: {{script: x}}\n");
    let found = facts(&text);
    assert_eq!(
        found["env"],
        json!([{"at": ".gitlab-ci.yml#/variables/NPM_TOKEN", "name": "NPM_TOKEN", "secrets": [],
            "literal_credential": true}])
    );
    assert!(!serde_json::to_string(&found).unwrap().contains(&token));
}
