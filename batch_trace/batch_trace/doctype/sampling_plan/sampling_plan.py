"""Sampling Plan: how many units of a received lot are inspected, by ISO 2859-1 and ANSI/ASQ Z1.4."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, get_link_to_form

from batch_trace.control.loosening import plan_changes


class SamplingPlan(Document):
	"""The level, AQL and severity for an item or item group, of all suppliers or of one."""

	def validate(self) -> None:
		"""Refuse a plan for nothing or two things, a second one for the same, figures that say nothing, and what loosens control unsigned."""
		if bool(self.item_code) == bool(self.item_group):
			frappe.throw(_("Enter either an item or an item group."))
		if flt(self.unit_quantity) <= 0:
			frappe.throw(
				_("Quantity of One Unit must be above zero. If units are counted in the stock UOM, it is 1.")
			)
		if cint(self.skip_lot_one_in) == 1 or (cint(self.skip_lot_one_in) and cint(self.skip_lot_after) < 1):
			frappe.throw(
				_(
					"Skip-lot needs at least one lot of 2, after at least 1 accepted lot. Enter 0 to inspect every lot."
				)
			)
		if not self.disabled:
			self._refuse_second()
		plan_changes.check(self)

	def _refuse_second(self) -> None:
		field = "item_code" if self.item_code else "item_group"
		for other in frappe.get_all(
			self.doctype,
			{field: self.get(field), "disabled": 0, "name": ["!=", self.name or ""]},
			["name", "supplier"],
			limit_page_length=0,
		):
			if (other.supplier or "") == (self.supplier or ""):
				frappe.throw(
					_("{0} is the plan for {1} already. Change or disable it first.").format(
						get_link_to_form(self.doctype, other.name), frappe.bold(self.get(field))
					),
					title=_("There is a plan already"),
				)
