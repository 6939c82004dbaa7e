# METADATA
# title: Locked packages come from declared hosts
# description: |
#   The address in a lockfile entry decides where the archive is fetched, whatever the settings say.
#   A change of one address and its hash among thousands of lines is easily overlooked and installs
#   another package under a known name. Git repositories and archives that package.json itself asks
#   for are judged there, and where pnpm gets the runtimes that it installs is known.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
#     description: npm, package-lock.json, resolved
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse
#     description: OWASP, dependency chain abuse
# custom:
#   severity: high
#   profile: baseline
#   checklists: [consumer]
#   remediation: |
#     Find out how the address came in (`git log -S<host> -- <lockfile>`). If the host is yours,
#     declare it in `registries` or `lockfile_hosts`; otherwise write the entry again from your
#     registry.
package palisade.lockfile.host_not_allowed

import data.palisade.lib.lockfiles
import data.palisade.lib.registries

deny contains violation if {
	some lockfile in input.lockfiles
	some group in lockfile.groups.hosts
	host := lower(group.key)
	not _allowed(host)
	not _asked_for(lockfile, group, host)
	first := group.sample[0]
	violation := {
		"msg": sprintf("`%s` is fetched from `%s`%s, a host that is not declared", [first.name, host, _others(group.count)]),
		"at": first.at,
		"key": lockfiles.address(lockfile, first),
		"related": [{"at": sample.at, "msg": sprintf("so is `%s`", [sample.name])} |
			some index, sample in group.sample
			index > 0
			index < 6
		],
	}
}

_allowed(host) if registries.allowed(host)

_allowed(host) if {
	some domain in data.parameters.lockfile_hosts
	registries.within(host, domain)
}

# Every package of the group is a git or tarball dependency of a manifest, on this very host, or a runtime.
_asked_for(lockfile, group, host) if {
	group.count == count(group.sample)
	every sample in group.sample {
		_expected(lockfile, sample.name, host)
	}
}

_expected(_, name, host) if _direct(name, host)

# pnpm installs Node.js, Deno and bun as packages.
_expected(lockfile, "node", host) if {
	lockfile.kind == "pnpm_lock"
	some domain in data.parameters.runtime_hosts
	registries.within(host, domain)
}

# Anybody can release on the forge: only where a project asks for the runtime.
_expected(lockfile, name, "github.com") if {
	lockfile.kind == "pnpm_lock"
	name in {"bun", "deno"}
	some manifest in input.packages
	_asks_for_runtime(manifest, name)
}

_asks_for_runtime(manifest, name) if {
	some engine in manifest.engines
	engine.name == name
}

_asks_for_runtime(manifest, name) if {
	some dependency in manifest.dependencies
	dependency.name == name
	startswith(dependency.spec, "runtime:")
}

_direct(name, host) if {
	some manifest in input.packages
	some dependency in manifest.dependencies
	dependency.name == name
	dependency.source.kind in {"git", "tarball"}
	host in _serving(lower(dependency.source.host))
}

# An override swaps the source wherever the package stands: package.json asks for that as well.
_direct(name, host) if {
	some manifest in input.packages
	some override in manifest.overrides
	_overridden(override.selector) == name
	override.source.kind in {"git", "tarball"}
	host in _serving(lower(override.source.host))
}

# The last name of a path of names, `a>b@1` or `a/**/@scope/b`.
_overridden(selector) := found[0][1] if {
	steps := split(selector, ">")
	last := steps[count(steps) - 1]
	found := regex.find_all_string_submatch_n(`((?:@[^/@]+/)?[^/@]+)(?:@[^/]*)?$`, last, 1)
}

# Archives of repositories on GitHub have a host of their own.
_serving(host) := {host} if host != "github.com"

_serving("github.com") := {"github.com", "codeload.github.com"}

_others(total) := "" if total < 2

_others(total) := " like one other package" if total == 2

_others(total) := sprintf(" like %d other packages", [total - 1]) if total > 2
