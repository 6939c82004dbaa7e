# METADATA
# title: Tokens have the permissions that their job needs
# description: |
#   `write-all` gives every job the right to push, to release, to change issues and packages and to ask for identity
#   tokens. A write permission at the top of a workflow goes to each of its jobs, so that a test or lint job that runs
#   a compromised dependency can push. `read-all` opens private content to jobs that need the code alone.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use
#     description: GitHub, least privilege of the job's token
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
#     description: GitHub, `permissions` and its scopes
# custom:
#   severity: high
#   profile: recommended
#   checklists: [publisher]
#   remediation: |
#     Write `permissions: contents: read` at the top and move each write permission to the one job that uses it:
#     `jobs.release.permissions.contents: write`.
package palisade.ci.permissions_excessive

deny contains violation if {
	some pipeline in input.pipelines
	pipeline.permissions.form == "write_all"
	violation := {
		"msg": sprintf("`write-all` lets every job of `%s` change everything in the repository", [pipeline.file]),
		"at": pipeline.permissions.at,
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.permissions.source == "job"
	job.permissions.form == "write_all"
	violation := {
		"msg": sprintf("`write-all` lets job `%s` change everything in the repository", [job.id]),
		"at": job.permissions.at,
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	pipeline.permissions.form == "scopes"
	writes := {scope |
		some scope, level in pipeline.permissions.scopes
		level == "write"
		scope != "id-token"
	}
	count(writes) > 0
	heirs := {job.id | some job in pipeline.jobs; job.permissions.source == "workflow"}
	count(heirs) > 1
	violation := {
		"msg": sprintf("%s for the whole workflow: jobs %s all can write there", [
			concat(", ", [sprintf("`%s: write`", [scope]) | some scope in sort(writes)]),
			concat(", ", [sprintf("`%s`", [id]) | some id in sort(heirs)]),
		]),
		"at": pipeline.permissions.at,
		"key": min(writes),
		"severity": "medium",
	}
}

warn contains violation if {
	some pipeline in input.pipelines
	pipeline.permissions.form == "read_all"
	violation := {
		"msg": sprintf("`read-all` lets every job of `%s` read more than the code", [pipeline.file]),
		"at": pipeline.permissions.at,
	}
}

warn contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	job.permissions.source == "job"
	job.permissions.form == "read_all"
	violation := {
		"msg": sprintf("`read-all` lets job `%s` read more than the code", [job.id]),
		"at": job.permissions.at,
	}
}

unknown contains gap if {
	some pipeline in input.pipelines
	pipeline.kind == "workflow"
	some trigger in pipeline.triggers
	trigger.event != "workflow_call"
	some job in pipeline.jobs
	job.permissions.source == "default"
	gap := {
		"msg": sprintf("`%s` leaves its token to the repository's default, which no file shows", [pipeline.file]),
		"at": pipeline.at,
	}
}
