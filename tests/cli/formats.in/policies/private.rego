package own.private

deny contains {"msg": "private after all", "at": manifest.at} if {
	some manifest in input.packages
	manifest.private
}
