# METADATA
# title: Container images are pinned to a digest
# description: |
#   The tag of an image can be pushed again, and `latest` is meant to move. A job whose steps run in such an image, or
#   a step that runs it, executes what the tag holds at that moment, with the job's files, token and secrets. A service
#   beside the job sees less, so that only a service without a version is reported.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
#     description: GitHub, `jobs.<job_id>.container` and `docker://` in `uses`
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html
#     description: OWASP Docker security cheat sheet
# custom:
#   severity: medium
#   profile: recommended
#   remediation: |
#     Add the digest behind the tag: `image: node:24.11.0-alpine@sha256:<digest>`. `docker buildx imagetools inspect
#     node:24.11.0-alpine` prints it, and update bots keep tag and digest together.
package palisade.ci.unpinned_image

import data.palisade.lib.triggers

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some image in job.images
	image.role == "container"
	_moves(image.uses)
	_stands_for_all(pipeline, image)
	violation := {
		"msg": sprintf("%s `%s`, %s", [_running(pipeline, job), image.uses.text, _why(image.uses)]),
		"at": image.at,
		"severity": _severity(image.uses),
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some image in job.images
	image.role != "container"
	_moves(image.uses)
	_unversioned(image.uses)
	_stands_for_all(pipeline, image)
	violation := {
		"msg": sprintf("service %s is `%s`, %s", [_service(pipeline, job, image), image.uses.text, _why(image.uses)]),
		"at": image.at,
		"severity": "low",
	}
}

deny contains violation if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some step in job.steps
	step.uses.kind == "docker"
	_moves(step.uses)
	violation := {
		"msg": sprintf("this step runs `%s`, %s", [step.uses.text, _why(step.uses)]),
		"at": step.uses.at,
		"severity": _severity(step.uses),
	}
}

# Elsewhere executors, defaults and templates give one image to many jobs: an image is one finding a file.
_stands_for_all(pipeline, _) if triggers.on_github(pipeline)

_stands_for_all(pipeline, image) if {
	not triggers.on_github(pipeline)
	image.at == min({other.at |
		some same in input.pipelines
		same.file == pipeline.file
		some job in same.jobs
		some other in job.images
		other.role == image.role
		other.uses.text == image.uses.text
	})
}

_running(pipeline, job) := sprintf("job `%s` runs in", [job.id]) if {
	triggers.on_github(pipeline)
} else := "jobs run in"

_service(pipeline, job, image) := sprintf("`%s` of job `%s`", [image.role, job.id]) if {
	triggers.on_github(pipeline)
} else := sprintf("`%s`", [image.role])

_moves(uses) if {
	uses.kind == "docker"
	uses.pin.kind in {"version", "name", "none"}
	_is_written(uses)
}

# A variable in front of the name or of the tag, which may be a registry, leaves the tag what it is.
_is_written(uses) if not contains(regex.replace(uses.text, `^.*/`, ""), "$")

_is_written(uses) if {
	not contains(uses.pin.ref, "$")
	endswith(uses.text, concat(":", ["", uses.pin.ref]))
}

_unversioned(uses) if uses.pin.kind == "none"

# No version is without a digit: `latest`, `lts`, `alpine`, `main`.
_unversioned(uses) if {
	uses.pin.kind == "name"
	not regex.match(`[0-9]`, uses.pin.ref)
}

_why(uses) := "which names no tag and so means `latest`" if {
	uses.pin.kind == "none"
} else := sprintf("and the tag `%s` is meant to move", [uses.pin.ref]) if {
	_unversioned(uses)
} else := sprintf("and the tag `%s` can be pushed again", [uses.pin.ref])

_severity(uses) := "medium" if {
	_unversioned(uses)
} else := "low"

# Where a variable stands in the name, no file may show what it holds.
unknown contains answer if {
	some pipeline in input.pipelines
	not triggers.on_github(pipeline)
	some job in pipeline.jobs
	some image in job.images
	contains(image.uses.text, "$")
	not contains(image.uses.text, "@sha256:")
	not _is_written(image.uses)
	_stands_for_all(pipeline, image)
	answer := {"msg": sprintf("which image `%s` is, only a run can tell", [image.uses.text]), "at": image.at}
}
