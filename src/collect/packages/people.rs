//! The people of a manifest: `author`, `maintainers` and `contributors`, as strings or objects.

use super::shape::{Shape, string};
use crate::facts::Person;
use crate::source::anchor::Place;
use crate::source::node::Node;

const FACTS: &[&str] = &["packages[*].people"];

/// Reads the three members.
pub(crate) fn people(document: &Node, file: &Place, shape: &mut Shape) -> Vec<Person> {
    let mut people = Vec::new();
    if let Some(author) = document.get("author").filter(|author| !author.is_null()) {
        people.extend(person(author, &file.key("author"), "author", shape));
    }
    for (list, role) in [("maintainers", "maintainer"), ("contributors", "contributor")] {
        for (place, item) in shape.list(document.get(list), &file.key(list), FACTS) {
            people.extend(person(item, &place, role, shape));
        }
    }
    people
}

fn person(node: &Node, place: &Place, role: &str, shape: &mut Shape) -> Option<Person> {
    let (name, email) = if let Some(text) = string(node) {
        parse(text)
    } else if node.is_map() {
        let mut part = |key: &str| shape.text(node.get(key), &place.key(key), FACTS);
        (part("name"), part("email").or_else(|| part("mail")))
    } else {
        shape.unexpected(place, FACTS, "a string or an object", node);
        return None;
    };
    Some(Person {
        at: place.at(),
        role: role.to_owned(),
        name: name.map(str::to_owned),
        email: email.map(str::to_owned),
    })
}

/// `Name <mail> (url)`, each part optional: `parsePerson` of npm's `normalize-package-data`.
fn parse(text: &str) -> (Option<&str>, Option<&str>) {
    let name = text.split(['(', '<']).next().map(str::trim).filter(|name| !name.is_empty());
    let email = text.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    let email = email.map(|(email, _)| email.trim()).filter(|email| !email.is_empty());
    match (name, email) {
        // An address alone. npm takes it for a name; mail would go there all the same.
        (Some(name), None) if name.contains('@') && !name.contains(char::is_whitespace) => {
            (None, Some(name.strip_prefix("mailto:").unwrap_or(name)))
        }
        parts => parts,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::collect::packages::tests::document;

    #[test]
    fn people_are_strings_or_objects() {
        let text = r#"{
          "author": "Ada (https://ada.example)",
          "maintainers": [{"name": "Bob", "email": "bob@mail.example"}, "<c@mail.example>", 7],
          "contributors": ["Dee <d@mail.example> (https://d.example)", {"name": 1}, "mailto:e@mail.example"]
        }"#;
        let mut shape = Shape::default();
        let rows: Vec<_> = people(&document(text), &Place::file("package.json"), &mut shape)
            .into_iter()
            .map(|p| (p.at.replace("package.json#/", ""), p.role, p.name, p.email))
            .collect();
        let row = |at: &str, role: &str, name: Option<&str>, email: Option<&str>| {
            (at.to_owned(), role.to_owned(), name.map(str::to_owned), email.map(str::to_owned))
        };
        assert_eq!(
            rows,
            [
                row("author", "author", Some("Ada"), None),
                row("maintainers/0", "maintainer", Some("Bob"), Some("bob@mail.example")),
                row("maintainers/1", "maintainer", None, Some("c@mail.example")),
                row("contributors/0", "contributor", Some("Dee"), Some("d@mail.example")),
                row("contributors/1", "contributor", None, None),
                row("contributors/2", "contributor", None, Some("e@mail.example")),
            ]
        );
        let problems: Vec<&str> = shape.problems.iter().map(|p| p.at.as_str()).collect();
        assert_eq!(problems, ["package.json#/maintainers/2", "package.json#/contributors/1/name"]);
    }
}
