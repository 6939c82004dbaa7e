package palisade.governance.no_security_policy_test

import data.palisade.governance.no_security_policy

_package(role, publishable) := {
	"at": "package.json",
	"directory": ".",
	"name": "@acme/widget",
	"role": role,
	"publishable": publishable,
	"files": ["dist"],
	"scripts": [],
	"workspaces": [],
}

test_a_published_package if {
	no_security_policy.deny == {{
		"msg": "no SECURITY.md here says where to report a vulnerability of `@acme/widget`",
		"at": "package.json",
		"key": "name",
	}} with input as {"repository": {"update_bots": []}, "packages": [_package("root", true)]}
}

test_one_finding_for_a_workspace if {
	members := [
		_package("root", false),
		object.union(_package("member", true), {"at": "packages/a/package.json"}),
		object.union(_package("member", true), {"at": "packages/b/package.json"}),
	]
	{violation.at | some violation in no_security_policy.deny} == {"packages/a/package.json"} with input as {
		"repository": {},
		"packages": members,
	}
}

test_clean[note] if {
	some note, facts in {
		"a policy": {
			"repository": {"security_policy": {"at": "SECURITY.md"}},
			"packages": [_package("root", true)],
		},
		"an application": {"repository": {}, "packages": [_package("root", false)]},
		"an application that forgot `private`": {
			"repository": {},
			"packages": [object.remove(_package("root", true), ["files"])],
			"pipelines": [],
		},
		"an example": {"repository": {}, "packages": [_package("standalone", true)]},
		"governance was not collected": {"packages": [_package("root", true)]},
	}
	count(no_security_policy.deny) == 0 with input as facts
}
