//! Makefiles.

use super::*;

const MAKEFILE: &str = "\
NPM ?= npm

build:
	$(NPM) run build

publish: build login
	@cd packages/web && $(NPM) publish --tag $(TAG)

login:
	bash scripts/release.sh

%.out:
	cp $< $@
";

#[test]
fn targets_lead_to_their_lines_and_to_what_they_need() {
    let files = [("Makefile", MAKEFILE), ("scripts/release.sh", "pnpm publish -r --dry-run\n")];
    for script in ["make publish", "make -j 4 publish", "make -C . publish TAG=next"] {
        assert_eq!(
            told(&running(script, &files)),
            [
                "npm direct > the target publish (Makefile#line=6) > npm publish (Makefile#line=7)",
                "pnpm direct dry > the target publish (Makefile#line=6) \
                 > the target login (Makefile#line=9) \
                 > scripts/release.sh (scripts/release.sh) > pnpm publish (scripts/release.sh#line=1)",
            ],
            "{script}"
        );
    }
    assert_eq!(told(&running("make build\nmake", &files)), Vec::<String>::new());
}

#[test]
fn variables_of_the_call_hold() {
    let facts = running("make publish NPM=pnpm", &[("Makefile", MAKEFILE)]);
    assert_eq!(publishes(&facts)[0].tool, "pnpm");
}

#[test]
fn a_target_that_is_not_shown_is_a_doubt() {
    let files = [("Makefile", "include more.mk\nall:\n\techo\n")];
    assert_eq!(
        doubts(&running("make publish", &files)),
        ["`Makefile` does not show how `publish` is made"]
    );
    assert_eq!(doubts(&running("make lint", &files)), Vec::<&str>::new());
}
