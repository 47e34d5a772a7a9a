"""What giving an item a policy, another one or none does to its batches in stock: said to whoever does it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form, get_url_to_list

from batch_trace.control.policy import policies
from batch_trace.control.policy.deciders import DISPOSITION
from batch_trace.core.control import statuses as st
from batch_trace.core.control.policy import Policy
from batch_trace.ledger import backfill

MAY_LOOSEN = ("System Manager", "Batch Trace Manager", "Quality Manager")
BEFORE = "batch_trace_policies_before"
SHOWN = 10


class Stock(NamedTuple):
	"""How many batches of an item are in stock, and for how many of these QA has decided nothing."""

	batches: int
	undecided: int


class Change(NamedTuple):
	"""An item with batches in stock that comes under another policy; None stands for no policy."""

	item: str
	stock: Stock
	old: Policy | None
	new: Policy | None

	@property
	def loosens(self) -> bool:
		"""Whether batches that nobody has decided on may do more than before."""
		if self.old is None or self.new is None:
			return self.new is None
		milder = st.strictness(self.new.default_status) < st.strictness(self.old.default_status)
		return bool(self.stock.undecided) and milder


def remember(doc: Document, items: Collection[str]) -> None:
	"""Keep which policies the items are under before the document is saved."""
	doc.flags[BEFORE] = policies.of_items(items)
	doc.flags[f"{BEFORE}_of"] = list(items)


def tell(doc: Document) -> None:
	"""Say what the saved document changed for batches in stock; refuse what the user may not loosen.

	Raises:
		frappe.PermissionError: batches in stock would get out of control, and the user has no role for that.
	"""
	before: Mapping[str, Policy] | None = doc.flags.pop(BEFORE, None)
	if before is None:
		return
	items = doc.flags.pop(f"{BEFORE}_of")
	judge(items, before, policies.of_items(items))


def judge(items: Collection[str], before: Mapping[str, Policy], after: Mapping[str, Policy]) -> None:
	"""Say what comes, or came, of giving the items other policies; refuse what the user may not loosen.

	Raises:
		frappe.PermissionError: batches in stock would get out of control, and the user has no role for that.
	"""
	found = _changes(items, before, after)
	loosened = [change for change in found if change.loosens]
	if loosened:
		_check_may_loosen(loosened[0])
	for change in loosened:
		_leave_comment(change)
	if found:
		frappe.msgprint("<br><br>".join(_paragraphs(found)), title=_("Batches in stock"), indicator="orange")


def _changes(
	items: Collection[str], before: Mapping[str, Policy], after: Mapping[str, Policy]
) -> list[Change]:
	changed = [item for item in items if before.get(item) != after.get(item)]
	stock = _in_stock(changed)
	return [Change(item, stock[item], before.get(item), after.get(item)) for item in changed if item in stock]


def _in_stock(items: Collection[str]) -> dict[str, Stock]:
	"""Return the batches in stock, as the trace ledger knows them, of the items that have any."""
	if not items:
		return {}
	rows = frappe.db.sql(
		"""SELECT b.item_code, COUNT(DISTINCT b.batch),
			COUNT(DISTINCT CASE WHEN COALESCE(batch.quality_status, '') = '' THEN b.batch END)
		FROM `tabBatch Balance` b JOIN `tabBatch` batch ON batch.name = b.batch
		WHERE b.item_code IN %(items)s AND b.qty > 0.000001 GROUP BY b.item_code""",
		{"items": tuple(items)},
	)
	return {item: Stock(batches, undecided) for item, batches, undecided in rows}


def _check_may_loosen(change: Change) -> None:
	if set(MAY_LOOSEN) & set(frappe.get_roles()):
		return
	frappe.throw(
		_(
			"Item {0} has {1} batches in stock under policy {2}: only users with the role {3} may take them out of it. "
			"Ask one of them."
		).format(
			get_link_to_form("Item", change.item),
			change.stock.batches,
			frappe.bold(change.old.name if change.old else ""),
			_(" or ").join(_(role) for role in MAY_LOOSEN),
		),
		frappe.PermissionError,
		title=_("Batches are under control"),
	)


def _leave_comment(change: Change) -> None:
	frappe.get_doc("Item", change.item).add_comment("Info", _paragraph(change))


def _paragraphs(found: Collection[Change]) -> list[str]:
	lines = [_paragraph(change) for change in list(found)[:SHOWN]]
	if len(found) > SHOWN:
		lines.append(_("… and {0} more items.").format(len(found) - SHOWN))
	if not backfill.is_complete():
		lines.append(_("The site's history is not read in yet: there may be more batches."))
	if any(change.new and change.stock.undecided for change in found):
		lines.append(
			_("Release them with a <a href='{0}'>Batch Disposition</a>.").format(get_url_to_list(DISPOSITION))
		)
	return lines


def _paragraph(change: Change) -> str:
	item, count = get_link_to_form("Item", change.item), change.stock.batches
	if change.new is None:
		return _(
			"{0} batches of {1} in stock are no longer under policy {2}: their status stops nothing."
		).format(count, item, frappe.bold(change.old.name if change.old else ""))
	words = _("{0} batches of {1} in stock are under policy {2} from now on.").format(
		count, item, get_link_to_form(policies.POLICY, change.new.name)
	)
	if not change.stock.undecided:
		return words
	more = _("QA has decided nothing about {0} of them: their status is {1}.")
	return f"{words} {more.format(change.stock.undecided, frappe.bold(_(change.new.default_status)))}"
