//! Which words a text must hold for a regular expression to match it.

use std::collections::BTreeSet;

use crate::policy::asks::Fold;

/// How deep groups may nest. What is deeper needs nothing.
const MAX_DEPTH: usize = 8;

/// The words of which one must stand in every text that the pattern matches, and how letters are
/// to be changed before.
pub(super) fn needed(pattern: &str) -> Option<(BTreeSet<String>, Fold)> {
    let (pattern, fold) = match pattern.strip_prefix("(?i)") {
        Some(rest) => (rest, Fold::Lower),
        None => (pattern, Fold::None),
    };
    let symbols: Vec<char> = pattern.chars().collect();
    let mut reader = Reader { symbols: &symbols, at: 0 };
    let words = reader.choice(0)??;
    (reader.at == symbols.len()).then_some(())?;
    let words = words.into_iter().map(|word| match fold {
        Fold::None => Some(word),
        // Only of these letters it is known which others are the same.
        _ => word.is_ascii().then(|| word.to_ascii_lowercase()),
    });
    Some((words.collect::<Option<_>>()?, fold))
}

struct Reader<'a> {
    symbols: &'a [char],
    at: usize,
}

/// What one branch of a choice needs: the best of what was found in it.
#[derive(Default)]
struct Branch {
    best: Option<BTreeSet<String>>,
    run: String,
}

impl Branch {
    fn end_run(&mut self) {
        if !self.run.is_empty() {
            let run = std::mem::take(&mut self.run);
            self.offer(BTreeSet::from([run]));
        }
    }

    fn offer(&mut self, words: BTreeSet<String>) {
        let worth = |words: &BTreeSet<String>| words.iter().map(String::len).min().unwrap_or(0);
        if self.best.as_ref().is_none_or(|best| worth(best) < worth(&words)) {
            self.best = Some(words);
        }
    }
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.symbols.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let symbol = self.peek()?;
        self.at += 1;
        Some(symbol)
    }

    /// Up to the end of the group: what one of its branches needs, if each needs something. Nothing
    /// at all where the pattern is of a kind that is not read.
    fn choice(&mut self, depth: usize) -> Option<Option<BTreeSet<String>>> {
        let mut all = Some(BTreeSet::new());
        let mut branch = Branch::default();
        loop {
            let symbol = self.peek();
            if matches!(symbol, None | Some('|' | ')')) {
                branch.end_run();
                let words = std::mem::take(&mut branch).best;
                all = all.zip(words).map(|(mut all, words)| {
                    all.extend(words);
                    all
                });
                if symbol != Some('|') {
                    return Some(all);
                }
                self.at += 1;
                continue;
            }
            self.piece(&mut branch, depth)?;
        }
    }

    /// One piece of a branch with what repeats it.
    fn piece(&mut self, branch: &mut Branch, depth: usize) -> Option<()> {
        match self.next()? {
            '(' => {
                branch.end_run();
                if self.peek() == Some('?') {
                    self.at += 1;
                    // A group that only groups; others change what the letters in it mean.
                    (self.next()? == ':').then_some(())?;
                }
                (depth < MAX_DEPTH).then_some(())?;
                // A group that needs nothing is read to its end all the same.
                let words = self.choice(depth + 1)?;
                (self.next()? == ')').then_some(())?;
                if !self.may_be_absent()
                    && let Some(words) = words
                {
                    branch.offer(words);
                }
            }
            '[' => {
                branch.end_run();
                self.class()?;
                self.may_be_absent();
            }
            '.' | '^' | '$' => {
                branch.end_run();
                self.may_be_absent();
            }
            '\\' => match self.next()? {
                symbol if symbol.is_ascii_punctuation() => self.letter(symbol, branch),
                's' | 'S' | 'w' | 'W' | 'd' | 'D' | 'b' | 'B' | 'A' | 'z' | 'n' | 't' | 'r' => {
                    branch.end_run();
                    // `\b{start}`
                    self.may_be_absent();
                }
                _ => return None,
            },
            symbol => self.letter(symbol, branch),
        }
        Some(())
    }

    fn letter(&mut self, symbol: char, branch: &mut Branch) {
        match self.peek() {
            Some('?' | '*' | '{') => {
                branch.end_run();
                self.may_be_absent();
            }
            Some('+') => {
                branch.run.push(symbol);
                branch.end_run();
                self.may_be_absent();
            }
            _ => branch.run.push(symbol),
        }
    }

    /// Goes past what repeats a piece, and tells whether the piece need not be there.
    fn may_be_absent(&mut self) -> bool {
        let mut absent = false;
        while let Some(symbol) = self.peek() {
            match symbol {
                '?' | '*' => absent = true,
                '+' => {}
                '{' => {
                    absent = true;
                    while self.peek().is_some_and(|symbol| symbol != '}') {
                        self.at += 1;
                    }
                }
                _ => break,
            }
            self.at += 1;
        }
        absent
    }

    /// Past the end of a class of letters.
    fn class(&mut self) -> Option<()> {
        let mut depth = 1;
        if self.peek() == Some('^') {
            self.at += 1;
        }
        if self.peek() == Some(']') {
            self.at += 1;
        }
        while depth > 0 {
            match self.next()? {
                '\\' => self.at += 1,
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
        }
        Some(())
    }
}
