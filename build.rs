//! Embeds the default bundle: every policy, test and data file under `policies/`.
//!
//! The list is made from the folder, so that a rule is added by adding its folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("policies");
    println!("cargo::rerun-if-changed=policies");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let _infallible = writeln!(code, "    ({name:?}, include_str!({:?})),", file.display().to_string());
    }
    code.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("embedded.rs"), code)
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
