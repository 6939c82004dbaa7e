//! The packages of all documents of a file, each once: variants for different peers are one
//! package as long as they come from one place.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::super::groups::{Entries, Groups, Locked, Mismatch};
use super::super::recorded::Installed;
use super::super::tarball;
use super::aliases::Aliases;
use super::entry::Entry;
use super::key;
use super::origin::Origin;
use super::reader::Reader;
use crate::collect::address::{Address, credentials, masked};
use crate::facts::{LockedPackage, PackageGroups, Problem, SourceKind};
use crate::source::anchor::Place;
use crate::source::parsed::{MAX_NODES, SyntaxError};

/// A key that was read.
struct Seen<'a> {
    document: usize,
    offset: usize,
    /// The resolution; nothing for a key that a later one replaces.
    written: Option<&'a str>,
}

/// What the variants of a package have in common.
struct Flags {
    development: bool,
    optional: bool,
}

/// What the version of a document says of its entries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// Which document it is.
    pub(crate) document: usize,
    /// Whether `requiresBuild`, `dev` and `optional` stand in `packages`: up to version 6.
    pub(crate) flags: bool,
}

type Kept<'a> = (Vec<Cow<'a, str>>, HashMap<Cow<'a, str>, Flags>);

/// The packages under construction.
pub(crate) struct Packages<'a> {
    aliases: Aliases,
    groups: Groups,
    /// The keys in the order of the entries, and the flags by key; only where entries are kept.
    kept: Option<Kept<'a>>,
    seen: HashMap<Cow<'a, str>, Seen<'a>>,
    /// The packages of keys that name peers, with their resolutions.
    variants: HashSet<(Cow<'a, str>, &'a str)>,
    /// Keys that later ones replace, by their bytes, in no order.
    pub(crate) replaced: Vec<usize>,
    /// What has the key of a registry's package and comes from elsewhere: from where, by name and
    /// version.
    foreign: HashMap<String, String>,
}

impl<'a> Packages<'a> {
    /// Starts; `entries` are kept besides the groups.
    pub(crate) fn new(entries: Entries, aliases: Aliases) -> Self {
        let kept = matches!(entries, Entries::All).then(Default::default);
        Self {
            aliases,
            groups: Groups::new(entries),
            kept,
            seen: HashMap::new(),
            variants: HashSet::new(),
            replaced: Vec::new(),
            foreign: HashMap::new(),
        }
    }

    /// Reads `packages` and gives the number of keys. `skipped` are those that an earlier reading
    /// found to be replaced, sorted.
    pub(crate) fn read(
        &mut self,
        reader: &mut Reader<'a>,
        place: &Place,
        form: Form,
        skipped: &[usize],
    ) -> Result<usize, SyntaxError> {
        let mut count = 0;
        while let Some((key, span)) = reader.key()? {
            count += 1;
            let first = self.seen.get(key.as_ref()).filter(|seen| seen.document == form.document);
            if let Some(first) = first.map(|seen| seen.offset) {
                reader.duplicate(&key, &span, first);
                self.replaced.push(first);
            }
            if self.seen.len() > MAX_NODES {
                return Err(SyntaxError::too_many(span));
            }
            if skipped.binary_search(&span.start).is_ok() {
                reader.skip()?;
                let Form { document, .. } = form;
                self.seen.insert(key, Seen { document, offset: span.start, written: None });
                continue;
            }
            let entry = Entry::read(reader)?;
            self.add(reader, key, &span, &entry, form, place);
        }
        Ok(count)
    }

    /// Reads `snapshots`: whether a package is optional, and packages that stand only there,
    /// which pnpm installs as well.
    pub(crate) fn read_snapshots(
        &mut self,
        reader: &mut Reader<'a>,
        place: &Place,
        form: Form,
    ) -> Result<(), SyntaxError> {
        while let Some((key, span)) = reader.key()? {
            let entry = Entry::read(reader)?;
            if !form.flags {
                self.flag(base(&key), false, entry.optional);
            }
            if !entry.written.is_empty() {
                self.add(reader, key, &span, &entry, form, place);
            }
        }
        Ok(())
    }

    fn flag(&mut self, base: Cow<'a, str>, development: bool, optional: bool) {
        let Some((_, flags)) = &mut self.kept else { return };
        let all = flags.entry(base).or_insert(Flags { development: true, optional: true });
        all.development &= development;
        all.optional &= optional;
    }

    fn add(
        &mut self,
        reader: &mut Reader<'a>,
        key: Cow<'a, str>,
        span: &Range<usize>,
        entry: &Entry<'a>,
        form: Form,
        place: &Place,
    ) {
        if form.flags {
            self.flag(base(&key), entry.dev, entry.optional);
        }
        let package = (base(&key), entry.written);
        if !self.is_known(&key, &package) {
            // A key with a credential in it stands in no anchor.
            let secret = credentials(&key).is_some();
            let line = secret.then(|| reader.line(span.start));
            self.group(&key, entry, form, &|| line.clone().unwrap_or_else(|| place.key(&key)));
            if let Some((order, _)) = &mut self.kept {
                order.push(package.0.clone());
            }
        }
        if package.0.len() < key.len() {
            self.variants.insert(package);
        }
        let written = Some(entry.written);
        self.seen.insert(key, Seen { document: form.document, offset: span.start, written });
    }

    /// Whether the same package from the same place was added before.
    fn is_known(&self, key: &str, package: &(Cow<'a, str>, &'a str)) -> bool {
        let (base, written) = package;
        let same =
            |key: &str| self.seen.get(key).is_some_and(|seen| seen.written == Some(*written));
        same(key)
            || base.len() < key.len() && same(base)
            || !self.variants.is_empty() && self.variants.contains(package)
    }

    fn group(&mut self, text: &str, entry: &Entry<'_>, form: Form, place: &dyn Fn() -> Place) {
        let key = key::parse(text);
        let field = entry.name.as_deref().filter(|_| !key.named);
        let shown = masked(key.reference.unwrap_or(key.base));
        let name = field.or(key.name).unwrap_or(&shown);
        let version = match (entry.version.as_deref(), key.version) {
            (Some(version), _) if key.named || field.is_some() => Some(version),
            (version, told) => told.or(version),
        };
        let resolution = &entry.resolution;
        let (_, first) = resolution.variants.first().cloned().unwrap_or_default();
        let main = if resolution.variants.is_empty() { resolution } else { &first };
        let origin = Origin::of(main, &key, name, version);
        let mut locked = origin.locked(name, version);
        let address = main.tarball.as_deref().or(main.directory.as_deref());
        if let (Some(told), Some(from)) = (key.version, foreign(&locked, address))
            && !entry.written.is_empty()
        {
            self.foreign.insert(format!("{name}@{told}"), masked(&from).into_owned());
        }
        locked.installed = self.aliases.of_package(key.base, name).unwrap_or(name);
        locked.integrity = main.integrity.as_deref();
        locked.install_script = form.flags.then_some(entry.requires_build);
        locked.mismatch = locked.mismatch.or_else(|| disagreement(&key, name, version));
        self.groups.add(&locked, place);
        if resolution.variants.is_empty() {
            return;
        }
        let mut told = BTreeSet::from([origin.address(main)]);
        for (index, variant) in resolution.variants.iter().skip(1) {
            let other = Origin::of(variant, &key, name, version);
            if told.insert(other.address(variant)) {
                let mut locked = other.locked(name, version);
                locked.installed = self.aliases.of_package(key.base, name).unwrap_or(name);
                locked.integrity = variant.integrity.as_deref();
                let list = place().key("resolution").key("variants");
                let place = || list.index(*index);
                self.groups.add_address(&locked, &place);
            }
        }
    }

    /// The problem of packages in more groups than are told.
    pub(crate) fn untold(&self, file: &Place) -> Option<Problem> {
        self.groups.untold(file)
    }

    /// The packages that come from elsewhere than their keys say, by name and version.
    pub(crate) fn foreign(&mut self) -> HashMap<String, Installed> {
        let foreign = std::mem::take(&mut self.foreign).into_iter();
        foreign
            .map(|(key, address)| (key, Installed { address: Some(address), ..Default::default() }))
            .collect()
    }

    /// The number of packages, their groups, and the entries with what all variants say.
    pub(crate) fn finish(self) -> (u64, PackageGroups, Vec<LockedPackage>) {
        let (count, groups, mut packages) = self.groups.finish();
        let (order, flags) = self.kept.unwrap_or_default();
        for (package, base) in packages.iter_mut().zip(&order) {
            if let Some(flags) = flags.get(base) {
                (package.development, package.optional) = (flags.development, flags.optional);
            }
        }
        (count, groups, packages)
    }
}

/// The key without peers, borrowed as the key is.
fn base<'a>(whole: &Cow<'a, str>) -> Cow<'a, str> {
    let length = key::parse(whole).base.len();
    match whole {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(..length).unwrap_or(text)),
        Cow::Owned(text) => Cow::Owned(text.get(..length).unwrap_or(text).to_owned()),
    }
}

/// Where a package comes from that is of no registry.
fn foreign(locked: &Locked<'_>, address: Option<&str>) -> Option<String> {
    if locked.kind == SourceKind::Registry {
        return None;
    }
    let address = locked.address.or(address);
    let url = address.and_then(Address::parse);
    let told = url.filter(|url| url.protocol().starts_with("http"));
    let tells = told.is_some_and(|url| tarball::tells(url.path, locked.name, locked.version));
    (!tells).then(|| address.or(locked.host).unwrap_or("another source").to_owned())
}

/// What the key says against the entry: pnpm asks the registry for one, and calls it the other.
fn disagreement(key: &key::Key<'_>, name: &str, version: Option<&str>) -> Option<Mismatch> {
    fn core(version: &str) -> &str {
        version.split('+').next().unwrap_or(version)
    }
    let (told, version) = (key.version?, version?);
    match key.name {
        Some(other) if other != name => Some(Mismatch::Name(other.to_owned())),
        _ if core(told) != core(version) => Some(Mismatch::Version(told.to_owned())),
        _ => None,
    }
}
