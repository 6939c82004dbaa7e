package palisade.install.allow_all_scripts_test

import data.palisade.install.allow_all_scripts

_settings(tool, name, value, state) := {"settings": [{
	"at": ".npmrc#line=2",
	"tool": tool,
	"name": name,
	"value": value,
	"in_force": {"state": state},
}]}

test_npm if {
	allow_all_scripts.deny == {{
		"msg": "`dangerously-allow-all-scripts` lets every dependency run scripts on install",
		"at": ".npmrc#line=2",
	}} with input as _settings("npm", "dangerously-allow-all-scripts", "true", "yes")
}

test_reported[note] if {
	some note, facts in {
		"the version of npm is not known": _settings("npm", "dangerously-allow-all-scripts", "true", "unknown"),
		"pnpm": _settings("pnpm", "dangerouslyAllowAllBuilds", "true", "yes"),
	}
	{violation.at | some violation in allow_all_scripts.deny} == {".npmrc#line=2"} with input as facts
}

test_clean[note] if {
	some note, facts in {
		"off": _settings("npm", "dangerously-allow-all-scripts", "false", "yes"),
		"ignored by npm 10": _settings("npm", "dangerously-allow-all-scripts", "true", "no"),
		"another setting": _settings("npm", "strict-allow-scripts", "true", "yes"),
		"another tool's setting": _settings("npm", "dangerouslyAllowAllBuilds", "true", "yes"),
		"no settings": {"settings": []},
	}
	count(allow_all_scripts.deny) == 0 with input as facts
}
