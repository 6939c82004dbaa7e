package palisade.lib.settings_test

import data.palisade.lib.settings

_installer(tool, version, fields) := object.union(
	{"at": "package.json", "directory": ".", "tool": tool, "version": version, "controls": {}},
	fields,
)

_setting(tool, file, fields) := object.union(
	{
		"at": file,
		"tool": tool,
		"name": "registry",
		"origin": {"layer": "project", "file": file},
		"in_force": {"state": "yes"},
	},
	fields,
)

_exactly(version) := {"least": version, "most": version}

test_who_reads_what[note] if {
	npmrc := _setting("npm", ".npmrc", {})
	berry := _setting("yarn", ".yarnrc.yml", {})
	classic := _setting("yarn", ".yarnrc", {})
	of_job := _setting("npm", "ci.yml", {"origin": {"layer": "user", "file": "ci.yml", "job": "ci.yml#/jobs/a"}})
	some note, case in {
		"npm": [_installer("npm", {}, {}), npmrc],
		"pnpm": [_installer("pnpm", {}, {}), npmrc],
		"bun": [_installer("bun", {}, {}), npmrc],
		"Yarn 1": [_installer("yarn", _exactly("1.22.22"), {}), npmrc],
		"Yarn 1, its own file": [_installer("yarn", _exactly("1.22.22"), {}), classic],
		"Yarn 4, its own file": [_installer("yarn", _exactly("4.5.0"), {}), berry],
		"some Yarn": [_installer("yarn", {}, {}), npmrc],
		"the job's own": [_installer("npm", {}, {"job": "ci.yml#/jobs/a"}), of_job],
		"a file, in a job": [_installer("npm", {}, {"job": "ci.yml#/jobs/b"}), npmrc],
	}
	settings.reads(case[0], case[1])
}

test_who_does_not[note] if {
	npmrc := _setting("npm", ".npmrc", {})
	berry := _setting("yarn", ".yarnrc.yml", {})
	classic := _setting("yarn", ".yarnrc", {})
	of_job := _setting("npm", "ci.yml", {"origin": {"layer": "user", "file": "ci.yml", "job": "ci.yml#/jobs/a"}})
	some note, case in {
		"Yarn 4 and .npmrc": [_installer("yarn", _exactly("4.5.0"), {}), npmrc],
		"Yarn 4 and .yarnrc": [_installer("yarn", _exactly("4.5.0"), {}), classic],
		"Yarn 1 and .yarnrc.yml": [_installer("yarn", _exactly("1.22.22"), {}), berry],
		"npm and .yarnrc.yml": [_installer("npm", {}, {}), berry],
		"a clone and a job's": [_installer("npm", {}, {}), of_job],
		"another job": [_installer("npm", {}, {"job": "ci.yml#/jobs/b"}), of_job],
		"out of force": [_installer("npm", {}, {}), object.union(npmrc, {"in_force": {"state": "no"}})],
	}
	not settings.reads(case[0], case[1])
}

test_folders if {
	settings.folder(_setting("npm", ".npmrc", {})) == "."
	settings.folder(_setting("npm", "apps/web/.npmrc", {})) == "apps/web"
}

test_what_nobody_knows if {
	unsure := {"value": "x", "in_force": {"state": "unknown", "reason": "the version is not known"}}
	settings.undecided(_setting("npm", ".npmrc", unsure)) == {
		"msg": "whether `registry=x` is in force: the version is not known",
		"at": ".npmrc",
	}
	not settings.undecided(_setting("npm", ".npmrc", {}))
	installer := _installer("pnpm", _exactly("11.3.0"), {})
	settings.open_question(installer, {"state": "unknown", "reason": "an expression decides"}) == {
		"msg": "pnpm 11.3.0: an expression decides",
		"at": "package.json",
	}
	not settings.open_question(installer, {"state": "default"})
}
