# Every command does its own set-up. They need git, make and Python 3.11 or newer; `make` alone lists them.
.DEFAULT_GOAL := help
comma := ,
.PHONY: help run logs test test-long check bench bundle deploy destroy clean

# The first Python from 3.11 to 3.13, else a newer one. Asked by running it: a name may be there and still not work.
FITS = import sys; sys.exit(sys.version_info < (3, 11) or sys.version_info >= $(1) or bool(print(sys.executable)))
FIND = for each in python3 python3.13 python3.12 python3.11 python3.14; do $$each -c '$(FITS)' 2>/dev/null && break; done
PYTHON := $(shell $(call FIND,(3$(comma) 14)))
PYTHON := $(or $(PYTHON),$(shell $(call FIND,(4$(comma)))))
STAGE ?= small
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export CDK_DISABLE_CLI_TELEMETRY := 1

NEEDS := Lambdesk needs Python 3.11 or newer; install one and run the command again.
SETUP := $(if $(PYTHON),"$(PYTHON)" infra/prepare.py,echo "$(NEEDS)" >&2; false)
PY := .venv/bin/python
# What needs neither the local cloud nor a browser only computes; beside it the clouds' clocks would be late.
APART := not local_cloud and not browser
TWO := -n 2 --dist loadfile
# Each process keeps its clouds from file to file, so the files of a folder follow each other.
FOLLOWING := $(TWO) --no-loadscope-reorder
BROWSER = LAMBDESK_CHROMIUM="$$(cat .local/browser)"

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name what; do printf '%-18s %s\n' "$$name" "$$what"; done

run: ## The whole product on this machine, with demo data; Ctrl-C ends it
	@$(SETUP) python web
	@exec $(PY) -m infra.local run

logs: ## One ticket through all Lambdas: make logs TICKET=TKT-0001 TENANT=northwind (on AWS: and STAGE=small)
	@$(SETUP) python
	@$(PY) -m infra.logs "$(TICKET)" --tenant "$(TENANT)" --stage "$(if $(filter file,$(origin STAGE)),local,$(STAGE))"

test: ## Every check and test but the long ones (about 30 minutes on two cores)
	@$(SETUP) python web browser
	@$(PY) -m infra.checks static audit web
	@$(PY) -m pytest -q $(TWO) -m "not long and $(APART)"
	@$(BROWSER) $(PY) -m pytest -q $(FOLLOWING) -m "not long and not ($(APART))"

test-long: ## Every test, also those that take their time
	@$(SETUP) python web browser
	@$(PY) -m infra.checks static audit web
	@$(PY) -m pytest -q $(TWO) --hypothesis-profile search -m "$(APART)"
	@$(BROWSER) $(PY) -m pytest -q $(FOLLOWING) -m "not ($(APART))"

check: ## Lint, types, imports and the quick tests (under 90 seconds)
	@$(SETUP) python
	@$(PY) -m infra.checks static quick

bench: ## Instructions, round trips, capacity, bundle sizes and dollars against the budgets
	@$(SETUP) python web
	@$(PY) -m tests.bench

bundle: ## Code and layers for AWS: arm64, Python 3.13, compiled, checked
	@$(SETUP) python
	@$(PY) -m layers.build

deploy: ## Put a stage on your AWS account: make deploy STAGE=small MAIL_DOMAIN=help.example.com
	@$(SETUP) python web
	@$(PY) -m infra.deploy up "$(STAGE)" --mail-domains "$(MAIL_DOMAIN)"

destroy: ## Take a stage off your AWS account again: make destroy STAGE=small
	@$(SETUP) python
	@$(PY) -m infra.deploy down "$(STAGE)"

clean: ## Forget the local cloud's state and everything built; the next run starts anew
	@if [ -x $(PY) ]; then $(PY) -m infra.local clean; fi
	@rm -rf .local build web/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
