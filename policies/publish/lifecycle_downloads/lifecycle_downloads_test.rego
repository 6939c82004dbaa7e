package palisade.publish.lifecycle_downloads_test

import data.palisade.publish.lifecycle_downloads

_at := "package.json#/scripts/prepublishOnly;char=17,61"

_script(fields) := object.union({"name": "prepublishOnly", "lifecycle": true}, fields)

_command(program, sources) := {"at": _at, "program": program, "fed_by": sources}

_found(script, publishable) := {[violation.at, violation.msg] |
	some violation in lifecycle_downloads.deny with input as {"packages": [{
		"publishable": publishable,
		"scripts": [script],
	}]}
}

test_download_into_a_shell if {
	script := _script({"commands": [_command("npm", []), _command("bash", ["curl"])]})
	_found(script, true) == {[_at, "`bash` runs in `prepublishOnly` whatever `curl` downloads"]}
}

test_download_into_an_interpreter_at_install if {
	script := _script({"name": "postinstall", "commands": [_command("node", ["wget"])]})
	_found(script, true) == {[_at, "`node` runs in `postinstall` whatever `wget` downloads"]}
}

test_clean[note] if {
	some note, tc in {
		"local script": {"script": _script({"commands": [_command("node", [])]}), "publishable": true},
		"piped text": {"script": _script({"commands": [_command("sh", ["cat"])]}), "publishable": true},
		"download that is read": {"script": _script({"commands": [_command("jq", ["curl"])]}), "publishable": true},
		"no lifecycle script": {
			"script": _script({"name": "docs", "lifecycle": false, "commands": [_command("sh", ["curl"])]}),
			"publishable": true,
		},
		"private package": {"script": _script({"commands": [_command("sh", ["curl"])]}), "publishable": false},
	}
	_found(tc.script, tc.publishable) == set()
}
