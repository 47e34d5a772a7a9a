"""The supported versions of Frappe, ERPNext and MariaDB; the installation is refused on all others."""

from __future__ import annotations

import re
from importlib import import_module

import frappe
from frappe import _

from batch_trace.ledger.compat import either

APPS = {"frappe": "Frappe", "erpnext": "ERPNext"}
LEAST = {15: (15, 102, 0), 16: (16, 9, 1)}
"""The oldest release of each version that the app is tested with, the same for Frappe and ERPNext."""
LEAST_MARIADB = (10, 6)

Version = tuple[int, ...]


def check() -> None:
	"""Refuse a site whose Frappe, ERPNext or database is not supported.

	Raises:
		frappe.ValidationError: names each unsupported part, its version, and the supported versions.
	"""
	versions = {name: str(import_module(app).__version__) for app, name in APPS.items()}
	problems = [line for name, version in versions.items() if (line := version_problem(name, version))]
	if line := database_problem(frappe.db.db_type, _database_version()):
		problems.append(line)
	if problems:
		frappe.throw("<br>".join(problems), title=_("Batch Trace cannot be installed here"))


def version_problem(name: str, version: str) -> str:
	"""Return why a version of Frappe or ERPNext is not supported, or ""; a beta counts as its release."""
	numbers = _numbers(version)
	least = LEAST.get(numbers[0]) if numbers else None
	if least and numbers >= least:
		return ""
	oldest = [_("{0} or later {1}.x").format(_text(release), major) for major, release in LEAST.items()]
	return _("{0} is {1}. Batch Trace needs {2}. Update {0}, then install Batch Trace again.").format(
		name, version, either(oldest)
	)


def database_problem(kind: str, version: str) -> str:
	"""Return why a database is not supported, or ""."""
	numbers = _numbers(version)
	if kind == "mariadb" and "mariadb" in version.lower() and numbers >= LEAST_MARIADB:
		return ""
	return _("The database is {0} {1}. Batch Trace needs MariaDB {2} or later.").format(
		kind, version, _text(LEAST_MARIADB)
	)


def _numbers(version: str) -> Version:
	found = re.match(r"\d+(\.\d+)*", version)
	return tuple(map(int, found[0].split("."))) if found else ()


def _text(version: Version) -> str:
	return ".".join(map(str, version))


def _database_version() -> str:
	[[version]] = frappe.db.sql("SELECT VERSION()")
	return str(version)
