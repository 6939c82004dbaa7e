//! Embeds the default bundle: every policy, test and data file under `policies/`.
//!
//! The list is made from the folder, so that a rule is added by adding its folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("policies");
    println!("cargo::rerun-if-changed=policies");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    let mut digest = Digest::default();
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        if !name.ends_with("_test.rego") {
            digest.add(name.as_bytes());
            digest.add(&fs::read(&file)?);
        }
        let _infallible =
            writeln!(code, "    ({name:?}, include_str!({:?})),", file.display().to_string());
    }
    code.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    println!("cargo::rustc-env=PUBLIC_SUFFIX_LIST={}", public_suffix_list()?);
    fs::write(out.join("digest.txt"), format!("{:016x}", digest.0))?;
    fs::write(out.join("embedded.rs"), code)
}

/// The crate that holds the public suffix list, with its version: the list has none of its own.
fn public_suffix_list() -> io::Result<String> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    println!("cargo::rerun-if-changed=Cargo.lock");
    let lock = fs::read_to_string(root.join("Cargo.lock"))?;
    let behind = lock.split("name = \"psl\"\nversion = \"").nth(1);
    let version = behind.and_then(|rest| rest.split('"').next()).unwrap_or("of unknown version");
    Ok(format!("psl {version}"))
}

/// FNV-1a: tells whether the generated index belongs to these policies. Nobody gains anything
/// by making two bundles collide that are built into one program.
struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// Policies, and the one data file at the root. Fixtures hold JSON and YAML of their own.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if !path.ends_with("bad") && !path.ends_with("good") {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rego")
            || path.file_name().is_some_and(|name| name == "data.yaml")
        {
            files.push(path);
        }
    }
    Ok(())
}
