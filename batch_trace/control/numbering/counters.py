"""The sequences of the rules, one row each.

A rule that promises no gaps counts in the user's own transaction: its row stays locked until that is committed or rolled
back with it, and others wait. Other rules count in a transaction of their own, which is over at once: nobody waits, and
what is rolled back leaves a gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe.utils import cint, now

COUNTER = "Batch Numbering Counter"

COUNT = """
	INSERT INTO `tabBatch Numbering Counter`
		(name, creation, modified, owner, modified_by, numbering_rule, scope, current_number)
	VALUES (%(name)s, %(now)s, %(now)s, %(user)s, %(user)s, %(rule)s, %(scope)s, %(at_least)s)
	ON DUPLICATE KEY UPDATE current_number = GREATEST(current_number + 1, %(at_least)s), modified = %(now)s
"""
COUNTED = """
	SELECT current_number FROM `tabBatch Numbering Counter` WHERE numbering_rule = %(rule)s AND scope = %(scope)s FOR UPDATE
"""
GIVE_BACK = """
	UPDATE `tabBatch Numbering Counter` SET current_number = current_number - 1
	WHERE numbering_rule = %(rule)s AND scope = %(scope)s AND current_number = %(count)s
"""


def take(rule: str, scope: str, at_least: int) -> int:
	"""Count on in the transaction in hand, and return the number; the row stays locked until its end."""
	counted = {"rule": rule, "scope": scope, "at_least": at_least}
	row = {"name": frappe.generate_hash(length=10), "now": now(), "user": frappe.session.user}
	frappe.db.sql(COUNT, counted | row)
	return cint(frappe.db.sql(COUNTED, counted)[0][0])


def give_back(rule: str, scope: str, count: int) -> bool:
	"""Let a number that nobody has be the next one again; return False if others have been given out since."""
	counted = {"rule": rule, "scope": scope}
	current = frappe.db.sql(COUNTED, counted)
	if not current or cint(current[0][0]) != count:
		return False
	frappe.db.sql(GIVE_BACK, counted | {"count": count})
	return True


def current(rule: str, scope: str) -> int:
	"""Return the last number of a sequence without locking it, -1 if it has none."""
	found = frappe.db.get_value(COUNTER, {"numbering_rule": rule, "scope": scope}, "current_number")
	return -1 if found is None else cint(found)


@contextmanager
def own_transaction() -> Iterator[None]:
	"""Do the block in a transaction of its own, on a connection of its own, which is committed at its end."""
	in_hand = frappe.local.db
	frappe.connect(set_admin_as_user=False)
	try:
		yield
		frappe.db.commit()  # nosemgrep: it is not the user's transaction, which is unaffected
	finally:
		frappe.db.close()
		frappe.local.db = in_hand
