PYTHON ?= python3
FRAPPE_BRANCH ?= version-15
BENCH ?=
SUITE ?=
PYTEST_ARGS ?=
export FRAPPE_BRANCH BENCH PYTEST_ARGS

.PHONY: help demo test test-erpnext upgrade bench bench-up stop lint clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

demo: ## the demo company on a fresh ERPNext, one worked recall, the desk's address
	@$(PYTHON) -m tools.demo

test: ## static checks, unit, integration and browser tests (SUITE=unit|integration|browser, PYTEST_ARGS=...)
	@$(PYTHON) -m tools.check $(SUITE)

test-erpnext: ## ERPNext's own stock tests without the app and with it, compared (ARGS="--only MODULE")
	@$(PYTHON) -m tools.erpnext_tests $(ARGS)

upgrade: ## a version-15 site with the demo company keeps its ledger on version 16 (needs both benches)
	@FRAPPE_BRANCH=version-15 $(PYTHON) -m tools.upgrade take .upgrade
	@FRAPPE_BRANCH=version-16 $(PYTHON) -m tools.upgrade prove .upgrade

bench: ## the speed figures
	@$(PYTHON) -m tools.benchmark $(ARGS)

bench-up: ## make the private bench and start its servers
	@$(PYTHON) -m tools.bench up

stop: ## stop every server that was started here
	@$(PYTHON) -m tools.bench stop

lint: ## ruff and mypy
	@$(PYTHON) -m tools.check static

clean: stop ## stop, and remove the private benches
	rm -rf .bench
