//! One finding or refusal with the source around it. The only file that names the renderer.

use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::super::Look;
use super::super::sarif::Level;
use super::super::{concise, gaps};
use super::excerpt::{self, Excerpt};
use super::paragraph;
use crate::finding::{Location, Position, Related};
use crate::policy::metadata::Reference;
use crate::source::anchor::has_scheme;
use crate::text::neutral;

/// How much of a message or a label is shown; hostile ones have no end.
const LONGEST_MESSAGE: usize = 2_000;
const LONGEST_LABEL: usize = 160;
/// How many related places are listed below.
const MOST_NOTES: usize = 8;
/// How many places of which the same is true are listed below.
const MOST_PLACES: usize = 10;
/// The columns that the renderer puts before a message, and we before a help.
const MESSAGE_INDENT: usize = 4;
const HELP_INDENT: usize = 8;

/// What is to be shown.
pub(super) struct Notice<'a> {
    /// The line above: severity and rule.
    pub(super) title: String,
    pub(super) level: Level,
    pub(super) message: &'a str,
    /// The target that the file is relative to.
    pub(super) target: Option<&'a str>,
    pub(super) location: Option<&'a Location>,
    /// Other places of which the same is true.
    pub(super) also: Vec<&'a Location>,
    pub(super) related: &'a [Related],
    pub(super) help: Option<&'a str>,
    pub(super) see: Option<&'a Reference>,
}

/// Draws a notice, with a line feed at its end.
pub(super) fn show(notice: &Notice<'_>, look: Look) -> String {
    let width = look.width.clamp(40, 200);
    let message = shortened(&neutral::lines(notice.message), LONGEST_MESSAGE);
    let mut drawing = Drawing {
        title: neutral::line(&notice.title).into_owned(),
        level: notice.level,
        message: paragraph::wrapped(&message, width - MESSAGE_INDENT),
        source: None,
        labels: Vec::new(),
    };
    let mut notes: Vec<&Related> = notice.related.iter().collect();
    if let Some(location) = notice.location {
        notes = drawing.place(location, notice);
    }
    let theme =
        if look.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let renderer = GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        // It would break words at hyphens.
        .with_wrap_lines(false)
        .with_context_lines(excerpt::CONTEXT)
        .with_links(false)
        .without_syntax_highlighting();
    let mut out = String::new();
    if renderer.render_report(&mut out, &drawing).is_err() {
        out = format!("{}\n\n  {}\n", drawing.title, drawing.message);
    }
    let mut push =
        |start: &str, text: &str| out.push_str(&format!("  {} {text}\n", word(start, look)));
    // A line that says `1 more` is better used for the place itself.
    let all = look.verbose || notice.also.len() <= MOST_PLACES + 1;
    let most = if all { notice.also.len() } else { MOST_PLACES };
    for location in notice.also.iter().take(most) {
        push("also at", &concise::place(location, notice.target));
    }
    if let Some(more) = notice.also.len().checked_sub(most).filter(|more| *more > 0) {
        push("also at", &gaps::more_places(more));
    }
    for note in notes.iter().take(MOST_NOTES) {
        let place = concise::place(&note.location, notice.target);
        push(
            "note:",
            &format!("{place}: {}", shortened(&neutral::line(&note.message), LONGEST_LABEL)),
        );
    }
    if let Some(more) = notes.len().checked_sub(MOST_NOTES).filter(|more| *more > 0) {
        push("note:", &format!("and {more} more"));
    }
    if let Some(help) = notice.help {
        let help = paragraph::wrapped(
            &paragraph::joined(&neutral::lines(help.trim_end())),
            width - HELP_INDENT,
        );
        let blank = " ".repeat(HELP_INDENT);
        // A blank line stays empty.
        push(
            "help:",
            &help.replace('\n', &format!("\n{blank}")).replace(&format!("{blank}\n"), "\n"),
        );
    }
    if let Some(see) = notice.see {
        push("see:", &neutral::line(&see.url));
    }
    out
}

/// A word that starts a line, in the colour in which the renderer writes `help:`.
fn word(text: &str, look: Look) -> String {
    if look.color { format!("\u{1b}[36m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[derive(Debug)]
struct Drawing {
    title: String,
    level: Level,
    message: String,
    source: Option<Excerpt>,
    labels: Vec<LabeledSpan>,
}

impl Drawing {
    /// Draws the place and those related places that lie in the same file. The others are
    /// handed back.
    fn place<'a>(&mut self, location: &Location, notice: &Notice<'a>) -> Vec<&'a Related> {
        let Some((source, range)) = location.source.as_ref().zip(within(location, notice.target))
        else {
            self.message.push_str(&format!("\nat {}", concise::place(location, notice.target)));
            return notice.related.iter().collect();
        };
        let range_of = |related: &Related| within(&related.location, notice.target);
        let is_here = |related: &&Related| {
            related.location.source.as_ref().is_some_and(|other| other.path == source.path)
                && range_of(related).is_some()
        };
        let (here, mut elsewhere): (Vec<&Related>, Vec<&Related>) =
            notice.related.iter().partition(is_here);
        let ranges: Vec<Range<Position>> = std::iter::once(range)
            .chain(here.iter().filter_map(|related| range_of(related)))
            .collect();
        let (excerpt, places) = Excerpt::new(source, &ranges);
        let mut places = places.into_iter();
        if let Some(place) = places.next().flatten() {
            self.labels.push(label(location.label.as_deref(), place, true));
        }
        for (related, place) in here.into_iter().zip(places) {
            match place {
                Some(place) => self.labels.push(label(Some(&related.message), place, false)),
                None => elsewhere.push(related),
            }
        }
        self.source = Some(excerpt);
        elsewhere
    }
}

/// The range of a place that is not a whole file. An answer of the network is shown as a whole: what
/// is missing there is told by what came instead.
fn within(location: &Location, target: Option<&str>) -> Option<Range<Position>> {
    let of_network = location.start.filter(|_| has_scheme(&location.at));
    let start = of_network.or_else(|| concise::start(location, target))?;
    Some(start..location.end.unwrap_or(start))
}

fn label(text: Option<&str>, place: Range<usize>, primary: bool) -> LabeledSpan {
    let text = text.map(|text| shortened(&neutral::line(text), LONGEST_LABEL));
    let span = (place.start, place.len());
    if primary {
        LabeledSpan::new_primary_with_span(text, span)
    } else {
        LabeledSpan::new_with_span(text, span)
    }
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawing {}

impl Diagnostic for Drawing {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.title))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.level {
            Level::Error => miette::Severity::Error,
            Level::Warning => miette::Severity::Warning,
            Level::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
