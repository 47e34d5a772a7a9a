"""Who may do what, beyond a single document."""

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
"""System Managers that a site needs: one, and one who stands in."""


def receive_and_release() -> Iterator[Finding]:
	"""The same user may bring a batch in and release it."""
	if rules.segregates_duties():
		return
	receiving = {role for doctype in RECEIVING for role in get_doctype_roles(doctype, "submit")}
	both = sorted(_users(receiving) & _users(get_doctype_roles(DISPOSITION, "submit")))
	if both:
		yield Finding(
			MEDIUM,
			_("{0} users may both receive and release batches: {1}").format(len(both), _shown(both)),
			_("Nobody else looks at what they let through"),
			_("Switch Segregation of Duties on in Batch Trace Settings, or take a role from these users"),
			page_of("User"),
		)


def system_managers() -> Iterator[Finding]:
	"""Many users may change every setting."""
	users = sorted(_users(["System Manager"]))
	if len(users) > MANY:
		yield Finding(
			LOW,
			_("{0} users are System Managers: {1}").format(len(users), _shown(users)),
			_("Each of them may change the settings on this page, and the roles of everybody"),
			_("Take the role from those who do not need it every week"),
			page_of("User"),
		)


def server_scripts() -> Iterator[Finding]:
	"""Scripts in the database may write past every check."""
	if is_safe_exec_enabled():
		count = frappe.db.count("Server Script", {"disabled": 0})
		yield Finding(
			MEDIUM if count else LOW,
			_("Server Scripts are enabled, {0} are in use").format(count),
			_(
				"Whoever may write them changes batches and stock past the app; the daily check only finds it later"
			),
			_("Review them, or switch them off: bench set-config -g server_script_enabled 0"),
			page_of("Server Script"),
		)


def everybody_releases() -> Iterator[Finding]:
	"""A role that every user has may release."""
	open_to = {"All", "Desk User"} & set(get_doctype_roles(DISPOSITION, "submit"))
	if open_to:
		yield Finding(
			HIGH,
			_("The role {0} may submit Batch Dispositions").format(", ".join(sorted(open_to))),
			_("Every user of the desk may release every batch"),
			_("Take the permission away in the Role Permissions Manager"),
			page_of("Role"),
		)


def _users(roles: Iterable[str]) -> set[str]:
	"""Return the enabled users that have one of the roles themselves; Administrator has all and is left out."""
	rows = frappe.db.sql(
		"""SELECT DISTINCT u.name FROM `tabHas Role` r JOIN `tabUser` u ON u.name = r.parent AND r.parenttype = 'User'
		WHERE r.role IN %(roles)s AND u.enabled = 1 AND u.name <> 'Administrator'""",
		{"roles": tuple(roles) or ("",)},
	)
	return {name for (name,) in rows}


def _shown(users: list[str]) -> str:
	return ", ".join(users[:SHOWN]) + (" …" if len(users) > SHOWN else "")


CHECKS = (receive_and_release, everybody_releases, system_managers, server_scripts)
