"""Batch Control Policy: the requirements for the batches of some items."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, flt

from batch_trace.control.loosening import in_stock, policy_changes
from batch_trace.control.policy import attribute_rows, on_the_desk
from batch_trace.control.status import effective
from batch_trace.core.control.policy import AUTOMATIC, FIRST_STATUSES, parse_windows
from batch_trace.core.terms import temperatures

STATUSES = (
	"status_after_receipt",
	"status_after_production",
	"status_after_return",
	"status_after_split",
	"default_status",
)
NUMBERS = (
	"minimum_shelf_life_at_receipt",
	"minimum_shelf_life_at_shipment",
	"minimum_shelf_life_percent_at_shipment",
	"retest_period",
	"expiry_tolerance",
	"maximum_batches_per_row",
	"maximum_batch_size",
	"sample_limit",
	"proof_of_delivery_days",
)
TEMPERATURES = ("lowest_temperature", "highest_temperature")


class BatchControlPolicy(Document):
	"""Rules for items, linked from Item and Item Group."""

	def validate(self) -> None:
		"""Refuse values that make no sense, and what loosens control without the right to release."""
		self._check_windows()
		self._check_numbers()
		self._check_temperatures()
		self._check_statuses()
		self._check_release()
		attribute_rows.check(self, is_empty_allowed=True)
		policy_changes.check(self, self.get_doc_before_save())

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Refuse to merge it into a milder policy, unless the user may loosen control and has signed it."""
		if merge:
			policy_changes.check_merge(old, new)

	def on_update(self) -> None:
		"""Show the status of batches as the policy has it now, and let open desks ask about the order of batches, or no more."""
		frappe.clear_document_cache(self.doctype, self.name)
		effective.of_items(in_stock.items_under(self.name))
		on_the_desk.tell_open_desks()

	def after_delete(self) -> None:
		"""Let desks that are open ask no more, if this was the last policy that wanted it."""
		on_the_desk.tell_open_desks()

	def _check_windows(self) -> None:
		try:
			windows = parse_windows(self.near_expiry_windows or "")
		except ValueError:
			frappe.throw(
				_(
					"{0} must be whole numbers of days, separated by commas, such as 90, 60, 30, 7. It is {1}."
				).format(
					self._label("near_expiry_windows"),
					frappe.bold(frappe.utils.escape_html(self.near_expiry_windows)),
				)
			)
		self.near_expiry_windows = ", ".join(map(str, windows))

	def _check_numbers(self) -> None:
		for field in NUMBERS:
			if flt(self.get(field)) < 0:
				frappe.throw(_("{0} cannot be negative. Enter 0 for no limit.").format(self._label(field)))

	def _check_temperatures(self) -> None:
		"""Keep the limits in °C."""
		for field in TEMPERATURES:
			typed = cstr(self.get(field)).strip()
			read = temperatures.read(typed)
			if typed and read is None:
				frappe.throw(
					_("{0} must be a temperature, such as 8, -18 or 41 °F. It is {1}.").format(
						self._label(field), frappe.bold(frappe.utils.escape_html(typed))
					)
				)
			self.set(field, f"{round(read.celsius, 3):g}" if read else "")
		lowest, highest = (self.get(field) for field in TEMPERATURES)
		if lowest and highest and flt(lowest) > flt(highest):
			frappe.throw(
				_("{0} is above {1}. Exchange them.").format(*(self._label(field) for field in TEMPERATURES))
			)

	def _check_statuses(self) -> None:
		for field in STATUSES:
			if self.get(field) not in FIRST_STATUSES:
				frappe.throw(
					_("{0} cannot be {1}. Choose one of {2}.").format(
						self._label(field),
						frappe.bold(_(self.get(field) or "empty")),
						", ".join(_(status) for status in FIRST_STATUSES),
					)
				)

	def _check_release(self) -> None:
		if self.release_mode == AUTOMATIC and not (self.inspection_required or self.requires_certificate):
			frappe.throw(
				_(
					"{0} cannot be Automatic without an inspection or a certificate, because every batch would be released on arrival. "
					"Tick Quality Inspection Required or Certificate of Analysis, or choose another mode."
				).format(self._label("release_mode"))
			)

	def _label(self, field: str) -> str:
		return frappe.bold(_(self.meta.get_label(field)))
