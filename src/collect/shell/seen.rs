//! Scripts that were read before: repositories repeat them from job to job and from file to file.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use super::walk::Read;
use super::{Script, placed, read};
use crate::facts::Command;

/// The longest script that is kept, in bytes.
const LONGEST: usize = 16 << 10;

/// What all that is kept may weigh, in bytes.
const MOST: usize = 2 << 20;

/// The scripts of a run, as far as they are kept. What was read first is kept, so that the bound
/// costs nothing but time.
#[derive(Debug, Default)]
pub(crate) struct Seen(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    scripts: HashMap<Box<str>, Arc<Read>>,
    weight: usize,
}

impl Seen {
    /// The commands of a script, as [`commands`](super::commands) gives them.
    pub(crate) fn commands(&self, script: &str, at: &dyn Fn(Range<usize>) -> String) -> Script {
        if script.len() > LONGEST {
            return super::commands(script, at);
        }
        let known = self.0.lock().ok().and_then(|kept| kept.scripts.get(script).cloned());
        let known = known.unwrap_or_else(|| {
            let read = Arc::new(read(script, &[]));
            if let Ok(mut kept) = self.0.lock() {
                let weight = kept.weight + weight(script, &read);
                if weight <= MOST {
                    kept.weight = weight;
                    kept.scripts.insert(script.into(), Arc::clone(&read));
                }
            }
            read
        });
        placed(Arc::unwrap_or_clone(known), script, at)
    }
}

/// About what it takes to keep a script. Each command has words of its own.
fn weight(script: &str, read: &Read) -> usize {
    script.len() * 4 + read.commands.len() * (size_of::<Command>() + 256) + 128
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_script_that_comes_again_has_places_of_its_own() {
        let seen = Seen::default();
        let script = "é && (cd a; npm ci) | tee b";
        for name in ["x", "y"] {
            let at = |range: Range<usize>| format!("{name}{}-{}", range.start, range.end);
            let (new, old) = (seen.commands(script, &at), super::super::commands(script, &at));
            assert_eq!(new.commands, old.commands);
            assert_eq!((new.complete, new.subshells), (old.complete, old.subshells));
            assert_eq!(new.commands.last().unwrap().at, format!("{name}22-27"));
        }
        assert_eq!(seen.0.lock().unwrap().scripts.len(), 1);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let seen = Seen::default();
        for number in 0..3_000 {
            let found = seen.commands(&format!("echo {number} >x; npm ci"), &|_| String::new());
            assert_eq!(found.commands.len(), 2);
        }
        let kept = seen.0.lock().unwrap();
        assert!(kept.weight <= MOST && kept.scripts.len() > 500, "{}", kept.scripts.len());
    }
}
