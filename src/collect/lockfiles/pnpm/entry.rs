//! One entry of `packages` or `snapshots`, as it is written.

use std::borrow::Cow;
use std::ops::Range;

use super::origin::Resolution;
use super::reader::Reader;
use crate::source::parsed::SyntaxError;

/// The members of an entry that facts are made of. Texts borrow from the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry<'a> {
    /// The name, where the key does not hold it.
    pub(crate) name: Option<Cow<'a, str>>,
    /// The version, where the key does not hold it.
    pub(crate) version: Option<Cow<'a, str>>,
    /// Where it comes from.
    pub(crate) resolution: Resolution<'a>,
    /// The resolution as it is written; nothing where there is none.
    pub(crate) written: &'a str,
    /// Runs scripts on install, up to version 6.
    pub(crate) requires_build: bool,
    /// Only for development, up to version 6.
    pub(crate) dev: bool,
    /// Allowed to be absent.
    pub(crate) optional: bool,
}

const ENTRY: [&str; 6] = ["name", "version", "resolution", "requiresBuild", "dev", "optional"];
const RESOLUTION: [&str; 9] =
    ["type", "integrity", "tarball", "registry", "url", "repo", "commit", "directory", "variants"];

/// Where the known members of one mapping stand.
struct Seen<const N: usize>([Option<usize>; N]);

impl<const N: usize> Seen<N> {
    /// Reports a known key that stood before.
    fn note(&mut self, names: [&str; N], key: &str, span: &Range<usize>, reader: &mut Reader<'_>) {
        let place = names.iter().position(|name| *name == key);
        let Some(place) = place.and_then(|at| self.0.get_mut(at)) else { return };
        if let Some(first) = place.replace(span.start) {
            reader.duplicate(key, span, first);
        }
    }
}

impl<'a> Entry<'a> {
    /// Reads the entry that comes next.
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, SyntaxError> {
        let mut entry = Self::default();
        if !reader.open("a package")? {
            return Ok(entry);
        }
        let mut seen = Seen([None; 6]);
        while let Some((name, span)) = reader.key()? {
            seen.note(ENTRY, &name, &span, reader);
            match name.as_ref() {
                "name" => entry.name = reader.text("`name`")?,
                "version" => entry.version = reader.text("`version`")?,
                "resolution" => {
                    let (resolution, end) = resolution(reader, true)?;
                    entry.resolution = resolution;
                    entry.written = reader.written(span.end, end);
                }
                "requiresBuild" => entry.requires_build = flag(reader)?,
                "dev" => entry.dev = flag(reader)?,
                "optional" => entry.optional = flag(reader)?,
                _ => {
                    reader.skip()?;
                }
            }
        }
        Ok(entry)
    }
}

fn flag(reader: &mut Reader<'_>) -> Result<bool, SyntaxError> {
    Ok(reader.text("a flag")?.is_some_and(|text| text.eq_ignore_ascii_case("true")))
}

/// A resolution and where the text of it ends. Variants have no variants of their own.
fn resolution<'a>(
    reader: &mut Reader<'a>,
    whole: bool,
) -> Result<(Resolution<'a>, usize), SyntaxError> {
    let mut resolution = Resolution::default();
    if !reader.open("`resolution`")? {
        return Ok((resolution, reader.at()));
    }
    let mut seen = Seen([None; 9]);
    while let Some((name, span)) = reader.key()? {
        seen.note(RESOLUTION, &name, &span, reader);
        let field = match name.as_ref() {
            "type" => &mut resolution.kind,
            "integrity" => &mut resolution.integrity,
            "tarball" => &mut resolution.tarball,
            "registry" => &mut resolution.registry,
            "url" => &mut resolution.url,
            "repo" => &mut resolution.repo,
            "commit" => &mut resolution.commit,
            "directory" => &mut resolution.directory,
            "variants" if whole => {
                resolution.variants = variants(reader)?;
                continue;
            }
            _ => {
                reader.skip()?;
                continue;
            }
        };
        *field = reader.text("a member of `resolution`")?;
    }
    Ok((resolution, reader.at()))
}

fn variants<'a>(reader: &mut Reader<'a>) -> Result<Vec<(usize, Resolution<'a>)>, SyntaxError> {
    let mut variants = Vec::new();
    if !reader.open_list("`variants`")? {
        return Ok(variants);
    }
    let mut index = 0;
    while let Some(open) = reader.item("a variant")? {
        let mut variant = Resolution::default();
        while open && let Some((name, _)) = reader.key()? {
            if name == "resolution" {
                (variant, _) = resolution(reader, false)?;
            } else {
                reader.skip()?;
            }
        }
        variants.push((index, variant));
        index += 1;
    }
    Ok(variants)
}
