# METADATA
# title: Publications in CI
# description: |
#   What the rules of several packs ask about publishing: which jobs publish, which npm tokens
#   reach a step, whether a job may ask for an OIDC token, and which packages are released at all.
#   Every helper takes facts and returns facts; what they mean is for the rules to say.
package palisade.lib.publishing

import data.palisade.lib.registries
import data.palisade.lib.tokens

# METADATA
# title: What a job publishes, to whatever registry
# description: Dry runs are left out, and so are steps and jobs that never run.
real(job) := [publish |
	some publish in job.publishes
	happens(job, publish)
]

# METADATA
# title: What a job publishes for everybody
# description: Publications to a private registry, or to one that a test starts, are left out.
public(job) := [publish |
	some publish in job.publishes
	is_public_publication(job, publish)
]

# METADATA
# title: The publication is no dry run, and its step and job can run
happens(job, publish) if {
	not publish.dry_run
	not job.if_is == false
	not _step_never_runs(job, publish)
}

# METADATA
# title: The publication happens, and goes to a registry for everybody
is_public_publication(job, publish) if {
	happens(job, publish)
	not goes_elsewhere(publish)
}

# METADATA
# title: The publication goes to a private registry, or to one that a test starts
goes_elsewhere(publish) if is_elsewhere(publish.registry)

# A feed of Azure Artifacts has a name and no host.
goes_elsewhere(publish) if {
	regex.match(`^[A-Za-z0-9_-]+(/[A-Za-z0-9_. -]+)?$`, publish.registry)
}

goes_elsewhere(publish) if {
	not publish.registry
	count(publish.packages) > 0
	every name in publish.packages {
		name in _private_packages
	}
}

# METADATA
# title: Only a run can tell the registry that a publication goes to
registry_undecided(publish) if _decided_at_run(publish.registry)

registry_undecided(publish) if {
	not publish.registry
	some name in publish.packages
	name in _undecided_packages
}

# METADATA
# title: A job that publishes for everybody
# description: |
#   Rules that ask it of every job write `count(job.publishes) > 0` before it, which costs less than the call.
publishes(job) if {
	some publish in job.publishes
	is_public_publication(job, publish)
}

# METADATA
# title: The publications of a job, as related places of a violation
places(job) := [place |
	some publish in public(job)
	place := object.union(place_of(job, publish), {"msg": sprintf("`%s` publishes here", [publish.tool])})
]

# METADATA
# title: The place of a publication
# description: The command, the input of an action that is a script which publishes, or the action.
place_of(job, publish) := {"at": publish.at} if not _script_input(job, publish)

place_of(job, publish) := {"at": _script_input(job, publish), "key": ["with", "publish"]}

# METADATA
# title: The steps of a job and of the repository's own composite actions that it calls
# description: |
#   Objects with `step`, `index` (the job's step that is or calls it) and `related` (the call). An
#   action that such an action calls is not followed. The two lists are gone through, as
#   `array.concat` would have every member of each step read.
steps(job) := [entry |
	some entries in [
		[{"index": step.index, "step": step, "related": []} | some step in job.steps],
		[{"index": call.index, "step": step, "related": [_call(call)]} |
			some call in job.steps
			call.uses.kind == "local"
			some action in _composites(call)
			some step in action.steps
		],
	]
	some entry in entries
]

# METADATA
# title: The steps of the repository's own composite actions that a job calls
called_steps(job) := [step |
	some call in job.steps
	call.uses.kind == "local"
	some action in _composites(call)
	some step in action.steps
]

# METADATA
# title: The installs of a job and of the repository's own composite actions that it calls
# description: Objects with `install`, `index` (the job's step that is or calls it) and `related` (the call).
installs(job) := [entry |
	some entries in [
		[{"index": install.step, "install": install, "related": []} | some install in job.installs],
		[{"index": call.index, "install": install, "related": [_call(call)]} |
			some call in job.steps
			call.uses.kind == "local"
			some action in _composites(call)
			some install in action.installs
		],
	]
	some entry in entries
]

# METADATA
# title: The job may ask its provider for an OIDC token that npm takes
# description: |
#   GitHub gives one for any audience. GitLab and CircleCI make out tokens by name and audience, and
#   npm reads its own from `NPM_ID_TOKEN`. Azure's and Bitbucket's are for others.
oidc(job) if {
	job.permissions.scopes["id-token"] == "write"
	not job.id_tokens
}

oidc(job) if {
	some token in job.id_tokens
	_is_for_npm(token)
}

# METADATA
# title: No file shows whether the job may ask for an OIDC token
# description: |
#   A forge's default never grants `id-token`, so a workflow that says nothing has none. Only a
#   composite action and a reusable workflow without `permissions` have what their caller has.
oidc_undecided(_, job) if {
	not job.permissions.known
	job.permissions.source == "caller"
}

oidc_undecided(pipeline, job) if {
	not job.permissions.known
	job.permissions.source == "default"
	some trigger in pipeline.triggers
	trigger.event == "workflow_call"
	not _other_provider(pipeline)
}

# METADATA
# title: The provider's pipelines can be trusted publishers of npm
# description: For Azure Pipelines and Bitbucket a token is the only way.
can_be_trusted(pipeline) if not _takes_tokens_alone(pipeline)

# METADATA
# title: The triggers that start a job in the end
triggers(_, job) := job.triggers

triggers(pipeline, job) := pipeline.triggers if not job.triggers

# METADATA
# title: The job holds what it takes to publish
credentialed(_, job) if oidc(job)

credentialed(pipeline, job) if count(job_tokens(pipeline, job)) > 0

# METADATA
# title: The npm tokens that reach a publication of the job
job_tokens(pipeline, job) := {token |
	some publish in public(job)
	some step in job.steps
	step.index == publish.step
	some token in npm_tokens(pipeline, job, step)
}

# METADATA
# title: The npm tokens that reach a step
# description: Objects with `name` and `place` (`at`, and `key` where one is needed).
npm_tokens(pipeline, job, step) := tokens.reaching(pipeline, job, step)

# METADATA
# title: The credential of one publication
# description: |
#   `kind`, one of `oidc`, `token`, `oidc_and_token`, `none`, `unknown`, and the names of the `tokens`
#   that reach it, in order. `none` is said only where a provider shows every variable in the file. The
#   job's own token of GitHub's, `GITHUB_TOKEN`, counts where the registry is not one for everybody.
credential(pipeline, job, publish) := {"kind": "token", "tokens": names} if {
	names := sort(_tokens_for(pipeline, job, publish) | _of_forge(pipeline, job, publish))
	count(_of_forge(pipeline, job, publish)) > 0
}

credential(pipeline, job, publish) := {"kind": kind, "tokens": names} if {
	count(_of_forge(pipeline, job, publish)) == 0
	names := sort(_tokens_for(pipeline, job, publish))
	kind := _credential_kind(_oidc_answer(pipeline, job), count(names) > 0, _shows_all(pipeline, job))
}

# METADATA
# title: What a job publishes for everybody with a credential that no file names
# description: Outside of GitHub the project's variables reach a job without being named in the file.
with_unseen_credential(pipeline, job) := [publish |
	_other_provider(pipeline)
	some publish in public(job)
	credential(pipeline, job, publish).kind == "unknown"
]

# METADATA
# title: The URL names a registry that anybody can publish to
is_public(registry) if registries.is_public(registries.host_of(registry))

# METADATA
# title: The URL names another registry than those
# description: |
#   Neither holds for a URL whose host only a run can tell.
is_elsewhere(registry) if {
	host := registries.host_of(registry)
	not registries.is_public(host)
}

# GitLab's own registry stands below the address of its instance:
# https://docs.gitlab.com/user/packages/npm_registry/
is_elsewhere(registry) if {
	contains(registry, "$")
	regex.match(`^(?:https?:)?(?://)?[$][{]?CI_(?:API_V4_URL|SERVER_(?:HOST|FQDN|URL))[}]?(?:[:/]|$)`, registry)
}

# Azure Pipelines: the addresses of the organisation.
is_elsewhere(registry) if {
	startswith(registry, "$(")
	regex.match(`(?i)^[$]\(system\.(?:collectionuri|teamfoundationcollectionuri)\)`, registry)
}

# METADATA
# title: The package is meant for a registry
# description: |
#   `publishable` says only that the registry would accept it, which holds for most applications
#   as well. A package counts as released when its manifest prepares for it, or when it is no
#   workspace root and the repository publishes something. Examples and fixtures do not count.
released(manifest) if {
	manifest.publishable
	not is_sample(manifest)
	not is_extension(manifest)
	prepared(manifest)
}

released(manifest) if {
	manifest.publishable
	not is_sample(manifest)
	not is_extension(manifest)
	count(manifest.workspaces) == 0
	repository_publishes
}

# METADATA
# title: The package is an extension of an editor, which has a registry of its own
is_extension(manifest) if {
	some engine in manifest.engines
	engine.name == "vscode"
}

# METADATA
# title: The manifest prepares for publishing
prepared(manifest) if manifest.publish_config

prepared(manifest) if manifest.files

prepared(manifest) if {
	some script in manifest.scripts
	script.name in {"prepublishOnly", "publish", "postpublish", "prepack"}
}

prepared(manifest) if {
	some script in manifest.scripts
	some command in script.commands
	command.deed.kind == "publish"
}

# METADATA
# title: Some workflow publishes something
repository_publishes if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some publish in job.publishes
	is_public_publication(job, publish)
}

# METADATA
# title: The package stands in a folder of examples, templates or tests
is_sample(manifest) if {
	some part in split(lower(manifest.directory), "/")
	part in {
		"example", "examples", "demo", "demos", "sample", "samples", "playground", "playgrounds",
		"template", "templates", "fixture", "fixtures", "__fixtures__", "test", "tests", "__tests__",
		"e2e", "bench", "benchmark", "benchmarks",
	}
}

is_sample(manifest) if {
	some part in split(lower(manifest.directory), "/")
	startswith(part, "template-")
}

_step_never_runs(job, publish) if {
	some step in job.steps
	step.if_is == false
	step.index == publish.step
}

_private_packages := {manifest.name |
	some manifest in input.packages
	manifest.publish_config
	is_elsewhere(_own_registry(manifest))
}

_undecided_packages := {manifest.name |
	some manifest in input.packages
	manifest.publish_config
	_decided_at_run(_own_registry(manifest))
}

# npm asks for the scope's registry before the one for all.
_own_registry(manifest) := _scoped_registry(manifest)

_own_registry(manifest) := manifest.publish_config.registry if not _scoped_registry(manifest)

_scoped_registry(manifest) := manifest.publish_config.scoped_registries[split(manifest.name, "/")[0]]

_decided_at_run(registry) if {
	regex.match(`[$]|<<`, registry)
	not is_elsewhere(registry)
}

_is_for_npm(token) if token.name == "NPM_ID_TOKEN"

_is_for_npm(token) if {
	some audience in token.audiences
	startswith(audience, "npm:")
}

_oidc_answer(_, job) := "yes" if oidc(job)

_oidc_answer(pipeline, job) := "unknown" if {
	not oidc(job)
	oidc_undecided(pipeline, job)
}

_oidc_answer(pipeline, job) := "no" if {
	not oidc(job)
	not oidc_undecided(pipeline, job)
}

# Elsewhere the project's variables reach a job without being named in the file.
_shows_all(pipeline, job) := "yes" if {
	not _other_provider(pipeline)
	not job.secret_groups
}

_shows_all(_, job) := "no" if job.secret_groups

_shows_all(pipeline, _) := "no" if _other_provider(pipeline)

_takes_tokens_alone(pipeline) if pipeline.provider in {"azure", "bitbucket"}

_other_provider(pipeline) if pipeline.provider in {"gitlab", "circleci", "azure", "bitbucket"}

_tokens_for(pipeline, job, publish) := {token.name |
	some step in job.steps
	step.index == publish.step
	some token in npm_tokens(pipeline, job, step)
}

_of_forge(pipeline, job, publish) := {name |
	goes_elsewhere(publish)
	not _other_provider(pipeline)
	some step in job.steps
	step.index == publish.step
	some name in tokens.of_forge(pipeline, job, step)
}

_credential_kind("yes", true, _) := "oidc_and_token"

_credential_kind("yes", false, _) := "oidc"

_credential_kind("no", true, _) := "token"

_credential_kind("no", false, "yes") := "none"

_credential_kind("no", false, "no") := "unknown"

_credential_kind("unknown", _, _) := "unknown"

_script_input(job, publish) := step.at if {
	some step in job.steps
	step.index == publish.step
	publish.tool == step.uses.action
	step["with"].publish
}

_composites(call) := [action |
	files := _files_of_action(call.uses.path)
	some pipeline in _composite_actions
	pipeline.file in files
	some action in pipeline.jobs
]

# Looked for once, and not for every step that calls one.
_composite_actions := [pipeline |
	some pipeline in input.pipelines
	pipeline.kind == "composite_action"
]

_files_of_action(".") := {"action.yml", "action.yaml"}

_files_of_action(path) := {concat("/", [path, file]) | some file in ["action.yml", "action.yaml"]} if path != "."

_call(call) := {"at": call.at, "key": "uses", "msg": "the action is called here"}
