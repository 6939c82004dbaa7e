//! A configuration with the bundle that it asks for: everything that is known before a target
//! is looked at.

use std::sync::Arc;

use serde_json::Value;

use crate::config::{Config, ConfigMistake, RuleSetting};
use crate::finding::locate::at;
use crate::finding::{Location, SourceText};
use crate::policy::bundle::Bundle;
use crate::policy::refusal::Refusal;
use crate::policy::select::Selected;
use crate::report::RefusalReport;
use crate::source::text::LineIndex;
use crate::text::domain_name::domain_name;

/// A configuration and its bundle.
pub struct Setup {
    /// The configuration.
    pub config: Config,
    /// The rules.
    pub bundle: Bundle,
    /// The domains that registries send mail from, in lower case.
    pub(crate) registry_domains: Vec<String>,
    /// Scopes that are the organisation's own.
    pub(crate) internal_scopes: Vec<String>,
    /// Names of packages that are the organisation's own, with `*`.
    pub(crate) internal_names: Vec<String>,
    /// Domains whose mailboxes anybody can have, in lower case.
    pub(crate) mailbox_providers: Vec<String>,
}

impl Setup {
    /// Loads the bundle of a configuration and applies what it says of single rules.
    pub fn new(mut config: Config) -> Self {
        let mut bundle = Bundle::load(&config.bundle);
        for (name, message) in std::mem::take(&mut bundle.wrong_parameters) {
            config.mistake(&["parameters", &name], message);
        }
        for (id, setting) in config.rules.clone() {
            let Some(rule) = bundle.rules.iter_mut().find(|rule| *rule.id == *id) else {
                let hint = bundle.hint(&id);
                config.mistake(&["rules", &id], format!("no rule is named `{id}`{hint}"));
                continue;
            };
            if let Some(severity) = setting.severity() {
                rule.set_severity(severity);
            }
            match setting {
                RuleSetting::Off => config.selection.except.push(id),
                RuleSetting::On => config.selection.also.push(id),
                _ => {}
            }
        }
        for waiver in &config.waivers.clone() {
            if bundle.rule(&waiver.rule).is_none() {
                let hint = bundle.hint(&waiver.rule);
                let message = format!("no rule is named `{}`{hint}", waiver.rule);
                config.mistake(&["waivers", &waiver.index.to_string(), "rule"], message);
            }
        }
        let registry_domains = domains(REGISTRY_DOMAINS, &bundle, &mut config);
        let mailbox_providers = domains(MAILBOX_PROVIDERS, &bundle, &mut config);
        let internal_scopes = texts("internal_scopes", &bundle);
        let internal_names = texts("internal_names", &bundle);
        config.mistakes.sort();
        Self {
            config,
            bundle,
            registry_domains,
            internal_scopes,
            internal_names,
            mailbox_providers,
        }
    }

    /// The rules that are asked, and everything that keeps the run from judging all it should.
    pub(crate) fn select(&self) -> (Vec<Selected<'_>>, Vec<RefusalReport>) {
        let (selected, errors) = self.bundle.select(&self.config.selection);
        let mut refusals = self.refusals();
        refusals.extend(errors.into_iter().map(|message| RefusalReport {
            message,
            location: Location::bare("the selection of rules"),
        }));
        (selected, refusals)
    }

    /// Mistakes of the configuration and policies that cannot be used.
    pub fn refusals(&self) -> Vec<RefusalReport> {
        let mut refusals = Vec::new();
        if let Some(file) = &self.config.file {
            let path = file.display().to_string();
            let source = Arc::new(SourceText { path, text: self.config.text.clone() });
            refusals.extend(self.config.mistakes.iter().map(|mistake| mistake.report(&source)));
        }
        let mut sources: Vec<Arc<SourceText>> = Vec::new();
        for refusal in &self.bundle.refusals {
            let known = sources.iter().find(|source| source.path == refusal.file).cloned();
            let source = known.unwrap_or_else(|| {
                let text = self.bundle.text(&refusal.file).unwrap_or_default().to_owned();
                let source = Arc::new(SourceText { path: refusal.file.clone(), text });
                sources.push(Arc::clone(&source));
                source
            });
            refusals.push(refusal_report(refusal, &source));
        }
        refusals
    }
}

/// The parameter that names the domains that registries send mail from.
const REGISTRY_DOMAINS: &str = "registry_mail_domains";

/// The parameter that names the domains whose mailboxes anybody can have.
const MAILBOX_PROVIDERS: &str = "mailbox_providers";

/// The texts of a parameter; whether they are texts has been seen to.
fn texts(parameter: &str, bundle: &Bundle) -> Vec<String> {
    let named = bundle.parameters.get(parameter).and_then(Value::as_array);
    named.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The domains that a parameter names.
fn domains(parameter: &str, bundle: &Bundle, config: &mut Config) -> Vec<String> {
    let named = bundle.parameters.get(parameter).and_then(Value::as_array);
    let mut domains = Vec::new();
    for (index, name) in named.into_iter().flatten().enumerate() {
        match domain_name(name.as_str().unwrap_or_default()) {
            Ok(name) => domains.push(name),
            Err(message) => {
                config.mistake(&["parameters", parameter, &index.to_string()], message);
            }
        }
    }
    domains
}

fn refusal_report(refusal: &Refusal, source: &Arc<SourceText>) -> RefusalReport {
    RefusalReport { message: refusal.message.clone(), location: Location::of(source, refusal.span) }
}

impl ConfigMistake {
    fn report(&self, source: &Arc<SourceText>) -> RefusalReport {
        RefusalReport {
            message: self.message.clone(),
            location: Location::of(source, Some((self.start, self.end))),
        }
    }
}

impl Config {
    fn mistake(&mut self, path: &[&str], message: String) {
        let (start, end) = self.span(path);
        self.mistakes.push(ConfigMistake { start, end, message });
    }
}

impl Location {
    /// A place that is no file.
    pub(crate) fn bare(at: &str) -> Self {
        Self { at: at.to_owned(), file: None, start: None, end: None, label: None, source: None }
    }

    /// Bytes of a text that stands outside any target.
    fn of(source: &Arc<SourceText>, span: Option<(usize, usize)>) -> Self {
        let lines = LineIndex::new(&source.text);
        let span = span.filter(|_| !source.text.is_empty());
        Self {
            at: source.path.clone(),
            file: Some(source.path.clone()),
            start: span.map(|(start, _)| at(&lines, start)),
            end: span.map(|(_, end)| at(&lines, end)),
            label: None,
            source: Some(Arc::clone(source)),
        }
    }
}
