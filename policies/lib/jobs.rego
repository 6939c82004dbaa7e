# How messages name jobs.
package palisade.lib.jobs

import data.palisade.lib.triggers

# The job that a place belongs to. On other forges than GitHub one place, a template or a default,
# often is that of many jobs: the message then names none, and the place is one finding.
in_job(pipeline, job) := sprintf(" in job `%s`", [job.id]) if {
	triggers.on_github(pipeline)
} else := ""
