"""Refuses to take a batch that is promised to somebody else, naming the batch, the promises and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, NoReturn

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from batch_trace.control.holds import access as hold_access
from batch_trace.control.movements.outward import Going
from batch_trace.control.reservations.promised import OpenPromise, Promise, worded
from batch_trace.core.terms.quantities import quantity_text

SHOWN = 10


class Refused(NamedTuple):
	"""A movement that would take `shortage` (stock UOM) of a batch too much, and the promises that it would break."""

	going: Going
	shortage: float
	promises: Sequence[OpenPromise]


class BatchReserved(frappe.ValidationError):
	"""Less of a batch would be left than is promised to others."""


def refuse(refused: Sequence[Refused]) -> NoReturn:
	"""Refuse the movements, all in one message."""
	way_out = _(
		"Choose another batch or take less, name the order for which it is reserved, or ask for the reservation to be released."
	)
	frappe.throw(_paragraphs(refused, way_out), BatchReserved, title=_("Batch is reserved"))


def warn(taken: Sequence[Refused]) -> None:
	"""Warn of promises that are broken by movements which are never refused, such as a stock count."""
	if taken:
		advice = _("The movement was made all the same. Find another batch for those it was promised to.")
		frappe.msgprint(_paragraphs(taken, advice), title=_("Reserved batch is gone"), indicator="orange")


def _paragraphs(refused: Sequence[Refused], end: str) -> str:
	paragraphs = [_paragraph(each) for each in refused[:SHOWN]]
	if len(refused) > SHOWN:
		paragraphs.append(_("… and {0} more.").format(len(refused) - SHOWN))
	return "<br><br>".join([*paragraphs, end])


def _paragraph(refused: Refused) -> str:
	going = refused.going
	promises = [promise for of_place in worded(refused.promises).values() for promise in of_place]
	is_readable = hold_access.readable_places([going.warehouse])
	return _("This takes {0} too much of batch {1} of {2} from {3}. It is promised to others: {4}.").format(
		quantity_text(refused.shortage),
		get_link_to_form("Batch", going.batch),
		frappe.bold(going.item_code),
		going.warehouse if is_readable else _("this warehouse"),
		"; ".join(_line(promise) for promise in promises[:SHOWN]),
	)


def _line(promise: Promise) -> str:
	line = f"{quantity_text(promise.quantity)} {promise.text}"
	if promise.name and promise.doctype not in promise.text:
		line += f" ({get_link_to_form(promise.doctype, promise.name)})"
	return line
