"""Corrects what was entered for a batch that has moved, with a reason and a signature."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from batch_trace.api.arguments import text
from batch_trace.control.corrections import facts
from batch_trace.control.holds import places
from batch_trace.ledger.access import check_readable


@frappe.whitelist(methods=["POST"])
def correct(batch: str, changes: str | dict[str, Any], reason: str, password: str | None = None) -> str:
	"""Correct facts of a batch that has moved; return the name of the Batch Correction.

	`changes` maps fields of the Batch (`facts.FACTS`) to the right values. `password` is needed if the site requires
	signatures.
	"""
	why = text(reason, _("The reason"))
	if not why:
		frappe.throw(_("Enter a reason: it is kept with the correction."))
	name = text(batch, _("The batch"))
	check_readable("Batch", [name])
	places.check_not_elsewhere([name])
	return facts.correct(name, _facts(changes), why, password)


def _facts(changes: str | dict[str, Any]) -> dict[str, Any]:
	"""Return the changes; nothing but the facts of a batch can be corrected here."""
	values = frappe.parse_json(changes)
	if not isinstance(values, dict) or not values or not set(values) <= set(facts.FACTS):
		labels = frappe.get_meta("Batch")
		frappe.throw(
			_("These fields can be corrected: {0}.").format(
				", ".join(f"{_(labels.get_label(field))} ({field})" for field in facts.FACTS)
			)
		)
	return values
