//! `palisade explain`: what a rule says of itself.

use std::fmt::Write as _;
use std::path::Path;

use super::args::{ExplainArgs, LookArgs};
use super::{exit::Exit, output, plan};
use crate::policy::bundle::Rule;
use crate::text::neutral;

/// Explains one rule.
pub(crate) fn run(args: &ExplainArgs, _look: LookArgs) -> Exit {
    let mut setups = plan::Setups::new(&args.policy, |_| {});
    let setup = setups.of(Path::new("."));
    match setup.bundle.rule(&args.id) {
        Some(rule) => {
            let page = page(rule);
            output::print(&neutral::lines(&page)).map_or_else(|failed| failed, |()| Exit::Clean)
        }
        None => {
            let hint = setup.bundle.hint(&args.id);
            output::complain(&format!(
                "no rule is named `{}`{hint}; `palisade rules` lists them",
                args.id
            ));
            Exit::CannotJudge
        }
    }
}

fn page(rule: &Rule) -> String {
    let metadata = &rule.metadata;
    let mut page = format!("{}\n", rule.id);
    if let Some(title) = &metadata.title {
        let _infallible = writeln!(page, "{title}");
    }
    let _infallible = writeln!(page, "\nseverity {}, profile {}", rule.severity, rule.profile);
    if !metadata.checklists.is_empty() {
        let _infallible = writeln!(page, "checklists {}", metadata.checklists.join(", "));
    }
    if let Some(description) = &metadata.description {
        let _infallible = writeln!(page, "\n{description}");
    }
    if let Some(remediation) = &metadata.remediation {
        let _infallible = writeln!(page, "\nWhat to do\n\n{remediation}");
    }
    if !metadata.references.is_empty() {
        page.push_str("\nRead on\n\n");
        for reference in metadata.references.iter() {
            let about =
                reference.description.as_ref().map(|text| format!("{text}: ")).unwrap_or_default();
            let _infallible = writeln!(page, "- {about}{}", reference.url);
        }
    }
    let _infallible = writeln!(page, "\nDefined in {}", rule.files.join(", "));
    page
}
