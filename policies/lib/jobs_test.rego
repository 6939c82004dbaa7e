package palisade.lib.jobs_test

import data.palisade.lib.jobs

test_in_job if {
	jobs.in_job({"provider": "github"}, {"id": "test"}) == " in job `test`"
	jobs.in_job({"provider": "gitlab"}, {"id": "test"}) == ""
}
