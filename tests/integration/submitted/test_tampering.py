"""Every change of evidence by SQL is found by the check, and named; also by somebody who knows how seals are computed."""

from __future__ import annotations

from functools import partial

import frappe
import pytest

from batch_trace.control.signatures import signing
from batch_trace.core.control.signed_content import content_hash
from batch_trace.core.ledger_file.integrity import event_hash
from batch_trace.ledger import balances, check
from batch_trace.ledger.writer import ENTRY_FACTS, EVENT_FACTS
from tests.integration.support.findings import change, problems
from tests.integration.support.plant import COMPANY, CUSTOMER, GOODS, OTHER_CUSTOMER, STORES
from tests.integration.support.qa import control, decide, hold
from tests.integration.support.voucher_entries import event

EVENT_TABLES = ("Trace Event", "Trace Entry")


class Site:
	"""Evidence of each kind, and ways to damage it."""

	def __init__(self, plant) -> None:
		"""Receive, ship, decide, hold, sign, pick and repair."""
		control("FLOUR", allocation_rule="FEFO", default_status="Released")
		plant.receive("FLOUR", 10, "F1")
		plant.receive("FLOUR", 10, "F2")
		self.receipt = frappe.get_last_doc("Trace Event", {"voucher_type": "Purchase Receipt"}).voucher_no
		self.note = plant.ship("FLOUR", 1, "F1", CUSTOMER)
		self.event = event(self.note)
		self.decision = decide("Quarantine", "F2")
		self.hold = hold("F1")
		self.signature = frappe.db.get_value(
			"Electronic Signature", {"reference_name": self.decision}
		) or signing._write(
			{
				"reference_doctype": "Batch Disposition",
				"reference_name": self.decision,
				"signer": "Administrator",
				"signer_name": "Administrator",
				"meaning": "Reviewed",
				"reason": "as found",
				"signed_at": frappe.utils.now_datetime(),
				"signed_with": "Password",
				"ip_address": "",
				"record_hash": signing.stored_hash("Batch Disposition", self.decision),
			}
		)
		self._repair()

	def _repair(self) -> None:
		from batch_trace.ledger import repair

		frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 0 WHERE batch = 'F1'")
		check.check()
		[gap] = repair.open_gaps()
		repair.repair(gap)
		self.gap = gap
		self.repair = frappe.get_last_doc("Trace Gap Repair").name

	def reseal(self, number: int | None = None) -> None:
		"""Compute the hash of an event anew, as anybody can."""
		number = number or self.event.name
		row = frappe.db.get_value("Trace Event", number, [*EVENT_FACTS, "previous_hash"], as_dict=True)
		facts = [
			v if isinstance(v, int | float) or v is None else str(v) for v in (row[f] for f in EVENT_FACTS)
		]
		entries = frappe.get_all(
			"Trace Entry", {"event": number}, list(ENTRY_FACTS), as_list=True, limit_page_length=0
		)
		change("Trace Event", number, "hash", event_hash(facts, entries, row.previous_hash or ""))

	def insert(self, doctype: str, like: int, **values: object) -> None:
		"""Insert a copy of a row with other values."""
		row = frappe.db.get_value(doctype, like, "*", as_dict=True) | values
		columns = ", ".join(f"`{column}`" for column in row)
		places = ", ".join(f"%({column})s" for column in row)
		frappe.db.sql(f"INSERT INTO `tab{doctype}` ({columns}) VALUES ({places})", row)

	def forge(self, voucher_no: str, number: int, quantities: list[float], **values: object) -> None:
		"""Make up an event like that of the note."""
		self.insert(
			"Trace Event",
			self.event.name,
			name=number,
			voucher_no=voucher_no,
			sequence=1,
			previous_hash="",
			**values,
		)
		entry = frappe.db.get_value("Trace Entry", {"event": self.event.name})
		for offset, qty in enumerate(quantities):
			self.insert("Trace Entry", entry, name=number + offset, event=number, of_event=number, qty=qty)
		self.reseal(number)

	def delete_chain(self) -> None:
		"""Delete all that the ledger has of the note."""
		for number in frappe.get_all("Trace Event", {"voucher_no": self.note.name}, pluck="name"):
			frappe.db.delete("Trace Entry", {"event": number})
			frappe.db.delete("Trace Event", {"name": number})

	def balance(self, column: str, value: object) -> None:
		"""Change a balance of the batch."""
		frappe.db.sql(f"UPDATE `tabBatch Balance` SET `{column}` = %s WHERE batch = 'F1'", value)


@pytest.fixture
def tampered(plant) -> Site:
	site = Site(plant)
	assert problems() == []
	return site


def _changed(doctype: str, field: str, value: object, *, reseal: bool):
	def tamper(site: Site) -> str:
		change(doctype, site.event.name, field, value)
		if reseal:
			site.reseal()
		return site.note.name

	return tamper


_event = partial(_changed, "Trace Event", reseal=True)
_entry = partial(_changed, "Trace Entry", reseal=False)


def _balance(column: str, value: object):
	def tamper(site: Site) -> str:
		site.balance(column, value)
		return "F1"

	return tamper


def _set(doctype: str, name: str, field: str, value: object):
	def tamper(site: Site) -> str:
		of = getattr(site, name, name)
		frappe.db.sql(f"UPDATE `tab{doctype}` SET `{field}` = %s WHERE name = %s", (value, of))
		return str(of)

	return tamper


def _delete(doctype: str, name: str):
	def tamper(site: Site) -> str:
		of = getattr(site, name)
		frappe.db.sql(f"DELETE FROM `tab{doctype}` WHERE name = %s", of)
		return str(of)

	return tamper


def _setting(field: str, value: object):
	def tamper(site: Site) -> str:
		frappe.db.sql(
			"UPDATE `tabSingles` SET value = %s WHERE doctype = 'Batch Trace Settings' AND field = %s",
			(value, field),
		)
		frappe.clear_document_cache("Batch Trace Settings", "Batch Trace Settings")
		frappe.db.value_cache.clear()
		return "Batch Trace Settings"

	return tamper


def _quantity_with_balance(site: Site) -> str:
	change("Trace Entry", site.event.name, "qty", -2)
	site.balance("qty", 8)
	site.reseal()
	return site.note.name


def _net_zero_pair(site: Site) -> str:
	site.forge("MADE-UP-1", 900_000_001, [-3])
	site.forge("MADE-UP-2", 900_000_011, [3])
	return "MADE-UP-1"


def _event_without_entries(site: Site) -> str:
	site.forge("MADE-UP-3", 900_000_021, [])
	return "MADE-UP-3"


def _forged_shipment(site: Site) -> str:
	site.forge("MADE-UP-4", 900_000_031, [-3])
	return "MADE-UP-4"


def _copied_seal(site: Site) -> str:
	site.forge("MADE-UP-5", 900_000_041, [-3], seal="00000000:" + 64 * "0")
	return "00000000"


def _chain_deleted(site: Site) -> str:
	site.delete_chain()
	return site.note.name


def _chain_deleted_with_vouchers(site: Site) -> str:
	site.delete_chain()
	bundles = frappe.get_all(
		"Stock Ledger Entry", {"voucher_no": site.note.name}, pluck="serial_and_batch_bundle"
	)
	frappe.db.delete("Serial and Batch Entry", {"parent": ["in", bundles]})
	frappe.db.delete("Serial and Batch Bundle", {"name": ["in", bundles]})
	frappe.db.delete("Stock Ledger Entry", {"voucher_no": site.note.name})
	frappe.db.delete("Delivery Note Item", {"parent": site.note.name})
	frappe.db.delete("Delivery Note", {"name": site.note.name})
	balances.add_up("batch", "F1", STORES)
	return str(site.event.name)


def _pick_deleted(site: Site) -> str:
	pick = frappe.db.get_value("Batch Pick", {"voucher_no": site.note.name})
	assert pick
	frappe.db.delete("Batch Pick", {"name": pick})
	return str(pick)


def _balance_deleted(site: Site) -> str:
	frappe.db.delete("Batch Balance", {"batch": "F1"})
	return "F1"


def _balance_of_unknown_batch(site: Site) -> str:
	frappe.db.sql(
		"INSERT INTO `tabBatch Balance` (name, batch, item_code, warehouse, qty, company) VALUES ('x', 'NONE', 'FLOUR', %s, 5, %s)",
		(STORES, COMPANY),
	)
	return "NONE"


def _balance_of_other_item(site: Site) -> str:
	site.balance("item_code", "SUGAR")
	site.balance("company", "Somebody Else")
	return "F1"


def _bundle_swapped(site: Site) -> str:
	bundle = frappe.db.get_value(
		"Stock Ledger Entry", {"voucher_no": site.note.name}, "serial_and_batch_bundle"
	)
	frappe.db.set_value("Serial and Batch Entry", {"parent": bundle}, "batch_no", "F2")
	return site.note.name


def _signature(field: str, value: object):
	"""Change a signature and compute its old, keyless seal."""

	def tamper(site: Site) -> str:
		change("Electronic Signature", site.signature, field, value)
		row = frappe.db.get_value("Electronic Signature", site.signature, list(signing.FACTS), as_dict=True)
		change("Electronic Signature", site.signature, "seal", content_hash(dict(row)))
		return str(site.signature)

	return tamper


def _signature_forged(site: Site) -> str:
	row = frappe.db.get_value("Electronic Signature", site.signature, list(signing.FACTS), as_dict=True)
	site.insert("Electronic Signature", site.signature, name=900_000_051, seal=content_hash(dict(row)))
	return "900000051"


def _row(doctype: str, parent: str, also_recorded: bool = False):
	def tamper(site: Site) -> str:
		name, of = getattr(site, parent), "F2" if parent == "hold" else "F1"
		frappe.db.set_value(doctype, {"parent": name}, "batch", of, update_modified=False)
		if also_recorded:
			frappe.db.sql(
				"UPDATE `tabSubmitted Row` SET batch = %s WHERE reference_name = %s AND row_name <> ''",
				(of, name),
			)
			return str(frappe.db.get_value("Submitted Row", {"reference_name": name, "row_name": ["!=", ""]}))
		return name

	return tamper


def _expiry_with_balance(site: Site) -> str:
	frappe.db.sql("UPDATE `tabBatch` SET expiry_date = '2099-01-01' WHERE name = 'F1'")
	site.balance("expiry_date", "2099-01-01")
	return "F1"


CHANGES = {
	"event, operator, resealed": _event("operator", "somebody@example.com"),
	"event, ship_to, resealed": _event("ship_to", "Elsewhere"),
	"event, vehicle_no, resealed": _event("vehicle_no", "AB 1"),
	"event, against_voucher, resealed": _event("against_voucher", "SO-1"),
	"event, bom_no, resealed": _event("bom_no", "BOM-1"),
	"event, work_order, resealed": _event("work_order", "WO-1"),
	"event, posting_datetime, resealed": lambda site: (
		_entry("posting_datetime", "2020-01-01 00:00:00")(site),
		_event("posting_datetime", "2020-01-01 00:00:00")(site),
	)[1],
	"entry, supplier_batch, resealed": _entry("supplier_batch", "S-1", reseal=True),
	"entry, batch_no, resealed": _entry("batch_no", "F2", reseal=True),
	"events made up, net zero": _net_zero_pair,
	"event made up, without entries": _event_without_entries,
	"chain deleted with ERPNext's rows": _chain_deleted_with_vouchers,
	"balance, item and company": _balance_of_other_item,
	"signature deleted": _delete("Electronic Signature", "signature"),
	"signature, reason": _signature("reason", "another"),
	"signature, signer": _signature("signer", "Guest"),
	"hold released": _set("Batch Hold", "hold", "status", "Released"),
	"hold deleted": _delete("Batch Hold", "hold"),
	"hold, row moved": _row("Batch Hold Batch", "hold"),
	"batch, quality status": _set("Batch", "F2", "quality_status", "Released"),
	"batch, expiry date with its balance": _expiry_with_balance,
	"disposition, row": _row("Batch Disposition Batch", "decision"),
	"pick deleted": _pick_deleted,
	"repair deleted": _delete("Trace Gap Repair", "repair"),
	"settings, enforcement": _setting("enforcement", "Warn Only"),
	"settings, back-fill": _setting("backfill_status", "Not Started"),
	"gap reopened": _set("Trace Gap", "gap", "status", "Explained"),
	"entry, quantity": _entry("qty", -2),
	"entry, batch": _entry("batch", "F2"),
	"entry, quantity with its balance, resealed": _quantity_with_balance,
	"event, operator": _event("operator", "somebody@example.com", reseal=False),
	"event, party, resealed": _event("party", OTHER_CUSTOMER),
	"event, recorded_at, resealed": _event("recorded_at", "2020-01-01 00:00:00"),
	"chain deleted": _chain_deleted,
	"shipment made up": _forged_shipment,
	"balance deleted": _balance_deleted,
	"balance, quantity": _balance("qty", 99),
	"balance, expiry date": _balance("expiry_date", "2099-01-01"),
	"balance, is_open": _balance("is_open", 0),
	"balance of an unknown batch": _balance_of_unknown_batch,
	"bundle's batch swapped": _bundle_swapped,
}
MORE = {
	"event made up, with the seal of another key": _copied_seal,
	"signature made up": _signature_forged,
	"hold, row moved, in the record too": _row("Batch Hold Batch", "hold", also_recorded=True),
	"hold cancelled": _set("Batch Hold", "hold", "docstatus", 2),
	"decision cancelled": _set("Batch Disposition", "decision", "docstatus", 2),
	"pick, in order": lambda site: _set(
		"Batch Pick", str(frappe.db.get_value("Batch Pick", {"voucher_no": site.note.name})), "in_order", 0
	)(site),
	"repair, what was done": _set("Trace Gap Repair", "repair", "done", "nothing"),
	"settings, signatures": _setting("require_signatures", 0),
	"batch enabled": _set("Batch", "F2", "disabled", 1),
	"batch, retest date": _set("Batch", "F2", "retest_date", "2099-01-01"),
	"item, taken out of its policy": _set("Item", "FLOUR", "batch_control_policy", None),
	"item, moved to another group": _set("Item", "FLOUR", "item_group", "Products"),
	"item, made a variant": _set("Item", "SUGAR", "variant_of", "FLOUR"),
	"item group, under a policy": _set("Item Group", "Products", "batch_control_policy", "Mild"),
	"item group, moved": _set("Item Group", "Products", "parent_item_group", "Services"),
	"warehouse, use": _set("Warehouse", GOODS, "batch_quality_use", "Quarantine"),
}


def test_the_list_is_complete():
	assert len(CHANGES) == 41


@pytest.mark.parametrize("tamper", CHANGES | MORE)
def test_a_change_by_sql_is_found_and_named(tampered, tamper):
	named = (CHANGES | MORE)[tamper](tampered)
	found = [finding for finding in check.check() if named in (finding.voucher_no, finding.batch)]
	assert found, (named, problems())
	assert all(finding.message for finding in found)
