package main

# A policy as conftest runs it: package `main`, rules that collect messages.

deny contains msg if {
	some manifest in input.packages
	manifest.publishable
	not startswith(manifest.name, "@acme/")
	msg := sprintf("%s: published packages are named @acme/...", [manifest.at])
}

deny_runner contains msg if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some label in job.runner.labels
	endswith(label, "-latest")
	msg := sprintf("%s: job %s runs on %s; name a version of the image", [pipeline.file, job.id, label])
}

warn contains msg if {
	some manifest in input.packages
	manifest.publishable
	not manifest.repository
	msg := sprintf("%s: no repository is named", [manifest.at])
}
