package palisade.ci.secrets_overprovisioned_test

import data.palisade.ci.secrets_overprovisioned

_all := [{"at": "w#/place", "name": "*", "to": "env/ALL"}]

_one := [{"at": "w#/place", "name": "DEPLOY_KEY", "to": "env/KEY"}]

_facts(top, job, step) := {"pipelines": [{
	"at": "w",
	"file": "ci.yml",
	"secrets": top,
	"jobs": [{"at": "j", "id": "deploy", "secrets": job, "steps": [{"at": "s", "secrets": step}]}],
}]}

test_each_level if {
	every case in [
		{"facts": _facts([], [], _all), "msg": "`env/ALL` gets every secret in a step of job `deploy`"},
		{"facts": _facts([], _all, []), "msg": "`env/ALL` gets every secret in all of job `deploy`"},
		{"facts": _facts(_all, [], []), "msg": "`env/ALL` gets every secret in all of `ci.yml`"},
	] {
		found := secrets_overprovisioned.deny with input as case.facts
		found == {{"msg": case.msg, "at": "w#/place"}}
	}
}

test_clean if {
	every facts in [
		_facts(_one, _one, _one),
		_facts([], [], []),
		_facts([], [{"at": "w#/place", "name": "*", "to": "secrets"}], []),
	] {
		count(secrets_overprovisioned.deny) == 0 with input as facts
	}
}
