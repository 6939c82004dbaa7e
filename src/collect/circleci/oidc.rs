//! OIDC tokens that a job asks for. Every job may have one; which do is told by their scripts.
//!
//! Variables: <https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/>, the
//! command: <https://circleci.com/docs/guides/permissions-authentication/oidc-tokens-with-custom-claims/>.

use serde_json::Value;

use crate::facts::{IdToken, Job, Step};

const COMMAND: &str = "circleci run oidc get";
const VARIABLE: &str = "CIRCLE_OIDC_TOKEN";

/// Notes the tokens of a job whose steps are read.
pub(super) fn fill(job: &mut Job) {
    job.id_tokens = job.steps.iter().flat_map(of_step).collect();
    for variable in job.env.iter().chain(job.steps.iter().flat_map(|step| &step.env)) {
        let value = variable.value.as_deref().unwrap_or_default();
        if let Some((_, behind)) = value.split_once(VARIABLE) {
            let (at, name) = (variable.at.clone(), token_variable(behind));
            job.id_tokens.push(IdToken { at, name, audiences: Vec::new() });
        }
    }
    if !job.id_tokens.is_empty() {
        job.permissions.scopes.extend([("id-token".to_owned(), "write".to_owned())]);
    }
}

/// One token for each variable that a script names or sets.
fn of_step(step: &Step) -> Vec<IdToken> {
    let script = step.run.as_deref().unwrap_or_default();
    let mut found: Vec<IdToken> = Vec::new();
    let mut add = |name: String, audiences: Vec<String>| {
        if !found.iter().any(|known| known.name == name && known.audiences == audiences) {
            found.push(IdToken { at: step.at.clone(), name, audiences });
        }
    };
    for line in script.lines() {
        if let Some((before, behind)) = line.split_once(COMMAND) {
            add(assigned(before), audiences(behind));
        }
        if let Some((_, behind)) = line.split_once(VARIABLE) {
            add(token_variable(behind), Vec::new());
        }
    }
    found
}

fn token_variable(behind: &str) -> String {
    let version = if behind.starts_with("_V2") { "_V2" } else { "" };
    format!("{VARIABLE}{version}")
}

/// The variable that a command's output goes to: `export NPM_ID_TOKEN=$(`.
fn assigned(before: &str) -> String {
    let name = before.trim_end().trim_end_matches(['$', '(', '"', '`']).strip_suffix('=');
    let name = name.and_then(|name| name.rsplit([' ', '\t', ';']).next());
    name.unwrap_or_default().to_owned()
}

/// The `aud` of `--claims '{"aud": "…"}'`.
fn audiences(behind: &str) -> Vec<String> {
    let claims = || {
        let text = behind.split_once('{')?.1.split_once('}')?.0.replace('\\', "");
        serde_json::from_str::<Value>(&format!("{{{text}}}")).ok()?.get("aud").cloned()
    };
    match claims() {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => {
            all.iter().filter_map(|one| Some(one.as_str()?.to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(script: &str) -> Vec<(String, Vec<String>)> {
        let run = Some(script.to_owned());
        let found = of_step(&Step { run, ..Step::default() });
        found.into_iter().map(|token| (token.name, token.audiences)).collect()
    }

    #[test]
    fn tokens_are_told_by_the_script() {
        let one = |name: &str, audiences: &[&str]| {
            vec![(name.to_owned(), audiences.iter().map(ToString::to_string).collect())]
        };
        let script = "export NPM_ID_TOKEN=$(circleci run oidc get --claims '{\"aud\": \"npm:npm.example\"}')";
        assert_eq!(tokens(script), one("NPM_ID_TOKEN", &["npm:npm.example"]));
        let script = "TOKEN=\"$(circleci run oidc get --claims \"{\\\"aud\\\":[\\\"a\\\"]}\")\"";
        assert_eq!(tokens(script), one("TOKEN", &["a"]));
        assert_eq!(tokens("circleci run oidc get > file"), one("", &[]));
        let script =
            "aws sts --web-identity-token $CIRCLE_OIDC_TOKEN_V2\necho ${CIRCLE_OIDC_TOKEN_V2}";
        assert_eq!(tokens(script), one("CIRCLE_OIDC_TOKEN_V2", &[]));
        assert_eq!(tokens("circleci run release plan"), []);
    }
}
