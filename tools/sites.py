"""Sites: a template with ERPNext is made once, and further sites are copies of its database."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
from pathlib import Path

from tools import programs, servers
from tools.build import UPSTREAM_APPS
from tools.layout import APP, Bench
from tools.say import Failure, run, say
from tools.steps import once

TEMPLATE = "template.localhost"
ADMIN_PASSWORD = "admin"
FOLDERS = ("public/files", "private/files", "private/backups", "logs", "locks", "task-logs")


def frappe(bench: Bench, site: str | None, *arguments: str) -> list[str | Path]:
	"""Return the command line of a Frappe command; it runs in the sites folder."""
	chosen = ["--site", site] if site else []
	return [bench.python, "-m", "frappe.utils.bench_helper", "frappe", *chosen, *arguments]


def environment() -> dict[str, str]:
	"""Return the environment of Frappe commands."""
	return {"PATH": programs.path()}


def need_template(bench: Bench) -> Path:
	"""Return the dump of a site that has all upstream apps and nothing else."""
	dump = bench.path / "template" / "dump.sql"
	commits = [bench.app_commit(app) for app in UPSTREAM_APPS]
	with once(dump.parent, "done", commits) as needed:
		if needed:
			_make_template(bench, dump)
	return dump


def new_site(bench: Bench, site: str, apps: list[str] | None = None) -> None:
	"""Make a fresh site from the template, in place of one of that name, and install `apps`."""
	dump = need_template(bench)
	drop_site(bench, site)
	say(f"copying the template to {site}")
	folder = bench.sites / site
	for name in FOLDERS:
		(folder / name).mkdir(parents=True, exist_ok=True)
	settings = json.loads((dump.parent / "site_config.json").read_text())
	name = database(site)
	settings |= {"db_name": name, "db_user": name, "db_password": secrets.token_hex(8)}
	(folder / "site_config.json").write_text(json.dumps(settings, indent=1) + "\n")
	_create_schema(bench, name, settings["db_password"])
	with open(dump, "rb") as source:
		command = [*servers.client(bench, "mariadb"), name]
		done = subprocess.run(command, stdin=source, env=servers.client_env(bench), capture_output=True, text=True)
	if done.returncode:
		raise Failure(f"The template could not be copied: {done.stderr.strip()}")
	for app in apps or []:
		install_app(bench, site, app)


def install_app(bench: Bench, site: str, app: str = APP) -> None:
	"""Install an app on a site as Frappe does it."""
	log = bench.log(f"site-{site}")
	run(f"installing {app} on {site}", frappe(bench, site, "install-app", app), log, bench.sites, environment())


def drop_site(bench: Bench, site: str) -> None:
	"""Remove a site with its database and its files."""
	folder = bench.sites / site
	if not folder.exists():
		return
	say(f"removing the old {site}")
	name = database(site)
	servers.sql(bench, f"DROP DATABASE IF EXISTS `{name}`; DROP USER IF EXISTS '{name}'@'%';")
	shutil.rmtree(folder)


def database(site: str) -> str:
	"""Return the database (and database user) of a site."""
	return "bt_" + site.split(".")[0].replace("-", "_")


def address(bench: Bench, site: str) -> str:
	"""Return the web address of a site."""
	return f"http://{site}:{servers.port(bench, 'web')}"


def _create_schema(bench: Bench, name: str, password: str) -> None:
	servers.sql(
		bench,
		f"DROP DATABASE IF EXISTS `{name}`; CREATE DATABASE `{name}`;"
		f"CREATE OR REPLACE USER '{name}'@'%' IDENTIFIED BY '{password}';"
		f"GRANT ALL PRIVILEGES ON `{name}`.* TO '{name}'@'%';",
	)


def _make_template(bench: Bench, dump: Path) -> None:
	drop_site(bench, TEMPLATE)
	log = bench.log("template")
	password = servers.root_password(bench)
	options = ["--db-root-password", password, "--admin-password", ADMIN_PASSWORD, "--db-name", database(TEMPLATE)]
	scope = ["--mariadb-user-host-login-scope", "%", "--force"]
	create = frappe(bench, None, "new-site", TEMPLATE, *options, *scope)
	run("creating the template site (a minute)", create, log, bench.sites, environment())
	for app in UPSTREAM_APPS[1:]:
		install = frappe(bench, TEMPLATE, "install-app", app)
		run(f"installing {app} on the template", install, log, bench.sites, environment())
	dump.parent.mkdir(parents=True, exist_ok=True)
	config = json.loads((bench.sites / TEMPLATE / "site_config.json").read_text())
	config |= {"allow_tests": True, "server_script_enabled": True}
	(dump.parent / "site_config.json").write_text(json.dumps(config))
	command = [*servers.client(bench, "mariadb-dump"), "--single-transaction", "--skip-comments"]
	command += [f"--result-file={dump}", database(TEMPLATE)]
	run("keeping a copy of the template", command, log, env=servers.client_env(bench))
	drop_site(bench, TEMPLATE)
