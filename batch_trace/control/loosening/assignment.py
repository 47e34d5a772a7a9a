"""Shows what a change of an item's policy means for its batches in stock, and refuses to loosen control."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form, get_url_to_list

from batch_trace.control.loosening import in_stock, permission
from batch_trace.control.policy import policies
from batch_trace.control.policy.deciders import DISPOSITION
from batch_trace.core.control import loosening
from batch_trace.core.control import statuses as st
from batch_trace.core.control.policy import Policy
from batch_trace.ledger import backfill

BEFORE = "batch_trace_policies_before"
SHOWN = 10


class Stock(NamedTuple):
	"""How many batches of an item are in stock, and on how many of them QA has not decided."""

	batches: int
	undecided: int


class Change(NamedTuple):
	"""An item with batches in stock whose policy changes; None stands for no policy."""

	item: str
	stock: Stock
	old: Policy | None
	new: Policy | None

	@property
	def milder(self) -> tuple[str, ...]:
		"""The fields of the policy that ask less than before; none if the policy is new or taken away."""
		return loosening.milder_fields(self.old, self.new) if self.old and self.new else ()

	@property
	def loosens(self) -> bool:
		"""Whether batches may be moved more freely than before."""
		return self.new is None or bool(self.milder)

	@property
	def stops_undecided(self) -> bool:
		"""Whether the policy stops batches in stock because QA has not decided on them."""
		return bool(self.new and self.stock.undecided and self.new.default_status != st.RELEASED)

	def freed(self) -> list[str]:
		"""Return the batches in stock that the change frees."""
		which = loosening.ALL if self.new is None else loosening.freed_by(self.milder)
		if which == loosening.NONE:
			return []
		return in_stock.of_items([self.item], only_undecided=which == loosening.UNDECIDED)

	def lines(self) -> list[str]:
		"""Return what gets milder, in plain words."""
		if self.old is None or self.new is None:
			return [
				_("{0} is no longer under policy {1}").format(self.item, self.old.name if self.old else "")
			]
		labels = frappe.get_meta(policies.POLICY)
		return [
			f"{self.item}, {_(labels.get_label(field))}: {getattr(self.old, field)} → {getattr(self.new, field)}"
			for field in self.milder
		]


def remember(doc: Document, items: Collection[str]) -> None:
	"""Remember the policies of the items before the document is saved."""
	doc.flags[BEFORE] = policies.of_items(items)
	doc.flags[f"{BEFORE}_of"] = list(items)


def show_effects(doc: Document) -> list[str]:
	"""Show what the saved document changes for batches in stock, refuse what the user may not loosen, and return the items.

	Raises:
		frappe.PermissionError: control of batches in stock would be loosened, and the user may not release batches.
	"""
	before: Mapping[str, Policy] | None = doc.flags.pop(BEFORE, None)
	if before is None:
		return []
	items: list[str] = doc.flags.pop(f"{BEFORE}_of")
	judge(items, before, policies.of_items(items), of=(doc.doctype, doc.name))
	return items


def judge(
	items: Collection[str],
	before: Mapping[str, Policy],
	after: Mapping[str, Policy],
	*,
	of: tuple[str, str],
) -> None:
	"""Show what a change of the items' policies does to batches in stock, and refuse what the user may not loosen.

	`of` is the doctype and name of the document that is changed.

	Raises:
		frappe.PermissionError: control of batches in stock would be loosened, and the user may not release batches.
		LooseningNotConfirmed: it would be loosened without a reason.
	"""
	changes = _changes(items, before, after)
	loosened = [change for change in changes if change.loosens]
	if loosened:
		freed = {batch for change in loosened for batch in change.freed()}
		permission.ask(*of, [line for change in loosened for line in change.lines()], freed)
	for change in loosened:
		_leave_comment(change)
	if changes:
		frappe.msgprint(
			"<br><br>".join(_paragraphs(changes)), title=_("Batches in stock"), indicator="orange"
		)


def judge_policy(name: str, before: Mapping[str, Policy], after: Mapping[str, Policy]) -> None:
	"""Judge a change of the policy itself for the items under it; see `judge`."""
	judge(list(before), before, after, of=(policies.POLICY, name))


def _changes(
	items: Collection[str], before: Mapping[str, Policy], after: Mapping[str, Policy]
) -> list[Change]:
	changed = [item for item in items if before.get(item) != after.get(item)]
	stock = _in_stock(changed)
	return [Change(item, stock[item], before.get(item), after.get(item)) for item in changed if item in stock]


def _in_stock(items: Collection[str]) -> dict[str, Stock]:
	"""Return how many batches of each item are in stock; items without stock are left out."""
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


def _leave_comment(change: Change) -> None:
	frappe.get_doc("Item", change.item).add_comment("Info", _paragraph(change))


def _paragraphs(changes: Collection[Change]) -> list[str]:
	lines = [_paragraph(change) for change in list(changes)[:SHOWN]]
	if len(changes) > SHOWN:
		lines.append(_("… and {0} more items.").format(len(changes) - SHOWN))
	if not backfill.is_complete():
		lines.append(
			_("There may be more batches, because the back-fill of the site's history is not completed.")
		)
	if any(change.stops_undecided for change in changes):
		lines.append(
			_("What is good is released with a <a href='{0}'>Batch Disposition</a>.").format(
				get_url_to_list(DISPOSITION)
			)
		)
	return lines


def _paragraph(change: Change) -> str:
	item, count = get_link_to_form("Item", change.item), change.stock.batches
	if change.new is None:
		return _(
			"{0} is no longer under policy {1}. Batches in stock: {2}. Only holds and decisions of QA stop them now."
		).format(item, frappe.bold(change.old.name if change.old else ""), count)
	words = _("{0} is under policy {1} from now on. Batches in stock: {2}.").format(
		item, get_link_to_form(policies.POLICY, change.new.name), count
	)
	if not change.stock.undecided:
		return words
	more = _("QA has not decided on {0} of these: their status is {1}.")
	return f"{words} {more.format(change.stock.undecided, frappe.bold(_(change.new.default_status)))}"
