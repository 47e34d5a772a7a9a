"""An override lets one voucher, as it was, move one batch against the status it had; and no more."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import status
from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER, STORES
from tests.integration.support.qa import PASSWORD, control, decide, give_password, hold, refused

pytestmark = pytest.mark.usefixtures("plant")


@pytest.fixture
def draft(plant):
	"""A draft delivery of a batch in quarantine, where settings allow overrides."""
	allow(1)
	control("FLOUR", status_after_receipt="Quarantine")
	plant.receive("FLOUR", 10, "F1")
	row = {"item_code": "FLOUR", "qty": 2, "rate": 2, "warehouse": STORES, "batch_no": "F1"}
	return frappe.get_doc(
		doctype="Delivery Note",
		company=plant.company,
		customer=CUSTOMER,
		items=[{**row, "use_serial_batch_fields": 1}],
	).insert()


def allow(is_allowed: int) -> None:
	frappe.db.set_single_value("Batch Trace Settings", "allow_overrides", is_allowed)
	frappe.clear_document_cache("Batch Trace Settings", "Batch Trace Settings")


def unsigned(draft):
	told = {"voucher_type": draft.doctype, "voucher_no": draft.name, "batch": "F1", "reason": "urgent"}
	return frappe.get_doc(doctype="Batch Override", **told).insert()


def override(draft):
	doc = unsigned(draft)
	give_password()
	status.sign_and_submit("Batch Override", doc.name, "Override", PASSWORD)
	return doc


def test_the_voucher_passes_and_the_override_is_used(draft):
	with refused("Quarantine"):
		frappe.get_doc(draft.doctype, draft.name).submit()
	doc = override(draft)
	frappe.get_doc(draft.doctype, draft.name).submit()
	doc.reload()
	assert doc.used_on
	assert doc.status_overridden == "Quarantine"


@pytest.mark.parametrize("field", ["customer", "qty"])
def test_a_changed_voucher_is_another_one(draft, field):
	override(draft)
	changed = frappe.get_doc(draft.doctype, draft.name)
	if field == "customer":
		changed.customer = OTHER_CUSTOMER
	else:
		changed.items[0].qty = 9
	changed.save()
	with refused("Quarantine"):
		changed.submit()


def test_another_quantity_of_the_batch_is_another_voucher(plant, draft):
	plant.receive("FLOUR", 10, "F2")
	decide("Released", "F2")
	changed = frappe.get_doc(draft.doctype, draft.name)
	changed.items[0].update({"batch_no": None, "use_serial_batch_fields": 0})
	changed.items[0].serial_and_batch_bundle = bundle_of(changed, {"F1": 1, "F2": 1})
	changed.save()
	override(changed)
	bundle = frappe.get_doc("Serial and Batch Bundle", changed.items[0].serial_and_batch_bundle)
	for row, quantity in zip(bundle.entries, (-2, 0), strict=True):
		row.qty = quantity
	bundle.entries = bundle.entries[:1]
	bundle.save()
	with refused("Quarantine"):
		frappe.get_doc(draft.doctype, draft.name).submit()


def bundle_of(note, batches: dict[str, float]) -> str:
	"""Make a draft bundle of the batches for the row of a delivery."""
	return (
		frappe.get_doc(
			doctype="Serial and Batch Bundle",
			company=note.company,
			item_code="FLOUR",
			warehouse=STORES,
			type_of_transaction="Outward",
			voucher_type=note.doctype,
			entries=[{"batch_no": name, "qty": -qty, "warehouse": STORES} for name, qty in batches.items()],
		)
		.insert()
		.name
	)


@pytest.mark.parametrize("what", ["hold", "recall"])
def test_a_stricter_status_is_not_overridden(draft, what):
	override(draft)
	if what == "hold":
		hold("F1")
	else:
		decide("Recalled", "F1")
	with refused("F1"):
		frappe.get_doc(draft.doctype, draft.name).submit()


def test_without_a_signature_or_where_settings_forbid_it(draft):
	doc = unsigned(draft)
	with pytest.raises(frappe.ValidationError, match="needs your signature"):
		doc.submit()
	override(draft)
	allow(0)
	with refused("Quarantine"):
		frappe.get_doc(draft.doctype, draft.name).submit()
