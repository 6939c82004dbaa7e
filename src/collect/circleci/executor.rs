//! Where a job runs: containers, machines, self-hosted runners; and what an executor sets.
//!
//! Syntax: <https://circleci.com/docs/reference/configuration-reference/#executors>. A resource class
//! with a namespace is a self-hosted runner:
//! <https://circleci.com/docs/reference/configuration-reference/#self-hosted-runner>.

use std::rc::Rc;

use super::definitions::{Named, Section};
use super::environment;
use super::orbs;
use super::scope::{Caller, Scope};
use crate::collect::ci::Reading;
use crate::collect::ci::merged::{Placed, text_of};
use crate::collect::ci::secret_names::{self, Known};
use crate::collect::github::{comment_behind, read_image};
use crate::facts::{
    Image, Pin, ProblemKind, Runner, RunnerKind, SecretUse, Uses, UsesKind, Variable,
};

/// How many executors deep a name of an executor is followed.
const LEVELS: usize = 8;

/// How many values of a matrix are told of one image.
const MOST_VARIANTS: usize = 32;

const RUNNER: &str = "pipelines[*].jobs[*].runner";
const IMAGES: &str = "pipelines[*].jobs[*].images";

/// What a job or executor says of where steps run; what is said first counts.
#[derive(Debug, Default)]
pub(super) struct Setting {
    pub(super) runner: Option<Runner>,
    pub(super) images: Vec<Image>,
    pub(super) env: Vec<Variable>,
    pub(super) secrets: Vec<SecretUse>,
    pub(super) shell: Option<String>,
    pub(super) working_directory: Option<String>,
    /// The class and its place, until there is a runner that it is of.
    resource_class: Option<(String, String)>,
    windows: bool,
}

/// What a job says itself, then its executor.
pub(super) fn of_job<'n>(reading: &mut Reading<'_>, job: &Placed<'n>, own: &Caller<'n>) -> Setting {
    let mut setting = Setting::default();
    setting.add(reading, job, &own.scope);
    setting.follow(reading, job, own.clone(), LEVELS);
    setting.classify();
    if setting.shell.is_none() && setting.windows {
        // Its images start PowerShell where nothing says another shell.
        setting.shell = Some("powershell".to_owned());
    }
    setting
}

impl Setting {
    fn follow<'n>(
        &mut self,
        reading: &mut Reading<'_>,
        job: &Placed<'n>,
        own: Caller<'n>,
        levels: usize,
    ) {
        let Some(mut value) = job.get("executor") else { return };
        let mut caller = own;
        if let Some(text) = value.node.text()
            && let Some(given) = caller.scope.whole(text)
        {
            let scope = given.scope.unwrap_or_else(|| Rc::new(caller.scope.bare()));
            caller = Caller { scope, definitions: given.definitions };
            value = given.value;
        }
        let written = value.node.text().or_else(|| text_of(value.node, "name"));
        let Some(written) = written else {
            if !value.node.is_null() {
                let wanted = "a name, or a mapping with `name`";
                let facts = [RUNNER, IMAGES];
                reading.unexpected(&value.place, &facts, "`executor`", wanted, value.node);
            }
            return;
        };
        let name = caller.scope.fill(written);
        let at = value.place.at();
        match caller.definitions.find(Section::Executors, &name.text) {
            Named::Here(executor, definitions) if levels > 0 => {
                let scope = Scope::of_call(&executor, definitions, Some(&value), &caller);
                let scope = Rc::new(scope);
                self.add(reading, &executor, &scope);
                let caller = Caller { scope, definitions };
                self.follow(reading, &executor, caller, levels - 1);
            }
            Named::OfOrb(uses) => self.of_orb(&uses, at, &value, &caller.scope),
            _ => self.set_runner(Runner { at, labels: vec![name.text], ..Runner::default() }),
        }
    }

    /// The executor of an orb. What it runs on is known of few.
    fn of_orb(&mut self, uses: &Uses, at: String, value: &Placed<'_>, scope: &Scope<'_>) {
        let part = uses.path.as_deref().unwrap_or_default();
        let kind = match (uses.action.as_deref().unwrap_or_default(), part) {
            (orbs::NODE, "default") => {
                let tag = text_of(value.node, "tag").unwrap_or("lts");
                let runs = scope.variants(tag).min(MOST_VARIANTS);
                for run in 0..runs {
                    let tag = scope.fill_for(tag, Some(run));
                    let mut image = image(&format!("cimg/node:{}", tag.text), at.clone(), None);
                    if tag.open {
                        image.kind = UsesKind::Other;
                    }
                    self.add_image(Image {
                        at: at.clone(),
                        role: "container".to_owned(),
                        uses: image,
                        ..Image::default()
                    });
                }
                RunnerKind::Hosted
            }
            ("circleci/windows", _) => {
                self.windows = true;
                let shell = text_of(value.node, "shell").map(|shell| scope.fill(shell).text);
                self.shell = self.shell.take().or(shell);
                RunnerKind::Hosted
            }
            _ => RunnerKind::Unknown,
        };
        self.set_runner(Runner { at, labels: vec![uses.text.clone()], group: None, kind });
    }

    fn set_runner(&mut self, runner: Runner) {
        if self.runner.is_none() {
            self.runner = Some(runner);
        }
    }

    fn add_image(&mut self, image: Image) {
        if !self.images.iter().any(|known| {
            known.role == image.role && known.at == image.at && known.uses.text == image.uses.text
        }) {
            self.images.push(image);
        }
    }

    /// What a job or an executor says itself.
    fn add(&mut self, reading: &mut Reading<'_>, from: &Placed<'_>, scope: &Scope<'_>) {
        if !scope.budget.read(from.node) {
            let reason = "the file comes to more executors than are read".to_owned();
            let facts = [RUNNER, IMAGES, "pipelines[*].jobs[*].env"];
            return reading.problem(&from.place, ProblemKind::TooLarge, &facts, reason);
        }
        let text = |key: &str| text_of(from.node, key).map(|text| scope.fill(text).text);
        self.shell = self.shell.take().or_else(|| text("shell"));
        self.working_directory =
            self.working_directory.take().or_else(|| text("working_directory"));
        self.class(from, scope);
        environment::add(reading, from, scope, &mut self.env, "pipelines[*].jobs[*].env");
        if let Some(docker) = from.get("docker").filter(|_| self.runner.is_none()) {
            self.docker(reading, &docker, scope);
        } else if let Some(machine) = from.get("machine").filter(|_| self.runner.is_none()) {
            self.machine(&machine, scope);
        } else if let Some(macos) = from.get("macos").filter(|_| self.runner.is_none()) {
            let version = text_of(macos.node, "xcode").map(|text| scope.fill(text).text);
            let labels = std::iter::once("macos".to_owned())
                .chain(version.map(|version| format!("xcode:{version}")));
            let (at, labels) = (macos.place.at(), labels.collect());
            self.set_runner(Runner { at, labels, group: None, kind: RunnerKind::Hosted });
        }
    }

    fn class(&mut self, from: &Placed<'_>, scope: &Scope<'_>) {
        let Some(class) = from.get("resource_class").filter(|_| self.resource_class.is_none())
        else {
            return;
        };
        let text = class.node.text().map(|text| scope.fill(text).text);
        self.resource_class = text.map(|text| (text, class.place.at()));
    }

    /// The class of the machine tells whose it is.
    fn classify(&mut self) {
        let Some(runner) = &mut self.runner else { return };
        let Some((class, at)) = self.resource_class.take() else { return };
        if class.contains("<<") {
            runner.kind = RunnerKind::Unknown;
        } else if class.contains('/') {
            runner.kind = RunnerKind::SelfHosted;
            runner.at = at;
        }
        self.windows |= class.starts_with("windows.");
        runner.labels.push(class);
    }

    fn machine(&mut self, machine: &Placed<'_>, scope: &Scope<'_>) {
        let text = |key: &str| text_of(machine.node, key).map(|text| scope.fill(text).text);
        let image = text("image");
        self.windows |= image.as_deref().is_some_and(|image| image.starts_with("windows"));
        self.shell = self.shell.take().or_else(|| text("shell"));
        self.class(machine, scope);
        let labels = std::iter::once("machine".to_owned()).chain(image).collect();
        let at = machine.place.at();
        self.set_runner(Runner { at, labels, group: None, kind: RunnerKind::Hosted });
    }

    /// The containers: steps run in the first, the others are services.
    fn docker(&mut self, reading: &mut Reading<'_>, docker: &Placed<'_>, scope: &Scope<'_>) {
        if !docker.node.is_list() {
            let facts = [RUNNER, IMAGES];
            reading.unexpected(&docker.place, &facts, "`docker`", "a list", docker.node);
            return;
        }
        let (at, labels) = (docker.place.at(), vec!["docker".to_owned()]);
        self.set_runner(Runner { at, labels, group: None, kind: RunnerKind::Hosted });
        for (index, item) in docker.items().enumerate() {
            let Some(value) = item.get("image").filter(|value| value.node.text().is_some()) else {
                let wanted = "a mapping with `image`";
                reading.unexpected(&item.place, &[IMAGES], "a container", wanted, item.node);
                continue;
            };
            let role = match (index, text_of(item.node, "name")) {
                (0, _) => "container".to_owned(),
                (_, Some(name)) => name.to_owned(),
                _ => index.to_string(),
            };
            let text = value.node.text().unwrap_or_default();
            let comment = comment_behind(reading.options.text, &value.node.span);
            for run in 0..scope.variants(text).min(MOST_VARIANTS) {
                let filled = scope.fill_for(text, Some(run));
                let mut uses = image(&filled.text, value.place.at(), comment.clone());
                if filled.open {
                    uses.kind = UsesKind::Other;
                    uses.pin = Pin { comment: comment.clone(), ..Pin::default() };
                }
                self.add_image(Image {
                    at: value.place.at(),
                    role: role.clone(),
                    uses,
                    ..Image::default()
                });
            }
            if index == 0 {
                environment::add(reading, &item, scope, &mut self.env, "pipelines[*].jobs[*].env");
            }
            for key in ["auth", "aws_auth", "gcp_auth"] {
                for (_, value) in item.get(key).iter().flat_map(Placed::members) {
                    let text = value.node.text().unwrap_or_default();
                    let found = secret_names::named_in(text, &Known::of_provider("CIRCLE"));
                    self.secrets.extend(found.into_iter().map(|(range, name)| SecretUse {
                        at: value.place.chars(range).at(),
                        name,
                        to: if index == 0 {
                            "container".to_owned()
                        } else {
                            format!("services/{role}")
                        },
                    }));
                }
            }
        }
    }
}

fn image(text: &str, at: String, comment: Option<String>) -> Uses {
    read_image(text, at, comment)
}
