package palisade.lib.registries_test

import data.palisade.lib.registries

test_host_of[url] if {
	some url, host in {
		"https://registry.npm.example/": "registry.npm.example",
		"https://registry.npm.example": "registry.npm.example",
		"HTTP://Registry.NPM.example:8443/npm/": "registry.npm.example",
		"https://user:pass@npm.corp.example/repo": "npm.corp.example",
		"//npm.corp.example/:_authToken": "npm.corp.example",
		"git+ssh://git@git.example/acme/widget.git#main": "git.example",
		"http://[::1]:4873": "[::1]",
		"https://npm.corp.example./x": "npm.corp.example",
		"https://npm.corp.example?x=1": "npm.corp.example",
	}
	registries.host_of(url) == host
}

test_host_of_is_undefined[url] if {
	some url in [
		"${REGISTRY}",
		"https://${HOST}/npm/",
		"https://${{ vars.HOST }}/",
		"npm.corp.example",
		"",
		"/a//b.example/",
	]
	not registries.host_of(url)
}

test_a_domain_is_matched_on_whole_labels if {
	registries.within("npm.example", "npm.example")
	registries.within("registry.npm.example", "NPM.example")
	not registries.within("evil-npm.example", "npm.example")
	not registries.within("npm.example.evil.example", "npm.example")
	not registries.within("example", "npm.example")
}

test_public_and_declared_registries_are_allowed if {
	registries.allowed("registry.npm.example") with data.parameters.public_registries as ["npm.example"]
	registries.allowed("npm.corp.example") with data.parameters.registries as ["corp.example"]
	not registries.is_public("npm.corp.example") with data.parameters.registries as ["corp.example"]
	not registries.allowed("npm.corp.example") with data.parameters.registries as ["npm.example"]
	not registries.allowed("npm.corp.example") with data.parameters.registries as []
}

test_loopback if {
	registries.loopback(registries.host_of("http://localhost:4873/"))
	registries.loopback(registries.host_of("http://127.0.0.1:4873"))
	not registries.loopback("localhost.example")
}

test_exact[spec] if {
	some spec in [
		"npm@11.6.2",
		"@acme/cli@1.0.0",
		"typescript@5.9.0-beta",
		"pnpm@v10.1.0",
		"tool@1.2.3+build.5",
		"x@npm:@acme/x@1.2.3",
	]
	registries.exact(spec)
}

test_not_exact[spec] if {
	some spec in [
		"npm",
		"npm@latest",
		"npm@11",
		"npm@11.6",
		"npm@^11.6.2",
		"npm@11.x",
		"@acme/cli",
		"@acme/cli@next",
		"acme/tool#1.2.3",
		"https://x.example/x@1.2.3/x.tgz",
		"x@npm:y@latest",
	]
	not registries.exact(spec)
}

test_local_paths if {
	every spec in [".", "./pkg", "../dist", "/tmp/x", "file:../x", "acme-widget-1.0.0.tgz", "~/x"] {
		registries.local_path(spec)
	}
	every spec in ["npm", "@acme/x", "https://x.example/x.tgz", "acme/tool"] {
		not registries.local_path(spec)
	}
}
