"""The sequences of the rules, one row each.

A rule that promises no gaps counts in the user's own transaction: its row stays locked until that is committed or rolled
back with it, and others wait. Other rules count in a transaction of their own, which is over at once: nobody waits, and
what is rolled back leaves a gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import frappe
from frappe.utils import cint, now

COUNTER = "Batch Numbering Counter"

BEGIN = """
	INSERT IGNORE INTO `tabBatch Numbering Counter`
		(name, creation, modified, owner, modified_by, numbering_rule, scope, current_number)
	VALUES (%(name)s, %(now)s, %(now)s, %(user)s, %(user)s, %(rule)s, %(scope)s, %(current)s)
"""
COUNT = """
	UPDATE `tabBatch Numbering Counter` SET current_number = GREATEST(current_number + 1, %(at_least)s), modified = %(now)s
	WHERE name = %(name)s
"""
COUNTED = "SELECT current_number FROM `tabBatch Numbering Counter` WHERE name = %(name)s FOR UPDATE"
GIVE_BACK = """
	UPDATE `tabBatch Numbering Counter` SET current_number = current_number - 1
	WHERE name = %(name)s AND current_number = %(count)s
"""


def of(rule: str, scope: str, *, is_gapless: bool) -> str:
	"""Return the name of a sequence's row, begun if there is none: without gaps in the transaction in hand, otherwise at once.

	The row must not be newer than the transaction that counts: since MariaDB 11.6, none can lock what has changed since it began.
	"""
	if name := _name(rule, scope):
		return name
	with nullcontext() if is_gapless else own_transaction():
		row = {"name": frappe.generate_hash(length=10), "now": now(), "user": frappe.session.user}
		frappe.db.sql(BEGIN, row | {"rule": rule, "scope": scope, "current": -1})
		if name := _name(rule, scope):
			return name
	with own_transaction():  # somebody else has begun it since the transaction in hand began
		return str(_name(rule, scope))


def take(counter: str, at_least: int) -> int:
	"""Count on in the transaction in hand, and return the number; this sequence alone stays locked until its end.

	The row is found by its name: by the unique index, InnoDB would lock the gap beside it, in which others begin theirs.
	"""
	named = {"name": counter}
	frappe.db.sql(COUNT, named | {"at_least": at_least, "now": now()})
	return cint(frappe.db.sql(COUNTED, named)[0][0])


def give_back(rule: str, scope: str, count: int) -> bool:
	"""Let a number that nobody has be the next one again; return False if others have been given out since."""
	counter = {"name": _name(rule, scope)}
	last = frappe.db.sql(COUNTED, counter)
	if not last or cint(last[0][0]) != count:
		return False
	frappe.db.sql(GIVE_BACK, counter | {"count": count})
	return True


def current(rule: str, scope: str) -> int:
	"""Return the last number of a sequence without locking it, -1 if it has none."""
	found = frappe.db.get_value(COUNTER, {"numbering_rule": rule, "scope": scope}, "current_number")
	return -1 if found is None else cint(found)


def _name(rule: str, scope: str) -> str | None:
	return frappe.db.get_value(COUNTER, {"numbering_rule": rule, "scope": scope}, "name")


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
