package palisade.ci.curl_pipe_shell_test

import data.palisade.ci.curl_pipe_shell

_facts(program, arguments, fed_by) := {"pipelines": [{"jobs": [{"id": "test", "steps": [{"at": "s", "commands": [{
	"at": "w#/run;char=0,40",
	"program": program,
	"arguments": arguments,
	"fed_by": fed_by,
}]}]}]}]}

test_pipe if {
	found := curl_pipe_shell.deny with input as _facts("bash", [], ["curl"])
	found == {{"msg": "`bash` runs in job `test` whatever `curl` downloads", "at": "w#/run;char=0,40"}}
}

test_other_shapes if {
	every case in [
		{"program": "sh", "arguments": ["-s", "--", "-b", "/usr/local/bin"], "fed_by": ["wget"]},
		{"program": "bash", "arguments": ["-"], "fed_by": ["curl"]},
		{"program": "bash", "arguments": ["<(curl -s https://example.com/install)"], "fed_by": ["curl"]},
		{"program": "sh", "arguments": ["-c", "$(curl -fsSL https://example.com/install.sh)"], "fed_by": []},
		{"program": "eval", "arguments": ["$(wget -qO- https://example.com/env)"], "fed_by": []},
		{"program": "iex", "arguments": [], "fed_by": ["irm"]},
		{"program": "python3", "arguments": ["-"], "fed_by": ["curl"]},
	] {
		found := curl_pipe_shell.deny with input as _facts(case.program, case.arguments, case.fed_by)
		{violation.at | some violation in found} == {"w#/run;char=0,40"}
	}
}

test_clean if {
	every case in [
		{"program": "tar", "arguments": ["xz"], "fed_by": ["curl"]},
		{"program": "jq", "arguments": ["-r", ".version"], "fed_by": ["curl"]},
		{"program": "python3", "arguments": ["-m", "json.tool"], "fed_by": ["curl"]},
		{"program": "python3", "arguments": ["-c", "import sys, json"], "fed_by": ["curl"]},
		{"program": "node", "arguments": ["-pe", "JSON.parse(fs.readFileSync(0)).tag"], "fed_by": ["curl"]},
		{"program": "bash", "arguments": ["./scripts/import.sh"], "fed_by": ["curl"]},
		{"program": "bash", "arguments": [], "fed_by": ["cat"]},
		{"program": "bash", "arguments": ["-c", "curl -fsS https://example.com/health"], "fed_by": []},
	] {
		count(curl_pipe_shell.deny) == 0 with input as _facts(case.program, case.arguments, case.fed_by)
	}
}

_job(id) := {"at": id, "id": id, "steps": [{"at": "s", "commands": [{
	"at": "s/script;char=0,30", "program": "sh", "arguments": [], "fed_by": ["curl"],
}]}]}

test_one_place_is_one_finding_elsewhere if {
	facts := {"pipelines": [{"provider": "gitlab", "jobs": [_job("build"), _job("test")]}]}
	found := curl_pipe_shell.deny with input as facts
	found == {{"msg": "`sh` runs whatever `curl` downloads", "at": "s/script;char=0,30"}}
}

test_a_job_that_never_runs if {
	facts := {"pipelines": [{"provider": "github", "jobs": [object.union(_job("build"), {"if_is": false})]}]}
	count(curl_pipe_shell.deny) == 0 with input as facts
}
