"""What the check finds is repaired by one call, recorded, and gone when one looks again."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import add_days, today
from rq.job import JobStatus

from batch_trace.api import fefo, gaps
from batch_trace.ledger import balances, capture, jobs
from batch_trace.ledger import repair as repairs
from tests.integration.support.access import as_user, other_company
from tests.integration.support.bakery import reader
from tests.integration.support.findings import change, problems
from tests.integration.support.plant import COMPANY, SERIALS, STORES
from tests.integration.support.qa import control
from tests.integration.support.voucher_entries import event

MANAGER = "Batch Trace Manager"


@pytest.fixture
def shipped(plant):
	"""A batch of ten, of which three are shipped."""
	plant.receive("FLOUR", 10, "F1")
	note = plant.ship("FLOUR", 3, "F1")
	assert problems() == []
	return note


def open_gap(**where: str) -> str:
	return frappe.get_last_doc("Trace Gap", {"status": "Open", **where}).name


def balance(**where: str) -> dict:
	fields = ["qty", "is_open", "expiry_date", "arrived_on", "company", "item_code", "name"]
	[row] = frappe.get_all("Batch Balance", {"warehouse": STORES, **where}, fields)
	return row


def record(gap: str):
	return frappe.get_last_doc("Trace Gap Repair", {"gap": gap})


def mended(gap: str, *left: tuple[str, str]) -> None:
	"""Repair one gap by one call: it is closed, recorded, and the next check finds nothing but what is named."""
	assert gaps.repair([gap]) == {"closed": [gap], "open": [], "queued": 0}
	assert frappe.db.get_value("Trace Gap", gap, "status") == "Closed"
	kept = record(gap)
	assert (kept.user, kept.is_gone, kept.after or "") == (frappe.session.user, 1, "")
	assert kept.before == frappe.db.get_value("Trace Gap", gap, "message") and kept.done
	assert problems() == list(left)


@pytest.mark.parametrize(
	"damage",
	[
		"UPDATE `tabBatch Balance` SET qty = 99 WHERE batch = 'F1'",
		"UPDATE `tabBatch Balance` SET qty = 0, is_open = 0 WHERE batch = 'F1'",
		"DELETE FROM `tabBatch Balance` WHERE batch = 'F1'",
		"INSERT INTO `tabBatch Balance` (name, batch, item_code, warehouse, qty, company) "
		f"VALUES ('made-up', 'F1', 'FLOUR', '{STORES}', 5, '{COMPANY}')",
	],
)
def test_a_wrong_balance_is_added_up_again(shipped, damage):
	before = balance(batch="F1")
	frappe.db.sql(damage)
	assert problems() == [("balance_differs", "F1")]
	mended(open_gap(batch="F1"))
	assert balance(batch="F1") == before
	assert before.name == balances.name_of("F1", None, STORES)
	assert (before.qty, before.is_open) == (7, 1) and before.arrived_on and before.company == COMPANY


def test_a_balance_that_nothing_explains_goes(plant):
	batch = plant.batch("FLOUR", "NEVER-MOVED")
	frappe.db.sql(
		"INSERT INTO `tabBatch Balance` (name, batch, item_code, warehouse, qty) VALUES ('x', %s, 'FLOUR', %s, 5)",
		(batch, STORES),
	)
	assert problems() == [("balance_differs", batch)]
	mended(open_gap(batch=batch))
	assert not frappe.db.exists("Batch Balance", {"batch": batch})


def test_the_balance_of_a_serial_number(plant):
	plant.stock_entry(
		"Material Receipt",
		rows=[{"item_code": SERIALS, "qty": 2, "t_warehouse": STORES, "basic_rate": 1, "serial_no": "P-1\nP-2",
			"use_serial_batch_fields": 1}],
	)  # fmt: skip
	before = balance(serial_no="P-1")
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 0 WHERE serial_no = 'P-1'")
	assert problems() == [("balance_differs", "P-1")]
	mended(open_gap(serial_no="P-1"))
	assert balance(serial_no="P-1") == before


def forget_event(voucher) -> int:
	number = event(voucher).name
	frappe.db.sql("DELETE FROM `tabTrace Entry` WHERE event = %s", number)
	frappe.db.sql("DELETE FROM `tabTrace Event` WHERE name = %s", number)
	return number


def test_a_voucher_that_the_ledger_lacks(shipped):
	missing = ("record_missing", str(forget_event(shipped)))
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 10 WHERE batch = 'F1'")
	assert problems() == [("ledger_differs", shipped.name), ("stock_differs", "F1"), missing]
	mended(open_gap(code="ledger_differs"), missing)
	assert balance(batch="F1").qty == 7
	assert (
		f"event {event(shipped).name} of Delivery Note {shipped.name}"
		in record(frappe.get_last_doc("Trace Gap", {"code": "ledger_differs"}).name).done
	)


def test_stock_that_the_ledger_lacks(shipped):
	missing = ("record_missing", str(forget_event(shipped)))
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 10 WHERE batch = 'F1'")
	problems()
	mended(open_gap(code="stock_differs"), missing)
	assert balance(batch="F1").qty == 7


def test_a_balance_is_not_added_up_from_entries_that_somebody_changed(shipped):
	"""The balance was right and an entry is not: ERPNext tells, and the seal stays broken for all to see."""
	change("Trace Entry", event(shipped).name, "qty", -1)
	assert ("balance_differs", "F1") in problems()
	gaps.repair([open_gap(code="balance_differs")])
	assert balance(batch="F1").qty == 7
	assert problems() == [("seal_broken", shipped.name)]


def test_entries_that_were_taken_out(shipped):
	frappe.db.sql("DELETE FROM `tabTrace Entry` WHERE event = %s", event(shipped).name)
	problems()
	gaps.repair([open_gap(code="balance_differs")])
	assert balance(batch="F1").qty == 7
	assert problems() == [("seal_broken", shipped.name)]


def test_what_cannot_be_brought_into_agreement_stays_open_and_says_so(shipped):
	"""ERPNext's own stock ledger was changed without a voucher; the ledger does not follow a voucher that is gone."""
	frappe.db.sql("DELETE FROM `tabStock Ledger Entry` WHERE voucher_no = %s", shipped.name)
	assert problems() == [("stock_differs", "F1")]
	gap = open_gap(batch="F1")
	found = gaps.repair([gap])
	assert found["closed"] == [] and [one["gap"] for one in found["open"]] == [gap]
	assert "changed outside vouchers" in found["open"][0]["message"]
	assert frappe.db.get_value("Trace Gap", gap, "status") == "Open"
	assert not record(gap).is_gone and record(gap).after == found["open"][0]["message"]
	assert problems() == [("stock_differs", "F1")]


def test_what_a_listener_refuses_stays_open_and_nothing_is_half_done(shipped, monkeypatch):
	forget_event(shipped)
	before = frappe.db.sql("SELECT * FROM `tabBatch Balance`")
	problems()

	def refuse(events):
		frappe.throw("no luck")

	hooks = frappe.get_hooks
	monkeypatch.setattr(capture, "APPENDED", "refusing")
	monkeypatch.setattr(
		frappe, "get_hooks", lambda hook=None, *a, **k: ["x"] if hook == "refusing" else hooks(hook, *a, **k)
	)
	monkeypatch.setattr(
		frappe, "get_attr", lambda name, ask=frappe.get_attr: refuse if name == "x" else ask(name)
	)
	gap = open_gap(code="ledger_differs")
	assert gaps.repair(gap)["open"]
	assert "no luck" in record(gap).done
	assert "no luck" not in str(frappe.message_log), "it is told in the record, not to a screen"
	assert frappe.db.sql("SELECT * FROM `tabBatch Balance`") == before
	assert not frappe.db.exists("Trace Event", {"voucher_no": shipped.name})


def test_a_party_that_was_changed_and_a_broken_seal_are_not_repaired(shipped):
	change("Trace Event", event(shipped).name, "party", "Somebody Else")
	change("Trace Entry", event(shipped).name, "batch_no", "F2")
	found = dict(problems())
	assert set(found) == {"ledger_differs", "seal_broken"}
	for code in found:
		gap = open_gap(code=code)
		assert not frappe.db.get_value("Trace Gap", gap, "is_repairable")
		with pytest.raises(frappe.ValidationError, match=r"cannot be repaired.*backup"):
			gaps.repair([gap])
	assert repairs.open_gaps() == []


@pytest.fixture
def lots(plant):
	"""Two batches, of which the one that came later expires first."""
	control("FLOUR")
	for batch, days in (("F1", 90), ("F2", 30)):
		made = {"expiry_date": add_days(today(), days), "manufacturing_date": add_days(today(), -30)}
		plant.batch("FLOUR", batch, **made)
		plant.receive("FLOUR", 10, batch)
	assert problems() == []
	return plant


def first_to_go() -> str:
	return fefo.allocate("FLOUR", STORES, 1)["picks"][0]["batch"]


@pytest.mark.parametrize(
	"damage",
	[
		"UPDATE `tabBatch Balance` SET expiry_date = '2099-01-01' WHERE batch = 'F2'",
		"UPDATE `tabBatch Balance` SET expiry_date = NULL WHERE batch = 'F2'",
		"UPDATE `tabBatch Balance` SET is_open = 0 WHERE batch = 'F2'",
	],
)
def test_a_batch_that_lost_its_place_in_the_order_gets_it_back(lots, damage):
	assert first_to_go() == "F2"
	frappe.db.sql(damage)
	assert first_to_go() == "F1"
	assert problems() == [("order_differs", "F2")]
	mended(open_gap(code="order_differs"))
	assert first_to_go() == "F2"


def test_a_batch_whose_date_was_changed_past_the_app_is_found(lots):
	frappe.db.set_value("Batch", "F1", "expiry_date", today())
	frappe.db.sql("UPDATE `tabBatch Balance` SET arrived_on = '2020-01-01' WHERE batch = 'F2'")
	assert problems() == [("order_differs", "F1"), ("order_differs", "F2"), ("state_differs", "F1")]
	assert len(gaps.repair_all()["closed"]) == 2
	assert problems() == [("state_differs", "F1")] and first_to_go() == "F1"


def test_several_at_once_and_all(lots):
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = qty + 1")
	assert len(problems()) == 2
	names = frappe.get_all("Trace Gap", {"status": "Open"}, pluck="name", order_by="name")
	assert sorted(gaps.repair(frappe.as_json(names))["closed"]) == names
	assert problems() == []
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = qty + 1")
	assert len(problems()) == 2
	assert len(gaps.repair_all()["closed"]) == 2
	assert problems() == [] and gaps.repair_all()["closed"] == []


def test_many_go_to_the_background_each_by_itself(lots, monkeypatch):
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = qty + 1")
	problems()
	monkeypatch.setattr(gaps, "REPAIRED_AT_ONCE", 1)
	sent = []
	monkeypatch.setattr(frappe, "enqueue", lambda method, **kwargs: sent.append((method, kwargs["gaps"])))
	assert gaps.repair_all()["queued"] == 2
	[(method, names)] = sent
	frappe.get_attr(method)(names)
	assert problems() == []


def test_the_same_gaps_are_queued_once(lots, monkeypatch):
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = qty + 1")
	problems()
	monkeypatch.setattr(gaps, "REPAIRED_AT_ONCE", 1)
	queued: set[str] = set()
	monkeypatch.setattr(jobs, "get_job_status", lambda name: JobStatus.QUEUED if name in queued else None)
	monkeypatch.setattr(frappe, "enqueue", lambda method, job_id, **options: queued.add(job_id))
	gaps.repair_all()
	gaps.repair_all()
	assert len(queued) == 1


def test_a_gap_is_repaired_once(shipped):
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 99 WHERE batch = 'F1'")
	problems()
	gap = open_gap(batch="F1")
	for _again in range(2):
		gaps.repair([gap])
	assert frappe.db.count("Trace Gap Repair", {"gap": gap}) == 1


def test_who_may(shipped):
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 99 WHERE batch = 'F1'")
	problems()
	gap = open_gap(batch="F1")
	for role in ("Quality Manager", "Stock Manager", "Batch Trace User"):
		as_user(reader(f"{frappe.scrub(role)}@example.com", role))
		for ask in (lambda: gaps.repair([gap]), gaps.repair_all):
			with pytest.raises(frappe.PermissionError, match=MANAGER):
				ask()
	as_user(reader("manager@example.com", MANAGER))
	assert gaps.repair([gap])["closed"] == [gap]
	assert record(gap).user == "manager@example.com"


def test_another_company_s_user_can_neither_see_nor_repair(shipped):
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 99 WHERE batch = 'F1'")
	problems()
	gap = open_gap(batch="F1")
	as_user(reader("elsewhere@example.com", MANAGER, company=other_company()))
	with pytest.raises(frappe.PermissionError, match="does not exist"):
		gaps.repair([gap])
	with pytest.raises(frappe.PermissionError, match="does not exist"):
		gaps.repair(["no-such-gap"])
	assert gaps.repair_all() == {"closed": [], "open": [], "queued": 0}
	frappe.set_user("Administrator")
	assert problems() == [("balance_differs", "F1")]
	gaps.repair([gap])
	as_user("elsewhere@example.com")
	assert frappe.get_list("Trace Gap Repair") == []


def test_the_command_repairs_and_checks_again(shipped, here):
	frappe.db.sql("UPDATE `tabBatch Balance` SET qty = 99 WHERE batch = 'F1'")
	done = here("check", "--repair")
	assert done.exit_code == 0, done.output
	assert "Repaired: " in done.output and "The balance was 99.0 and is 7.0" in done.output
	assert problems() == []
	frappe.db.sql("DELETE FROM `tabStock Ledger Entry` WHERE voucher_no = %s", shipped.name)
	done = here("check", "--repair")
	assert done.exit_code == 1 and "Still open: " in done.output


def test_no_gap_is_made_repairable_by_hand(shipped):
	change("Trace Entry", event(shipped).name, "batch_no", "F2")
	problems()
	gap = frappe.get_doc("Trace Gap", open_gap(code="seal_broken"))
	gap.is_repairable = 1
	with pytest.raises(frappe.ValidationError, match="is part of the finding"):
		gap.save()
