"""`trace()` and `mass_balance()` as other code relies on them: the shape, the starts, the directions, the refusals."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import mass_balance, trace
from batch_trace.core.ledger_file.source import LedgerSource
from tests.integration.support.plant import (
	BATCHED_SERIALS,
	CUSTOMER,
	OTHER_CUSTOMER,
	SERIALS,
	STORES,
	SUPPLIER,
	Plant,
)

KEYS = {
	"batches": "batch serial_no batch_id item_code item_name direction depth quantity uom share status expiry_date on_hand",
	"links": "source target quantity event event_type voucher_type voucher_no posting_datetime confidence",
	"suppliers": "supplier supplier_batch batch voucher_type voucher_no quantity posting_datetime",
	"customers": "customer batch voucher_type voucher_no quantity returned posting_datetime address vehicle_no",
	"on_hand": "batch warehouse quantity status",
	"gaps": "code severity batch voucher_type voucher_no message",
}


def names(answer: dict, direction: str) -> list[str]:
	return [row["batch"] or row["serial_no"] for row in answer["batches"] if row["direction"] == direction]


def test_every_key_of_the_contract_is_there(bakery):
	answer = trace(bakery.dough)
	for part, keys in KEYS.items():
		assert answer[part], part
		for row in answer[part]:
			assert set(keys.split()) <= set(row), part
	assert (answer["direction"], answer["as_of"], answer["complete"]) == ("both", None, True)
	assert answer["start"]["name"] == bakery.dough and answer["milliseconds"] > 0


def test_both_directions_with_quantities_shares_and_parties(bakery):
	answer = trace(bakery.dough)
	found = {
		row["batch"]: (row["direction"], row["depth"], row["quantity"], row["share"])
		for row in answer["batches"]
	}
	assert found == {
		bakery.dough: ("start", 0, 100, 1),
		bakery.flour: ("backward", 1, 60, 0.6),
		bakery.sugar: ("backward", 1, 20, 0.2),
		bakery.bread: ("forward", 1, 50, 1),
		bakery.cake: ("forward", 1, 40, 0.75),
	}
	sold = {
		(row["customer"], row["batch"]): (row["quantity"], row["returned"]) for row in answer["customers"]
	}
	assert sold == {(CUSTOMER, bakery.bread): (30, 5), (OTHER_CUSTOMER, bakery.cake): (10, 0)}
	bought = {(row["supplier"], row["supplier_batch"], row["batch"]) for row in answer["suppliers"]}
	assert bought == {(SUPPLIER, bakery.supplier_batch, bakery.flour), (SUPPLIER, None, bakery.sugar)}
	kept = {row["batch"]: row["quantity"] for row in answer["on_hand"]}
	assert kept == {bakery.flour: 40, bakery.sugar: 20, bakery.dough: 20, bakery.bread: 25, bakery.cake: 30}


def test_forward_share_is_backward_share(bakery):
	[forward] = [
		row["share"]
		for row in trace(bakery.flour, direction="forward")["batches"]
		if row["batch"] == bakery.cake
	]
	[backward] = [
		row["share"]
		for row in trace(bakery.cake, direction="backward")["batches"]
		if row["batch"] == bakery.flour
	]
	assert forward == pytest.approx(backward) == pytest.approx(0.45)


@pytest.mark.parametrize(
	("direction", "backward", "forward", "sibling"),
	[
		("forward", "", "bread cake", ""),
		("backward", "flour sugar", "", ""),
		("siblings", "flour sugar", "", "bread cake"),
	],
)
def test_directions(bakery, direction, backward, forward, sibling):
	answer = trace(bakery.dough, direction=direction)
	for way, expected in (("backward", backward), ("forward", forward), ("sibling", sibling)):
		assert sorted(names(answer, way)) == sorted(getattr(bakery, name) for name in expected.split())


def test_siblings_of_bread_are_all_that_shares_flour_or_sugar(bakery):
	assert names(trace(bakery.bread, direction="siblings"), "sibling") == [bakery.cake]


def test_max_depth_ends_the_walk_and_depth_zero_is_the_start_alone(bakery):
	assert names(trace(bakery.flour, direction="forward", max_depth=1), "forward") == [bakery.dough]
	assert [row["batch"] for row in trace(bakery.flour, max_depth="0")["batches"]] == [bakery.flour]


@pytest.mark.parametrize(
	("start_type", "of", "batches"),
	[
		("Batch", "flour", ["flour"]),
		("Purchase Receipt", "receipt", ["flour"]),
		("Stock Entry", "mixing", ["dough"]),
		("Stock Entry", "baking", ["bread"]),
		("Delivery Note", "to_market", ["bread"]),
		("Delivery Note", "give_back", ["bread"]),
	],
)
def test_start_from_a_batch_or_a_voucher(bakery, start_type, of, batches):
	answer = trace(getattr(bakery, of), start_type=start_type)
	assert names(answer, "start") == [getattr(bakery, name) for name in batches]
	assert answer["start"]["type"] == start_type


def test_start_from_a_supplier_batch(bakery):
	other = Plant().receive("SUGAR", 5, supplier_batch=bakery.supplier_batch).items[0].batch_no
	starts = names(trace(bakery.supplier_batch, start_type="Supplier Batch", supplier=SUPPLIER), "start")
	assert sorted(starts) == sorted([bakery.flour, other])
	with pytest.raises(frappe.DoesNotExistError, match="supplier batch"):
		trace(bakery.supplier_batch, start_type="Supplier Batch", supplier="Somebody Else")


def test_start_from_a_work_order(plant):
	flour = plant.receive("FLOUR", 20).items[0].batch_no
	order = plant.work_order("BREAD", 10, {"FLOUR": 1})
	plant.transfer_for(order, 10, {"FLOUR": flour})
	bread = plant.batch("BREAD")
	plant.finish(order, 10, bread, {"FLOUR": flour})
	answer = trace(order.name, start_type="Work Order")
	assert bread in names(answer, "start")


def test_start_from_a_stock_reconciliation(plant):
	sugar = plant.receive("SUGAR", 5, plant.batch("SUGAR", "SUGAR-COUNTED")).items[0].batch_no
	row = {"item_code": "SUGAR", "warehouse": STORES, "qty": 7, "valuation_rate": 1, "batch_no": sugar}
	account = frappe.db.get_value("Company", plant.company, "stock_adjustment_account")
	count = plant.submit(
		"Stock Reconciliation",
		purpose="Stock Reconciliation",
		expense_account=account,
		items=[{**row, "use_serial_batch_fields": 1}],
	)
	assert names(trace(count.name, start_type="Stock Reconciliation"), "start") == [sugar]


def test_a_serial_number_narrows_the_start_and_the_shipments(plant):
	batch = plant.batch(BATCHED_SERIALS)
	plant.receive(BATCHED_SERIALS, 3, batch, serial_no="FR-1\nFR-2\nFR-3")
	plant.ship(BATCHED_SERIALS, 1, batch, CUSTOMER, serial_no="FR-1")
	plant.ship(BATCHED_SERIALS, 1, batch, OTHER_CUSTOMER, serial_no="FR-2")
	answer = trace("FR-2", start_type="Serial No")
	assert [(row["customer"], row["quantity"]) for row in answer["customers"]] == [(OTHER_CUSTOMER, 1)]
	assert [row["quantity"] for row in answer["batches"]] == [1]


def test_a_serial_number_without_batch_stands_for_itself(plant):
	units = {
		"item_code": SERIALS,
		"qty": 2,
		"serial_no": "PU-1\nPU-2",
		"use_serial_batch_fields": 1,
		"basic_rate": 1,
	}
	plant.stock_entry("Material Receipt", rows=[{**units, "t_warehouse": STORES}])
	plant.ship(SERIALS, 1, None, CUSTOMER, serial_no="PU-1", use_serial_batch_fields=1)
	answer = trace("PU-1", start_type="Serial No")
	assert [(row["batch"], row["serial_no"]) for row in answer["batches"]] == [(None, "PU-1")]
	assert [row["customer"] for row in answer["customers"]] == [CUSTOMER]


def test_as_of_tells_what_the_ledger_knew_before_a_cancellation(bakery):
	trace(bakery.dough)
	before = frappe.utils.now()
	frappe.get_doc("Delivery Note", bakery.to_deli).cancel()
	assert OTHER_CUSTOMER not in {row["customer"] for row in trace(bakery.cake)["customers"]}
	answer = trace(bakery.cake, as_of=before)
	assert OTHER_CUSTOMER in {row["customer"] for row in answer["customers"]}
	assert answer["as_of"].startswith(before[:10])
	assert trace(bakery.cake)["batches"][0]["on_hand"] == 40 and answer["batches"][0]["on_hand"] == 30


def test_a_cancelled_voucher_is_no_start(bakery):
	frappe.get_doc("Delivery Note", bakery.to_deli).cancel()
	with pytest.raises(frappe.DoesNotExistError, match="was cancelled"):
		trace(bakery.to_deli, start_type="Delivery Note")


@pytest.mark.parametrize(
	("start", "start_type", "words"),
	[
		("NO-SUCH-BATCH", "Batch", "There is no batch"),
		("WATER", "Batch", "without batches"),
		("FLOUR", "Batch", "is an item, not a batch"),
		("NO-SUCH-SERIAL", "Serial No", "never moved"),
		("NO-SUCH-LOT", "Supplier Batch", "supplier batch"),
		("NO-SUCH-NOTE", "Delivery Note", "moved no batch"),
	],
)
def test_an_unknown_start_is_refused_with_what_to_do(bakery, start, start_type, words):
	with pytest.raises(frappe.DoesNotExistError, match=words):
		trace(start, start_type=start_type)


def test_an_empty_ledger_says_so(plant, monkeypatch):
	monkeypatch.setattr(LedgerSource, "is_empty", lambda self: True)
	with pytest.raises(frappe.DoesNotExistError, match="ledger is empty"):
		trace("NO-SUCH-BATCH")


def test_an_unfinished_back_fill_is_a_gap_and_explains_a_missing_start(bakery):
	state = {"backfill_status": "Running", "backfill_done": 3, "backfill_total": 9}
	frappe.db.set_single_value("Batch Trace Settings", state)
	answer = trace(bakery.dough)
	assert "backfill_incomplete" in {gap["code"] for gap in answer["gaps"]} and not answer["complete"]
	with pytest.raises(frappe.DoesNotExistError, match="back-fill"):
		trace("NO-SUCH-BATCH")


def test_a_wrong_direction_and_a_wrong_time_are_refused(bakery):
	with pytest.raises(frappe.ValidationError, match="Direction sideways is unknown"):
		trace(bakery.dough, direction="sideways")
	with pytest.raises(frappe.ValidationError, match="is not a date and time"):
		trace(bakery.dough, as_of="yesterday")


def test_mass_balance_accounts_for_everything(bakery):
	balance = mass_balance(bakery.bread)
	assert balance == {
		"batch": bakery.bread, "item_code": "BREAD", "item_name": "BREAD", "uom": "Kg",
		"received": 0, "made": 50, "returned": 5, "adjusted": 0, "consumed": 0, "shipped": 30,
		"returned_to_supplier": 0, "scrapped": 0, "on_hand": 25, "unexplained": 0,
	}  # fmt: skip


def test_mass_balance_tells_what_the_ledger_cannot_explain(bakery, monkeypatch):
	monkeypatch.setattr("batch_trace.api.trace.on_hand", lambda batches: {(bakery.flour, STORES): 39.0})
	assert mass_balance(bakery.flour)["unexplained"] == 1


def test_mass_balance_of_an_unknown_batch_is_refused(bakery):
	with pytest.raises(frappe.DoesNotExistError, match="There is no batch"):
		mass_balance("NO-SUCH-BATCH")


@pytest.mark.parametrize("wrong", [None, [], ["x"], {}, {"like": "%"}, 1.5, True])
def test_an_argument_that_is_no_text_is_refused_in_words(bakery, wrong):
	for ask in (
		lambda: trace(wrong),
		lambda: mass_balance(wrong),
		lambda: trace(bakery.dough, start_type=wrong),
		lambda: trace(bakery.dough, direction=wrong),
	):
		with pytest.raises(frappe.ValidationError, match="must be a text"):
			ask()
	for name in ("as_of", "supplier") if wrong is not None else ():
		with pytest.raises(frappe.ValidationError, match="must be a text"):
			trace(bakery.dough, **{name: wrong})
