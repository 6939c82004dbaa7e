//! The generated index of the default bundle is the one of its policies.

use std::path::Path;

/// `UPDATE=1 cargo test --test index` writes it.
#[test]
fn the_index_is_the_one_of_the_policies() -> Result<(), Box<dyn std::error::Error>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/index.json");
    let expected = palisade::policy::index::generate()?;
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &expected)?;
    }
    let present = std::fs::read_to_string(&file)?;
    assert!(
        present == expected,
        "policies/index.json is stale; run UPDATE=1 cargo test --test index"
    );
    Ok(())
}
