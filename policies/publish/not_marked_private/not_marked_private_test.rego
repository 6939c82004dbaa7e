package palisade.publish.not_marked_private_test

import data.palisade.publish.not_marked_private

_root(fields) := object.union(
	{
		"at": "package.json",
		"directory": ".",
		"role": "root",
		"name": "acme",
		"publishable": true,
		"workspaces": [],
		"scripts": [],
	},
	fields,
)

_published := [{"jobs": [{"publishes": [{"at": "publish", "step": 0, "tool": "npm", "dry_run": false}]}]}]

_found(manifest, pipelines) := found if {
	found := not_marked_private.deny with input as {"pipelines": pipelines, "packages": [manifest]}
}

test_application if {
	_found(_root({}), []) == {{
		"msg": "nothing publishes `acme`, and nothing keeps it from being published",
		"at": "package.json",
		"key": "private",
	}}
}

test_root_of_published_workspaces if {
	found := _found(_root({"workspaces": ["packages/*"]}), _published)
	{violation.at | some violation in found} == {"package.json"}
}

test_clean[note] if {
	some note, tc in {
		"private": {"manifest": _root({"publishable": false}), "pipelines": []},
		"published by a workflow": {"manifest": _root({}), "pipelines": _published},
		"published by hand": {"manifest": _root({"files": ["lib"]}), "pipelines": []},
		"published root of workspaces": {
			"manifest": _root({"workspaces": ["site"], "publish_config": {"at": "x", "access": "public"}}),
			"pipelines": _published,
		},
		"extension of an editor": {
			"manifest": _root({"engines": [{"name": "vscode", "range": "^1.101.0"}]}),
			"pipelines": [],
		},
		"member": {"manifest": _root({"role": "member", "directory": "packages/a"}), "pipelines": []},
	}
	_found(tc.manifest, tc.pipelines) == set()
}
