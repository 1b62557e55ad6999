# One command per need. `make help` lists them; each one is a script that can also be run by hand.
SHELL := /bin/bash
SWIFT := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources
.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint type cov smoke tour validate bench bench-check bench-smoke format docs precommit ci clean fuzz test-unit test-integration test-stress test-page soak tsan soak-server test-interface test-statistics test-options slow-tests kill-campaign snapshot-campaign mutation-campaign collect-campaign test-database bench-volatility

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install the system libraries that are missing
	@scripts/setup

demo: setup ## replay this clone's own history, then a million generated operations
	@scripts/demo

TESTFLAGS ?=
test: setup ## build and run every test
	@scripts/test $(TESTFLAGS)

test-unit: ## the runtime's unit tests alone
	@scripts/suite unit

test-integration: ## the runtime's scenarios, random graphs and running graphs
	@scripts/suite integration

test-stress: ## the runtime under load, on up to four workers; ADHASH_TEST_SCALE=full does more
	@scripts/suite stress

test-page: setup ## the dashboard in a headless browser; screenshots in .build/page-shots
	@scripts/page-tests

slow-tests: ## every test alone, one after the other; those of more than two seconds that are not listed
	@scripts/slow-tests

SECONDS_OF_SOAK ?= 1800
soak: ## the runtime for half an hour: flat memory, file handles and pace
	@ADHASH_SOAK_SECONDS=$(SECONDS_OF_SOAK) scripts/suite soak

test-interface: setup ## the HTTP interface against its own OpenAPI document (schemathesis)
	@scripts/interface-tests

test-options: ## volatilities, values and Greeks against arithmetic of fifty digits
	@scripts/options-judge

test-hdr: ## histogram logs of a run, decoded by the package hdrhistogram
	@scripts/hdr-judge

test-statistics: ## the corpus of the laboratory's statistics against scipy
	@scripts/statistics-judge --check

soak-server: ## a served run for half an hour: flat memory and handles, every answer right
	@scripts/soak-server $(SECONDS_OF_SOAK)

tsan: ## the runtime's threaded tests under the thread sanitizer
	@scripts/tsan

check: lint type cov ## everything a change must pass, short of the benchmarks

lint: ## formatting and style, no change to any file
	@swift format lint --strict --recursive $(SWIFT)
	@scripts/lint-shell

type: ## compile everything, tests too; warnings are errors
	@swift build --build-tests

cov: setup ## tests with coverage, held against the threshold of each room
	@scripts/test --enable-code-coverage
	@scripts/coverage

smoke: ## generate 2,000 operations, replay them adaptively, validate the metrics
	@scripts/smoke

tour: ## the README's hands-on tour, block after block, in a scratch folder
	@scripts/tour

FILE ?= .build/smoke/metrics/metrics.ndjson
validate: ## validate a metrics file: make validate FILE=metrics.ndjson
	@scripts/cli validate-metrics $(FILE)

ROWS ?=
bench: setup ## measure beside the peers: make bench ROWS=grid
	@scripts/bench run $(if $(ROWS),--rows $(ROWS))

bench-check: ## hold the last `make bench` against the goals and the committed baseline
	@scripts/bench check

bench-volatility: ## our solver of volatilities beside QuantLib's, turn by turn in one process
	@scripts/volatility-bench

bench-smoke: ## a minute of benchmarks; fails when a peer is absent
	@scripts/bench smoke

ROUNDS ?= 20
fuzz: ## feed the CSV parser random and damaged texts beside a reference: make fuzz ROUNDS=100
	@scripts/fuzz $(ROUNDS)

format: ## rewrite sources in the project's style
	@swift format --in-place --recursive $(SWIFT)

docs: ## rewrite the pages of docs/ that are made from tables: flags, settings, metrics
	@scripts/cli metrics-spec
	@scripts/cli docs --out docs

test-database: ## what the collector sends to InfluxDB and prunes there, against the real server
	@scripts/influx-judge

collect-campaign: ## kill three hundred collectors and look for the cycles they had told of
	@swift build -c release --product g6
	@PATH="$(CURDIR)/.build/release:$$PATH" scripts/collect-campaign --rounds 300
	@PATH="$(CURDIR)/.build/release:$$PATH" scripts/collect-campaign --rounds 20 --null-control

kill-campaign: ## kill a thousand writers of a store and look for what they had answered; then as many repairs, and writers that cut
	@scripts/cli version >/dev/null
	@PATH="$(CURDIR)/.build/release:$$PATH" scripts/kill-campaign --rounds 1000
	@PATH="$(CURDIR)/.build/release:$$PATH" scripts/kill-campaign --repair --rounds 1000
	@PATH="$(CURDIR)/.build/release:$$PATH" scripts/kill-campaign --cut --rounds 1000

ROUNDS_OF_CAMPAIGN ?= 1000
snapshot-campaign: ## kill, cut the power and fill the disk under writers of snapshots, a thousand times; with null controls
	@scripts/cli version >/dev/null
	@PATH="$(CURDIR)/.build/release:$$PATH" scripts/snapshot-smoke $(ROUNDS_OF_CAMPAIGN)

mutation-campaign: ## a million damaged snapshots: no crash, no hang, no wrong content
	@ADHASH_TEST_SCALE=deep swift test --filter mutationsNeitherCrashNorMislead

precommit: lint ## what to run before a commit: style and the rules of the house
	@swift test --filter HouseTests

ci: ## what the build server runs
	@.ci/run

clean: ## remove everything that was built
	@rm -rf .build Benchmarks/.build
