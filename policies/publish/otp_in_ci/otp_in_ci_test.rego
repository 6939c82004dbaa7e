package palisade.publish.otp_in_ci_test

import data.palisade.publish.otp_in_ci

_publish := {"at": "publish", "step": 0, "tool": "npm", "dry_run": false, "otp": false}

_step := {"index": 0, "env": [], "commands": [], "secrets": []}

_repository(step, publishes) := {"pipelines": [{"env": [], "secrets": [], "jobs": [{
	"id": "publish",
	"env": [],
	"secrets": [],
	"steps": [object.union(_step, step)],
	"publishes": publishes,
}]}]}

_places(repository) := {[violation.at, violation.msg] | some violation in otp_in_ci.deny with input as repository}

_secret(name, to) := {"at": "secret", "name": name, "to": to}

_variable(name, value) := {"at": "variable", "name": name, "value": value, "secrets": [], "literal_credential": false}

_command(deed, flags) := {
	"at": "command",
	"program": "npm",
	"flags": flags,
	"deed": {"kind": deed, "tool": "npm"},
}

test_publication_with_a_password if {
	published := object.union(_publish, {"otp": true})
	told := _repository({"secrets": [_secret("NPM_OTP", "run")]}, [published])
	_places(told) == {["publish", "`npm` is given a one-time password in CI"]}
}

test_other_command_with_a_password if {
	step := {"commands": [_command("administer", {"--otp": "$CODE"})]}
	_places(_repository(step, [])) == {["command", "`npm` is given a one-time password in CI"]}
}

test_seed_of_a_publishing_job if {
	step := {
		"commands": [{"at": "command", "program": "oathtool", "flags": {}}],
		"secrets": [_secret("TOTP_SEED", "env/SEED")],
	}
	_places(_repository(step, [_publish])) == {
		["command", "job `publish` publishes and computes one-time passwords from a seed"],
		["secret", "the secret `TOTP_SEED` hands a second factor to CI"],
	}
}

test_password_in_a_variable if {
	step := {"env": [_variable("NPM_CONFIG_OTP", "${{ inputs.code }}")]}
	_places(_repository(step, [])) == {["variable", "`NPM_CONFIG_OTP` hands a one-time password to CI"]}
}

test_variable_and_its_secret_are_one if {
	variable := object.union(_variable("NPM_CONFIG_OTP", "${{ secrets.NPM_OTP }}"), {"secrets": ["NPM_OTP"]})
	step := {"env": [variable], "secrets": [_secret("NPM_OTP", "env/NPM_CONFIG_OTP")]}
	_places(_repository(step, [_publish])) == {["secret", "the secret `NPM_OTP` hands a second factor to CI"]}
}

test_clean[note] if {
	some note, repository in {
		"no password": _repository({"commands": [_command("publish", {"--tag": "next"})]}, [_publish]),
		"empty variable": _repository({"env": [_variable("NPM_CONFIG_OTP", "")]}, [_publish]),
		"login of a test": _repository({"secrets": [_secret("E2E_TOTP_SECRET", "env/SEED")]}, []),
		"login of a test beside a publication": _repository(
			{"secrets": [_secret("E2E_TOTP_SECRET", "env/SEED")]},
			[_publish],
		),
		"the Erlang platform": _repository({"env": [_variable("ERLANG_OTP_VERSION", "27")]}, [_publish]),
		"another program": _repository({"commands": [{"at": "c", "program": "vault", "flags": {"--otp": "x"}}]}, []),
	}
	_places(repository) == set()
}
