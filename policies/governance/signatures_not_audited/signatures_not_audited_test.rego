package palisade.governance.signatures_not_audited_test

import data.palisade.governance.signatures_not_audited

_install(fields) := object.union({"at": "ci.yml#/jobs/test/steps/2/run", "tool": "npm", "global": false}, fields)

_facts(install, deed, script) := {
	"packages": [{"scripts": [{"name": "audit", "commands": [{"deed": {"kind": script}}]}]}],
	"pipelines": [{"jobs": [{
		"installs": [_install(install)],
		"steps": [{"commands": [{"deed": {"kind": deed}}, {"program": "ls"}]}],
	}]}],
}

_found(facts) := {[violation.at, violation.msg] | some violation in signatures_not_audited.deny with input as facts}

test_npm_installs_and_nothing_checks if {
	_found(_facts({}, "install", "run_script")) == {[
		"ci.yml#/jobs/test/steps/2/run",
		"no job checks the signatures of the packages that npm installs",
	]}
}

test_clean[note] if {
	some note, facts in {
		"a step checks": _facts({}, "audit_signatures", "run_script"),
		"a script checks": _facts({}, "install", "audit_signatures"),
		"another tool": _facts({"tool": "pnpm"}, "install", "run_script"),
		"a tool for the machine": _facts({"global": true}, "install", "run_script"),
	}
	_found(facts) == set()
}

test_several_installs_are_one_finding if {
	facts := json.patch(_facts({}, "install", "run_script"), [{
		"op": "add",
		"path": "/pipelines/0/jobs/0/installs/-",
		"value": _install({"at": "again"}),
	}])
	count(_found(facts)) == 1
}
