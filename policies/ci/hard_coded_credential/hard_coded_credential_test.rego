package palisade.ci.hard_coded_credential_test

import data.palisade.ci.hard_coded_credential

# Put together here, so that no scanner takes this file for a leak.
_token := concat("", ["npm", "_", "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5"])

_literal := [{"at": "w#/env/TOKEN", "name": "TOKEN", "literal_credential": true, "secrets": []}]

_secret := [{
	"at": "w#/env/TOKEN",
	"name": "TOKEN",
	"value": "${{ secrets.TOKEN }}",
	"literal_credential": false,
	"secrets": ["TOKEN"],
}]

_facts(top, job, step) := {"pipelines": [{"env": top, "jobs": [{"id": "a", "env": job, "steps": [step]}]}]}

_step(env, action, inputs, commands) := {
	"at": "w#/jobs/a/steps/0",
	"env": env,
	"uses": {"kind": "action", "action": action, "text": sprintf("%s@v3", [action])},
	"with": inputs,
	"run": concat("\n", [concat(" ", command.arguments) | some command in commands]),
	"commands": commands,
}

_empty := _step([], "actions/checkout", {}, [])

test_variables if {
	every facts in [
		_facts(_literal, [], _empty),
		_facts([], _literal, _empty),
		_facts([], [], _step(_literal, "actions/checkout", {}, [])),
	] {
		found := hard_coded_credential.deny with input as facts
		found == {{"msg": "`TOKEN` is a credential in plain text", "at": "w#/env/TOKEN"}}
	}
}

test_input if {
	found := hard_coded_credential.deny with input as _facts([], [], _step([], "acme/publish", {"token": _token}, []))
	found == {{
		"msg": "the input `token` of `acme/publish@v3` is a credential in plain text",
		"at": "w#/jobs/a/steps/0",
		"key": ["with", "token"],
	}}
}

test_registry_password if {
	step := _step([], "docker/login-action", {"username": "acme", "password": "correct-horse"}, [])
	found := hard_coded_credential.deny with input as _facts([], [], step)
	{violation.key | some violation in found} == {["with", "password"]}
}

test_script if {
	step := _step([], "acme/none", {}, [{
		"at": "c",
		"program": "npm",
		"arguments": ["config", "set", concat("=", ["//registry.npm.example/:_authToken", _token])],
	}])
	found := hard_coded_credential.deny with input as _facts([], [], step)
	found == {{"msg": "a script in job `a` holds a credential in plain text", "at": "c"}}
}

test_never_shows_the_value if {
	step := _step([], "acme/publish", {"token": _token}, [{"at": "c", "arguments": [_token]}])
	found := hard_coded_credential.deny with input as _facts([], [], step)
	count(found) == 2
	every violation in found {
		not contains(json.marshal(violation), _token)
	}
}

_clean := {
	"a secret": _facts(_secret, _secret, _step(_secret, "acme/publish", {"token": "${{ secrets.TOKEN }}"}, [])),
	"a password by name": _facts([], [], _step(
		[], "docker/login-action",
		{"username": "acme", "password": "${{ secrets.GITHUB_TOKEN }}"}, [],
	)),
	"a registry of the job": _facts([], [], _step(
		[], "docker/login-action",
		{"registry": "localhost:5000", "username": "test", "password": "testpassword"}, [],
	)),
	"a documented example": _facts([], [], _step([], "acme/s3", {"key": "AKIAIOSFODNN7EXAMPLE"}, [])),
	"a variable": _facts([], [], _step([], "acme/none", {}, [{"at": "c", "arguments": ["--token=$NPM_TOKEN"]}])),
	"a commit": _facts([], [], _step([], "acme/x", {"ref": "8f3e2a6d1c9b4e7f0a5d8c3b6e9f2a1d4c7b0e3f"}, [])),
}

test_clean if {
	every facts in _clean {
		count(hard_coded_credential.deny) == 0 with input as facts
	}
}

test_password_of_an_image if {
	image := {"at": "w#/jobs/a/container/image", "role": "container", "uses": {"at": "u", "kind": "docker"}}
	job := {"id": "a", "env": [], "steps": []}
	open := object.union(job, {"images": [object.union(image, {"password": "w#/jobs/a/container/credentials/password"})]})
	found := hard_coded_credential.deny with input as {"pipelines": [{"env": [], "kind": "workflow", "jobs": [open]}]}
	{violation.at | some violation in found} == {"w#/jobs/a/container/credentials/password"}
	closed := object.union(job, {"images": [image]})
	count(hard_coded_credential.deny) == 0 with input as {"pipelines": [{"env": [], "kind": "workflow", "jobs": [closed]}]}
}
