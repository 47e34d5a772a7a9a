"""Judges the batches that a draft names, and warns of what will be refused when it is submitted. Saving is never refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form, getdate

from batch_trace.control.allocation import judging, named, out_of_order, pick_record, reserved_picks
from batch_trace.control.allocation.judging import Judged, Taken
from batch_trace.control.decisions import overrides
from batch_trace.control.guard import guard, refusal
from batch_trace.control.movements import beneficiaries, intended, outward, wanted
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.movements.wanted import Demand
from batch_trace.control.policy import policies
from batch_trace.core.allocation.picking_order import Stock
from batch_trace.core.control import permits
from batch_trace.core.control.movement_kinds import IN_TURN
from batch_trace.core.control.policy import ASK, MANUAL, STOP, Policy

PICK_LIST = "Pick List"
Group = tuple[str, str, str, Beneficiary]
"""A kind of movement, an item, the warehouse that it leaves, and whom it is for."""


@dataclass(frozen=True, slots=True)
class Early:
	"""A batch that rows of a draft take although another, `left`, comes first; `rows` are their names."""

	item_code: str
	warehouse: str
	batch: str
	rows: Sequence[str]
	policy: Policy
	left: Stock
	action: str

	def told(self) -> str:
		"""Say which batch comes first, and what is to be done about it before the draft is submitted."""
		return f"{out_of_order.told(self.item_code, self.warehouse, self.batch, self.left)} {self._way_out()}".strip()

	def _way_out(self) -> str:
		if self.action == STOP:
			return out_of_order.way_out(self.policy, STOP)
		if self.action == ASK:
			return _("Take that one first, or say why not when you submit: policy {0} asks for it.").format(
				get_link_to_form(policies.POLICY, self.policy.name)
			)
		return ""


def judged(doc: Document) -> Iterator[Judged]:
	"""Yield what the draft takes in turn, judged as if it were submitted now."""
	groups = _groups(doc)
	governed = policies.of_items({item_code for _kind, item_code, *_rest in groups})
	for (kind, item_code, warehouse, beneficiary), taken in groups.items():
		policy = governed.get(item_code)
		if policy and policy.allocation_rule != MANUAL:
			demand = Demand(item_code, (warehouse,), kind, getdate(), beneficiary, wanted.moment(doc))
			others = [
				one
				for group, rows in groups.items()
				if group[1:3] == (item_code, warehouse) and rows is not taken
				for one in rows
			]
			judgement = judging.judge(demand, taken, is_posted=False, others=others)
			settled = (
				{}
				if doc.doctype == PICK_LIST
				else pick_record.of_list(beneficiary, item_code, warehouse, taken)
			)
			yield Judged(
				doc.doctype,
				doc.name or "",
				doc.company,
				0,
				kind,
				item_code,
				warehouse,
				policy,
				taken,
				judgement,
				settled,
				reserved_picks.to_use(demand, taken),
			)


def _groups(doc: Document) -> dict[Group, list[Taken]]:
	"""Return what the rows take in turn, by what it is taken as, from where and for whom."""
	kinds = {(g.batch, g.warehouse): kind for g, kind in outward.kinds(intended.goings(doc)).items()}
	beneficiary_of = cache(lambda row: beneficiaries.of_document(doc, row))
	groups: dict[Group, list[Taken]] = defaultdict(list)
	for row, item_code, warehouse, batches in named.of_voucher(doc):
		for batch, quantity in batches.items():
			kind = kinds.get((batch, warehouse))
			if kind in IN_TURN:
				groups[str(kind), item_code, warehouse, beneficiary_of(row.name)].append(
					Taken(row.name, batch, quantity)
				)
	return groups


def early(doc: Document) -> list[Early]:
	"""Return what the draft takes before its turn, with what the policy does about it."""
	return [
		Early(
			one.item_code,
			one.warehouse,
			batch,
			list(dict.fromkeys(taken.row for taken in one.taken if taken.batch == batch)),
			one.policy,
			one.judgement.left,
			out_of_order.action(one.policy),
		)
		for one in judged(doc)
		if one.judgement.left
		for batch in one.early
	]


def refused(doc: Document) -> list[Early]:
	"""Return what the policy will refuse: what it stops, and what it asks a reason for that is not given."""
	is_told = out_of_order.is_told(doc)
	return [one for one in early(doc) if out_of_order.is_refused(one.action, is_told=is_told)]


def tell(doc: Document) -> None:
	"""Say what would be refused or warned of, in the words of the refusal."""
	goings = intended.goings(doc)
	found = guard.look(goings, lock=False) if goings else []
	stopped = [
		f for f in found if f.action == permits.STOP and not overrides.given(f.going, f.verdict.status)
	]
	refusal.foretell(stopped)
	out_of_order.foretell([one.told() for one in refused(doc)])
	refusal.warn([f for f in found if f.action == permits.WARN])
