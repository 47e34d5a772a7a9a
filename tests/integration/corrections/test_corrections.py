"""Typing errors are mended freely before a batch moves; afterwards QA corrects them, and the record says so."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import formatdate, getdate

from batch_trace.api import corrections, trace
from batch_trace.control.corrections.facts import CorrectionNotConfirmed
from batch_trace.control.signatures.signing_lock import SignatureRefused
from batch_trace.core.answer.trace import trace as trace_of
from batch_trace.core.genealogy.starts import resolve
from batch_trace.core.ledger_file.file import open_ledger
from batch_trace.ledger.export import export
from tests.integration.support.access import as_user, other_company
from tests.integration.support.bakery import reader
from tests.integration.support.inspections import inspect
from tests.integration.support.plant import SUPPLIER, make_item, make_numbered_rye
from tests.integration.support.qa import PASSWORD, control, decide, give_password, hold, status_of
from tests.integration.support.signers import signer

CLERK = ("goods-in@example.com", "Stock User", "Item Manager", "Stock Manager")
RELEASER = "correcting-releaser@example.com"
FACTS = {"manufacturing_date": -400, "supplier_batch": "OTHER", "traceability_lot_code": "X"}


def change(batch: str, **values: object):
	"""Save the Batch with other values, as the form does."""
	doc = frappe.get_doc("Batch", batch)
	doc.update(values)
	return doc.save()


def value(plant, field: str) -> object:
	return plant.later(FACTS[field]) if field == "manufacturing_date" else FACTS[field]


def correct(batch: str, reason: str = "The label says so", **changes: object) -> str:
	give_password()
	return corrections.correct(batch, changes, reason, PASSWORD)


@pytest.fixture
def shipped(plant, once):
	once(ship_some)
	return plant


def ship_some(plant) -> None:
	"""A batch under control that was received and partly shipped."""
	control("FLOUR")
	plant.batch("FLOUR", "F1", expiry_date=plant.later(30), manufacturing_date=plant.later(-9))
	plant.receive("FLOUR", 10, "F1", supplier_batch="L-WRONG")
	plant.ship("FLOUR", 1, "F1")


@pytest.mark.parametrize("field", FACTS)
def test_whoever_is_not_qa_changes_nothing_of_a_batch_that_was_shipped(shipped, field):
	frappe.set_user(reader(*CLERK))
	with pytest.raises(frappe.PermissionError, match=r"F1.*has moved.*QA.*Batch QA Releaser"):
		change("F1", **{field: value(shipped, field)})


@pytest.mark.parametrize("field", FACTS)
def test_qa_needs_a_reason_too(shipped, field):
	with pytest.raises(CorrectionNotConfirmed, match="reason") as refusal:
		change("F1", **{field: value(shipped, field)})
	assert "batch_trace." not in str(refusal.value)


@pytest.mark.parametrize("field", FACTS)
def test_a_correction_is_kept_with_who_when_and_why(shipped, field):
	name = correct("F1", **{field: value(shipped, field)})
	record = frappe.get_doc("Batch Correction", name)
	label = frappe.get_meta("Batch").get_label(field)
	assert (record.batch, record.user, record.reason) == ("F1", "Administrator", "The label says so")
	assert record.changes.startswith(f"{label}: ") and "→" in record.changes
	assert str(frappe.db.get_value("Batch", "F1", field)) == str(value(shipped, field))
	signature = frappe.get_last_doc("Electronic Signature")
	assert (signature.reference_doctype, signature.reference_name) == ("Batch Correction", name)


@pytest.mark.parametrize("days", [300, -1])
def test_an_expiry_date_that_was_misread_is_corrected(shipped, days):
	before, right = shipped.later(30), shipped.later(days)
	name = correct("F1", expiry_date=right)
	changes = frappe.db.get_value("Batch Correction", name, "changes")
	assert changes == f"Expiry Date: {formatdate(before)} → {formatdate(right)}"
	assert frappe.db.get_value("Batch", "F1", ["expiry_date", "expiry_from"]) == (getdate(right), "Entered")
	places = frappe.get_all("Batch Balance", {"batch": "F1"}, pluck="expiry_date")
	assert places == [getdate(right)]
	assert (status_of("F1") == "Expired") == (days < 0)


def test_several_batches_of_a_receipt_are_corrected_at_once_or_not_at_all(shipped):
	shipped.receive("FLOUR", 10, "F2", supplier_batch="L-2")
	give_password()
	changes = {
		"F1": {"supplier_batch": "L-1"},
		"F2": {"supplier_batch": "L-3", "country_of_origin": "France"},
	}
	with pytest.raises(frappe.ValidationError, match="has these values already"):
		corrections.correct_many({**changes, "F1": {"supplier_batch": "L-WRONG"}}, "typing error", PASSWORD)
	names = corrections.correct_many(changes, "typing error", PASSWORD)
	assert [frappe.db.get_value("Batch Correction", name, "batch") for name in names] == ["F1", "F2"]
	assert frappe.db.get_value("Batch", "F2", ["supplier_batch", "country_of_origin"]) == ("L-3", "France")


def test_a_correction_is_signed_and_a_wrong_password_corrects_nothing(shipped):
	give_password()
	frappe.db.savepoint("before_signing")
	with pytest.raises(SignatureRefused):
		corrections.correct("F1", {"supplier_batch": "OTHER"}, "typing error", "wrong")
	frappe.db.rollback(save_point="before_signing")
	assert not frappe.db.count("Batch Correction")


@pytest.mark.parametrize("changes", [{}, {"item": "SUGAR"}, {"quality_status": "Released"}, "[]"])
def test_nothing_else_is_corrected_this_way(shipped, changes):
	with pytest.raises(frappe.ValidationError, match="These fields can be corrected"):
		corrections.correct("F1", changes, "why", PASSWORD)


def test_a_correction_needs_words(shipped):
	with pytest.raises(frappe.ValidationError, match="Enter a reason"):
		corrections.correct("F1", {"supplier_batch": "OTHER"}, "  ", PASSWORD)


def test_the_person_who_received_does_not_correct_where_duties_are_segregated(shipped):
	frappe.db.set_single_value("Batch Trace Settings", "segregation_of_duties", 1)
	with pytest.raises(frappe.PermissionError, match="You received or made batch"):
		correct("F1", supplier_batch="OTHER")


def test_a_releaser_who_may_not_write_batches_may_correct(shipped):
	frappe.set_user(signer(RELEASER, PASSWORD, "Batch QA Releaser"))
	assert corrections.correct("F1", {"supplier_batch": "OTHER"}, "typing error", PASSWORD)


def test_a_user_of_another_company_neither_corrects_nor_reads_corrections(shipped):
	name = correct("F1", supplier_batch="OTHER")
	as_user(reader("far-releaser@example.com", "Batch QA Releaser", company=other_company()))
	assert frappe.client.get_list("Batch Correction") == []
	assert not frappe.get_doc("Batch Correction", name).has_permission("read")
	with pytest.raises(frappe.PermissionError, match="only in warehouses that you may not read"):
		corrections.correct("F1", {"supplier_batch": "L-3"}, "typing error", PASSWORD)


def test_without_a_policy_the_batch_is_changed_as_in_erpnext(plant):
	plant.receive("SUGAR", 10, "S1", supplier_batch="L-1")
	plant.ship("SUGAR", 1, "S1")
	change("S1", supplier_batch="L-2", manufacturing_date=plant.later(-400))
	with pytest.raises(frappe.ValidationError, match="change the Batch itself"):
		correct("S1", supplier_batch="L-3")


def test_a_correction_that_changes_nothing_is_none(shipped):
	with pytest.raises(frappe.ValidationError, match="has these values already"):
		correct("F1", supplier_batch="L-WRONG")


def test_a_typing_error_in_a_batch_that_never_moved_is_mended_by_anybody(plant):
	control("FLOUR")
	plant.batch("FLOUR", "F1", expiry_date=plant.later(1), manufacturing_date=plant.later(-400))
	frappe.set_user(reader(*CLERK))
	change(
		"F1",
		expiry_date=plant.later(366),
		manufacturing_date=plant.later(-4),
		supplier_batch="L-1",
		retest_date=plant.later(9),
	)
	change("F1", retest_date=None, supplier_batch="L-2", traceability_lot_code="TLC-1", supplier=SUPPLIER)


def test_a_batch_that_a_hold_names_keeps_its_expiry_date_even_before_it_moves(plant):
	control("FLOUR")
	plant.batch("FLOUR", "F1", expiry_date=plant.later(1))
	hold("F1")
	with pytest.raises(frappe.ValidationError, match="Batch Disposition"):
		change("F1", expiry_date=plant.later(366))


def test_a_cancelled_receipt_is_a_movement(plant):
	control("FLOUR")
	plant.batch("FLOUR", "F1", expiry_date=plant.later(1))
	plant.receive("FLOUR", 10, "F1").cancel()
	with pytest.raises(frappe.ValidationError, match="Batch Disposition"):
		change("F1", expiry_date=plant.later(366))


@pytest.fixture
def rye(plant):
	"""A batch that ERPNext numbered and dated at its receipt, still in quarantine."""
	make_numbered_rye()
	control("RYE", status_after_receipt="Quarantine")
	plant.voucher = plant.submit("Purchase Receipt", supplier=SUPPLIER, items=[plant.bought("RYE", None, 10)])
	plant.rye = frappe.db.get_value(
		"Trace Entry", {"voucher_detail_no": plant.voucher.items[0].name}, "batch"
	)
	return plant


def mend(plant) -> None:
	"""Enter the dates that are printed on the goods."""
	frappe.set_user(reader(*CLERK))
	change(plant.rye, expiry_date=plant.later(300), manufacturing_date=plant.later(-60), supplier_batch="L-1")


def test_the_printed_date_replaces_the_computed_one_after_the_receipt(rye):
	mend(rye)
	assert frappe.db.get_value("Batch Balance", {"batch": rye.rye}, "expiry_date") == getdate(rye.later(300))


def test_what_was_entered_once_is_not_open_any_more(rye):
	mend(rye)
	with pytest.raises(frappe.PermissionError, match="has moved"):
		change(rye.rye, supplier_batch="L-2")
	with pytest.raises(frappe.ValidationError, match="Batch Disposition"):
		change(rye.rye, expiry_date=rye.later(400))


@pytest.mark.parametrize("expiry_date", [500, None])
def test_what_has_expired_by_the_computed_date_is_not_made_usable_without_qa(plant, expiry_date):
	make_item("OATS", has_batch_no=1, has_expiry_date=1, shelf_life_in_days=30)
	control("OATS")
	header = {"set_posting_time": 1, "posting_date": plant.later(-40)}
	plant.receive("OATS", 10, "O1", header=header)
	assert status_of("O1") == "Expired"
	frappe.set_user(reader(*CLERK))
	with pytest.raises(frappe.ValidationError, match="Batch Disposition"):
		change("O1", expiry_date=expiry_date and plant.later(expiry_date))
	frappe.set_user("Administrator")
	assert status_of("O1") == "Expired"


@pytest.mark.parametrize("how", ["inspected", "decided", "used"])
def test_it_does_so_no_more_once_somebody_relied_on_it(rye, how):
	if how == "inspected":
		inspect(rye.voucher, rye.rye, item="RYE")
	else:
		decide("Released", rye.rye)
	if how == "used":
		rye.repack([("RYE", rye.rye, 1)], [("BREAD", "B1", 1)])
	with pytest.raises(frappe.PermissionError, match="only QA may correct"):
		mend(rye)


def test_a_batch_left_without_dates_is_computed_again_and_makes_no_manufacturing_date_up(rye):
	change(rye.rye, expiry_date=None)
	dates = frappe.db.get_value("Batch", rye.rye, ["manufacturing_date", "expiry_date"])
	assert dates == (None, getdate(rye.later(10)))


def find(number: str) -> dict:
	return trace.trace(number, start_type="Supplier Batch", direction="both")


@pytest.fixture
def used(plant):
	"""A receipt with a wrong number of the supplier, whose flour is bread that was shipped."""
	control("FLOUR")
	plant.receive("FLOUR", 10, "F1", supplier_batch="L-WRONG")
	plant.repack([("FLOUR", "F1", 10)], [("DOUGH", "D1", 10)])
	plant.ship("DOUGH", 5, "D1")
	correct("F1", supplier_batch="L-RIGHT")
	return plant


@pytest.mark.parametrize("number", ["L-WRONG", "L-RIGHT"])
def test_the_right_number_of_the_supplier_is_shown_and_the_wrong_one_finds_it_as_corrected(used, number):
	found = find(number)
	assert {row["batch"] for row in found["batches"]} == {"F1", "D1"}
	[row] = found["suppliers"]
	assert (row["supplier_batch"], row["corrected_from"]) == ("L-RIGHT", "L-WRONG")
	[gap] = [gap for gap in found["gaps"] if gap["code"] == "supplier_batch_corrected"]
	assert (gap["severity"], gap["batch"]) == ("info", "F1")
	assert "L-WRONG to L-RIGHT by Administrator" in gap["message"]
	assert found["complete"]


def test_a_ledger_file_says_the_same(used, tmp_path):
	path = tmp_path / "ledger.sqlite"
	export(str(path))
	source = open_ledger(path)
	for number in ("L-WRONG", "L-RIGHT"):
		[row] = trace_of(source, resolve(source, number, "Supplier Batch"))["suppliers"]
		assert (row["supplier_batch"], row["corrected_from"]) == ("L-RIGHT", "L-WRONG")


def test_a_later_receipt_does_not_undo_the_correction(used):
	second = used.receive("FLOUR", 10, "F1", supplier_batch="L-WRONG")
	assert frappe.db.get_value("Batch", "F1", "supplier_batch") == "L-RIGHT"
	third = used.receive("FLOUR", 10, "F1", supplier_batch="L-3")
	assert frappe.db.get_value("Batch", "F1", "supplier_batch") == "L-3"
	assert [row["supplier_batch"] for row in find("L-RIGHT")["suppliers"]] == ["L-RIGHT", "L-RIGHT", "L-3"]
	third.cancel()
	second.cancel()
	assert frappe.db.get_value("Batch", "F1", "supplier_batch") == "L-RIGHT"


def test_a_trace_as_of_before_the_correction_knows_the_number_as_recorded(used):
	frappe.db.sql("UPDATE `tabBatch Correction` SET creation = ADDTIME(creation, '1:00:00')")
	as_of = frappe.utils.now_datetime()
	[row] = trace.trace("F1", direction="both", as_of=str(as_of))["suppliers"]
	assert row["supplier_batch"] == "L-WRONG" and "corrected_from" not in row
