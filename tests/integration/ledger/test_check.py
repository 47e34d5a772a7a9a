"""The check and the seals: a change made past Frappe, in the database, is found and named."""

from __future__ import annotations

import frappe
import pytest
from rq.timeouts import JobTimeoutException

from batch_trace.api.trace import trace
from batch_trace.ledger import capture, check, seals
from batch_trace.ledger.sealing import states
from tests.integration.support.access import other_company
from tests.integration.support.findings import change, problems
from tests.integration.support.plant import COMPANY, CUSTOMER, OTHER_CUSTOMER, SERIALS, STORES
from tests.integration.support.voucher_entries import event


@pytest.fixture
def shipped(plant):
	"""A batch of which two customers have some; the names of their Delivery Notes."""
	plant.receive("FLOUR", 10, "F1")
	first, second = plant.ship("FLOUR", 1, "F1", OTHER_CUSTOMER), plant.ship("FLOUR", 3, "F1", CUSTOMER)
	assert problems() == []
	return first, second


@pytest.mark.parametrize(
	("field", "value"),
	[
		("of_event", 1),
		("posting_datetime", "2020-01-01 00:00:00"),
		("creation", "2099-01-01 00:00:00"),
		("company", "Somebody Else"),
		("qty", -1),
		("direction", "In"),
		("batch_no", "F2"),
	],
)
def test_a_changed_entry_is_found(shipped, field, value):
	_, second = shipped
	change("Trace Entry", event(second).name, field, value)
	assert ("seal_broken", second.name) in problems()
	assert {broken.voucher_no for broken in seals.broken()} == {second.name}


def test_an_entry_filed_under_another_event_is_found_and_taken_back_with_its_own(shipped):
	first, second = shipped
	change("Trace Entry", event(second).name, "of_event", event(first).name)
	assert ("seal_broken", second.name) in problems()
	second.reload()
	second.cancel()
	rows = frappe.get_all("Trace Entry", {"event": ["!=", 0], "batch": "F1"}, pluck="qty")
	assert sum(rows) == 9, "the cancelled three kilograms are back"


@pytest.mark.parametrize(("field", "value"), [("party", OTHER_CUSTOMER), ("company", "Somebody Else")])
def test_a_changed_link_of_an_event_is_found(shipped, field, value):
	_, second = shipped
	change("Trace Event", event(second).name, field, value)
	if field == "company":
		change("Trace Entry", event(second).name, field, value)
	assert ("ledger_differs", second.name) in problems()
	assert not capture.sync([(second.doctype, second.name)]), "it is no other document for that"


def test_a_changed_time_of_recording_is_found(shipped):
	_, second = shipped
	change("Trace Event", event(second).name, "creation", "2099-01-01 00:00:00")
	assert ("seal_broken", second.name) in problems()


def test_a_balance_that_no_entry_explains_is_found(shipped, plant):
	batch = plant.batch("FLOUR", "NEVER-MOVED")
	frappe.db.sql(
		"""INSERT INTO `tabBatch Balance` (name, batch, item_code, warehouse, qty, company)
		VALUES ('made-up', %s, 'FLOUR', %s, 5, %s)""",
		(batch, STORES, COMPANY),
	)
	assert problems() == [("balance_differs", batch)]
	gap = frappe.get_last_doc("Trace Gap", {"batch": batch})
	assert (gap.company, gap.warehouse) == (COMPANY, STORES)


def test_a_balance_of_a_serial_number_is_compared(plant):
	plant.stock_entry(
		"Material Receipt",
		rows=[{"item_code": SERIALS, "qty": 2, "t_warehouse": STORES, "basic_rate": 1, "serial_no": "P-1\nP-2",
			"use_serial_batch_fields": 1}],
	)  # fmt: skip
	assert problems() == []
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 0 WHERE serial_no = 'P-1'")
	assert problems() == [("balance_differs", "P-1")]


def test_a_stage_that_fails_is_a_finding_and_the_others_go_on(shipped, monkeypatch):
	def fail(cursor):
		raise ValueError("no luck")
		yield

	monkeypatch.setitem(check.STAGES, "vouchers", fail)
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 0 WHERE batch = 'F1'")
	assert problems() == [("check_failed", ""), ("balance_differs", "F1")]


def test_a_stage_that_runs_out_of_time_ends_the_check_and_keeps_what_was_found(shipped, monkeypatch):
	def time_out(cursor):
		raise JobTimeoutException("time is over")
		yield

	monkeypatch.setitem(check.STAGES, "seals", time_out)
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 0 WHERE batch = 'F1'")
	committed = []
	monkeypatch.setattr(frappe.db, "commit", lambda: committed.append(frappe.db.count("Trace Gap")))
	with pytest.raises(JobTimeoutException):
		check.run_job()
	assert committed[-1] == 1
	assert not frappe.db.exists("Trace Gap", {"code": "check_failed"})


def test_a_check_that_takes_several_jobs_finds_all_once(shipped, plant, monkeypatch):
	plant.receive("SUGAR", 10, "S1")
	_, second = shipped
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 0 WHERE batch IN ('F1', 'S1')")
	change("Trace Entry", event(second).name, "posting_datetime", "2020-01-01 00:00:00")
	gone = frappe.get_doc(doctype="Trace Gap", code="balance_differs", batch="NO-MORE", status="Open")
	gone.update({"message": "x", "last_seen": "2020-01-01 00:00:00"})
	gone.flags.found = gone.flags.ignore_links = True
	gone.insert(ignore_permissions=True)
	whole = sorted(problems())
	states.set_value("Trace Gap", gone.name, {"status": "Open"})
	monkeypatch.setattr(check, "AT_ONCE", 1)
	monkeypatch.setattr(check, "SECONDS_A_JOB", -1)
	waiting = []
	monkeypatch.setattr(
		check, "enqueue_once", lambda method, name, **options: waiting.append(options["place"])
	)
	check.run_job()
	jobs = 1
	while waiting:
		check.run_job(frappe.parse_json(frappe.as_json(waiting.pop())))
		jobs += 1
	assert jobs > 5
	kept = frappe.get_all("Trace Gap", {"status": "Open"}, ["code", "voucher_no", "batch"])
	assert sorted((gap.code, gap.voucher_no or gap.batch) for gap in kept) == whole
	assert frappe.db.get_single_value(check.SETTINGS, "last_check_differences") == len(whole) == 3
	assert frappe.db.get_value("Trace Gap", gone.name, "status") == "Closed"


def test_a_number_given_anew_to_another_company_takes_nothing_back(shipped):
	"""ERPNext deletes a company's vouchers, its numbers start again, and another company's note gets the same one."""
	_, second = shipped
	first_event = event(second)
	company = other_company()
	for doctype in ("Trace Event", "Trace Entry"):
		frappe.db.sql(f"UPDATE `tab{doctype}` SET company = %s WHERE company = %s", (company, COMPANY))
	frappe.db.set_value("Delivery Note", second.name, "creation", frappe.utils.now())
	assert len(capture.sync([(second.doctype, second.name)])) == 1
	assert not frappe.db.exists("Trace Event", {"reverses": first_event.name})
	assert frappe.db.count("Trace Event", {"voucher_no": second.name, "event_type": "Shipment"}) == 2
	assert not capture.sync([(second.doctype, second.name)])


def test_a_number_given_anew_years_later_takes_nothing_back(shipped):
	_, second = shipped
	frappe.db.set_value("Delivery Note", second.name, "creation", frappe.utils.add_days(None, 400))
	assert len(capture.sync([(second.doctype, second.name)])) == 1
	assert frappe.db.count("Trace Event", {"voucher_no": second.name, "event_type": "Shipment"}) == 2
	assert [row["quantity"] for row in trace("F1")["customers"] if row["customer"] == CUSTOMER] == [6]


def test_a_till_whose_closing_was_cancelled_leaves_no_difference(plant):
	yesterday = frappe.utils.add_days(frappe.utils.today(), -1)
	plant.stock_entry(
		"Material Receipt", [], [("CAKE", "C1", 10)], set_posting_time=1, posting_date=yesterday
	)
	opening = plant.open_till()
	plant.sell("CAKE", 3, "C1", CUSTOMER)
	closing = plant.close_till(opening)
	assert problems() == []
	closing.reload()
	closing.cancel()
	assert problems() == []


def test_a_trace_names_what_the_check_found_until_somebody_explains_it(shipped):
	_, second = shipped
	change("Trace Entry", event(second).name, "batch_no", "F2")
	assert trace("F1")["complete"]
	assert problems()
	answer = trace("F1")
	assert not answer["complete"]
	assert [(gap["code"], gap["batch"]) for gap in answer["gaps"]] == [("check_found", "F1")]
	frappe.db.set_value("Trace Gap", {"voucher_no": second.name}, "status", "Explained")
	assert trace("F1")["complete"]


def test_an_explanation_speaks_for_the_difference_it_was_given_for(plant):
	plant.receive("FLOUR", 10, "EX")
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 9 WHERE batch = 'EX'")
	check.check()
	gap = frappe.get_doc("Trace Gap", {"batch": "EX", "status": "Open"})
	gap.update({"status": "Explained", "explanation": "spilled"})
	gap.save()
	check.check()
	assert not frappe.db.exists("Trace Gap", {"batch": "EX", "status": "Open"})
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 3 WHERE batch = 'EX'")
	check.check()
	[message] = frappe.get_all("Trace Gap", {"batch": "EX", "status": "Open"}, pluck="message")
	assert "is 3.0" in message
	assert frappe.db.get_value("Trace Gap", gap.name, "message") == gap.message and "is 9.0" in gap.message


@pytest.mark.parametrize("status", ["Explained", "Closed"])
@pytest.mark.parametrize("explanation", [None, "  "])
def test_a_gap_is_not_settled_without_a_word(plant, status, explanation):
	gap = frappe.get_doc({"doctype": "Trace Gap", "code": "check_failed", "message": "first"}).insert()
	gap.update({"status": status, "explanation": explanation})
	with pytest.raises(frappe.ValidationError, match=f"Explanation.*{status}"):
		gap.save()
	gap.reload()
	gap.update({"status": status, "explanation": "a pallet was behind the rack"})
	gap.save()
	gap.explanation = ""
	with pytest.raises(frappe.ValidationError, match="Explanation"):
		gap.save()


def test_not_even_the_check_changes_what_somebody_has_explained(plant):
	values = {"code": "check_failed", "message": "first", "status": "Explained", "explanation": "known"}
	gap = frappe.get_doc({"doctype": "Trace Gap", **values}).insert()
	gap.flags.found = True
	gap.message = "second"
	with pytest.raises(frappe.ValidationError, match="cannot be changed"):
		gap.save()
