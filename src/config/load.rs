//! Reads and validates a configuration file.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::{
    Config, ConfigMistake, ConfiguredDomain, Date, FILE_NAME, RawAttested, RawConfig, RawDomain,
    RawWaiver, Waiver, attested, domains,
};
use crate::facts::Attested;
use crate::policy::bundle::BundleOptions;
use crate::policy::select::Selection;
use crate::policy::severity::{Profile, Severity};
use crate::schema;
use crate::source::anchor::Place;
use crate::source::node::{Kind, Node};
use crate::source::parsed::Parsed;
use crate::source::tree::{Tree, plain};
use crate::source::{value, yaml};

/// Files that hold what tests read: a fixture's package.json describes nothing that is published.
const EXCLUDED: &[&str] = &["**/fixtures/**", "**/__fixtures__/**", "**/testdata/**"];

/// The largest configuration file in bytes.
const MAX_BYTES: u64 = 1 << 20;

impl Config {
    /// The configuration of a target: its own file if it has one, otherwise the defaults.
    pub fn of_target(root: &Path) -> Self {
        let file = root.join(FILE_NAME);
        if file.symlink_metadata().is_err() {
            return Self::defaults();
        }
        // The target is not trusted: a link may lead out of it, a pipe never end.
        let read = |tree: Tree| tree.read(FILE_NAME, MAX_BYTES).map_err(|unread| unread.reason);
        match Tree::open(root).and_then(read) {
            Ok(bytes) => Self::of_bytes(&file, bytes),
            Err(reason) => Self::broken(&file, reason),
        }
    }

    /// What holds where no file says otherwise.
    pub fn defaults() -> Self {
        let empty = Node { span: 0..0, kind: Kind::Map(Vec::new()) };
        let mut reader = Reader { root: &empty, file: Path::new(FILE_NAME), mistakes: Vec::new() };
        Self { file: None, ..reader.config(RawConfig::default()) }
    }

    /// Reads a file. What is wrong with it stands in `mistakes`, all of it at once.
    pub fn load(file: &Path) -> Self {
        let bytes = File::open(file).and_then(|opened| {
            let mut bytes = Vec::new();
            opened.take(MAX_BYTES + 1).read_to_end(&mut bytes).map(|_| bytes)
        });
        match bytes {
            Ok(bytes) if bytes.len() as u64 > MAX_BYTES => Self::broken(
                file,
                format!("has more than {MAX_BYTES} bytes, the most that is read"),
            ),
            Ok(bytes) => Self::of_bytes(file, bytes),
            Err(error) => Self::broken(file, format!("cannot be read: {}", plain(&error))),
        }
    }

    fn of_bytes(file: &Path, bytes: Vec<u8>) -> Self {
        let Ok(text) = String::from_utf8(bytes) else {
            return Self::broken(file, "is not UTF-8 text".to_owned());
        };
        match yaml::parse(&text) {
            Ok(parsed) => read(file, text, &parsed),
            Err(error) => {
                let (start, end) = (error.span.start, error.span.end);
                let mistakes = vec![ConfigMistake { start, end, message: error.message }];
                Self { text, mistakes, ..Self::broken(file, String::new()) }
            }
        }
    }

    /// The defaults, with the one mistake that keeps a file from being read.
    fn broken(file: &Path, message: String) -> Self {
        let mistakes = vec![ConfigMistake { start: 0, end: 0, message }];
        Self { file: Some(file.to_path_buf()), mistakes, ..Self::defaults() }
    }

    /// The bytes of a value of the file, to tell of a mistake in it later.
    pub(crate) fn span(&self, path: &[&str]) -> (usize, usize) {
        let parsed = yaml::parse(&self.text).ok();
        let found = parsed.as_ref().and_then(|parsed| parsed.documents.first()).and_then(|root| {
            let (last, parents) = path.split_last()?;
            let parent = parents.iter().try_fold(root, |node, key| step(node, key))?;
            let key = parent.entry(last).map(|entry| entry.key_span.clone());
            key.or_else(|| step(parent, last).map(|node| node.span.clone()))
        });
        found.map_or((0, 0), |span| (span.start, span.end))
    }
}

fn step<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    match key.parse::<usize>() {
        Ok(index) if node.is_list() => node.items().get(index),
        _ => node.get(key),
    }
}

fn read(file: &Path, text: String, parsed: &Parsed) -> Config {
    let empty = Node { span: 0..0, kind: Kind::Map(Vec::new()) };
    let root = parsed.documents.first().unwrap_or(&empty);
    let schema = schemars::schema_for!(RawConfig).to_value();
    let found = schema::check(root, &schema).into_iter();
    let mut mistakes: Vec<_> = found
        .map(|found| ConfigMistake { start: found.start, end: found.end, message: found.message })
        .collect();
    mistakes.extend(parsed.duplicates.iter().map(|duplicate| ConfigMistake {
        start: duplicate.span.start,
        end: duplicate.span.end,
        message: format!("the key `{}` stands here a second time", duplicate.key),
    }));
    let mut reader = Reader { root, file, mistakes };
    let raw = match serde_json::from_value(without_nulls(value::of(root))) {
        Ok(raw) => raw,
        Err(error) => {
            // The schema has found it already, with its place, but for what it cannot express.
            if reader.mistakes.is_empty() {
                reader.mistake(root, error.to_string());
            }
            reader.what_can_be_read()
        }
    };
    let mut config = reader.config(raw);
    reader.mistakes.sort();
    reader.mistakes.dedup();
    config.mistakes = reader.mistakes;
    config.text = text;
    config
}

/// An empty value is an absent one.
fn without_nulls(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(members) => {
            members.into_iter().filter(|(_, member)| !member.is_null()).collect()
        }
        serde_json::Value::Null => serde_json::Value::Object(serde_json::Map::new()),
        other => other,
    }
}

struct Reader<'a> {
    root: &'a Node,
    file: &'a Path,
    mistakes: Vec<ConfigMistake>,
}

impl Reader<'_> {
    fn mistake(&mut self, node: &Node, message: String) {
        self.mistakes.push(ConfigMistake { start: node.span.start, end: node.span.end, message });
    }

    /// The value at a path of the file, or the file.
    fn node(&self, path: &[&str]) -> Node {
        let found = path.iter().try_fold(self.root, |node, key| step(node, key));
        found.unwrap_or(self.root).clone()
    }

    /// The parts that are of the right form, so that their own mistakes are told as well.
    fn what_can_be_read(&self) -> RawConfig {
        let list = |key: &str| {
            let items = self.root.get(key).map(Node::items).unwrap_or_default();
            items.iter().filter_map(Node::text).map(str::to_owned).collect()
        };
        let waivers = self.root.get("waivers").map(Node::items).unwrap_or_default();
        let domains = self.root.get("domains").map(Node::items).unwrap_or_default();
        let domain = |node: &Node| serde_json::from_value::<RawDomain>(value::of(node)).ok();
        let waiver = |node: &Node| serde_json::from_value::<RawWaiver>(value::of(node)).ok();
        let statements = self.root.get("attested").map(Node::items).unwrap_or_default();
        let entries = |key: &str| self.root.get(key).map(Node::entries).unwrap_or_default();
        let rules = entries("rules").iter().filter_map(|entry| {
            let setting = serde_json::from_value(value::of(&entry.value)).ok()?;
            Some((entry.key.clone(), setting))
        });
        let parameters = entries("parameters").iter();
        RawConfig {
            rules: rules.collect(),
            parameters: parameters
                .map(|entry| (entry.key.clone(), value::of(&entry.value)))
                .collect(),
            only: list("only"),
            except: list("except"),
            policies: list("policies"),
            exclude: self.root.get("exclude").map(|_| list("exclude")),
            attested: statements
                .iter()
                .map(|node| attested::what_can_be_read(&value::of(node)))
                .collect(),
            domains: domains.iter().map(|node| domain(node).unwrap_or_default()).collect(),
            // One waiver that cannot be read must not move the others to its index.
            waivers: waivers.iter().map(|node| waiver(node).unwrap_or_default()).collect(),
            ..RawConfig::default()
        }
    }

    fn config(&mut self, raw: RawConfig) -> Config {
        let exclude = self.exclude(raw.exclude.as_deref());
        let paths = self.policies(&raw.policies);
        let domains = self.domains(&raw.domains);
        let attested = self.attested(&raw.attested);
        let waivers = raw.waivers.iter().enumerate();
        let waivers = waivers.filter_map(|(index, waiver)| self.waiver(index, waiver)).collect();
        Config {
            file: Some(self.file.to_path_buf()),
            text: String::new(),
            bundle: BundleOptions {
                paths,
                without_default: raw.default_bundle == Some(false),
                parameters: raw.parameters.into_iter().collect(),
                tests: false,
            },
            selection: Selection {
                only: raw.only,
                except: raw.except,
                also: Vec::new(),
                profile: raw.profile.unwrap_or(Profile::Recommended),
                checklist: None,
            },
            rules: raw.rules.into_iter().collect(),
            gate: raw.gate.unwrap_or(Severity::Low),
            require_known: raw.require_known,
            inline_ignores: raw.inline_ignores != Some(false),
            exclude,
            domains,
            attested,
            waivers,
            mistakes: Vec::new(),
        }
    }

    fn policies(&mut self, policies: &[String]) -> Vec<PathBuf> {
        let folder = self.file.parent().unwrap_or(Path::new("")).to_path_buf();
        let mut paths = Vec::new();
        for (index, policy) in policies.iter().enumerate() {
            let path = folder.join(policy);
            if path.exists() {
                paths.push(path);
            } else {
                let node = self.node(&["policies", &index.to_string()]);
                self.mistake(
                    &node,
                    format!("`{policy}` does not exist; paths are relative to this file"),
                );
            }
        }
        paths
    }

    fn exclude(&mut self, patterns: Option<&[String]>) -> GlobSet {
        let mut globs = GlobSetBuilder::new();
        match patterns {
            None => {
                for glob in EXCLUDED.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
                    globs.add(glob);
                }
            }
            Some(patterns) => {
                for (index, pattern) in patterns.iter().enumerate() {
                    match Glob::new(pattern) {
                        Ok(glob) => {
                            globs.add(glob);
                        }
                        Err(error) => {
                            let node = self.node(&["exclude", &index.to_string()]);
                            self.mistake(
                                &node,
                                format!("`{pattern}` is no glob: {}", error.kind()),
                            );
                        }
                    }
                }
            }
        }
        globs.build().unwrap_or_default()
    }

    fn domains(&mut self, domains: &[RawDomain]) -> Vec<ConfiguredDomain> {
        let (domains, wrong) = domains::read(domains, &Place::file(FILE_NAME));
        self.mistakes_at(wrong);
        domains
    }

    fn attested(&mut self, statements: &[RawAttested]) -> Vec<Attested> {
        let nodes = self.root.get("attested").map(Node::items).unwrap_or_default();
        let is_broken = |index: usize| {
            let node = nodes.get(index);
            node.is_none_or(|node| !attested::is_whole(&value::of(node)))
        };
        let (attested, wrong) = attested::read(statements, &is_broken, &Place::file(FILE_NAME));
        self.mistakes_at(wrong);
        attested
    }

    fn mistakes_at(&mut self, wrong: Vec<(Vec<String>, String)>) {
        for (path, message) in wrong {
            let path: Vec<_> = path.iter().map(String::as_str).collect();
            let node = self.node(&path);
            self.mistake(&node, message);
        }
    }

    /// The waiver; nothing where a part of it is wrong, for what it was meant to be for is not
    /// known, and a guess could hide more.
    fn waiver(&mut self, index: usize, raw: &RawWaiver) -> Option<Waiver> {
        let before = self.mistakes.len();
        let position = index.to_string();
        if raw.rule.is_empty() {
            return None;
        }
        if raw.reason.trim().is_empty() {
            let node = self.node(&["waivers", &position, "reason"]);
            self.mistake(&node, "a waiver needs a reason".to_owned());
        }
        let expires = raw.expires.as_ref().and_then(|text| {
            let parsed = text.parse::<Date>();
            parsed
                .map_err(|message| {
                    let node = self.node(&["waivers", &position, "expires"]);
                    self.mistake(&node, message);
                })
                .ok()
        });
        let pattern = raw.at.as_ref().and_then(|pattern| {
            let glob = GlobBuilder::new(pattern).literal_separator(true).build();
            glob.map_err(|error| {
                let node = self.node(&["waivers", &position, "at"]);
                self.mistake(&node, format!("`{pattern}` is no glob: {}", error.kind()));
            })
            .ok()
        });
        (self.mistakes.len() == before).then(|| Waiver {
            index,
            at: Place::file(FILE_NAME).key("waivers").index(index).at(),
            rule: raw.rule.clone(),
            pattern: pattern.map(|glob| glob.compile_matcher()),
            reason: raw.reason.trim().to_owned(),
            owner: raw.owner.clone(),
            expires,
        })
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::defaults()
    }
}
