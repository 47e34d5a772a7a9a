"""The Stock Entries that correct ERPNext's stock of two batches after one was booked as the other.

ERPNext's vouchers stay as they are, so its stock of both batches is wrong by what they moved. One Material Issue takes out
what is not there, one Material Receipt puts back what is, at the value at which the vouchers had moved it. In the ledger the
corrected vouchers account for all of it, and these entries for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control.corrections import valuing
from batch_trace.control.corrections.lines import Corrected, NotCorrected
from batch_trace.core.terms.quantities import quantity_text, tidy
from batch_trace.ledger import locked_balances

Drafts = tuple[Document | None, Document | None]
TOLERANCE = 1e-6
STOCK_ENTRY = "Stock Entry"
MOVED_AGAIN = """
	SELECT DISTINCT event.voucher_type, event.voucher_no
	FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch = %(batch)s AND entry.warehouse = %(warehouse)s AND entry.qty * %(sign)s < 0
		AND entry.event = entry.of_event
		AND NOT EXISTS (SELECT 1 FROM `tabTrace Event` reversal WHERE reversal.reverses = entry.event)
	ORDER BY event.name DESC LIMIT 5
"""


class Place(NamedTuple):
	"""A batch in a warehouse."""

	batch: str
	warehouse: str


class Change(NamedTuple):
	"""By how much (stock UOM) ERPNext's stock is wrong in a place.

	Of what comes back there, `coming` is the quantity and `value` (company currency) what it is worth.
	"""

	quantity: float = 0.0
	coming: float = 0.0
	value: float = 0.0

	def plus(self, quantity: float, rate: float) -> Change:
		"""Return the change with a quantity more; the rate is that of goods that come back."""
		if quantity <= 0:
			return self._replace(quantity=self.quantity + quantity)
		return Change(self.quantity + quantity, self.coming + quantity, self.value + quantity * rate)


def drafts(company: str, corrected: Sequence[Corrected], reason: str) -> Drafts:
	"""Save the drafts of both entries, with the user's own rights; (None, None) where no stock is wrong.

	Raises:
		frappe.PermissionError: the user may not make Stock Entries.
		frappe.ValidationError: there is not as much in stock as was moved, naming the vouchers to correct as well.
	"""
	changes = _changes(corrected)
	out = {place: -change.quantity for place, change in changes.items() if change.quantity < -TOLERANCE}
	back = {place: change for place, change in changes.items() if change.quantity > TOLERANCE}
	if not out and not back:
		return None, None
	_check_rights()
	item_of = {
		name: each.recorded.item_code
		for each in corrected
		for name in (each.line.batch, each.line.right_batch)
	}
	_check_stock(out, item_of, corrected)
	issued = [
		{**_row(item_of, place), "qty": tidy(quantity), "s_warehouse": place.warehouse}
		for place, quantity in sorted(out.items())
	]
	received = [
		{
			**_row(item_of, place),
			"qty": tidy(change.quantity),
			"t_warehouse": place.warehouse,
			**_rate(change),
		}
		for place, change in sorted(back.items())
	]
	return _draft("Material Issue", company, issued, reason), _draft(
		"Material Receipt", company, received, reason
	)


def _changes(corrected: Sequence[Corrected]) -> dict[Place, Change]:
	"""Return by how much each place is wrong: what the vouchers moved of the one batch, they moved of the other."""
	changes: dict[Place, Change] = defaultdict(Change)
	for each in corrected:
		for warehouse, moved in each.recorded.moved:
			signed = each.line.quantity if moved > 0 else -each.line.quantity
			rate = valuing.rate(each, warehouse)
			for batch, sign in ((each.line.batch, -1), (each.line.right_batch, 1)):
				place = Place(batch, warehouse)
				changes[place] = changes[place].plus(sign * signed, rate)
	return changes


def _check_rights() -> None:
	if not all(frappe.has_permission(STOCK_ENTRY, right) for right in ("create", "submit")):
		frappe.throw(
			_(
				"ERPNext's stock of these batches is corrected with Stock Entries, which you may not make. Ask somebody who may make "
				"Stock Entries and decide on batches."
			),
			frappe.PermissionError,
			title=_("No right to Stock Entries"),
		)


def _check_stock(out: dict[Place, float], item_of: dict[str, str], corrected: Sequence[Corrected]) -> None:
	"""Refuse to take more out than is there: then other vouchers have moved the same goods on, under the wrong batch, too."""
	there = locked_balances.locked(out)
	lines = [
		_short(place, quantity, there[place], corrected)
		for place, quantity in sorted(out.items())
		if there[place] < quantity - TOLERANCE and not locked_balances.may_be_negative(item_of[place.batch])
	]
	if lines:
		frappe.throw("<br><br>".join(lines), title=_("Other vouchers moved these goods, too"))


def _short(place: Place, quantity: float, there: float, corrected: Sequence[Corrected]) -> str:
	words = _("Of batch {0}, {1} are in {2}, but the correction takes {3} out.").format(
		frappe.bold(place.batch), quantity_text(there), place.warehouse, quantity_text(quantity)
	)
	vouchers = list(dict.fromkeys(_moved_again(place, corrected)))
	if not vouchers:
		return f"{words} " + _("Bring it there first, with a transfer, or correct what took it out.")
	return f"{words} " + _(
		"These vouchers moved the same goods before or afterwards: {0}. Correct them together, in one correction."
	).format(", ".join(vouchers))


def _moved_again(place: Place, corrected: Sequence[Corrected]) -> Iterator[str]:
	"""Yield links to vouchers that moved the recorded batch the other way, in the same place."""
	named = {each.line.voucher for each in corrected}
	for each in corrected:
		moved = dict(each.recorded.moved).get(place.warehouse)
		if moved is None or place.batch not in (each.line.batch, each.line.right_batch):
			continue
		sign = 1 if moved > 0 else -1
		for voucher in frappe.db.sql(
			MOVED_AGAIN, {"batch": each.line.batch, "warehouse": place.warehouse, "sign": sign}
		):
			if voucher not in named and frappe.has_permission(voucher[0], "read", voucher[1]):
				yield get_link_to_form(*voucher)


def _row(item_of: dict[str, str], place: Place) -> dict[str, object]:
	return {"item_code": item_of[place.batch], "use_serial_batch_fields": 1, "batch_no": place.batch}


def _rate(change: Change) -> dict[str, object]:
	rate = change.value / change.coming
	return {"basic_rate": rate, "set_basic_rate_manually": 1, "allow_zero_valuation_rate": int(not rate)}


def _draft(purpose: str, company: str, rows: list[dict[str, object]], reason: str) -> Document:
	entry = frappe.get_doc(
		{
			"doctype": STOCK_ENTRY,
			"purpose": purpose,
			"company": company,
			"remarks": _("Corrects batches: {0}").format(reason),
			"items": rows,
		}
	)
	entry.set_stock_entry_type()
	entry.flags.by_decision = True  # shows no warnings of what this correction does
	entry.insert()
	for given, row in zip(rows, entry.items, strict=True):
		_check_exact(given, row)
	return entry


def _check_exact(given: Mapping[str, object], row: Document) -> None:
	"""Refuse a quantity that the Stock Entry has rounded: ERPNext's stock would not be what the ledger says."""
	if abs(row.transfer_qty - float(given["qty"])) > TOLERANCE:
		frappe.throw(
			_(
				"A Stock Entry keeps {0} decimals, so {1} of batch {2} cannot be booked. Enter a quantity with no more decimals."
			).format(
				row.precision("transfer_qty"),
				quantity_text(float(given["qty"])),
				frappe.bold(given["batch_no"]),
			),
			NotCorrected,
		)
