//! The inventory as a table: one row a way of publishing, packages with the same ways together.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};

use super::{By, CredentialKind, Entry, Inventory, TargetInventory, Way, Who};
use crate::facts::PublishMode;
use crate::report::{Look, gaps};
use crate::text::neutral;

/// How many names of packages with the same ways are written out.
const MOST_NAMES: usize = 4;

const HEADER: [&str; 7] =
    ["package", "by", "how", "credential", "started by", "environment", "place"];

/// The widest name that is kept on one line.
const WIDEST_NAME: usize = 44;

pub(super) fn render(inventory: &Inventory, look: Look) -> String {
    let mut text = String::new();
    let several = inventory.targets.len() > 1;
    for target in &inventory.targets {
        if !text.is_empty() {
            text.push('\n');
        }
        if several {
            text.push_str(&format!("{}\n\n", neutral::line(&target.name)));
        }
        text.push_str(&one_target(target, look));
    }
    for refusal in &inventory.refusals {
        text.push_str(&format!("\nrefused: {}\n", neutral::line(&refusal.message)));
    }
    text
}

fn one_target(target: &TargetInventory, look: Look) -> String {
    let mut text = String::new();
    if target.packages.is_empty() {
        text.push_str("no package here can be published: none is public by its manifest, and no job publishes\n");
    } else {
        let places = places(&target.packages);
        text.push_str(&table(&target.packages, &places, look));
        text.push('\n');
        for (index, place) in places.iter().enumerate() {
            text.push_str(&format!("{}: {place}\n", index + 1));
        }
        text.push_str(&legend(&target.packages));
    }
    let missing = target.problems.iter().filter(|problem| problem.facts_missing);
    for problem in missing {
        let place = match (&problem.location.file, problem.location.start) {
            (Some(file), Some(start)) => format!("{file}:{}", start.line),
            _ => problem.location.at.clone(),
        };
        text.push_str(&neutral::line(&format!("not read: {place}: {}", problem.reason)));
        text.push('\n');
    }
    text
}

fn table(packages: &[Entry], places: &[String], look: Look) -> String {
    let mut groups: Vec<(Vec<Vec<String>>, Vec<&Entry>)> = Vec::new();
    for entry in packages {
        let rows = rows(entry, places);
        match groups.iter_mut().find(|(known, _)| *known == rows) {
            Some((_, entries)) => entries.push(entry),
            None => groups.push((rows, vec![entry])),
        }
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(look.width).unwrap_or(u16::MAX));
    table.set_header(HEADER);
    // A name that is broken in two is hard to read, and harder to copy.
    let widest = packages.iter().map(|entry| entry.name.chars().count()).max().unwrap_or(0);
    let widest = u16::try_from(widest.min(WIDEST_NAME) + 2).unwrap_or(u16::MAX);
    table.discover_columns();
    if let Some(column) = table.column_mut(0) {
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(widest)));
    }
    for (rows, entries) in groups {
        for (index, row) in rows.into_iter().enumerate() {
            let names = if index == 0 { names(&entries, look.verbose) } else { String::new() };
            table.add_row(std::iter::once(names).chain(row));
        }
    }
    let lines = table.lines().map(|line| line.trim_end().to_owned() + "\n");
    lines.collect()
}

fn names(entries: &[&Entry], verbose: bool) -> String {
    let shown = if verbose { entries.len() } else { MOST_NAMES };
    let mut names: Vec<String> =
        entries.iter().take(shown).map(|entry| cell(&entry.name)).collect();
    let more = entries.len().saturating_sub(shown);
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    names.join("\n")
}

/// The rows of a package without its name.
fn rows(entry: &Entry, places: &[String]) -> Vec<Vec<String>> {
    let mut rows: Vec<_> = entry.ways.iter().map(|way| row(way, places)).collect();
    if rows.is_empty() {
        let by_hand = ["a person", "not told", "the person's", "-", "-", "-"];
        rows.push(by_hand.map(str::to_owned).to_vec());
    }
    rows
}

fn row(way: &Way, places: &[String]) -> Vec<String> {
    let said = &way.said;
    let how = match said.mode {
        PublishMode::Direct => "direct",
        PublishMode::Staged => "staged",
        PublishMode::Unknown => "unknown",
    };
    let how = format!("{how}\n{}", cell(&said.tool));
    let (by, credential) = match way.by {
        By::Human => ("a person", "the person's".to_owned()),
        By::Ci => ("CI", credential(said.credential.as_ref())),
    };
    let list = |items: &[String]| match items {
        [] => "-".to_owned(),
        items => items.iter().map(|item| cell(item)).collect::<Vec<_>>().join("\n"),
    };
    let here = place(way);
    let number = places.iter().position(|place| *place == here);
    let number = number.map_or_else(|| "-".to_owned(), |index| (index + 1).to_string());
    let environment = said.environment.as_deref().map_or_else(|| "-".to_owned(), cell);
    vec![by.to_owned(), how, credential, list(&said.triggers), environment, number]
}

fn credential(credential: Option<&super::Credential>) -> String {
    let Some(credential) = credential else { return "unknown".to_owned() };
    let tokens: Vec<_> = credential.tokens.iter().map(|name| cell(name)).collect();
    let tokens = tokens.join(", ");
    match credential.kind {
        CredentialKind::Oidc => "OIDC".to_owned(),
        CredentialKind::Token => format!("token {tokens}"),
        CredentialKind::OidcAndToken => format!("OIDC, and token {tokens}"),
        CredentialKind::None => "none".to_owned(),
        CredentialKind::Unknown => "unknown".to_owned(),
    }
}

/// The places of all ways, each once.
fn places(packages: &[Entry]) -> Vec<String> {
    let mut places = Vec::new();
    for place in packages.iter().flat_map(|entry| &entry.ways).map(place) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// The line, the job, and what leads from there to the command.
fn place(way: &Way) -> String {
    let at = match (&way.location.file, way.location.start) {
        (Some(file), Some(start)) => format!("{file}:{}", start.line),
        _ => way.location.at.clone(),
    };
    let job = way.said.job.as_ref().map(|job| format!(", job {job}")).unwrap_or_default();
    let through = way.said.through.iter().map(|passage| format!(" > {passage}"));
    cell(&format!("{at}{job}{}", through.collect::<String>()))
}

/// What nobody can know from the files, each once.
fn legend(packages: &[Entry]) -> String {
    let mut gaps: Vec<&str> = Vec::new();
    for entry in packages {
        let all = entry.unknown.iter().chain(entry.ways.iter().flat_map(|way| &way.said.unknown));
        for gap in all {
            if !gaps.contains(&gap.as_str()) {
                gaps.push(gap);
            }
        }
    }
    let count = |who: Who| packages.iter().filter(|entry| entry.who == who).count();
    let counts = [(Who::Ci, "by CI only"), (Who::Human, "by people only"), (Who::Both, "by both")];
    let counts: Vec<_> = counts
        .into_iter()
        .filter(|(who, _)| count(*who) > 0)
        .map(|(who, words)| format!("{} {words}", count(who)))
        .collect();
    let packages = gaps::counted(packages.len(), "package");
    let mut text = format!("{packages}: {}\n", counts.join(", "));
    for gap in gaps {
        text.push_str(&neutral::line(&format!("not in the files: {gap}")));
        text.push('\n');
    }
    text
}

fn cell(text: &str) -> String {
    neutral::line(text).into_owned()
}
