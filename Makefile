# Everything that is done with a checkout. `make help` lists the targets.

SHELL := /bin/bash
PREFIX ?= /usr/local
# The toolchain's usual place, for a shell that does not have it on its path.
export PATH := $(PATH):/opt/swift/usr/bin

SWIFT := swift
RELEASE := -c release --static-swift-stdlib --disable-local-rpath
ILM := .build/release/ilm
# Suites that are the same wherever the accounts of the others are.
ACCOUNTLESS := EndToEndTests\.(Serve|ServeRecovery|HostedEnvironment|CurlExample|OperationRecovery|Account|AccountFault|Encryption)Tests
SWIFT_FILES := Sources Tests Package.swift

.DEFAULT_GOAL := help
.PHONY: demo mail-server test test-long test-http test-web fuzz build link-order install lint format bench bench-large bench-growth docs clean help packages

demo: build ## Build a release and run the main job on Examples/accounts
	Scripts/demo.sh $(ILM)

test: packages mail-server ## Run all tests
	Scripts/test.sh

test-long: packages mail-server ## Run all tests, the random ones twenty times as long (ROUNDS=n for more)
	ILM_TEST_ROUNDS=$(or $(ROUNDS),20) Scripts/test.sh

test-web: packages ## Test the web interface in Chromium (TESTS="test_home" for some); pictures in .build/web-pictures
	Scripts/test-web.sh $(TESTS)

test-http: packages ## Run the suite of the command line with its accounts behind the service
	ILM_TEST_ACCOUNTS=http Scripts/test.sh --filter EndToEndTests --skip '$(ACCOUNTLESS)'

fuzz: packages ## Fuzz with coverage guidance, DURATION=600 seconds for each target (TARGETS="json pack" for some)
	Scripts/fuzz.sh $(or $(DURATION),600) $(TARGETS)

build: packages ## Build the release in .build/release/ilm
	mkdir -p .build/archives
	ln -sf "$$(clang -print-file-name=libstdc++.a)" .build/archives/
	$(SWIFT) build $(RELEASE) --product ilm

link-order: build ## Write Scripts/link-order.txt, by which the next release is laid out
	@Scripts/install-packages.sh valgrind
	Scripts/order-symbols.py $(ILM)
	rm $(ILM) # The list is no input that the next build would look at.

install: build ## Install the release below PREFIX (/usr/local)
	install -D -m 755 $(ILM) $(DESTDIR)$(PREFIX)/bin/ilm

lint: ## Check the layout of the Swift code; changes nothing
	$(SWIFT) format lint --strict --recursive $(SWIFT_FILES)

format: ## Lay the Swift code out anew
	$(SWIFT) format format --in-place --recursive $(SWIFT_FILES)

bench: build ## Measure ilm and git on the same folders (CHECK=1 fails beyond the thresholds)
	python3 Benchmarks/run.py --ilm $(ILM) $(if $(SIZES),--sizes $(SIZES)) $(if $(CHECK),--check)

bench-large: SIZES = 1000,10000,100000
bench-large: bench ## The same with 100,000 documents as well

bench-growth: build ## Measure how time and memory grow to 300,000 documents (SIZES=1000,10000, CHECK=1)
	python3 Benchmarks/growth.py --ilm $(ILM) $(if $(SIZES),--sizes $(SIZES)) $(if $(CHECK),--check)

docs: build ## Write Docs/reference/commands.md and openapi.json from what they describe
	$(ILM) __reference > Docs/reference/commands.md.new
	mv Docs/reference/commands.md.new Docs/reference/commands.md
	$(ILM) __reference --openapi > Docs/reference/openapi.json.new
	mv Docs/reference/openapi.json.new Docs/reference/openapi.json

mail-server: ## Install the mail server that tests send letters to, if it can be had
	@Scripts/install-mail-server.sh

packages: ## Install the system packages that are missing
	@Scripts/install-packages.sh

clean: ## Remove everything that was built
	rm -rf .build

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
