package own.images

deny contains {"msg": "a container", "at": job.at} if {
	some pipeline in input.pipelines
	some job in pipeline.jobs
	some image in job.images
	image.role == "container"
}
