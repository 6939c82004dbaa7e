//! Releases as they are written in the wild.

use super::*;

const TRUSTED: &str = r#"stages: [build, publish]

default:
  image: node:24@sha256:c95c8d4eb5a0a1e4b8f0e9c2b1a3d7f6e5c4b3a29180706f5e4d3c2b1a098765 # 24.11
  cache:
    key:
      files: [package-lock.json]
    paths: [.npm/]
    policy: pull

variables:
  NPM_CONFIG_CACHE: "$CI_PROJECT_DIR/.npm"

build:
  stage: build
  script:
    - npm ci --ignore-scripts
    - npm run build
  artifacts:
    paths: [dist/]

publish:
  stage: publish
  needs: [build]
  environment: npm
  resource_group: npm
  tags: [saas-linux-small-amd64]
  id_tokens:
    NPM_ID_TOKEN:
      aud: "npm:registry.npm.example"
    SIGSTORE_ID_TOKEN:
      aud: sigstore
  cache: []
  rules:
    - if: $CI_COMMIT_TAG =~ /^v\d+\.\d+\.\d+$/
      when: manual
  script:
    - |
      cd packages/größe
      npm stage publish
"#;

#[test]
fn a_trusted_release_is_read_whole() {
    let files = [(FILE, TRUSTED)];
    let found = facts(TRUSTED);
    let publish = job(&found, "publish");
    assert_eq!(publish["at"], ".gitlab-ci.yml#/publish");
    assert_eq!(
        publish["id_tokens"],
        json!([
            {"at": ".gitlab-ci.yml#/publish/id_tokens/NPM_ID_TOKEN", "name": "NPM_ID_TOKEN",
                "audiences": ["npm:registry.npm.example"]},
            {"at": ".gitlab-ci.yml#/publish/id_tokens/SIGSTORE_ID_TOKEN", "name": "SIGSTORE_ID_TOKEN",
                "audiences": ["sigstore"]},
        ])
    );
    assert_eq!(
        publish["permissions"],
        json!({"at": ".gitlab-ci.yml#/publish/id_tokens", "source": "default", "known": false,
            "form": "scopes", "scopes": {"id-token": "write"}})
    );
    assert_eq!(
        publish["environment"],
        json!({"at": ".gitlab-ci.yml#/publish/environment", "name": "npm"})
    );
    assert_eq!(
        publish["concurrency"],
        json!({"at": ".gitlab-ci.yml#/publish/resource_group", "group": "npm"})
    );
    assert_eq!(publish["manual"], true);
    assert_eq!(publish["needs"], json!(["build"]));
    assert_eq!(publish.get("caches"), None);
    assert_eq!(publish["runner"]["kind"], "hosted");
    assert_eq!(
        publish["artifacts"],
        json!([{"at": ".gitlab-ci.yml#/publish/needs/0", "direction": "download", "name": "build",
            "other_run": false}])
    );
    let at = publish["publishes"][0]["at"].as_str().unwrap();
    assert_eq!(marked(&files, at), "npm stage publish");
    assert_eq!(publish["publishes"][0]["mode"], "staged");
    assert_eq!(publish["publishes"][0]["directory"], "packages/größe");
    assert_eq!(events(&publish["triggers"])[0], "push tag:/^v\\d+\\.\\d+\\.\\d+$/");
}

#[test]
fn what_it_builds_with_is_read_whole() {
    let found = facts(TRUSTED);
    let build = job(&found, "build");
    assert_eq!(
        build["caches"],
        json!([{"at": ".gitlab-ci.yml#/default/cache", "tool": "cache",
            "key": "{\"files\":[\"package-lock.json\"]}", "paths": [".npm/"], "restores": true,
            "saves": false}])
    );
    assert_eq!(
        build["artifacts"],
        json!([{"at": ".gitlab-ci.yml#/build/artifacts", "direction": "upload", "name": "build",
            "paths": ["dist/"]}])
    );
    assert_eq!(build["images"][0]["uses"]["pin"]["kind"], "digest");
    assert_eq!(build["images"][0]["uses"]["pin"]["comment"], "24.11");
    assert_eq!(build["installs"][0]["frozen"], true);
    assert_eq!(build["installs"][0]["scripts"], false);
    assert_eq!(found["env"][0]["value"], "$CI_PROJECT_DIR/.npm");
}

const TOKEN: &str = r#"image: node:14
stages:
- build
- publish

before_script:
- echo "//registry.npm.example/:_authToken=${NPM_TOKEN}" > .npmrc
- npm ci

build:
  stage: build
  only:
  - master
  script:
  - npm run build

publish:
  stage: publish
  only:
  - tags
  script:
  - npm --no-git-tag-version version ${CI_COMMIT_TAG}
  - npm publish --access public
  after_script:
  - rm -f .npmrc
"#;

#[test]
fn a_release_with_a_token_names_its_secret() {
    let files = [(FILE, TOKEN)];
    let found = facts(TOKEN);
    let publish = job(&found, "publish");
    let secret = &publish["steps"][0]["secrets"];
    assert_eq!(
        *secret,
        json!([{"at": ".gitlab-ci.yml#/before_script/0;char=41,53", "name": "NPM_TOKEN", "to": "run"}])
    );
    assert_eq!(marked(&files, secret[0]["at"].as_str().unwrap()), "${NPM_TOKEN}");
    assert_eq!(publish["steps"][0]["commands"][0]["writes"], json!([".npmrc"]));
    assert_eq!(publish["steps"][0]["at"], ".gitlab-ci.yml#/publish/script");
    assert_eq!(publish["publishes"][0]["mode"], "direct");
    assert_eq!(publish["publishes"][0]["step"], 0);
    assert_eq!(publish["needs"], json!(["build"]));
    assert_eq!(publish["steps"][1]["index"], 1);
    assert_eq!(publish["steps"][1]["secrets"], json!([]));
    assert_eq!(
        commands(&files, publish),
        [
            "echo \"//registry.npm.example/:_authToken=${NPM_TOKEN}\"",
            "npm ci",
            "npm --no-git-tag-version version ${CI_COMMIT_TAG}",
            "npm publish --access public",
            "rm -f .npmrc",
        ]
    );
}

#[test]
fn places_hold_with_any_line_ends() {
    for text in [TRUSTED, TOKEN] {
        let text = text.replace('\n', "\r\n");
        let files = [(FILE, text.as_str())];
        let found = facts(&text);
        for job in found["jobs"].as_array().unwrap() {
            assert!(commands(&files, job).iter().all(|command| !command.is_empty()));
        }
        let publish = job(&found, "publish");
        let at = publish["publishes"][0]["at"].as_str().unwrap();
        assert!(marked(&files, at).starts_with("npm "), "{at}");
    }
}
