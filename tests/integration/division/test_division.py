"""One batch, several outcomes: what is accepted keeps the number, the rest gets numbers and statuses of its own."""

from __future__ import annotations

import random

import frappe
import pytest

from batch_trace.api import splitting, status, trace
from batch_trace.control.decisions import decisions
from batch_trace.control.numbering.numbers import NumberNotMade
from batch_trace.control.signatures import signing
from batch_trace.ledger import capture
from tests.integration.support.access import other_company
from tests.integration.support.bakery import reader
from tests.integration.support.numbering import rule
from tests.integration.support.plant import GOODS, STORES, make, warehouse
from tests.integration.support.qa import (
	PASSWORD,
	control,
	decide,
	give_password,
	hold,
	refused,
	release,
	status_of,
)

pytestmark = pytest.mark.usefixtures("plant", "agreement")


@pytest.fixture
def received(plant):
	"""A hundred kilograms that wait for QA."""
	control("FLOUR", status_after_receipt="Quarantine", status_after_split="Quarantine")
	return plant.receive("FLOUR", 100, "F1")


def part(outcome: str, qty: float, place: str = STORES, **more: object) -> dict[str, object]:
	return {"outcome": outcome, "qty": qty, "warehouse": place, **more}


def divide(*parts: dict[str, object], decision: str = "Released", batch: str = "F1", **values: object):
	name = decide(decision, batch, reason="sieve test", parts=parts, **values)
	return frappe.get_doc("Batch Disposition", name)


def stock() -> dict[tuple[str, str], float]:
	"""Return what is in stock of each batch of flour."""
	capture.flush()
	rows = frappe.get_all(
		"Batch Balance",
		{"item_code": "FLOUR", "qty": [">", 0]},
		["batch", "warehouse", "qty"],
		limit_page_length=0,
	)
	return {(row.batch, row.warehouse): row.qty for row in rows}


def test_accept_60_rework_30_reject_10(plant, received):
	scrap = warehouse("Rejects")
	doc = divide(
		part("Accept", 60),
		part("Rework", 30, reason="too coarse: sieve again"),
		part("Reject", 10, target_warehouse=scrap, reason="mouldy"),
	)
	assert stock() == {("F1", STORES): 60, ("F1-1", STORES): 30, ("F1-2", scrap): 10}
	assert [status_of(batch) for batch in ("F1", "F1-1", "F1-2")] == ["Released", "Quarantine", "Rejected"]
	assert [(row.batch, row.status) for row in doc.parts] == [
		("F1", "Released"),
		("F1-1", "Quarantine"),
		("F1-2", "Rejected"),
	]
	assert frappe.db.get_value("Stock Entry", doc.stock_entry, ["docstatus", "purpose"]) == (1, "Repack")
	plant.ship("FLOUR", 1, "F1")
	for stopped in ("F1-1", "F1-2"):
		place = STORES if stopped == "F1-1" else scrap
		with refused(stopped):
			plant.ship("FLOUR", 1, stopped, warehouse=place)


def test_each_part_says_why_and_who(plant, received):
	divide(part("Accept", 60), part("Rework", 30, reason="too coarse"), part("Reject", 10))
	[coarse] = status.batch_status("F1-1")["reasons"]
	assert (coarse["cause"], coarse["text"], coarse["owner"]) == (
		"Batch Disposition",
		"too coarse",
		"Administrator",
	)
	[other] = status.batch_status("F1-2")["reasons"]
	assert other["text"] == "sieve test", "without a reason of its own, that of the decision"


def test_the_trace_of_the_supplier_finds_every_part(plant, received):
	divide(part("Accept", 60), part("Rework", 30), part("Reject", 10))
	found = trace.trace("F1", direction="forward")
	assert {row["batch"] for row in found["batches"]} == {"F1", "F1-1", "F1-2"}
	assert {link["confidence"] for link in found["links"]} == {"recorded"}


def test_the_parts_keep_dates_and_the_suppliers_batch(plant):
	control("FLOUR", status_after_receipt="Quarantine")
	plant.batch("FLOUR", "F1", expiry_date=plant.later(30), supplier_batch="S-77")
	plant.receive("FLOUR", 100, "F1")
	divide(part("Accept", 90), part("Reject", 10))
	kept, split = (
		frappe.db.get_value("Batch", name, ["expiry_date", "supplier_batch"]) for name in ("F1", "F1-1")
	)
	assert kept == split


LOT = {
	"traceability_lot_code": "TLC-1",
	"traceability_lot_code_source": "0123",
	"country_of_origin": "France",
}


def test_the_parts_keep_what_the_batch_says_of_its_lot(plant):
	control("FLOUR", status_after_receipt="Quarantine")
	plant.batch("FLOUR", "F1", **LOT)
	plant.receive("FLOUR", 100, "F1")
	divide(part("Accept", 90), part("Reject", 10))
	assert frappe.db.get_value("Batch", "F1-1", list(LOT), as_dict=True) == LOT


def test_a_split_keeps_it_too_but_no_source_of_another_lot_code(plant):
	control("FLOUR")
	plant.batch("FLOUR", "F1", **LOT)
	plant.batch("FLOUR", "F3", traceability_lot_code="TLC-3")
	plant.receive("FLOUR", 100, "F1")
	for name in ("F2", "F3"):
		plant.repack([("FLOUR", "F1", 10)], [("FLOUR", plant.batch("FLOUR", name), 10)])
	two, three = (frappe.db.get_value("Batch", name, list(LOT), as_dict=True) for name in ("F2", "F3"))
	assert two == LOT
	assert three == {**LOT, "traceability_lot_code": "TLC-3", "traceability_lot_code_source": None}


def test_what_is_in_two_warehouses(plant, received):
	plant.transfer("FLOUR", "F1", 40)
	divide(
		part("Accept", 50),
		part("Reject", 10),
		part("Accept", 30, GOODS),
		part("Reject", 10, GOODS),
		batch="F1",
	)
	assert stock() == {
		("F1", STORES): 50,
		("F1", GOODS): 30,
		("F1-1", STORES): 10,
		("F1-2", GOODS): 10,
	}


def test_without_anything_accepted_the_rework_keeps_the_number(plant, received):
	divide(part("Rework", 70), part("Reject", 30), decision="Quarantine")
	assert (status_of("F1"), status_of("F1-1")) == ("Quarantine", "Rejected")


@pytest.mark.parametrize(
	("parts", "says"),
	[
		([part("Accept", 60), part("Reject", 30)], "the parts are 90, in stock are 100"),
		([part("Accept", 60), part("Reject", 50)], "the parts are 110, in stock are 100"),
		([part("Accept", 90), part("Reject", 10, GOODS)], "not all that is in stock"),
		([part("Accept", 100)], "nothing to divide"),
		([part("Accept", 100), part("Reject", 0)], "quantity above zero"),
		([part("Accept", 110), part("Reject", -10)], "[Qq]uantity"),
		([part("Rework", 60), part("Reject", 40)], "decision on the batch must be"),
		([part("Accept", 60), part("Reject", 40, batch="F2")], "exists already"),
		(
			[part("Accept", 60), part("Rework", 30, batch="X-1"), part("Reject", 10, batch="x-1 ")],
			"named twice",
		),
		(
			[part("Accept", 60), part("Rework", 30, batch="X-É"), part("Reject", 10, batch="X-E")],
			"named twice",
		),
		([part("Accept", 60), part("Reject", 40, batch=["F2"])], "single value"),
		(["x"], "a list of rows"),
		("{", "no JSON"),
		("x", "no JSON"),
		({"outcome": "Accept"}, "a list of rows"),
		([part("Accept", 60, target_warehouse=GOODS), part("Reject", 40)], "Clear Move to Warehouse"),
	],
)
def test_what_is_no_division_is_refused_and_nothing_moves(plant, received, parts, says):
	plant.batch("FLOUR", "F2")
	frappe.db.savepoint("division")
	with pytest.raises(frappe.ValidationError, match=says):
		decide("Released", "F1", parts=parts)
	frappe.db.rollback(save_point="division")
	assert stock() == {("F1", STORES): 100}


def test_a_part_gets_no_number_that_another_part_has_in_other_spelling(received):
	doc = divide(part("Accept", 60), part("Rework", 30, batch="f1-1"), part("Reject", 10))
	assert [row.batch for row in doc.parts] == ["F1", "f1-1", "F1-2"]


@pytest.mark.parametrize("evidence", [["x"], "x", [{"file": ["a"]}]])
def test_evidence_that_is_no_list_of_rows_is_refused_in_words(received, evidence):
	with pytest.raises(frappe.ValidationError, match=r"list of rows|no JSON|single value"):
		decide("Released", "F1", evidence=evidence)


def test_two_batches_are_not_divided_at_once(plant, received):
	plant.receive("FLOUR", 10, "F2")
	give_password()
	with pytest.raises(frappe.ValidationError, match="divides one batch"):
		status.dispose(["F1", "F2"], "Released", "x", PASSWORD, parts=[part("Accept", 1), part("Reject", 1)])


def test_what_is_on_hold_is_not_divided_before_its_release(plant, received):
	held = hold("F1")
	with refused("On Hold"):
		divide(part("Accept", 60), part("Reject", 40))
	release(held)
	divide(part("Accept", 60), part("Reject", 40))


def test_what_has_expired_is_divided_with_a_new_date_only(plant, received):
	frappe.db.set_value("Batch", "F1", "expiry_date", plant.later(-1))
	parts = [part("Rework", 60), part("Reject", 40)]
	frappe.db.savepoint("division")
	with pytest.raises(frappe.ValidationError, match="new expiry date"):
		divide(*parts, decision="Quarantine")
	frappe.db.rollback(save_point="division")
	row = {"batch": "F1", "new_expiry_date": plant.later(30)}
	doc = frappe.get_doc(
		doctype="Batch Disposition", decision="Quarantine", reason="retested", batches=[row], parts=parts
	).insert()
	give_password()
	status.sign_and_submit("Batch Disposition", doc.name, "Quarantine", PASSWORD)
	dates = frappe.get_all("Batch", {"name": ["in", ["F1", "F1-1"]]}, pluck="expiry_date")
	assert [str(day) for day in dates] == [plant.later(30)] * 2


def test_what_was_rejected_is_divided_into_parts_of_which_some_are_good(plant, received):
	decide("Rejected", "F1")
	divide(part("Accept", 60), part("Rework", 40))
	assert (status_of("F1"), status_of("F1-1")) == ("Released", "Quarantine")


def test_a_division_needs_a_signature(plant, received):
	with pytest.raises(frappe.ValidationError, match=r"signature|password"):
		status.dispose("F1", "Quarantine", "x", parts=[part("Rework", 60), part("Reject", 40)])


def test_qa_without_the_right_to_stock_entries_is_told_so(plant, received):
	user = reader("qa-only@example.com", "Batch QA Releaser")
	give_password(user)
	frappe.set_user(user)
	with pytest.raises(frappe.PermissionError, match="Stock Entry, which you may not make"):
		status.dispose("F1", "Released", "x", PASSWORD, parts=[part("Accept", 60), part("Reject", 40)])
	frappe.set_user("Administrator")
	assert stock() == {("F1", STORES): 100}


def test_qa_with_that_right_divides_and_may_decide_on_the_parts_afterwards(plant, received):
	frappe.db.set_single_value("Batch Trace Settings", "segregation_of_duties", 1)
	frappe.clear_document_cache("Batch Trace Settings", "Batch Trace Settings")
	user = reader("qa-stock@example.com", "Batch QA Releaser", "Stock User")
	give_password(user)
	frappe.set_user(user)
	parts = [part("Accept", 60), part("Rework", 40)]
	name = status.dispose("F1", "Released", "x", PASSWORD, parts=parts)
	entry = frappe.db.get_value("Batch Disposition", name, "stock_entry")
	assert frappe.db.get_value("Stock Entry", entry, "owner") == user
	status.dispose("F1-1", "Conditionally Released", "sieve", PASSWORD, release_condition="for rework only")
	assert status_of("F1-1") == "Conditionally Released"


def test_the_entry_can_be_cancelled_and_what_stopped_a_part_comes_back_with_it(plant, received):
	doc = divide(part("Accept", 60), part("Reject", 40, reason="mouldy"))
	frappe.get_doc("Stock Entry", doc.stock_entry).cancel()
	assert stock() == {("F1", STORES): 100}
	with refused("F1"):
		plant.ship("FLOUR", 1, "F1")


def test_a_part_stays_with_its_decision(plant, received):
	doc = divide(part("Accept", 60), part("Reject", 40))
	more = {"parent": doc.name, "parenttype": doc.doctype, "parentfield": "parts", **part("Reject", 1)}
	with pytest.raises(frappe.ValidationError, match="part of Batch Disposition"):
		frappe.get_doc({"doctype": "Batch Disposition Part", **more}).insert()
	with pytest.raises(frappe.ValidationError, match="part of Batch Disposition"):
		frappe.delete_doc("Batch Disposition Part", doc.parts[1].name)
	with pytest.raises(frappe.ValidationError, match="cannot be changed, because it is evidence"):
		frappe.client.set_value("Batch Disposition Part", doc.parts[1].name, "status", "Released")


def test_a_user_s_own_split_of_what_waits_stays_refused(plant, received):
	with refused("Quarantine"):
		plant.repack([("FLOUR", "F1", 10)], [("FLOUR", "F1-9", 10)])


def test_a_request_cannot_name_an_entry_as_that_of_a_decision(plant, received):
	doc = frappe.get_doc(
		doctype="Batch Disposition", decision="Quarantine", reason="x", stock_entry="MAT-STE-1",
		batches=[{"batch": "F1"}],
	).insert()  # fmt: skip
	assert not doc.stock_entry


def test_the_record_of_a_divided_batch_is_found_unchanged(plant, received):
	from tests.integration.support.findings import problems

	divide(part("Accept", 60), part("Reject", 40))
	assert problems() == []


def test_the_decision_on_a_part_is_the_last_one_on_it(plant, received):
	doc = divide(part("Accept", 60), part("Reject", 40))
	assert decisions.latest(["F1-1"])["F1-1"].name == doc.name
	decide("Released", "F1-1")
	assert decisions.latest(["F1-1"])["F1-1"].decision == "Released"


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_created_or_lost_whatever_the_split(plant, seed):
	"""Random splits of random stock in two warehouses: what is there afterwards, part by part, is what was said."""
	chance = random.Random(seed)
	control("FLOUR", status_after_receipt="Quarantine")
	amounts = {STORES: chance.randint(5, 10**6) / 1000, GOODS: chance.randint(5, 10**6) / 1000}
	for place, quantity in amounts.items():
		plant.receive("FLOUR", quantity, "F1", warehouse=place)
	parts = []
	for place, quantity in amounts.items():
		left = round(quantity * 1000)
		for _number in range(chance.randint(1, 4)):
			some = chance.randint(1, max(1, left // 2))
			parts.append(part(chance.choice(["Accept", "Rework", "Reject"]), some / 1000, place))
			left -= some
		parts.append(part("Accept", left / 1000, place))
	parts.append(part("Reject", 0.001, STORES))
	parts = [p for p in parts if p["qty"] > 0]
	next(p for p in parts if p["outcome"] == "Accept" and p["warehouse"] == STORES and p["qty"] > 0.001)[
		"qty"
	] -= 0.001
	doc = divide(*parts)
	told: dict[tuple[str, str], float] = {}
	for row in doc.parts:
		told[row.batch, row.warehouse] = told.get((row.batch, row.warehouse), 0) + row.qty
	assert {key: round(qty, 6) for key, qty in stock().items()} == {
		key: round(qty, 6) for key, qty in told.items() if round(qty, 6)
	}
	assert sum(stock().values()) == pytest.approx(sum(amounts.values()), abs=1e-6)


@pytest.fixture
def by_rule(received):
	"""How the rule of the flour's batches numbers what leaves one of them."""
	return rule(item_code="FLOUR", child_separator="/", child_width=2, gs1_safe=1)


def parts_of(doc) -> list[str]:
	return [row.batch for row in doc.parts if row.outcome != "Accept"]


def draft():
	parts = [part("Accept", 60), part("Rework", 30), part("Reject", 10)]
	return frappe.get_doc(
		doctype="Batch Disposition", decision="Released", reason="x", batches=[{"batch": "F1"}], parts=parts
	).insert()


def test_parts_are_numbered_by_the_rule_for_what_leaves_a_split(by_rule):
	assert parts_of(divide(part("Accept", 60), part("Rework", 30), part("Reject", 10))) == ["F1/01", "F1/02"]
	assert stock() == {("F1", STORES): 60, ("F1/01", STORES): 30, ("F1/02", STORES): 10}
	splitting.split_batch("F1", "FLOUR", STORES, 5)
	assert stock()["F1/03", STORES] == 5, "one sequence for both"


def test_two_drafts_get_different_numbers_and_keep_them(by_rule):
	first, second = draft(), draft()
	assert (parts_of(first), parts_of(second)) == (["F1/01", "F1/02"], ["F1/03", "F1/04"])
	first.save()
	assert parts_of(first.reload()) == ["F1/01", "F1/02"]
	first.delete()
	assert parts_of(draft()) == ["F1/05", "F1/06"], "a number that may be printed is not given out again"


def test_a_number_typed_for_one_part_is_not_given_to_another(by_rule):
	doc = divide(part("Accept", 60), part("Rework", 30), part("Reject", 10, batch="f1/01"))
	assert parts_of(doc) == ["F1/02", "f1/01"]


def test_a_rule_without_gaps_numbers_the_parts_when_they_are_signed(by_rule):
	by_rule.db_set("no_gaps", 1)
	frappe.clear_document_cache(by_rule.doctype, by_rule.name)
	waiting = draft()
	assert parts_of(waiting) == [None, None]
	frappe.db.savepoint("division")
	with pytest.raises(frappe.ValidationError, match="in stock are 100"):
		divide(part("Accept", 60), part("Rework", 30))
	frappe.db.rollback(save_point="division")
	give_password()
	status.sign_and_submit("Batch Disposition", waiting.name, "Released", PASSWORD)
	assert parts_of(waiting.reload()) == ["F1/01", "F1/02"], "the refused decision left no gap"
	[signature] = signing.signatures_of("Batch Disposition", waiting.name)
	assert signature["is_intact"], "the numbers are signed"


def test_a_rule_that_finds_no_number_says_so(by_rule):
	plant_name = "F" * 20
	frappe.get_doc(doctype="Batch", item="FLOUR", batch_id=plant_name).insert()
	with pytest.raises(NumberNotMade, match="characters"):
		frappe.get_doc(
			doctype="Batch Disposition", decision="Released", reason="x", batches=[{"batch": plant_name}],
			parts=[part("Accept", 1), part("Reject", 1)],
		).insert()  # fmt: skip


def place(name: str, **values: object) -> str:
	made = warehouse(name)
	frappe.db.set_value("Warehouse", made, values)
	return made


def test_the_policy_says_where_rework_and_rejects_go(plant):
	control("FLOUR", rework_goes_to="Quarantine Warehouse", rejects_go_to="Rejected Warehouse")
	plant.receive("FLOUR", 100, "F1")
	assert status.places_of_parts("F1", [STORES]) == {STORES: {}}, "nothing of that use is there"
	waiting = place("Waiting", batch_quality_use="Quarantine")
	rejects = place("Rejects", is_rejected_warehouse=1)
	assert status.places_of_parts("F1", [STORES, waiting]) == {
		STORES: {"Rework": waiting, "Reject": rejects},
		waiting: {"Reject": rejects},
	}


def test_a_place_of_another_company_or_out_of_use_is_not_proposed(plant):
	control("FLOUR", rejects_go_to="Scrap Warehouse")
	plant.receive("FLOUR", 100, "F1")
	place("A Disabled", batch_quality_use="Scrap", disabled=1)
	place("A Sister's", batch_quality_use="Scrap", company=other_company())
	assert status.places_of_parts("F1", [STORES]) == {STORES: {}}
	own = place("Own", batch_quality_use="Scrap")
	assert status.places_of_parts("F1", [STORES]) == {STORES: {"Reject": own}}


def test_of_several_places_the_one_beside_the_goods_is_proposed(plant):
	control("FLOUR", rejects_go_to="Scrap Warehouse")
	plant.receive("FLOUR", 100, "F1")
	near = place("Z", batch_quality_use="Scrap")
	group = make("Warehouse", warehouse_name="Hall 2", company=plant.company, is_group=1).name
	place("A", batch_quality_use="Scrap", parent_warehouse=group)
	frappe.db.set_value(
		"Warehouse", near, "parent_warehouse", frappe.db.get_value("Warehouse", STORES, "parent_warehouse")
	)
	assert status.places_of_parts("F1", [STORES])[STORES]["Reject"] == near


def test_without_a_policy_on_it_the_parts_stay(plant, received):
	place("Rejects", is_rejected_warehouse=1)
	assert status.places_of_parts("F1", [STORES]) == {STORES: {}}
