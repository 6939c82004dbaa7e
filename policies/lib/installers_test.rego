package palisade.lib.installers_test

import data.palisade.lib.installers

_of(version) := {"tool": "npm", "directory": ".", "at": "package.json", "version": version}

test_called[name] if {
	some name, version in {
		"npm 11.19.1": {"least": "11.19.1", "most": "11.19.1"},
		"npm 10.9": {"least": "10.9.0", "most": "10.9.4"},
		"npm 11": {"least": "11.3.0", "most": "11.19.1"},
		"npm 9 to 10": {"least": "9.6.0", "most": "10.8.2"},
		"npm 7.0 or later": {"least": "7.0.0"},
		"npm 6.14 or older": {"most": "6.14.18"},
		"npm": {"source": "unknown"},
	}
	installers.called(_of(version)) == name
}

test_named[name] if {
	some name, place in {
		"npm 12.2.0": {},
		"npm 12.2.0 in `docs`": {"directory": "docs"},
		"npm 12.2.0 in job `test`": {"job": "ci.yml#/jobs/test"},
	}
	installer := object.union(_of({"least": "12.2.0", "most": "12.2.0"}), place)
	jobs := [{"at": "ci.yml#/jobs/test", "id": "test"}]
	installers.named(installer) == name with input.pipelines as [{"jobs": jobs}]
}

test_bounds if {
	npm := _of({"least": "11.3.0", "most": "11.19.1"})
	installers.surely_since(npm, [11, 3])
	not installers.surely_since(npm, [11, 10])
	installers.surely_before(npm, [12, 0])
	not installers.surely_before(npm, [11, 19])
	not installers.surely_before(_of({"least": "11.3.0"}), [12, 0])
	not installers.surely_since(_of({}), [1, 0])
}

test_more[words] if {
	some words, total in {"": 1, " and in one more place": 2, " and in 2 more places": 3}
	installers.more(total) == words
}

test_written[text] if {
	some text, origin in {
		"age=3": {"layer": "project", "file": ".npmrc"},
		"age: 3": {"layer": "project", "file": "pnpm-workspace.yaml"},
		"age = 3": {"layer": "project", "file": "bunfig.toml"},
		"--age=3": {"layer": "flag", "file": "ci.yml"},
	}
	installers.written({"name": "age", "value": "3", "origin": origin}) == text
}

test_span[text] if {
	some text, seconds in {
		"0 seconds": 0,
		"1 second": 1,
		"90 seconds": 90,
		"1 minute": 60,
		"2 hours": 7200,
		"1 day": 86400,
		"25 hours": 90000,
		"3 days": 259200,
	}
	installers.span(seconds) == text
}

# A job of two folders, each with a Yarn of its own.
test_the_folder_tells_which_one_installs[folder] if {
	some folder, answer in {"old": "no", "new": "yes", "elsewhere": "unknown"}
	both := [_in_folder("old", false), _in_folder("new", true)]
	install := {"tool": "yarn", "directory": folder, "packages": []}
	installers.frozen({"at": "j"}, install) == answer with input as {"installers": both, "settings": []}
}

_in_folder(folder, enabled) := {
	"job": "j",
	"tool": "yarn",
	"directory": folder,
	"controls": {"frozen_lockfile": {"state": "default", "enabled": enabled}},
}
