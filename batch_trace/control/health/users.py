"""Checks of users, roles and server scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import frappe
from frappe import _
from frappe.permissions import get_doctype_roles
from frappe.utils.safe_exec import is_safe_exec_enabled

from batch_trace.control.health.finding import HIGH, LOW, MEDIUM, Finding, page_of
from batch_trace.control.policy import rules
from batch_trace.control.policy.deciders import DISPOSITION

RECEIVING = ("Purchase Receipt", "Purchase Invoice", "Stock Entry", "Subcontracting Receipt")
SHOWN = 5
MANY = 2
"""How many System Managers a site needs: one and a deputy."""


def receive_and_release() -> Iterator[Finding]:
	"""The same user may receive or make a batch and release it."""
	if rules.segregates_duties():
		return
	receiving = {role for doctype in RECEIVING for role in get_doctype_roles(doctype, "submit")}
	both = sorted(_users(receiving) & _users(get_doctype_roles(DISPOSITION, "submit")))
	if both:
		yield Finding(
			MEDIUM,
			_("{0} users may both receive and release batches: {1}").format(len(both), _shown(both)),
			_("They can release what they received without anybody else checking it"),
			_(
				"Switch Segregation of Duties on in Batch Trace Settings, or remove one of the roles from these users"
			),
			page_of("User"),
		)


def system_managers() -> Iterator[Finding]:
	"""Many users are System Managers."""
	users = sorted(_users(["System Manager"]))
	if len(users) > MANY:
		yield Finding(
			LOW,
			_("{0} users are System Managers: {1}").format(len(users), _shown(users)),
			_("Each of them can change all settings and the roles of all users"),
			_("Remove the role from users who do not need it regularly"),
			page_of("User"),
		)


def server_scripts() -> Iterator[Finding]:
	"""Server Scripts can write to the database past all checks."""
	if is_safe_exec_enabled():
		count = frappe.db.count("Server Script", {"disabled": 0})
		yield Finding(
			MEDIUM if count else LOW,
			_("Server Scripts are enabled, {0} are in use").format(count),
			_("They can change batches and stock past the app; the daily check finds that only later"),
			_("Review them, or switch them off: bench set-config -g server_script_enabled 0"),
			page_of("Server Script"),
		)


def everybody_releases() -> Iterator[Finding]:
	"""A role that every user has may release batches."""
	open_to = {"All", "Desk User"} & set(get_doctype_roles(DISPOSITION, "submit"))
	if open_to:
		yield Finding(
			HIGH,
			_("The role {0} may submit Batch Dispositions").format(", ".join(sorted(open_to))),
			_("Every user of the desk can release every batch"),
			_("Remove the permission in the Role Permissions Manager"),
			page_of("Role"),
		)


def _users(roles: Iterable[str]) -> set[str]:
	"""Return the enabled users who have one of the roles; Administrator, who has all of them, is left out."""
	rows = frappe.db.sql(
		"""SELECT DISTINCT u.name FROM `tabHas Role` r JOIN `tabUser` u ON u.name = r.parent AND r.parenttype = 'User'
		WHERE r.role IN %(roles)s AND u.enabled = 1 AND u.name <> 'Administrator'""",
		{"roles": tuple(roles) or ("",)},
	)
	return {name for (name,) in rows}


def _shown(users: list[str]) -> str:
	return ", ".join(users[:SHOWN]) + (" …" if len(users) > SHOWN else "")


CHECKS = (receive_and_release, everybody_releases, system_managers, server_scripts)
