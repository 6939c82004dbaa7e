package palisade.lockfile.scripts_not_reviewed_test

import data.palisade.lockfile.scripts_not_reviewed

_at(name) := sprintf("package-lock.json#/packages/node_modules~1%s", [name])

_sample(name, version) := {"at": _at(name), "name": name, "version": version}

_facts(entries, total, samples) := {
	"packages": [{
		"at": "package.json",
		"role": "root",
		"allowed_scripts": [{"list": "allowScripts", "key": key, "allowed": allowed} | some key, allowed in entries],
	}],
	"lockfiles": [{"at": "package-lock.json", "directory": ".", "kind": "package_lock", "groups": {"exceptions": [{
		"key": "install_script",
		"count": total,
		"sample": samples,
	}]}}],
}

_two := [_sample("esbuild", "0.25.1"), _sample("sharp", "0.33.5")]

test_one_that_is_not_listed if {
	scripts_not_reviewed.deny == {{
		"msg": "`sharp@0.33.5` runs a script on install and is not in `allowScripts`",
		"at": _at("sharp"),
		"key": "hasInstallScript",
		"related": [],
	}} with input as _facts({"esbuild@0.25.1": true}, 2, _two)
}

test_another_version_is_not_reviewed if {
	{violation.msg | some violation in scripts_not_reviewed.deny} == {
		"`esbuild@0.25.1` runs a script on install and is not in `allowScripts`, nor is one other package",
	} with input as _facts({"esbuild@0.25.0": true, "esbuild-wasm": true}, 2, _two)
}

test_more_than_the_sample_is_unknown if {
	facts := _facts({"esbuild@0.25.1": true, "sharp": true}, 30, _two)
	count(scripts_not_reviewed.deny) == 0 with input as facts
	{violation.msg | some violation in scripts_not_reviewed.unknown} == {
		"only 2 of 30 packages with install scripts were looked at",
	} with input as facts
}

test_clean[note] if {
	some note, facts in {
		"allowed and refused": _facts({"esbuild@0.24.0 || 0.25.1": true, "sharp": false}, 2, _two),
		"any version": _facts({"esbuild@*": true, "sharp": true}, 2, _two),
		"scoped": _facts({"@acme/native@1.0.0": true}, 1, [_sample("@acme/native", "1.0.0")]),
		"no list is kept": _facts({}, 2, _two),
		"no scripts": _facts({"esbuild": true}, 0, []),
		"a lockfile of pnpm": json.patch(
			_facts({"esbuild@0.25.1": true}, 2, _two),
			[{"op": "replace", "path": "/lockfiles/0/kind", "value": "pnpm_lock"}],
		),
	}
	count(scripts_not_reviewed.deny) == 0 with input as facts
	count(scripts_not_reviewed.unknown) == 0 with input as facts
}
