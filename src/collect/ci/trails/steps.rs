//! What the steps of a job publish, with what they only lead to.

use std::rc::Rc;

use super::follow::{Follower, Found, Trail, is_local};
use super::given::Written;
use super::opaque::{self, Around};
use super::packages::{of_action, of_command};
use super::{Obstacle, PUBLISHES, calls};
use crate::collect::ci::activity::{Told, input, install, publish};
use crate::collect::ci::known_actions::{self, runs_command};
use crate::collect::folders::{of_tool, place};
use crate::collect::shell;
use crate::collect::tools::asked_for;
use crate::facts::{
    Client, Command, DeedKind, Install, Job, Package, Pairs, Problem, Publish, PublishMode, Step,
    Uses, UsesKind, Variable,
};

/// What a job is looked through with.
pub(super) struct Scene<'a> {
    follower: &'a Follower<'a>,
    packages: &'a [Package],
    problems: &'a mut Vec<Problem>,
    /// What an input holds may publish.
    given: bool,
    written: Written,
    /// The job may ask for a token of OIDC's.
    oidc: bool,
    /// The job may change manifests before it publishes.
    rewrites: bool,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        follower: &'a Follower<'a>,
        packages: &'a [Package],
        problems: &'a mut Vec<Problem>,
        given: bool,
    ) -> Self {
        Self {
            follower,
            packages,
            problems,
            given,
            written: Written::default(),
            oidc: false,
            rewrites: false,
        }
    }
}

/// Fills in what the steps of a job lead to.
pub(super) fn resolve(job: &mut Job, shared: &[Variable], mut scene: Scene<'_>) {
    scene.rewrites = job.steps.iter().any(may_rewrite);
    scene.oidc = job.permissions.scopes.get("id-token").is_some_and(|right| right == "write");
    let mut publishes = std::mem::take(&mut job.publishes).into_iter().peekable();
    let mut found = Vec::new();
    let mut installs = Vec::new();
    for step in &job.steps {
        let mut own = Vec::new();
        while let Some(next) = publishes.next_if(|next| next.step <= step.index) {
            own.push(next);
        }
        let told = Told { command: None, lists: [&step.env, &job.env, shared] };
        if let Some(uses) = &step.uses {
            scene.action(uses, step, told, &mut own);
            installs.extend(scene.versioning(uses, step, told));
        }
        scene.commands(step, told, &mut own);
        let credentialed = scene.given || scene.oidc || has_token(&told);
        scene.opaque(step, told, credentialed);
        found.extend(own);
    }
    found.extend(publishes);
    if let (Some(obstacle), Some(call)) = (calls::of_workflow(job), &job.calls) {
        let told = Told { command: None, lists: [&[], &job.env, shared] };
        scene.tell_of(&call.uses, obstacle, told);
    }
    job.publishes = found;
    job.installs.extend(installs);
    job.installs.sort_by_key(|install| install.step);
}

impl Scene<'_> {
    /// Puts what scripts publish among what the step publishes itself, in the commands' order.
    fn commands(&mut self, step: &Step, told: Told<'_>, own: &mut Vec<Publish>) {
        let mut direct = std::mem::take(own).into_iter().peekable();
        for command in &step.commands {
            while let Some(mut next) = direct.next_if(|next| next.at == command.at) {
                let deed = command.deed.as_ref();
                if deed.is_some_and(|deed| deed.tool == next.tool) {
                    self.complete(&mut next, command);
                }
                own.push(next);
            }
            let told = Told { command: Some(&command.environment), ..told };
            let trail = self.follow(command, told);
            for found in &trail.found {
                own.extend(self.publication(found, &command.at, step.index, command, told));
            }
            let doubt = self.written.doubt(command).filter(|_| trail.found.is_empty());
            if let Some(obstacle) = doubt {
                let obstacles = vec![obstacle];
                self.tell(&Trail { obstacles, ..Trail::default() }, command, told);
            }
        }
        own.extend(direct);
    }

    /// Commands of which only a run can tell what they are.
    fn opaque(&mut self, step: &Step, told: Told<'_>, credentialed: bool) {
        if !opaque::is_among(&step.commands) {
            return;
        }
        let set = opaque::set_in(step.run.as_deref().unwrap_or_default());
        let around = Around { set: &set, words: &[], told: Some(told), credentialed };
        for command in &step.commands {
            let told = Told { command: Some(&command.environment), ..told };
            if let Some(obstacle) = opaque::doubt(command, Around { told: Some(told), ..around }) {
                let obstacles = vec![obstacle];
                self.tell(&Trail { obstacles, ..Trail::default() }, command, told);
            } else if let Some(name) = open_script(command)
                && (credentialed || opaque::speaks(name, Around { told: Some(told), ..around }))
            {
                let here = command.directory.as_deref();
                let trail = self.follower.follow_way(self.follower.guide.any_of("", name, here));
                self.tell(&trail, command, told);
            }
        }
    }

    /// What a command leads to. What it meets on the way is a problem at its place.
    fn follow(&mut self, command: &Command, told: Told<'_>) -> Rc<Trail> {
        let trail = self.follower.follow(command);
        self.tell(&trail, command, told);
        trail
    }

    fn tell(&mut self, trail: &Trail, command: &Command, told: Told<'_>) {
        if is_local(&command.environment) || told.registry().is_some_and(|url| is_here(&url)) {
            return;
        }
        let mut reasons: Vec<&Obstacle> = trail.obstacles.iter().collect();
        reasons.dedup();
        for obstacle in reasons {
            self.problems.push(Problem {
                at: command.at.clone(),
                kind: obstacle.kind,
                facts: vec![PUBLISHES.to_owned()],
                reason: obstacle.reason.clone(),
            });
        }
    }

    fn publication(
        &self,
        found: &Found,
        at: &str,
        step: u64,
        from: &Command,
        told: Told<'_>,
    ) -> Option<Publish> {
        let mut environment = from.environment.clone();
        environment.extend(found.command.environment.clone());
        let told = Told { command: Some(&environment), ..told };
        let mut publish = publish(&found.command, at, step, told)?;
        publish.through_script.clone_from(&found.script);
        publish.through.clone_from(&found.through);
        self.complete(&mut publish, &found.command);
        Some(publish)
    }

    /// What the command of a publication says of packages and of who uploads.
    fn complete(&self, publish: &mut Publish, command: &Command) {
        let packages = of_command(self.packages, command);
        // What is private is refused, unless something makes it public before.
        let refused = packages.as_ref().is_some_and(Vec::is_empty);
        let is_sure = publish.through.is_empty() && !self.rewrites;
        publish.packages = packages.filter(|_| !refused || is_sure);
        let deed = command.deed.as_ref();
        let spec = deed.and_then(|deed| deed.packages.first()?.split_once('@'));
        // `npx npm@11 publish`
        if let Some((tool, version)) = spec.filter(|(tool, _)| *tool == publish.tool)
            && let Some(version) = asked_for(tool, version, &command.at)
        {
            publish.client = Some(Client { tool: tool.to_owned(), version });
        }
    }

    /// An action that publishes or that runs what it is given.
    fn action(&mut self, uses: &Uses, step: &Step, told: Told<'_>, own: &mut Vec<Publish>) {
        let mut is_known = false;
        for publish in own.iter_mut().filter(|publish| publish.at == uses.at) {
            is_known = true;
            publish.packages = of_action(self.packages, publish, step);
            let publisher = known_actions::publisher(uses);
            if let Some(script) = publisher.and_then(|known| input(step, known.script?)) {
                self.through_action(publish, script, uses, told);
            }
        }
        let is_image = uses.kind == UsesKind::Docker;
        if is_known || uses.action.is_none() && uses.path.is_none() && !is_image {
            return;
        }
        if let Some(obstacle) = calls::of_image(uses) {
            self.tell_of(uses, obstacle, told);
        }
        for (path, is_built) in self.follower.guide.files_of_action(uses) {
            let credentialed = self.oidc || has_token(&told);
            match self.follower.guide.file_of_action(&path, is_built, credentialed) {
                Ok(file) if file.is_followed => {
                    self.file_of(path, file.doubt, uses, step, told, own);
                }
                Ok(_) => {}
                Err(obstacle) => self.tell_of(uses, obstacle, told),
            }
        }
        if uses.action.as_deref() == Some("actions/github-script") {
            return self.inline(uses, step, told, own);
        }
        for text in step.with.values().filter(|text| text.contains("publish")) {
            let mut script = shell::commands(text, &|_| uses.at.clone());
            place(&mut script, Some("."));
            let is = |command: &&Command| {
                command.deed.as_ref().is_some_and(|deed| deed.kind == DeedKind::Publish)
            };
            for command in script.commands.iter().filter(is) {
                let told = Told { command: Some(&command.environment), ..told };
                let Some(mut publish) = publish(command, &uses.at, step.index, told) else {
                    continue;
                };
                self.complete(&mut publish, command);
                if !runs_command(uses) {
                    // Whether the action runs it, or only speaks of it, is the action's to know.
                    publish.mode = PublishMode::Unknown;
                }
                own.push(publish);
            }
        }
        if runs_command(uses) {
            self.given_commands(uses, step, told, own);
        }
    }

    fn tell_of(&mut self, uses: &Uses, obstacle: Obstacle, told: Told<'_>) {
        let from = Command { at: uses.at.clone(), ..Command::default() };
        self.tell(&Trail { obstacles: vec![obstacle], ..Trail::default() }, &from, told);
    }

    /// A file of JavaScript that a local action runs.
    fn file_of(
        &mut self,
        path: String,
        doubt: Option<Obstacle>,
        uses: &Uses,
        step: &Step,
        told: Told<'_>,
        own: &mut Vec<Publish>,
    ) {
        let trail = self.follower.follow_file(path);
        let from = Command { at: uses.at.clone(), ..Command::default() };
        self.tell(&trail, &from, told);
        let is_silent = trail.found.is_empty() && trail.obstacles.is_empty();
        if let Some(obstacle) = doubt.filter(|_| is_silent) {
            self.tell_of(uses, obstacle, told);
        }
        for found in &trail.found {
            own.extend(self.publication(found, &uses.at, step.index, &from, told));
        }
    }

    /// A script in JavaScript.
    fn inline(&mut self, uses: &Uses, step: &Step, told: Told<'_>, own: &mut Vec<Publish>) {
        let Some(text) = input(step, "script") else { return };
        let trail = self.follower.follow_text(format!("{}/with/script", step.at), text);
        let from = Command { at: uses.at.clone(), ..Command::default() };
        self.tell(&trail, &from, told);
        for found in &trail.found {
            own.extend(self.publication(found, &uses.at, step.index, &from, told));
        }
    }

    /// The commands that an action is given to run, where they lead on.
    fn given_commands(&mut self, uses: &Uses, step: &Step, told: Told<'_>, own: &mut Vec<Publish>) {
        let inputs = ["command", "run", "script", "cmd", "customcommand"];
        for text in inputs.iter().filter_map(|name| input(step, name)) {
            let mut script = shell::commands(text, &|_| uses.at.clone());
            place(&mut script, Some("."));
            for command in &script.commands {
                let trail = self.follow(command, told);
                for found in &trail.found {
                    own.extend(self.publication(found, &uses.at, step.index, command, told));
                }
            }
        }
    }

    /// An action that runs a publishing script: `publish: pnpm release`.
    fn through_action(&mut self, publish: &mut Publish, script: &str, uses: &Uses, told: Told<'_>) {
        let mut script = shell::commands(script, &|_| uses.at.clone());
        place(&mut script, Some("."));
        for command in &script.commands {
            let trail = self.follow(command, told);
            let of_release = |found: &&Found| {
                found.command.deed.as_ref().is_some_and(|deed| deed.kind == DeedKind::Publish)
            };
            let releases: Vec<&Found> = trail.found.iter().filter(of_release).collect();
            let Some(first) = releases.first() else { continue };
            let modes = releases
                .iter()
                .filter_map(|found| Some(found.command.deed.as_ref()?.release.as_ref()?.mode));
            let modes: Vec<PublishMode> = modes.collect();
            publish.mode = if modes.iter().all(|mode| *mode == PublishMode::Staged) {
                PublishMode::Staged
            } else if modes.contains(&PublishMode::Direct) {
                PublishMode::Direct
            } else {
                PublishMode::Unknown
            };
            publish.through_script.clone_from(&first.script);
            publish.through.clone_from(&first.through);
            publish.packages =
                of_command(self.packages, &first.command).or(publish.packages.take());
            return;
        }
        let own = script.commands.iter().find(|command| {
            command.deed.as_ref().is_some_and(|deed| deed.kind == DeedKind::Publish)
        });
        if let Some(command) = own {
            publish.packages = of_command(self.packages, command).or(publish.packages.take());
        }
    }

    /// What `version: pnpm run bump` of `changesets/action` installs.
    fn versioning(&mut self, uses: &Uses, step: &Step, told: Told<'_>) -> Vec<Install> {
        let installer = known_actions::installer(uses.action.as_deref().unwrap_or_default());
        let is_versioning = installer == Some(known_actions::Installer::Changesets);
        let Some(text) = input(step, "version").filter(|_| is_versioning) else {
            return Vec::new();
        };
        let mut script = shell::commands(text, &|_| uses.at.clone());
        place(&mut script, Some("."));
        let mut installs = Vec::new();
        for command in &script.commands {
            for found in &self.follower.follow(command).found {
                let told = Told { command: Some(&found.command.environment), ..told };
                installs.extend(found.command.deed.as_ref().and_then(|deed| {
                    let made = install(deed, &uses.at, step.index, told)?;
                    Some(Install { directory: of_tool(&found.command), ..made })
                }));
            }
        }
        installs
    }
}

/// Whether a step may change a manifest or bring another one.
fn may_rewrite(step: &Step) -> bool {
    let words = ["package.json", "private", "npm pkg", "pnpm pkg", "*.json"];
    let says = |text: &str| words.iter().any(|word| text.contains(word));
    let brings = |action: &str| action.ends_with("/download-artifact");
    step.run.as_deref().is_some_and(says)
        || step.uses.as_ref().is_some_and(|uses| {
            uses.action.as_deref().is_some_and(brings) || uses.kind == UsesKind::Local
        })
}

/// The name of a package script that only a run can tell: `npm run $SCRIPT`.
fn open_script(command: &Command) -> Option<&str> {
    let deed = command.deed.as_ref().filter(|deed| deed.kind == DeedKind::RunScript)?;
    deed.script.as_deref().filter(|name| name.starts_with(['$', '`', '<']))
}

/// Whether a token of npm's reaches a step by its usual names.
fn has_token(told: &Told<'_>) -> bool {
    let mut all = told.lists.iter().flat_map(|list| list.iter());
    all.any(|variable| {
        let name = variable.name.to_ascii_uppercase();
        let is_named = name == "NODE_AUTH_TOKEN" || name.contains("NPM") && name.contains("TOKEN");
        is_named && variable.value.as_deref() != Some("")
    })
}

fn is_here(url: &str) -> bool {
    is_local(&Pairs::from_iter([("npm_config_registry".to_owned(), url.to_owned())]))
}
