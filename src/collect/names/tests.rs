//! Names that were reported as squatting or are made like them, names of good packages, and what is
//! looked at.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use super::popular::{POPULAR, Popular, TEXT};
use super::resemblances;
use super::resemble::resemblance;
use crate::facts::{
    Dependency, DependencyKind, DependencySource, Package, ResemblanceKind, SourceKind,
};
use crate::policy::reads::Demand;

/// Names that are found: the popular one, and how they are made.
const SQUATS: &[(ResemblanceKind, &[(&str, &str)])] = &[
    (
        ResemblanceKind::Confusable,
        &[
            ("rnoment", "moment"),
            ("rnocha", "mocha"),
            ("vvebpack", "webpack"),
            ("es1int", "eslint"),
            ("esiint", "eslint"),
            ("@babe1/core", "@babel/core"),
            ("l\u{43e}dash", "lodash"),
            ("\u{51b}\u{455}", "qs"),
            ("jsonstream", "JSONStream"),
        ],
    ),
    (
        ResemblanceKind::Separator,
        &[
            ("crossenv", "cross-env"),
            ("babelcli", "babel-cli"),
            ("gruntcli", "grunt-cli"),
            ("nodesass", "node-sass"),
            ("socketio", "socket.io"),
            ("socket-io", "socket.io"),
            ("bodyparser", "body-parser"),
            ("cookieparser", "cookie-parser"),
            ("uglifyjs", "uglify-js"),
            ("uglify.js", "uglify-js"),
            ("discordjs", "discord.js"),
            ("dot-env", "dotenv"),
            ("fsextra", "fs-extra"),
            ("json-webtoken", "jsonwebtoken"),
            ("node-mon", "nodemon"),
            ("nodefetch", "node-fetch"),
            ("tailwind-css", "tailwindcss"),
        ],
    ),
    (
        ResemblanceKind::Scope,
        &[
            ("@bable/core", "@babel/core"),
            ("@typs/node", "@types/node"),
            ("types-node", "@types/node"),
            ("@types-node", "@types/node"),
        ],
    ),
    (
        ResemblanceKind::Edit,
        &[
            ("mongose", "mongoose"),
            ("electorn", "electron"),
            ("lodahs", "lodash"),
            ("loadash", "lodash"),
            ("loadsh", "lodash"),
            ("lodashs", "lodash"),
            ("discordi.js", "discord.js"),
            ("axois", "axios"),
            ("axioss", "axios"),
            ("expres", "express"),
            ("expresss", "express"),
            ("epxress", "express"),
            ("reqeust", "request"),
            ("requets", "request"),
            ("momnet", "moment"),
            ("chlak", "chalk"),
            ("comander", "commander"),
            ("raect", "react"),
            ("reac-dom", "react-dom"),
            ("webpcak", "webpack"),
            ("typscript", "typescript"),
            ("tyepscript", "typescript"),
            ("eslnit", "eslint"),
            ("pretier", "prettier"),
            ("dotevn", "dotenv"),
            ("jquerry", "jquery"),
            ("ethres", "ethers"),
            ("coffescript", "coffeescript"),
            ("coffe-script", "coffee-script"),
            ("nodmon", "nodemon"),
            ("jasmin", "jasmine"),
            ("karmaa", "karma"),
            ("mocah", "mocha"),
            ("underscor", "underscore"),
            ("asnyc", "async"),
            ("blubird", "bluebird"),
            ("colros", "colors"),
            ("pupeteer", "puppeteer"),
            ("winstom", "winston"),
            ("redsi", "redis"),
            ("pasport", "passport"),
            ("jsonwebtokn", "jsonwebtoken"),
            ("node-fetchs", "node-fetch"),
            ("fsevnets", "fsevents"),
            ("rimarf", "rimraf"),
            ("mkdrip", "mkdirp"),
            ("minimistt", "minimist"),
            ("yrags", "yargs"),
            ("inquier", "inquirer"),
            ("tailwidcss", "tailwindcss"),
        ],
    ),
    (
        ResemblanceKind::Affix,
        &[
            ("cross-env.js", "cross-env"),
            ("d3.js", "d3"),
            ("http-proxy.js", "http-proxy"),
            ("jquery.js", "jquery"),
            ("mssql.js", "mssql"),
            ("mssql-node", "mssql"),
            ("nodemssql", "mssql"),
            ("mysqljs", "mysql"),
            ("nodemailer-js", "nodemailer"),
            ("nodemailer.js", "nodemailer"),
            ("noderequest", "request"),
            ("ethers-js", "ethers"),
            ("axios-js", "axios"),
            ("underscore.js", "underscore"),
            ("env-cross", "cross-env"),
        ],
    ),
];

#[test]
fn squats_are_found() {
    let mut wrong = Vec::new();
    for (how, names) in SQUATS {
        for (name, popular) in *names {
            let found = resemblance(name, &POPULAR).map(|found| (found.how, found.name));
            if found.as_ref() != Some(&(*how, (*popular).to_owned())) {
                wrong.push(format!("{name}: {found:?}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Reported names that are not found: what they imitate is no package of the list (opencv, openssl,
/// sqlite, tkinter, shadowsocks), is too short to tell, or is more than one slip away.
#[test]
fn squats_that_are_out_of_reach() {
    for name in [
        "node-opencv",
        "opencv.js",
        "node-openssl",
        "openssl.js",
        "nodesqlite",
        "sqlite.js",
        "sqliter",
        "node-tkinter",
        "tkinter",
        "shadowsock",
        "smb",
        "mariadb",
        "proxy.js",
        "ffmepg",
        "loadyaml",
        "cros",
        "loadhs",
    ] {
        assert_eq!(resemblance(name, &POPULAR), None, "{name}");
    }
}

/// Packages with names of their own that are near to others.
#[test]
fn good_names_resemble_nothing() {
    for name in [
        "preact",
        "nuxt",
        "next",
        "vite",
        "vitest",
        "vuex",
        "color",
        "colors",
        "chai-as-promised",
        "chai-as-it",
        "mocha-junit",
        "jest-junit",
        "react-is",
        "redux-thunk",
        "request-promise",
        "lodash-es",
        "lodash.merge",
        "lodash.mergewith",
        "node-sass",
        "sass",
        "sass-embedded",
        "babel-core",
        "babel-plugin-made-up",
        "@types/made-up",
        "@babel/made-up",
        "@acme/lodash",
        "@acme/eslint-config",
        "eslint-plugin-made-up",
        "es5-ext",
        "es6-ext",
        "tsup",
        "tsx",
        "ts-node",
        "dtslint",
        "unrun",
        "standardx",
        "wouter",
        "graphiql",
        "ttypescript",
        "ky",
        "got",
        "bower",
        "jsonp",
        "pg",
        "ws",
        "qs",
        "ms",
        "URIjs",
        "JSONPath",
        "",
        "@",
        "/",
        "@/",
        "-",
        "..",
        "a",
    ] {
        assert_eq!(resemblance(name, &POPULAR), None, "{name}");
    }
    // Longer than any name that a registry takes.
    assert_eq!(resemblance(&"lodahs".repeat(40), &POPULAR), None);
}

/// Names that are popular themselves are all good: judged by the first 3,000 of the list, the rest
/// of it shows how often a good name would be held against somebody.
#[test]
fn popular_names_seldom_resemble_more_popular_ones() {
    let names: Vec<_> = TEXT.lines().filter(|line| !line.starts_with('#')).collect();
    let end = TEXT.find(&format!("\n{}\n", names[3000])).unwrap();
    let leading = Popular::new(&TEXT[..end]);
    let mut held = std::collections::BTreeMap::new();
    for found in names[3000..].iter().filter_map(|name| resemblance(name, &leading)) {
        *held.entry(format!("{:?}", found.how)).or_insert(0) += 1;
    }
    let held: Vec<_> = held.iter().map(|(how, count)| (how.as_str(), *count)).collect();
    let expected = [("Affix", 15), ("Confusable", 1), ("Edit", 6), ("Scope", 3), ("Separator", 13)];
    assert_eq!((names.len() - 3000, held.as_slice()), (5000, expected.as_slice()));
}

fn dependency(name: &str, kind: SourceKind, real: Option<&str>) -> Dependency {
    Dependency {
        at: format!("package.json#/dependencies/{name}"),
        name: name.to_owned(),
        kind: DependencyKind::Production,
        spec: "^1.0.0".to_owned(),
        source: DependencySource {
            kind,
            name: real.map(str::to_owned),
            host: None,
            protocol: None,
            reference: None,
            pinned: None,
        },
        resembles: None,
    }
}

/// What is found in a package of the name `@axois/widget` with these dependencies.
fn found(dependencies: Vec<Dependency>, demand: &Demand) -> Vec<(String, Option<String>)> {
    let mut packages = [
        Package { dependencies, ..Package::default() },
        Package {
            name: Some("@typs/node".to_owned()),
            scope: Some("@typs".to_owned()),
            ..Package::default()
        },
        Package { name: Some("expres".to_owned()), ..Package::default() },
    ];
    resemblances(&mut packages, demand);
    let found = packages[0].dependencies.iter();
    found
        .map(|found| (found.name.clone(), found.resembles.as_ref().map(|other| other.name.clone())))
        .collect()
}

#[test]
fn what_a_registry_is_asked_for_is_looked_at() {
    let asked = vec![
        dependency("lodahs", SourceKind::Registry, None),
        dependency("lodahs", SourceKind::Catalog, None),
        dependency("mine", SourceKind::Alias, Some("lodahs")),
        dependency("lodahs", SourceKind::Alias, Some("lodash")),
        dependency("lodahs", SourceKind::Workspace, None),
        dependency("lodahs", SourceKind::Git, None),
        dependency("expres", SourceKind::Registry, None),
        dependency("@typs/react", SourceKind::Registry, None),
    ];
    let lodash = Some("lodash".to_owned());
    let nothing = Demand::of([]);
    assert!(found(asked.clone(), &nothing).iter().all(|(_, found)| found.is_none()));
    let answers: Vec<_> =
        found(asked, &Demand::everything()).into_iter().map(|(_, found)| found).collect();
    assert_eq!(answers, [lodash.clone(), lodash.clone(), lodash, None, None, None, None, None]);
}
