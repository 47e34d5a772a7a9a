"""The templates: a site with ERPNext, made once, and one with the app too, made anew when the app has changed.

Further sites are copies and take seconds.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from tools import database, sites
from tools.build import UPSTREAM_APPS
from tools.layout import APP, CHECKOUT, Bench
from tools.say import run, say
from tools.steps import digest, locked, once

SITE = "template.localhost"
SITE_WITH_APP = "template-app.localhost"
SETTINGS = {"allow_tests": True, "server_script_enabled": True}
TEST_LOG = ".test_log"
"""Where Frappe v15 notes in a site's folder which doctypes have their test records already."""


def ensure(bench: Bench) -> Path:
	"""Return the dump of a site that has all upstream apps and nothing else."""
	dump = bench.state / "template" / "dump.sql"
	with once(dump.parent, "done", [bench.app_commit(app) for app in UPSTREAM_APPS]) as needed:
		if needed:
			_make(bench, dump)
	return dump


def new_site(bench: Bench, site: str, apps: list[str] | None = None) -> None:
	"""Make a fresh site from the template, in place of one of that name, and install `apps`."""
	with_app = apps == [APP]
	dump = _ensure_with_app(bench) if with_app else ensure(bench)
	say(f"making {site}")
	copy(bench, site, dump)
	for app in [] if with_app else apps or []:
		_install(bench, site, app)


def _ensure_with_app(bench: Bench) -> Path:
	"""Return the dump of a site that has the app as it is now, installed as Frappe does it."""
	plain = ensure(bench)
	dump = bench.state / "template-app" / "dump.sql"
	state = [bench.app_commit(app) for app in UPSTREAM_APPS], digest(CHECKOUT / APP)
	with locked(dump.parent), once(dump.parent, "done", *state) as needed:
		if needed:
			copy(bench, SITE_WITH_APP, plain)
			_install(bench, SITE_WITH_APP, APP)
			keep(bench, SITE_WITH_APP, dump)
			sites.drop(bench, SITE_WITH_APP)
	return dump


def _make(bench: Bench, dump: Path) -> None:
	sites.drop(bench, SITE)
	shutil.rmtree(bench.sites / SITE, ignore_errors=True)
	schema = sites.new_schema(SITE)
	_create(bench, schema)
	for app in UPSTREAM_APPS[1:]:
		_install(bench, SITE, app)
	keep(bench, SITE, dump, SETTINGS)
	sites.drop(bench, SITE)


def keep(bench: Bench, site: str, dump: Path, settings: Mapping[str, object] | None = None) -> None:
	"""Keep a copy of a site: its database in `dump`, its configuration, with these settings, beside it."""
	dump.parent.mkdir(parents=True, exist_ok=True)
	config = json.loads((bench.sites / site / "site_config.json").read_text())
	(dump.parent / "site_config.json").write_text(json.dumps(config | (settings or {})))
	_carry(TEST_LOG, bench.sites / site, dump.parent)
	command = [*database.client(bench, "mariadb-dump"), "--single-transaction", "--skip-comments"]
	command += [f"--result-file={dump}", config["db_name"]]
	run(f"keeping a copy of {site}", command, bench.log("template"), env=database.client_env(bench))


def copy(bench: Bench, site: str, dump: Path) -> None:
	"""Make a site out of a kept copy, in place of one of that name."""
	sites.create(bench, site, dump, json.loads((dump.parent / "site_config.json").read_text()))
	_carry(TEST_LOG, dump.parent, bench.sites / site)


def _carry(name: str, source: Path, target: Path) -> None:
	if (source / name).exists():
		shutil.copy(source / name, target / name)


def _create(bench: Bench, schema: str) -> None:
	secret = ["--db-root-password", database.root_password(bench), "--admin-password", sites.ADMIN_PASSWORD]
	options = ["--db-name", schema, "--mariadb-user-host-login-scope", "%", *secret]
	command = sites.frappe(bench, None, "new-site", SITE, *options)
	log, env = bench.log("template"), sites.environment()
	run("creating the template site (a minute)", command, log, bench.sites, env)


def _install(bench: Bench, site: str, app: str) -> None:
	command = sites.frappe(bench, site, "install-app", app)
	log, env = bench.log(f"site-{site}"), sites.environment()
	run(f"installing {app} on {site}", command, log, bench.sites, env)
