//! The domains that a configuration names.

use crate::config::RawDomain;
use crate::facts::domain::Sends;
use crate::source::anchor::Place;
use crate::text::domain_name::domain_name;

/// A domain whose mail is to be looked at, and what DNS does not tell about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfiguredDomain {
    /// Where it is written, an anchor.
    pub at: String,
    /// Its name in lower case.
    pub name: String,
    /// What mail it sends.
    pub sends: Option<Sends>,
    /// Its DKIM selectors, each with its anchor.
    pub selectors: Vec<(String, String)>,
}

/// The domains, and for each that is wrong the path to the mistake and what it is.
pub(super) fn read(
    domains: &[RawDomain],
    file: &Place,
) -> (Vec<ConfiguredDomain>, Vec<(Vec<String>, String)>) {
    let (mut read, mut wrong) = (Vec::<ConfiguredDomain>::new(), Vec::new());
    for (index, raw) in domains.iter().enumerate() {
        let path = |key: &str| vec!["domains".to_owned(), index.to_string(), key.to_owned()];
        let place = file.key("domains").index(index);
        let name = match domain_name(&raw.name) {
            Ok(name) if read.iter().any(|other| other.name == name) => {
                wrong.push((path("name"), format!("`{name}` stands in this list already")));
                continue;
            }
            Ok(name) => name,
            Err(message) => {
                wrong.push((path("name"), message));
                continue;
            }
        };
        let mut selectors = Vec::new();
        for (number, selector) in raw.selectors.iter().enumerate() {
            // A selector is a name below the domain: it may end in a number.
            match domain_name(&format!("{selector}._domainkey.{name}")) {
                Ok(_) => {
                    selectors.push((
                        selector.to_ascii_lowercase(),
                        place.key("selectors").index(number).at(),
                    ));
                }
                Err(_) => {
                    let mut path = path("selectors");
                    path.push(number.to_string());
                    wrong.push((path, format!("`{selector}` is no DKIM selector")));
                }
            }
        }
        read.push(ConfiguredDomain { at: place.at(), name, sends: raw.sends, selectors });
    }
    (read, wrong)
}
