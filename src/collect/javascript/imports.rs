//! What a file imports, and under which names.

use tree_sitter::Node;

use super::walk::{MOST, Reader, line};
use super::{ALL, Import};

impl<'a> Reader<'a> {
    /// `require("./x")`, `import("./x")`
    pub(super) fn required(&mut self, node: Node<'a>, owner: &str) {
        let first = node.child_by_field_name("arguments").and_then(|node| node.named_child(0));
        let Some(from) = first.and_then(|node| self.values.text_of(node)?.whole()) else { return };
        let mut parent = node.parent();
        while let Some(above) = parent
            .filter(|node| matches!(node.kind(), "await_expression" | "parenthesized_expression"))
        {
            parent = above.parent();
        }
        let bound = parent
            .filter(|node| node.kind() == "variable_declarator")
            .and_then(|node| node.child_by_field_name("name"));
        let (names, whole) = match bound {
            Some(name) if name.kind() == "object_pattern" => (Some(self.pattern(name)), None),
            Some(name) => (None, Some(self.values.of(name).to_owned())),
            None => (None, None),
        };
        self.imported(Import { line: line(node), owner: owner.to_owned(), from, names, whole });
    }

    /// `{ a, b: c }`, of an import or of a declaration.
    fn pattern(&self, node: Node<'a>) -> Vec<(String, String)> {
        let mut names = Vec::new();
        let mut cursor = node.walk();
        for item in node.named_children(&mut cursor).take(MOST) {
            let fields = [("name", "alias"), ("key", "value")];
            let pair = fields.iter().find_map(|(name, alias)| {
                let name = item.child_by_field_name(name)?;
                Some((name, item.child_by_field_name(alias).unwrap_or(name)))
            });
            let (name, alias) = pair.unwrap_or((item, item));
            names.push((self.values.of(name).to_owned(), self.values.of(alias).to_owned()));
        }
        names
    }

    /// `export { a } from "b"`: a part of the file that is nothing but that of the other; `export *`
    pub(super) fn passed_on(&mut self, node: Node<'a>) {
        let source = node.child_by_field_name("source");
        let Some(from) = source.and_then(|node| self.values.text_of(node)?.whole()) else { return };
        if self.values.of(node).starts_with("export type") {
            return;
        }
        let mut cursor = node.walk();
        let clause = node.named_children(&mut cursor).find(|node| node.kind() == "export_clause");
        let Some(clause) = clause else {
            let (owner, whole) = (String::new(), Some(ALL.to_owned()));
            return self.imported(Import { line: line(node), owner, from, names: None, whole });
        };
        for (there, here) in self.pattern(clause) {
            let used = self.module.names.entry(here.clone()).or_default();
            used.insert(here.clone());
            let (line, owner, from) = (line(node), here.clone(), from.clone());
            let names = Some(vec![(there, here)]);
            self.imported(Import { line, owner, from, names, whole: None });
        }
    }

    /// `import a, { b } from "c"`
    pub(super) fn import(&mut self, node: Node<'a>) {
        let source = node.child_by_field_name("source");
        let Some(from) = source.and_then(|node| self.values.text_of(node)?.whole()) else { return };
        let written = self.values.of(node);
        if written.starts_with("import type") {
            return;
        }
        let mut names = Vec::new();
        let (mut whole, mut all) = (None, false);
        let mut cursor = node.walk();
        let clause = node.named_children(&mut cursor).find(|node| node.kind() == "import_clause");
        let mut cursor = node.walk();
        for part in clause.unwrap_or(node).named_children(&mut cursor) {
            match part.kind() {
                "identifier" => {
                    names.push(("default".to_owned(), self.values.of(part).to_owned()));
                }
                "named_imports" => names.extend(self.pattern(part)),
                "namespace_import" => {
                    all = true;
                    whole = part.named_child(0).map(|name| self.values.of(name).to_owned());
                }
                _ => {}
            }
        }
        let names = (!all).then_some(names);
        self.imported(Import { line: line(node), owner: String::new(), from, names, whole });
    }

    fn imported(&mut self, import: Import) {
        if self.module.imports.len() < MOST {
            self.module.imports.push(import);
        }
    }
}
