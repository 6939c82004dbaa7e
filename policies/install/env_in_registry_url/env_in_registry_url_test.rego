package palisade.install.env_in_registry_url_test

import data.palisade.install.env_in_registry_url

_facts(fields) := {"settings": [object.union(
	{
		"at": ".npmrc#line=1",
		"tool": "npm",
		"name": "registry",
		"control": "registry",
		"origin": {"layer": "project", "file": ".npmrc"},
		"in_force": {"state": "yes"},
	},
	fields,
)]}

test_a_scoped_registry if {
	env_in_registry_url.deny == {{
		"msg": "the registry for `@acme` is whatever the environment says: `${ACME_REGISTRY}`",
		"at": ".npmrc#line=1",
	}} with input as _facts({"scope": "@acme", "value": "${ACME_REGISTRY}", "references": ["ACME_REGISTRY"]})
}

test_the_host_of_a_token if {
	env_in_registry_url.deny == {{
		"msg": "the environment chooses the host that receives the credential: `${NPM_HOST}/`",
		"at": ".npmrc#line=1",
	}} with input as _facts({
		"name": "_authToken",
		"bound_to": "${NPM_HOST}/",
		"credential": {"kind": "reference", "bound": true},
	})
}

test_bun_needs_no_braces if {
	{violation.msg | some violation in env_in_registry_url.deny} == {
		"the registry is whatever the environment says: `$REGISTRY`",
	} with input as _facts({"tool": "bun", "at": "bunfig.toml#/install/registry", "value": "$REGISTRY"})
}

test_clean[note] if {
	some note, facts in {
		"written out": _facts({"value": "https://npm.corp.example/"}),
		"a token's reference": _facts({
			"name": "_authToken",
			"bound_to": "npm.corp.example/",
			"credential": {"kind": "reference", "bound": true},
		}),
		"an expression of the CI": _facts({
			"value": "${{ vars.REGISTRY }}",
			"origin": {"layer": "user", "file": "ci.yml", "job": "ci.yml#/jobs/x"},
		}),
		"written by a job": _facts({
			"value": "${{ vars.REGISTRY }}",
			"origin": {"layer": "project", "file": "ci.yml", "job": "ci.yml#/jobs/x"},
		}),
		"another setting": _facts({"name": "cache", "control": "lockfile", "value": "${HOME}/.cache/npm"}),
	}
	count(env_in_registry_url.deny) == 0 with input as facts
}
