# make help lists the targets by groups: "##@" begins one. Every recipe calls Deno
# through the tool chain that tools/toolchain.sh found or fetched; see
# CONTRIBUTING.md. A recipe of more than a few lines is a script.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

NETWORK ?= auto
HOST_ARCH := $(subst x86_64,amd64,$(subst aarch64,arm64,$(shell uname -m)))
ARCH ?= $(HOST_ARCH)
CASES ?= 200000
KILLS ?= 2000
# Many runs at once, which tests/binary has; make stress shows them, too.
CROWDS := tests/binary/cache_crowd_test.ts tests/binary/cache_failing_crowd_test.ts
PREFIX ?= /usr/local

NAME := registry-credential-provider
DENO := .toolchain/bin/deno
BINARY := dist/$(NAME)-linux-$(ARCH)
MANUAL := dist/$(NAME).1

# A cache of the project's own: HOME may be missing or not writable. The
# operating system's certificates count, as they do for npm and apt.
export DENO_DIR := $(CURDIR)/.toolchain/deno-dir
export DENO_NO_UPDATE_CHECK := 1
export DENO_TLS_CA_STORE := $(or $(DENO_TLS_CA_STORE),system,mozilla)
export NETWORK

##@ Start here

.PHONY: help
help: ## list the targets
	@sh tools/help.sh Makefile

.PHONY: build
build: toolchain dist/node.sh $(MANUAL) ## build dist/registry-credential-provider and dist/node.sh
	@sh tools/build.sh $(ARCH) $(BINARY)
	@if [ "$(ARCH)" = "$(HOST_ARCH)" ]; then ln -f $(BINARY) dist/$(NAME); fi

dist/node.sh: $(wildcard deploy/node/*.sh) tools/join_node.sh
	@sh tools/join_node.sh $@

$(MANUAL): tools/manual_page.ts $(wildcard src/cli/*.ts) providers/commands.ts deno.json | toolchain
	@mkdir -p dist
	@$(DENO) run --quiet --no-check -A tools/man.ts $@

.PHONY: run
run: build ## build, and answer a kubelet request from an example config
	@sh tools/demo.sh dist/$(NAME)

.PHONY: check
check: toolchain ## lint and test-source side by side: quick, while you work
	@$(MAKE) --jobs=2 --output-sync=target lint test-source

##@ Install

.PHONY: install uninstall
install: ## install what was built on this node: CONFIG=FILE FILES=FOLDER
uninstall: ## remove from this node what make install put there
install uninstall: export BINARY := $(BINARY)
install uninstall: export PREFIX := $(PREFIX)
install uninstall: export MANUAL := $(MANUAL)
install uninstall:
	@sh deploy/install.sh $@

# The scripts take their variables from the environment; make puts those there
# that stand on its command line. No value goes into the text of a recipe.
.PHONY: kind-install
kind-install: dist/node.sh ## install the provider on every node of a Kind cluster, and verify it
	@MAKE='$(MAKE)' sh deploy/kind.sh install

.PHONY: kind-verify
kind-verify: ## prove that every node of a Kind cluster uses the provider
	@sh deploy/kind.sh verify

.PHONY: kind-uninstall
kind-uninstall: dist/node.sh ## remove the provider from every node of a Kind cluster
	@sh deploy/kind.sh uninstall

.PHONY: kind-up
kind-up: ## create a Kind cluster that has the provider from the start
	@MAKE='$(MAKE)' sh deploy/kind.sh up

.PHONY: image
image: build ## build the image of the DaemonSet, with docker or podman
	@ARCH=$(ARCH) sh deploy/image.sh

##@ Test

.PHONY: lint
lint: toolchain dist/node.sh ## check formats, lint rules, types and shell scripts
	@$(DENO) fmt --quiet --check
	@$(DENO) lint --quiet
	@$(DENO) check --quiet src providers tools tests bench
	@sh tools/shellcheck.sh

.PHONY: test
test: build ## run all tests, on the sources and on the binary
	@$(DENO) run --quiet -A tools/run_tests.ts

.PHONY: test-source
test-source: toolchain ## run the tests that need no build, without checking types
	@$(DENO) run --quiet -A tools/run_tests.ts --source

.PHONY: tested
tested: toolchain ## write the results of the last e2e runs into docs/tested-with.md
	@$(DENO) run --quiet -A tools/tested.ts
	@$(DENO) fmt --quiet docs/tested-with.md

.PHONY: fuzz
fuzz: build ## try CASES generated inputs with a random SEED
	@sh tools/fuzz.sh $(CASES) $(SEED)

.PHONY: stress
stress: build ## kill the program KILLS times while it writes each of its files, and more
	@rm -f .build/stress.md
	@KILLS='$(KILLS)' $(DENO) run --quiet -A tools/run_tests.ts tests/stress $(CROWDS)
	@NODE_KILLS=500 $(DENO) run --quiet -A tools/run_tests.ts tests/deploy/node_kill_test.ts tests/deploy/node_interrupted_test.ts
	@cat .build/stress.md

.PHONY: test-newest
test-newest: build ## run the source tests on the newest Deno that npm has
	@sh tools/test_newest.sh

.PHONY: e2e
e2e: build ## test against real programs, where they are available: SUITES='moto clients'
	@$(DENO) run --quiet -A tests/e2e/run_suites.ts $(SUITES)

.PHONY: e2e-install
e2e-install: build ## install in containers with systemd, laid out like a Kind cluster
	@sh tests/e2e-install/run.sh

.PHONY: reproducible
reproducible: build ## build the commit again in another folder, and compare
	@sh tools/reproducible.sh $(ARCH) $(BINARY)

##@ Measure

.PHONY: bench
bench: toolchain ## compare the program with an empty one: ROUNDS=40 BASELINE=COMMIT
	@ROUNDS='$(ROUNDS)' BASELINE='$(BASELINE)' $(DENO) run --quiet -A bench/bench.ts

.PHONY: bench-peers
bench-peers: toolchain ## compare the program with others that do the same; needs Go
	@ROUNDS='$(ROUNDS)' $(DENO) run --quiet -A bench/bench_peers.ts

.PHONY: charts
charts: toolchain ## draw the charts of docs/performance.md again, without measuring
	@$(DENO) run --quiet -A bench/draw.ts

##@ Maintain

.PHONY: toolchain
toolchain: ## find or fetch Deno; every other target that needs it does so
	@sh tools/toolchain.sh

.PHONY: fmt
fmt: toolchain ## format everything
	@$(DENO) fmt --quiet

.PHONY: schema
schema: toolchain ## update docs/config.schema.json
	@$(DENO) run --quiet -A tools/schema.ts

.PHONY: contents
contents: toolchain ## update the contents of long pages, and their link back
	@$(DENO) run --quiet --no-check -A tools/contents.ts

.PHONY: notices
notices: build ## update THIRD_PARTY_NOTICES
	@$(DENO) run --quiet -A tools/notices.ts $(ARCH)

.PHONY: sbom
sbom: build ## write the bill of materials (CycloneDX) of the binaries that were built
	@$(DENO) run --quiet -A tools/sbom.ts $(ARCH)

.PHONY: packages
packages: toolchain ## build .deb, .rpm, image and Helm chart; needs Go, not Docker
	@for arch in amd64 arm64; do $(MAKE) build ARCH=$$arch || exit 1; done
	@sh tools/packages/twice.sh dist dist/packages

# The time in all files is that of the commit, so that every machine gathers the
# same bytes.
.PHONY: release-programs
release-programs: ## build a release without packages in dist/release, twice, and compare
	@rm -rf dist/packages
	@for arch in amd64 arm64; do $(MAKE) reproducible ARCH=$$arch || exit 1; done
	@SOURCE_DATE_EPOCH="$$(git log -1 --format=%ct)" $(DENO) run --quiet -A tools/sbom.ts $(HOST_ARCH)
	@sh tools/release.sh dist dist/release

.PHONY: release
release: release-programs ## build a release in dist/release, twice, and compare
	@sh tools/packages/twice.sh dist dist/packages
	@sh tools/release.sh dist dist/release

.PHONY: clean
clean: ## remove what was built
	rm -rf .build dist coverage

.PHONY: distclean
distclean: clean ## remove the tool chain as well
	rm -rf .toolchain vendor node_modules
