package palisade.install.trust_downgrade_allowed_test

import data.palisade.install.trust_downgrade_allowed

_pnpm(version, entry) := {
	"at": "package.json",
	"directory": ".",
	"tool": "pnpm",
	"version": {"least": version, "most": version},
	"controls": {"trust_policy": entry},
}

_set(value) := {"state": "set", "value": value, "at": "pnpm-workspace.yaml#/trustPolicy"}

_excluded(value, state) := {"settings": [{
	"at": "pnpm-workspace.yaml#/trustPolicyExclude/0",
	"tool": "pnpm",
	"name": "trustPolicyExclude",
	"control": "trust_policy_exclusions",
	"value": value,
	"origin": {"layer": "project", "file": "pnpm-workspace.yaml"},
	"in_force": {"state": state},
}]}

test_off if {
	trust_downgrade_allowed.deny == {{
		"msg": "pnpm 11.3.0 installs versions with weaker evidence than earlier ones: `trustPolicy` is `off`",
		"at": "pnpm-workspace.yaml#/trustPolicy",
		"related": [],
	}} with input as {"installers": [_pnpm("11.3.0", _set("off"))]}
}

test_by_default if {
	job := object.union(
		_pnpm("10.28.0", {"state": "default", "value": "off"}),
		{"at": "ci.yml#/jobs/test", "job": "ci.yml#/jobs/test"},
	)
	trust_downgrade_allowed.deny == {{
		"msg": concat("", [
			"pnpm 11.3.0 and in one more place installs versions with weaker evidence than earlier ones: ",
			"no `trustPolicy` is in force",
		]),
		"at": "package.json",
		"related": [{"at": "ci.yml#/jobs/test", "msg": "and pnpm 10.28.0 in job `test`"}],
	}} with input as {
		"installers": [_pnpm("11.3.0", {"state": "default", "value": "off"}), job],
		"pipelines": [{"jobs": [{"at": "ci.yml#/jobs/test", "id": "test"}]}],
		"settings": [],
	}
}

test_everything_is_excluded if {
	trust_downgrade_allowed.deny == {{
		"msg": "every package is excluded from the trust policy",
		"at": "pnpm-workspace.yaml#/trustPolicyExclude/0",
	}} with input as _excluded("*", "yes")
}

test_unknown[note] if {
	some note, facts in {
		"the version": {"installers": [_pnpm("10.0.0", {"state": "unknown", "reason": "pnpm 10 may be too old"})]},
		"whether pnpm listens": _excluded("webpack", "unknown"),
	}
	count(trust_downgrade_allowed.deny) == 0 with input as facts
	count(trust_downgrade_allowed.unknown) == 1 with input as facts
}

test_clean[note] if {
	some note, facts in {
		"refused": {"installers": [_pnpm("11.3.0", _set("no-downgrade"))]},
		"refused by default": {"installers": [_pnpm("12.21.0", {"state": "default", "value": "no-downgrade"})]},
		"a version that cannot": {"installers": [_pnpm("9.15.0", {"state": "unsupported"})]},
		"another tool": {"installers": [{"at": "package.json", "directory": ".", "tool": "npm", "controls": {}}]},
		"one package is excluded": _excluded("webpack@5.0.0", "yes"),
		"a scope is excluded": _excluded("@acme/*", "yes"),
		"nothing": {"installers": [], "settings": []},
	}
	count(trust_downgrade_allowed.deny) == 0 with input as facts
	count(trust_downgrade_allowed.unknown) == 0 with input as facts
}
