# make help lists the targets. Every recipe calls Deno through the tool chain
# that tools/toolchain.sh found or fetched; see CONTRIBUTING.md.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

NETWORK ?= auto
HOST_ARCH := $(subst x86_64,amd64,$(subst aarch64,arm64,$(shell uname -m)))
ARCH ?= $(HOST_ARCH)
CASES ?= 200000

NAME := registry-credential-provider
DENO := .toolchain/bin/deno
BINARY := dist/$(NAME)-linux-$(ARCH)

# A cache of the project's own: HOME may be missing or not writable. The
# operating system's certificates count, as they do for npm and apt.
export DENO_DIR := $(CURDIR)/.toolchain/deno-dir
export DENO_NO_UPDATE_CHECK := 1
export DENO_TLS_CA_STORE := $(or $(DENO_TLS_CA_STORE),system,mozilla)
export NETWORK

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r target text; do \
		printf '  make %-14s %s\n' "$$target" "$$text"; done
	@printf '\nVariables:\n'
	@printf '  %-15s %s\n' 'ARCH=amd64' 'or arm64: the nodes that make build is for' \
		'NETWORK=auto' 'or open, npm: where the tool chain comes from' \
		'CASES=200000' 'how many inputs make fuzz tries; SEED=N repeats a run' \
		'CLUSTER=kind' 'the Kind cluster; docs/kind.md has the further ones' \
		'CONFIG=FILE' 'the registries.yaml for the nodes'

.PHONY: build
build: toolchain ## build dist/registry-credential-provider
	@sh tools/build.sh $(ARCH) $(BINARY)
	@if [ "$(ARCH)" = "$(HOST_ARCH)" ]; then ln -f $(BINARY) dist/$(NAME); fi

.PHONY: reproducible
reproducible: build ## build the commit again in another folder, and compare
	@sh tools/reproducible.sh $(ARCH) $(BINARY)

.PHONY: sbom
sbom: build ## write the bill of materials (CycloneDX) of the binaries that were built
	@$(DENO) run --quiet -A tools/sbom.ts $(ARCH)

# The time in the bill of materials is that of the commit, so that every machine
# gathers the same bytes.
.PHONY: release
release: ## gather what a release publishes in dist/release, built twice
	@$(MAKE) reproducible ARCH=amd64
	@$(MAKE) reproducible ARCH=arm64
	@SOURCE_DATE_EPOCH="$$(git log -1 --format=%ct)" $(DENO) run --quiet -A tools/sbom.ts $(HOST_ARCH)
	@sh tools/release.sh dist dist/release

.PHONY: notices
notices: build ## write THIRD_PARTY_NOTICES anew
	@$(DENO) run --quiet -A tools/notices.ts $(ARCH)

.PHONY: toolchain
toolchain:
	@sh tools/toolchain.sh

.PHONY: run
run: build ## build, and answer a kubelet request from an example config
	@sh tools/demo.sh dist/$(NAME)

.PHONY: test
test: build ## run all tests, on the sources and on the binary
	@$(DENO) run --quiet -A tools/run_tests.ts

.PHONY: test-newest
test-newest: build ## run the source tests on the newest Deno that npm has
	@sh tools/test_newest.sh

.PHONY: e2e
e2e: build ## check against real things, those that can be had: SUITES='moto clients'
	@$(DENO) run --quiet -A tests/e2e/run_suites.ts $(SUITES)

.PHONY: fuzz
fuzz: build ## try CASES generated inputs, of a random SEED
	@seed=$(SEED); seed=$${seed:-$$(date +%s)}; \
	printf "FUZZ_SEED=%s FUZZ_CASES=%s\n" "$$seed" "$(CASES)"; \
	FUZZ_SEED=$$seed FUZZ_CASES=$(CASES) $(DENO) run --quiet -A tools/run_tests.ts tests/fuzz

.PHONY: stress
stress: build ## kill the program 2,000 times while it writes its cache
	@rm -f .build/kills.txt
	@KILLS=2000 $(DENO) run --quiet -A tools/run_tests.ts tests/binary/cache_kill_test.ts
	@cat .build/kills.txt

.PHONY: bench
bench: toolchain ## measure the program against an empty one: ROUNDS=40
	@ROUNDS='$(ROUNDS)' $(DENO) run --quiet -A bench/bench.ts

.PHONY: bench-peers
bench-peers: toolchain ## measure it beside others that do the same; Go builds them
	@ROUNDS='$(ROUNDS)' $(DENO) run --quiet -A bench/bench_peers.ts

.PHONY: lint
lint: toolchain ## check formats, lint rules, types and shell scripts
	@$(DENO) fmt --quiet --check
	@$(DENO) lint --quiet
	@$(DENO) check --quiet src providers tools tests bench
	@sh tools/shellcheck.sh

.PHONY: fmt
fmt: toolchain ## format everything
	@$(DENO) fmt --quiet

.PHONY: schema
schema: toolchain ## write docs/config.schema.json anew
	@$(DENO) run --quiet -A tools/schema.ts

.PHONY: image
image: build ## build the image of the DaemonSet, with docker or podman
	@ARCH=$(ARCH) IMAGE='$(IMAGE)' BASE='$(BASE)' TOOL='$(TOOL)' sh deploy/image.sh

.PHONY: e2e-install
e2e-install: build ## install in containers with systemd, laid out like a Kind cluster
	@sh tests/e2e-install/run.sh

# On the machine itself. With DESTDIR files are only put there, for a package.
# Not after a build: that would be one by root.
PREFIX ?= /usr/local
PROGRAM := $(DESTDIR)$(PREFIX)/bin/$(NAME)
# Under this name the program is a credential helper of Docker.
HELPER := $(DESTDIR)$(PREFIX)/bin/docker-credential-registry
SHARE := $(DESTDIR)$(PREFIX)/share/$(NAME)
# Where the shells look for completions. Not every system has zsh look below /usr.
BASH_COMPLETION := $(DESTDIR)$(PREFIX)/share/bash-completion/completions/$(NAME)
ZSH_COMPLETION := $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_$(NAME)
FISH_COMPLETION := $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/$(NAME).fish

.PHONY: install
install: ## install what was built on this machine, a node: CONFIG=FILE FILES=FOLDER
	@test -f $(BINARY) || { printf 'make: %s is not there: run make build first\n' '$(BINARY)' >&2; exit 1; }
ifeq ($(DESTDIR),)
	@test -n '$(CONFIG)' || { printf 'make: CONFIG=FILE is missing: the registries.yaml for this node\n' >&2; exit 1; }
	@sh deploy/node.sh install --binary $(BINARY) --config '$(CONFIG)' $(if $(FILES),--files '$(FILES)') $(NODE_OPTIONS)
endif
	@install -d '$(dir $(PROGRAM))' '$(SHARE)'
	@install -m 0755 $(BINARY) '$(PROGRAM)'
	@ln -sf $(NAME) '$(HELPER)'
	@install -m 0755 deploy/node.sh '$(SHARE)/node.sh'
	@if $(BINARY) --version >/dev/null 2>&1; then \
		$(BINARY) completions bash | install -D -m 0644 /dev/stdin '$(BASH_COMPLETION)'; \
		$(BINARY) completions zsh | install -D -m 0644 /dev/stdin '$(ZSH_COMPLETION)'; \
		$(BINARY) completions fish | install -D -m 0644 /dev/stdin '$(FISH_COMPLETION)'; \
	else printf 'make: no completions for shells: %s does not run on this machine\n' '$(BINARY)' >&2; fi

.PHONY: uninstall
uninstall: ## take away from this machine what make install has put there
ifeq ($(DESTDIR),)
	@sh deploy/node.sh uninstall $(NODE_OPTIONS)
endif
	@rm -f '$(PROGRAM)' '$(HELPER)' '$(SHARE)/node.sh' \
		'$(BASH_COMPLETION)' '$(ZSH_COMPLETION)' '$(FISH_COMPLETION)'
	@test ! -d '$(SHARE)' || rmdir '$(SHARE)'

# deploy/kind.sh takes its variables from the environment; make puts those there
# that stand on its command line.
.PHONY: kind-install
kind-install: ## give every node of a Kind cluster the provider, and verify it
	@MAKE='$(MAKE)' sh deploy/kind.sh install

.PHONY: kind-verify
kind-verify: ## prove that every node of a Kind cluster uses the provider
	@sh deploy/kind.sh verify

.PHONY: kind-uninstall
kind-uninstall: ## take the provider away from every node of a Kind cluster
	@sh deploy/kind.sh uninstall

.PHONY: kind-up
kind-up: ## create a Kind cluster that has the provider from the start
	@MAKE='$(MAKE)' sh deploy/kind.sh up

.PHONY: clean
clean: ## remove what was built
	rm -rf .build dist coverage

.PHONY: distclean
distclean: clean ## remove the tool chain as well
	rm -rf .toolchain vendor node_modules
