"""MariaDB's snapshot isolation: since 11.6.2, no transaction can lock a row that has changed since it began.

Frappe takes the refusal for a deadlock. The desk's submissions begin again by themselves, and so do background jobs; a
script has to do it itself.
"""

from __future__ import annotations

from collections.abc import Callable

import frappe

ATTEMPTS = 60
"""More than a background job makes, so that a test with many processes ends."""


def is_strict() -> bool:
	"""Return whether the database refuses such locks."""
	[[value]] = frappe.db.sql("SELECT COALESCE(@@innodb_snapshot_isolation, 0)")
	return bool(value)


def repeated(act: Callable[[], object]) -> int:
	"""Act and commit; where the database is strict, begin again as often as it refuses. Return how often it did.

	Elsewhere a deadlock is an error of the app, and is raised.
	"""
	for refusals in range(ATTEMPTS):
		try:
			act()
			frappe.db.commit()
			return refusals
		except frappe.QueryDeadlockError:
			frappe.db.rollback()
			if not is_strict():
				raise
	raise AssertionError(f"refused {ATTEMPTS} times")
