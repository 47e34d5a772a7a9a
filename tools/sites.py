"""Sites of a bench: Frappe commands on them, fresh ones out of a dump, and their end."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
from pathlib import Path

from tools import database, programs, servers
from tools.layout import Bench
from tools.say import Failure, say

ADMIN_PASSWORD = "admin"
FOLDERS = ("public/files", "private/files", "private/backups", "logs", "locks", "task-logs")


def frappe(bench: Bench, site: str | None, *arguments: str) -> list[str | Path]:
	"""Return the command line of a Frappe command; it runs in the sites folder."""
	chosen = ["--site", site] if site else []
	return [bench.python, "-m", "frappe.utils.bench_helper", "frappe", *chosen, *arguments]


def environment() -> dict[str, str]:
	"""Return the environment of Frappe commands.

	Images for containers tell Python to keep nothing compiled; every program of a bench would then compile
	Frappe and ERPNext anew.
	"""
	return {"PATH": programs.path(), "PYTHONDONTWRITEBYTECODE": ""}


def create(bench: Bench, site: str, dump: Path, settings: dict[str, object]) -> None:
	"""Make a site out of a database dump, in place of one of that name."""
	drop(bench, site)
	folder = bench.sites / site
	for name in FOLDERS:
		(folder / name).mkdir(parents=True, exist_ok=True)
	schema, password = new_schema(site), secrets.token_hex(8)
	own = {"db_name": schema, "db_user": schema, "db_password": password}
	(folder / "site_config.json").write_text(json.dumps({**settings, **own}, indent=1) + "\n")
	_create_schema(bench, schema, password)
	with open(dump, "rb") as source:
		command = [*database.client(bench, "mariadb"), schema]
		env = database.client_env(bench)
		done = subprocess.run(command, stdin=source, env=env, capture_output=True, text=True)
	if done.returncode:
		raise Failure(f"The template could not be copied: {done.stderr.strip()}")


def drop(bench: Bench, site: str) -> None:
	"""Remove a site with its database and its files."""
	file = bench.sites / site / "site_config.json"
	if not file.exists():
		return
	say(f"removing the old {site}")
	_forget_jobs(bench, site)
	schema = json.loads(file.read_text())["db_name"]
	database.sql(bench, f"DROP DATABASE IF EXISTS `{schema}`; DROP USER IF EXISTS '{schema}'@'%';")
	shutil.rmtree(file.parent)


def _forget_jobs(bench: Bench, site: str) -> None:
	"""Take the site's waiting jobs out of the queue: no worker runs here, and a full queue refuses more."""
	purge = frappe(bench, None, "purge-jobs", "--site", site)
	env = {**os.environ, **environment()}
	subprocess.run(purge, cwd=bench.sites, env=env, capture_output=True, check=False)


def new_schema(site: str) -> str:
	"""Return a name for a site's database; a new one each time, as it is also the prefix in Redis."""
	return f"bt_{site.split('.')[0].replace('-', '_')}_{secrets.token_hex(3)}"


def address(bench: Bench, site: str) -> str:
	"""Return the web address of a site."""
	return f"http://{site}:{servers.web_port(bench)}"


def _create_schema(bench: Bench, name: str, password: str) -> None:
	database.sql(
		bench,
		f"CREATE DATABASE `{name}`;"
		f"CREATE USER '{name}'@'%' IDENTIFIED BY '{password}';"
		f"GRANT ALL PRIVILEGES ON `{name}`.* TO '{name}'@'%';",
	)
