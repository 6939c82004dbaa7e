# METADATA
# title: Update bots let new versions wait
# description: |
#   A malicious version is mostly found and taken down within a day or two. A bot that proposes each version the moment
#   it is out, above all where its changes are merged without a look, brings it in before anybody could find it.
#   Dependabot lets versions wait for three days since July 2026 unless `cooldown` says another time; on servers of an
#   older release it does not wait. Renovate waits only where it is told to, by `minimumReleaseAge` or a preset. Fixes
#   of known holes wait for neither.
# related_resources:
#   - ref: https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-options-reference
#     description: GitHub, `cooldown` of Dependabot
#   - ref: https://docs.renovatebot.com/key-concepts/minimum-release-age/
#     description: Renovate, minimum release age
# custom:
#   severity: medium
#   profile: recommended
#   checklists: [consumer]
#   remediation: |
#     Dependabot: `cooldown: { default-days: 7 }` in the entry. Renovate: `"minimumReleaseAge": "7 days"`, or the preset
#     `security:minimumReleaseAgeNpm`. How long is long enough is the parameter `minimum_release_age`, in seconds.
package palisade.ci.update_bot_without_cooldown

# What Dependabot waits where nothing is written, in seconds.
_default_cooldown := 259200

# What the presets of Renovate's that wait come to, in seconds.
_waiting_presets := {
	":unpublishSafe": 259200,
	"config:best-practices": 259200,
	"default:unpublishSafe": 259200,
	"npm:unpublishSafe": 259200,
	"security:minimumReleaseAgeNpm": 259200,
}

deny contains violation if {
	some bot in input.repository.update_bots
	bot.kind == "dependabot"
	some updates in bot.updates
	not updates.off
	some wait in updates.waits
	wait.seconds < data.parameters.minimum_release_age
	violation := {
		"msg": sprintf("Dependabot proposes versions %s, by `%s`", [_after(wait.seconds), wait.setting]),
		"at": wait.at,
		"label": sprintf("less than %s", [_period(data.parameters.minimum_release_age)]),
	}
}

deny contains violation if {
	some bot in input.repository.update_bots
	bot.kind == "dependabot"
	some updates in bot.updates
	not updates.off
	some wait in updates.waits
	"*" in wait.except
	violation := {
		"msg": "`exclude` takes every package out of Dependabot's cooldown",
		"at": updates.at,
		"key": ["cooldown", "exclude"],
	}
}

# Only where more is asked for than the default gives.
deny contains violation if {
	_default_cooldown < data.parameters.minimum_release_age
	some bot in input.repository.update_bots
	bot.kind == "dependabot"
	some updates in bot.updates
	not updates.off
	not _says_default(updates)
	violation := {
		"msg": sprintf("Dependabot proposes versions of `%s` after three days, its default", [updates.ecosystem]),
		"at": updates.at,
		"key": "cooldown",
	}
}

# What stands outside of `include` has no period that the documentation tells.
unknown contains gap if {
	some bot in input.repository.update_bots
	bot.kind == "dependabot"
	some updates in bot.updates
	not updates.off
	some wait in updates.waits
	count(wait.only) > 0
	not "*" in wait.only
	gap := {
		"msg": "how long Dependabot waits for packages that `include` does not name",
		"at": updates.at,
	}
}

deny contains violation if {
	some bot in input.repository.update_bots
	bot.kind == "renovate"
	some updates in bot.updates
	not updates.off
	some wait in updates.waits
	_for_all(wait)
	wait.seconds < data.parameters.minimum_release_age
	not _waits_enough(bot, updates)
	violation := {
		"msg": sprintf("Renovate proposes versions %s, by `%s`", [_after(wait.seconds), wait.setting]),
		"at": wait.at,
		"label": sprintf("less than %s", [_period(data.parameters.minimum_release_age)]),
	}
}

deny contains violation if {
	some bot in input.repository.update_bots
	bot.kind == "renovate"
	some updates in bot.updates
	not updates.off
	not _says_something(updates)
	not _waits_enough(bot, updates)
	not _elsewhere(bot)
	not _security_only(bot)
	violation := {
		"msg": "Renovate proposes versions as soon as they are out",
		"at": bot.at,
		"key": "minimumReleaseAge",
	}
}

unknown contains gap if {
	some bot in input.repository.update_bots
	bot.kind == "renovate"
	some updates in bot.updates
	not updates.off
	not _says_something(updates)
	not _waits_enough(bot, updates)
	some preset in bot.presets
	preset.elsewhere
	gap := {
		"msg": sprintf("whether Renovate lets new versions wait is said by `%s`, which is not read", [preset.name]),
		"at": preset.at,
	}
}

unknown contains gap if {
	some bot in input.repository.update_bots
	some updates in bot.updates
	not updates.off
	some wait in updates.waits
	wait.setting != "cooldown"
	_for_all(wait)
	not _told(wait)
	gap := {
		"msg": sprintf("how long `%s` is: `%s`", [wait.setting, wait.value]),
		"at": wait.at,
	}
}

_told(wait) if wait.seconds >= 0

_says_default(updates) if {
	some wait in updates.waits
	wait.setting == "default-days"
}

# Packages of npm: what is written for others, or for some names, says nothing of the rest.
_for_all(wait) if {
	count(wait.only) == 0
	not wait.ecosystems
}

_for_all(wait) if {
	count(wait.only) == 0
	some ecosystem in wait.ecosystems
	ecosystem in {"npm", "*"}
}

_says_something(updates) if {
	some wait in updates.waits
	_for_all(wait)
}

_waits_enough(_, updates) if {
	some wait in updates.waits
	_for_all(wait)
	wait.seconds >= data.parameters.minimum_release_age
}

_waits_enough(bot, updates) if {
	not _says_something(updates)
	some preset in bot.presets
	_waiting_presets[preset.name] >= data.parameters.minimum_release_age
}

_elsewhere(bot) if {
	some preset in bot.presets
	preset.elsewhere
}

# Fixes of known holes wait nowhere.
_security_only(bot) if {
	some preset in bot.presets
	preset.name == "security:only-security-updates"
}

_after(seconds) := "as soon as they are out" if seconds == 0

_after(seconds) := sprintf("after %s", [_period(seconds)]) if seconds > 0

_period(seconds) := sprintf("%d days", [floor(seconds / 86400)]) if {
	seconds >= 172800
} else := sprintf("%d hours", [floor(seconds / 3600)])
