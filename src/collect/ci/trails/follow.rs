//! From the command of a job to the commands that publish or install because of it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use super::contents::{Shared, deed_in_words};
use super::leads::{Guide, Way, beside};
use super::{Language, Obstacle, Source};
use crate::collect::deeds::lifecycle;
use crate::collect::release_config::ReleaseConfig;
use crate::facts::{Command, DeedKind, Pairs, Passage, ProblemKind, PublishMode};

/// How many steps deep what leads to another is followed.
const LEVELS: usize = 8;

/// How many sources one command may lead to, and all of a repository together.
const MOST: usize = 2_000;
const MOST_OF_ALL: usize = 100_000;

/// What a command leads to.
#[derive(Debug, Default)]
pub(super) struct Trail {
    pub(super) found: Vec<Found>,
    pub(super) obstacles: Vec<Obstacle>,
}

/// A command that publishes or installs, and what leads to it.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// With the variables that are set for it on the way.
    pub(super) command: Command,
    pub(super) through: Vec<Passage>,
    /// The first package script on the way, where the way begins with one.
    pub(super) script: Option<String>,
}

/// Follows commands, each way once.
pub(super) struct Follower<'a> {
    pub(super) guide: Guide<'a>,
    configs: &'a [ReleaseConfig],
    contents: RefCell<BTreeMap<Source, Option<Shared>>>,
    trails: RefCell<BTreeMap<Vec<Source>, Rc<Trail>>>,
    left: Cell<usize>,
}

/// A source that is still to be looked at.
struct Ahead {
    source: Source,
    through: Vec<Passage>,
    environment: Pairs,
    script: Option<String>,
    /// Why it is not known whether it runs.
    doubt: Option<Obstacle>,
    level: usize,
}

impl<'a> Follower<'a> {
    pub(super) fn new(guide: Guide<'a>, configs: &'a [ReleaseConfig]) -> Self {
        let (contents, trails) = (RefCell::default(), RefCell::default());
        Self { guide, configs, contents, trails, left: Cell::new(MOST_OF_ALL) }
    }

    /// What a command of a job leads to.
    pub(super) fn follow(&self, command: &Command) -> Rc<Trail> {
        match self.guide.leads(command, None) {
            Ok(way) => self.follow_way(way),
            Err(obstacle) => Rc::new(Trail { obstacles: vec![obstacle], ..Trail::default() }),
        }
    }

    /// What something leads to, and whether it does is known or not.
    pub(super) fn follow_way(&self, way: Way) -> Rc<Trail> {
        match way.doubt {
            _ if way.sources.is_empty() => Rc::default(),
            None => self.trail(way.sources),
            // Seldom, and with words of its own.
            doubt => Rc::new(self.walk(&way.sources, doubt.as_ref())),
        }
    }

    /// What a file leads to that an action is.
    pub(super) fn follow_file(&self, path: String) -> Rc<Trail> {
        let (language, words) = (Some(Language::Module), BTreeSet::new());
        let here = Some(".".to_owned());
        self.trail(vec![Source::File { path, language, here, words, parts: None }])
    }

    /// What a script leads to that an action is given.
    pub(super) fn follow_text(&self, at: String, text: &str) -> Rc<Trail> {
        let here = Some(".".to_owned());
        self.trail(vec![Source::Inline { at, text: text.to_owned(), here }])
    }

    fn trail(&self, sources: Vec<Source>) -> Rc<Trail> {
        if let Some(known) = self.trails.borrow().get(&sources) {
            return Rc::clone(known);
        }
        let trail = Rc::new(self.walk(&sources, None));
        self.trails.borrow_mut().insert(sources, Rc::clone(&trail));
        trail
    }

    fn contents(&self, source: &Source) -> Option<Shared> {
        if let Some(known) = self.contents.borrow().get(source) {
            return known.clone();
        }
        let contents = self.guide.contents(source, self.configs).map(Rc::new);
        self.contents.borrow_mut().insert(source.clone(), contents.clone());
        contents
    }

    /// Breadth first, each source once, so that the work is that of reading them once.
    fn walk(&self, sources: &[Source], doubt: Option<&Obstacle>) -> Trail {
        let mut trail = Trail::default();
        let mut ways = BTreeSet::new();
        // What may run is looked at again where it surely does.
        let mut seen: BTreeSet<(Source, bool)> = BTreeSet::new();
        let mut ahead: VecDeque<Ahead> = VecDeque::new();
        for source in sources {
            let script = match source {
                Source::Script { name, .. } => Some(name.clone()),
                _ => None,
            };
            let (through, environment) = (Vec::new(), Pairs::default());
            ahead.push_back(Ahead {
                source: source.clone(),
                through,
                environment,
                script,
                doubt: doubt.cloned(),
                level: 0,
            });
        }
        while let Some(next) = ahead.pop_front() {
            for source in around(&next.source) {
                let key = (source.clone(), next.doubt.is_some());
                if seen.contains(&key) {
                    continue;
                }
                if seen.len() >= MOST || self.left.get() == 0 || next.level > LEVELS {
                    trail.obstacles.push(Obstacle {
                        kind: ProblemKind::TooLarge,
                        reason: "leads on to more scripts than are followed".to_owned(),
                    });
                    return trail;
                }
                seen.insert(key);
                self.left.set(self.left.get().saturating_sub(1));
                if let Some(contents) = self.contents(&source) {
                    self.look(&source, &contents, &next, &mut trail, &mut ways, &mut ahead);
                }
            }
        }
        trail
    }

    fn look(
        &self,
        source: &Source,
        contents: &Shared,
        from: &Ahead,
        trail: &mut Trail,
        ways: &mut BTreeSet<String>,
        ahead: &mut VecDeque<Ahead>,
    ) {
        let mut through = from.through.clone();
        through.push(contents.passage.clone());
        trail.obstacles.extend(contents.obstacles.iter().cloned());
        let mut on =
            |source: Source, environment: Pairs, doubt: Option<&Obstacle>, level: usize| {
                let (through, script) = (through.clone(), from.script.clone());
                let doubt = from.doubt.as_ref().or(doubt).cloned();
                ahead.push_back(Ahead { source, through, environment, script, doubt, level });
            };
        for lead in &contents.leads {
            // Files import files without end, each once.
            on(lead.clone(), from.environment.clone(), None, from.level);
        }
        for command in &contents.commands {
            let mut environment = from.environment.clone();
            environment.extend(command.environment.clone());
            if let Some(way) = way(command, &environment) {
                if let Some(doubt) = &from.doubt {
                    if publishes(command) && !is_local(&environment) {
                        trail.obstacles.push(doubt.clone());
                    }
                } else if ways.insert(way) {
                    let mut through = through.clone();
                    through.push(Passage { at: command.at.clone(), what: deed_in_words(command) });
                    let environment = environment.clone();
                    let command = Command { environment, ..command.clone() };
                    trail.found.push(Found { command, through, script: from.script.clone() });
                }
                if lifecycle(command).is_empty() {
                    continue;
                }
            }
            match self.guide.leads(command, beside(source)) {
                Ok(way) => {
                    let (level, doubt) = (from.level + 1, way.doubt.as_ref());
                    let mut sources = way.sources.into_iter();
                    sources
                        .by_ref()
                        .for_each(|source| on(source, environment.clone(), doubt, level));
                }
                Err(obstacle) if !is_local(&environment) => trail.obstacles.push(obstacle),
                Err(_) => {}
            }
        }
    }
}

/// A package script with those that run before and after it by their name.
fn around(source: &Source) -> Vec<Source> {
    let Source::Script { package, name, more } = source else { return vec![source.clone()] };
    let beside = |name: String| Source::Script { package: *package, name, more: Vec::new() };
    let own = Source::Script { package: *package, name: name.clone(), more: more.clone() };
    vec![beside(format!("pre{name}")), own, beside(format!("post{name}"))]
}

/// Whether a command publishes, to whatever registry.
fn publishes(command: &Command) -> bool {
    let deed = command.deed.as_ref().filter(|deed| deed.kind == DeedKind::Publish);
    deed.is_some_and(|deed| deed.release.as_ref().is_none_or(|release| !release.dry_run))
}

/// What tells one way of publishing or installing from another: a script that publishes each of
/// a hundred packages in the same way does so once.
fn way(command: &Command, environment: &Pairs) -> Option<String> {
    let deed = command.deed.as_ref()?;
    match deed.kind {
        DeedKind::Publish => {}
        DeedKind::Install | DeedKind::Add => {
            let scripts = deed.scripts != Some(false);
            let (tool, packages) = (&deed.tool, &deed.packages);
            return Some(format!(
                "{tool} {} {scripts} {:?} {packages:?}",
                deed.global, deed.frozen
            ));
        }
        _ => return None,
    }
    let release = deed.release.clone().unwrap_or_default();
    let mode = match release.mode {
        PublishMode::Unknown => 0,
        PublishMode::Direct => 1,
        PublishMode::Staged => 2,
    };
    let (dry, otp, said) = (release.dry_run, release.otp, release.provenance);
    let place = (deed.registry.as_deref(), environment.get("YARN_NPM_PUBLISH_REGISTRY"));
    Some(format!("{} publish {mode} {dry} {otp} {said:?} {place:?}", deed.tool))
}

/// Whether the environment names a registry on this machine.
pub(super) fn is_local(environment: &Pairs) -> bool {
    let names = ["npm_config_registry", "yarn_npm_publish_registry"];
    environment.iter().any(|(name, value)| {
        names.contains(&name.to_ascii_lowercase().as_str())
            && ["://localhost", "://127.0.0.1", "://[::1]", "://0.0.0.0"]
                .iter()
                .any(|host| value.contains(host))
    })
}
