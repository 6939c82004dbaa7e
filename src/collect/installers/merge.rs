//! What each control comes to in one place: over all layers of settings, over every version that
//! the tool may have there, over all installs of a job.

use std::sync::Arc;

use super::allow_list::listed;
use super::defaults::{controls, default, is_list, is_nothing, is_switch, plain_state, unknown};
use super::places::Heard;
use super::rewritten::rewritten;
use super::shelf::{Candidate, Shelf, deciding, enabled, is_never_built, seconds};
use super::support::{changes, hears};
use super::usage::{Place, Use, said};
use crate::collect::settings::is_cut;
use crate::collect::tools::version::Version;
use crate::facts::{AllowedScript, Control, ControlInForce, ControlState, Installer, Setting};

/// The longest list of a control: longer ones are not copied to every place.
const LONGEST_LIST: usize = 500;

/// The fact of a place, with all its controls.
pub(super) fn installer(
    place: &Place<'_>,
    shelf: &Shelf<'_>,
    lists: &[AllowedScript],
) -> Installer {
    let hidden = place.hidden.or_else(|| shelf.is_full(place)).or_else(|| rewritten(place));
    let looked = place.uses.iter().filter(|_| hidden.is_none());
    let uses: Vec<(&Use<'_>, Vec<Candidate<'_>>)> =
        looked.map(|one| (one, shelf.candidates(place, one))).collect();
    let control = |control: &Control| {
        if let Some(reason) = hidden {
            return unknown(reason.to_owned());
        }
        let over_uses = uses.iter().map(|(one, candidates)| {
            let turns = one.told.bounds.turns(changes(place.tool));
            let over_versions = turns.into_iter().map(|version| {
                let told = Moment { place, one, version, candidates, lists };
                told.comes_to(*control)
            });
            let reason = || said(&one.told, place.tool, place.job);
            agreed(*control, over_versions.collect(), &reason)
        });
        let reason = || "the installs of the job are told different things".to_owned();
        agreed(*control, over_uses.collect(), &reason)
    };
    let controls = controls(place.tool).iter().map(|name| (*name, Arc::new(control(name))));
    Installer {
        at: place.at.to_owned(),
        job: place.job.map(|job| job.at.clone()),
        directory: place.directory.clone(),
        tool: place.tool.to_owned(),
        version: place.told().fact(),
        controls: controls.collect(),
    }
}

/// What several answers come to: the one that all give, or that nobody knows.
fn agreed(
    control: Control,
    mut answers: Vec<ControlInForce>,
    reason: &dyn Fn() -> String,
) -> ControlInForce {
    if let Some(index) = answers.iter().position(|one| one.state == ControlState::Unknown) {
        return answers.swap_remove(index);
    }
    let effect = |one: &ControlInForce| {
        let unsupported = one.state == ControlState::Unsupported;
        (unsupported, one.enabled, one.seconds, one.value.clone(), one.values.clone())
    };
    let same = answers.windows(2).all(|pair| match pair {
        [a, b] => effect(a) == effect(b),
        _ => true,
    });
    // Where it is set in one version and the default in another, the place that sets it is shown.
    let shown = if same { ControlState::Set } else { ControlState::Default };
    if !same && !answers.iter().all(|answer| is_nothing(control, answer)) {
        return unknown(format!("the version decides, and {}", reason()));
    }
    let index = answers.iter().position(|one| one.state == shown).unwrap_or_default();
    if index < answers.len() {
        return answers.swap_remove(index);
    }
    unknown("nothing is installed".to_owned())
}

/// One version of a tool, at one install.
struct Moment<'a, 'b> {
    place: &'b Place<'a>,
    one: &'b Use<'a>,
    version: Version,
    candidates: &'b [Candidate<'a>],
    lists: &'b [AllowedScript],
}

impl Moment<'_, '_> {
    fn comes_to(&self, control: Control) -> ControlInForce {
        match control {
            Control::InstallScripts => self.scripts(),
            Control::FrozenLockfile => {
                let frozen = self.one.install.and_then(|install| install.frozen);
                match frozen {
                    Some(frozen) => self.by_command(frozen),
                    None => self.plain(control),
                }
            }
            _ => self.plain(control),
        }
    }

    /// What the command itself says, or its step.
    fn by_command(&self, enabled: bool) -> ControlInForce {
        ControlInForce {
            enabled: Some(enabled),
            at: self.one.install.map(|install| install.at.clone()),
            ..plain_state(ControlState::Set)
        }
    }

    fn at_least(&self, major: u32, minor: u32) -> bool {
        self.version >= Version(major, minor, 0)
    }

    /// Whether scripts of dependencies run unreviewed, which several controls decide.
    fn scripts(&self) -> ControlInForce {
        let control = Control::InstallScripts;
        let said = self.one.install.and_then(|install| install.scripts);
        if said == Some(false) {
            return self.by_command(false);
        }
        let own = match said {
            Some(true) => self.by_command(true),
            _ => self.plain(control),
        };
        let off = own.state == ControlState::Set && own.enabled == Some(false);
        if off || own.state == ControlState::Unknown || self.place.tool == "yarn" {
            return own;
        }
        let as_set = |other: ControlInForce, enabled: bool| ControlInForce {
            enabled: Some(enabled),
            at: other.at,
            ..plain_state(ControlState::Set)
        };
        let all = self.plain(Control::AllScriptsAllowed);
        match all.state {
            ControlState::Unknown => return all,
            ControlState::Set if all.enabled == Some(true) => return as_set(all, true),
            _ => {}
        }
        // `ignore-scripts=false` does not let them run where a list decides.
        let blocks = match self.place.tool {
            "npm" => self.at_least(12, 0),
            "pnpm" => self.at_least(10, 0),
            _ => true,
        };
        if let Some(open) = self.never_built() {
            return match self.plain(Control::ScriptAllowList).state {
                ControlState::Default => as_set(open, true),
                ControlState::Unknown => unknown("nobody knows its allow list".to_owned()),
                _ => default(self.place.tool, self.version, control, self.place.job.is_some()),
            };
        }
        if blocks {
            return default(self.place.tool, self.version, control, self.place.job.is_some());
        }
        let other = match self.place.tool {
            "npm" => self.plain(Control::UnreviewedScriptsFail),
            _ => self.plain(Control::ScriptAllowList),
        };
        match other.state {
            ControlState::Unknown => other,
            ControlState::Set if other.enabled != Some(false) => as_set(other, false),
            _ => own,
        }
    }

    /// The `neverBuiltDependencies` of pnpm 10: where no list allows scripts, it lets all others run,
    /// `createAllowBuildFunction` of `@pnpm/builder.policy`.
    fn never_built(&self) -> Option<ControlInForce> {
        if self.place.tool != "pnpm" || !self.at_least(10, 0) {
            return None;
        }
        let heard = |setting: &Setting| hears("pnpm", self.version, setting) == Heard::Yes;
        let mut lists = self.candidates.iter().rev().map(|candidate| candidate.setting);
        let list = lists.find(|setting| is_never_built(setting) && heard(setting))?;
        let state = plain_state(ControlState::Set);
        Some(ControlInForce { at: Some(list.at.clone()), ..state })
    }

    /// A control by its own settings alone.
    fn plain(&self, control: Control) -> ControlInForce {
        let (tool, version) = (self.place.tool, self.version);
        let default = default(tool, version, control, self.place.job.is_some());
        if default.state == ControlState::Unsupported {
            return default;
        }
        let deciding = match deciding(tool, version, control, self.candidates) {
            Ok(deciding) => deciding,
            Err(reason) => return unknown(reason),
        };
        if control == Control::ScriptAllowList {
            return self.allow_list(default, &deciding);
        }
        let Some(last) = deciding.last() else { return default };
        if let Some(at) = deciding.iter().find(|setting| is_dynamic(setting)) {
            let reason = "a run alone tells the value".to_owned();
            return ControlInForce { at: Some(at.at.clone()), ..unknown(reason) };
        }
        if let Some(at) = deciding.iter().find(|setting| is_cut(setting)) {
            let reason = "its value is longer than what is read of one".to_owned();
            return ControlInForce { at: Some(at.at.clone()), ..unknown(reason) };
        }
        let set = ControlInForce { at: Some(last.at.clone()), ..plain_state(ControlState::Set) };
        let shown = last.value.as_deref().unwrap_or_default();
        let odd = |what: &str| ControlInForce {
            at: Some(last.at.clone()),
            ..unknown(format!("`{shown}` is no {what}"))
        };
        if is_switch(control) {
            return match enabled(tool, last) {
                Some(enabled) => ControlInForce { enabled: Some(enabled), ..set },
                None => odd("`true` or `false`"),
            };
        }
        if control == Control::MinimumAge {
            return match seconds(tool, last) {
                Some(seconds) => ControlInForce { seconds: Some(seconds), ..set },
                None => odd("age"),
            };
        }
        if is_list(tool, control) || last.list {
            return listing(set, deciding.iter().filter_map(|setting| setting.value.clone()));
        }
        ControlInForce { value: last.value.clone(), ..set }
    }

    /// The list of settings, or else that of the manifest.
    fn allow_list(&self, default: ControlInForce, settings: &[&Setting]) -> ControlInForce {
        let (tool, version) = (self.place.tool, self.version);
        let set = plain_state(ControlState::Set);
        let own = settings.iter().filter(|setting| setting.enabled != Some(false));
        let own: Vec<String> = own.filter_map(|setting| setting.value.clone()).collect();
        if let Some(long) = settings.iter().find(|setting| is_cut(setting)) {
            let reason = "its value is longer than what is read of one".to_owned();
            let at = Some(long.at.clone());
            return ControlInForce { at, ..unknown(reason) };
        }
        let of_manifest = listed(tool, version, self.lists);
        let at = settings.first().map(|setting| setting.at.clone());
        let at = at.or_else(|| of_manifest.first().map(|entry| entry.at.clone()));
        if at.is_none() {
            return default;
        }
        let allowed = of_manifest.iter().filter(|entry| entry.allowed);
        let keys = own.into_iter().chain(allowed.map(|entry| entry.key.clone()));
        listing(ControlInForce { at, ..set }, keys)
    }
}

fn listing(set: ControlInForce, values: impl Iterator<Item = String>) -> ControlInForce {
    let mut values: Vec<String> = values.take(LONGEST_LIST + 1).collect();
    let reason = (values.len() > LONGEST_LIST)
        .then(|| format!("only the first {LONGEST_LIST} entries are listed here"));
    values.truncate(LONGEST_LIST);
    ControlInForce { values, reason, ..set }
}

/// Whether a run alone tells the value: an expression of the CI, a variable.
fn is_dynamic(setting: &Setting) -> bool {
    let value = setting.value.as_deref().unwrap_or_default();
    !setting.references.is_empty()
        || value.contains("${{")
        || (setting.origin.job.is_some() && value.contains(['$', '`']))
}
