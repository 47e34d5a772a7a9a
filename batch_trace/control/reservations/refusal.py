"""Refuses to take a batch that is promised to somebody else: the sentence names the batch, whom it is promised to, and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, NoReturn

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from batch_trace.control.holds import access as hold_access
from batch_trace.control.movements.outward import Going
from batch_trace.control.reservations.promised import Open, worded
from batch_trace.core.terms.quantities import spoken


class Refused(NamedTuple):
	"""What was to be taken from a place, and to whom the rest of it is promised."""

	going: Going
	short: float
	promises: Sequence[Open]


SHOWN = 10


class BatchReserved(frappe.ValidationError):
	"""A batch is promised to others, and not enough of it is left."""


def refuse(found: Sequence[Refused]) -> NoReturn:
	"""Refuse the movements, saying everything at once."""
	frappe.throw(_paragraphs(found, _way_out()), BatchReserved, title=_("Batch is reserved"))


def warn(found: Sequence[Refused]) -> None:
	"""Say whom a movement that must be made leaves short."""
	if found:
		words = _("It goes all the same; see to another batch for whom it was promised.")
		frappe.msgprint(_paragraphs(found, words), title=_("Reserved batch is gone"), indicator="orange")


def _paragraphs(found: Sequence[Refused], end: str) -> str:
	lines = [_paragraph(refused) for refused in found[:SHOWN]]
	if len(found) > SHOWN:
		lines.append(_("… and {0} more.").format(len(found) - SHOWN))
	return "<br><br>".join([*lines, end])


def _paragraph(refused: Refused) -> str:
	going = refused.going
	promises = [one for told in worded(refused.promises).values() for one in told]
	lines = [
		f"{quantity_text(one.quantity)} {one.text}"
		+ (
			f" ({get_link_to_form(one.doctype, one.name)})"
			if one.name and one.doctype not in one.text
			else ""
		)
		for one in promises[:SHOWN]
	]
	where = going.warehouse if hold_access.readable_places([going.warehouse]) else _("this warehouse")
	return _("{0} too much of batch {1} of {2} would leave {3}. It is promised to others: {4}.").format(
		quantity_text(refused.short),
		get_link_to_form("Batch", going.batch),
		frappe.bold(going.item_code),
		where,
		"; ".join(lines),
	)


def _way_out() -> str:
	return _(
		"Choose another batch or take less, name the order for which it is reserved, or ask for the reservation to be released."
	)
