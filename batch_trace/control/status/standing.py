"""Reads all that gives a batch its status now: QA's decision or the policy's default, holds, dates and warehouses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import frappe
from frappe import _
from frappe.utils import format_date, getdate

from batch_trace.control.movements import places
from batch_trace.control.policy import policies
from batch_trace.control.policy.deciders import DISPOSITION
from batch_trace.control.status import locks, open_holds
from batch_trace.control.status.open_holds import OpenHold
from batch_trace.core.control import shelf_life
from batch_trace.core.control import statuses as st
from batch_trace.core.control.policy import Policy

EXPIRY, RETEST = "Expiry Date", "Retest Date"
DISABLED = "Disabled"
WAREHOUSE = "Warehouse"


@dataclass(slots=True)
class Standing:
	"""All that gives one batch its status. Without a policy, only decisions of QA and holds stop it."""

	batch: str
	item_code: str
	quality_status: str
	expiry_date: date | None
	retest_date: date | None
	is_disabled: bool
	policy: Policy | None
	holds: list[OpenHold] = field(default_factory=list)
	uses: dict[str, str] = field(default_factory=dict)

	@property
	def is_controlled(self) -> bool:
		"""Whether the item is under a Batch Control Policy."""
		return self.policy is not None

	@property
	def own_status(self) -> str:
		"""The status that was decided, or the policy's default if nothing was decided; "" if there is neither."""
		return self.quality_status or (self.policy.default_status if self.policy else "")

	@property
	def is_due_for_retest(self) -> bool:
		"""Whether its retest date is over."""
		return shelf_life.is_expired(self.retest_date, getdate())

	def is_rejected_in(self, warehouse: str) -> bool:
		"""Return whether the use of the warehouse rejects the batch, which it does for items under a policy."""
		return self.is_controlled and places.STATUS_IN.get(self.uses.get(warehouse, "")) == st.REJECTED

	def verdict(self, warehouse: str | None = None) -> st.Verdict:
		"""Return the effective status with its reasons, in one warehouse or independent of the warehouse."""
		return st.effective(self._reasons(warehouse))

	def known_verdict(self, warehouse: str | None = None) -> st.Verdict | None:
		"""Return the verdict, or None if the batch has neither a policy nor holds nor decisions."""
		verdict = self.verdict(warehouse)
		return verdict if verdict.reasons else None

	def _reasons(self, warehouse: str | None) -> Iterator[st.Reason]:
		yield from self._decided()
		for hold in self.holds:
			if not hold.warehouse or hold.warehouse == warehouse:
				yield hold.as_reason
		if self.is_controlled:
			yield from self._dated()
			if use := self.uses.get(warehouse or ""):
				yield st.Reason(
					places.STATUS_IN[use], WAREHOUSE, warehouse or "", _("warehouse for {0}").format(_(use))
				)

	def _decided(self) -> Iterator[st.Reason]:
		if self.quality_status:
			yield st.Reason(st.known_or_quarantine(self.quality_status), DISPOSITION)
		elif self.policy:
			yield st.Reason(
				self.policy.default_status,
				policies.POLICY,
				self.policy.name,
				_("QA has not decided on it yet"),
			)

	def _dated(self) -> Iterator[st.Reason]:
		today = getdate()
		if shelf_life.is_expired(self.expiry_date, today):
			yield st.Reason(
				st.EXPIRED, EXPIRY, text=_("usable until {0}").format(format_date(self.expiry_date))
			)
		if self.is_due_for_retest:
			yield st.Reason(
				st.UNDER_TEST,
				RETEST,
				text=_("due for a retest since {0}").format(format_date(self.retest_date)),
			)
		if self.is_disabled:
			yield st.Reason(st.ON_HOLD, DISABLED, text=_("disabled in its Batch"))


def read(
	batches: Collection[str],
	warehouses: Collection[str] = (),
	*,
	lock: bool = False,
	governed: Mapping[str, Policy] | None = None,
) -> dict[str, Standing]:
	"""Return the standing of each batch that exists; `lock` reads what is committed now and locks it.

	`warehouses` are those for which a verdict will be asked. `governed` are the policies by item, if they were read
	before.
	"""
	rows = locks.lock(batches) if lock else _rows(batches)
	if governed is None:
		governed = policies.of_items({row.item for row in rows})
	holds = open_holds.read([row.name for row in rows], lock=lock)
	uses = places.uses(warehouses) if governed else {}
	return {
		row.name: Standing(
			batch=row.name,
			item_code=row.item,
			quality_status=row.quality_status or "",
			expiry_date=row.expiry_date,
			retest_date=row.retest_date,
			is_disabled=bool(row.disabled),
			policy=governed.get(row.item),
			holds=holds.get(row.name, []),
			uses=uses,
		)
		for row in rows
	}


def _rows(batches: Collection[str]) -> list[frappe._dict]:
	batch = frappe.qb.DocType("Batch")
	query = frappe.qb.from_(batch).select(*[batch[field] for field in locks.FIELDS])
	return query.where(batch.name.isin(sorted(set(batches)))).run(as_dict=True) if batches else []
