"""Judges the batches on a draft, and warns of what its submission will refuse. Saving is never refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form, getdate

from batch_trace.control.allocation import judging, out_of_order, pick_record, reserved_picks
from batch_trace.control.allocation.judging import Judged, Taken
from batch_trace.control.decisions import overrides
from batch_trace.control.guard import guard, refusal
from batch_trace.control.movements import amended, beneficiaries, intended, outward, wanted
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.movements.wanted import Demand
from batch_trace.control.policy import policies
from batch_trace.core.allocation.picking_order import Stock
from batch_trace.core.control import permits
from batch_trace.core.control.movement_kinds import IN_PICKING_ORDER
from batch_trace.core.control.policy import ASK, MANUAL, STOP, Policy

PICK_LIST = "Pick List"
Group = tuple[str, str, str, Beneficiary, float]
"""The kind of movement, the item, the warehouse it leaves, the beneficiary, and the unit of which whole ones are taken."""


@dataclass(frozen=True, slots=True)
class Early:
	"""A batch that rows of a draft take out of order; `rows` are their names, `left` is the batch that comes first."""

	item_code: str
	warehouse: str
	batch: str
	rows: Sequence[str]
	policy: Policy
	left: Stock
	action: str

	def message(self) -> str:
		"""Return which batch comes first, and what the user can do before the draft is submitted."""
		problem = out_of_order.message(self.item_code, self.warehouse, self.batch, self.left)
		return f"{problem} {self._way_out()}".strip()

	def _way_out(self) -> str:
		if self.action == STOP:
			return out_of_order.way_out(self.policy, STOP)
		if self.action == ASK:
			return _(
				"Take the batch that comes first, or enter a reason when you submit, which policy {0} asks for."
			).format(get_link_to_form(policies.POLICY, self.policy.name))
		return ""


def warn(doc: Document) -> None:
	"""Show what would be refused, and what would be warned of, if the draft were submitted now."""
	goings = intended.goings(doc)
	findings = guard.look(goings, lock=False) if goings else []
	refusal.warn_on_draft(
		[
			finding
			for finding in findings
			if finding.action == permits.STOP and not overrides.given(finding.going, finding.verdict)
		]
	)
	out_of_order.warn_on_draft([each.message() for each in refused(doc)])
	refusal.warn([finding for finding in findings if finding.action == permits.WARN], is_draft=True)


def refused(doc: Document) -> list[Early]:
	"""Return what the policies will refuse: what they stop, and what they ask a reason for that is not given."""
	has_reason = bool(out_of_order.reason_on(doc))
	return [each for each in early(doc) if out_of_order.is_refused(each.action, has_reason=has_reason)]


def early(doc: Document) -> list[Early]:
	"""Return what the draft takes out of order, with what the policy does about it."""
	return [
		Early(
			judged.item_code,
			judged.warehouse,
			batch,
			list(dict.fromkeys(taken.row for taken in judged.taken if taken.batch == batch)),
			judged.policy,
			judged.judgement.left,
			out_of_order.action(judged.policy),
		)
		for judged in judge(doc)
		if judged.judgement.left
		for batch in judged.early
	]


def judge(doc: Document) -> Iterator[Judged]:
	"""Yield what the draft takes under a policy with a picking order, judged as if it were submitted now."""
	groups = _groups(doc)
	governed = policies.of_items({item_code for _kind, item_code, *_rest in groups})
	cancelled = amended.sole_predecessor(doc) if governed else ""
	for (kind, item_code, warehouse, beneficiary, unit), taken in groups.items():
		policy = governed.get(item_code)
		if policy and policy.allocation_rule != MANUAL:
			demand = Demand(item_code, (warehouse,), kind, getdate(), beneficiary, wanted.moment(doc), unit)
			others = [
				each
				for group, rows in groups.items()
				if group[1:3] == (item_code, warehouse) and rows is not taken
				for each in rows
			]
			judgement = judging.judge(demand, taken, is_posted=False, others=others)
			settled = pick_record.of_cancelled(
				doc.doctype, cancelled, item_code, warehouse, [*taken, *others]
			)
			if doc.doctype != PICK_LIST:
				settled |= pick_record.of_list(beneficiary, item_code, warehouse, taken)
			yield Judged(
				voucher_type=doc.doctype,
				voucher_no=doc.name or "",
				company=doc.company,
				event=0,
				kind=kind,
				item_code=item_code,
				warehouse=warehouse,
				policy=policy,
				taken=taken,
				judgement=judgement,
				settled=settled,
				reserved=reserved_picks.to_use(demand, taken),
			)


def _groups(doc: Document) -> dict[Group, list[Taken]]:
	"""Return what the rows take, by kind of movement, item, warehouse and beneficiary, for kinds in picking order."""
	kinds = {
		(going.batch, going.warehouse): kind for going, kind in outward.kinds(intended.goings(doc)).items()
	}
	beneficiary_of = cache(lambda row: beneficiaries.of_document(doc, row))
	groups: dict[Group, list[Taken]] = defaultdict(list)
	for row, item_code, warehouse, batches in intended.rows_with_batches(doc):
		for batch, quantity in batches.items():
			kind = kinds.get((batch, warehouse))
			if kind in IN_PICKING_ORDER:
				unit = wanted.whole_unit(doc, row)
				groups[str(kind), item_code, warehouse, beneficiary_of(row.name), unit].append(
					Taken(row.name, batch, quantity)
				)
	return groups
