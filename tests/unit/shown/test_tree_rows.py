"""The tree of a trace: each batch once below its source, with parties, stock and gaps in the right places."""

from __future__ import annotations

from itertools import pairwise

from batch_trace.core.answer.answer import Answer
from batch_trace.core.shown.tree_rows import tree_rows


def batch(name: str, direction: str, depth: int = 1, **values: object) -> dict:
	row = {
		"batch": name,
		"serial_no": None,
		"batch_id": name,
		"item_code": f"item of {name}",
		"item_name": name,
	}
	row |= {
		"direction": direction,
		"depth": depth,
		"quantity": 10.0,
		"uom": "Kg",
		"share": 0.5,
		"status": None,
	}
	return row | {"expiry_date": None, "on_hand": 0.0, **values}


def link(
	source: str, target: str, event: int = 1, quantity: float = 4.0, confidence: str = "recorded"
) -> dict:
	voucher = {
		"event": event,
		"event_type": "Repack",
		"voucher_type": "Stock Entry",
		"voucher_no": f"SE-{event}",
	}
	when = {"posting_datetime": f"2026-01-{event:02} 10:00:00", "confidence": confidence}
	return {"source": source, "target": target, "quantity": quantity, **voucher, **when}


def supplier(name: str, of: str) -> dict:
	row = {"supplier": name, "supplier_batch": "L-1", "batch": of, "voucher_type": "Purchase Receipt"}
	return row | {
		"party_type": "Supplier",
		"voucher_no": "PR-1",
		"quantity": 9.0,
		"returned": 1.0,
		"posting_datetime": "2026-01-01 08:00:00",
	}


def customer(name: str | None, of: str) -> dict:
	row = {
		"customer": name,
		"batch": of,
		"voucher_type": "Delivery Note",
		"voucher_no": "DN-1",
		"quantity": 3.0,
	}
	return row | {
		"returned": 0.0,
		"posting_datetime": "2026-02-01",
		"address": "Main St 1\nTown",
		"vehicle_no": "X 1",
	}


def stock(of: str) -> dict:
	return {"batch": of, "warehouse": "Stores", "quantity": 2.0, "status": None}


def answer(direction: str, batches: list, links: list = (), **parts: list) -> Answer:
	lists = {
		name: list(parts.get(name, ())) for name in ("suppliers", "customers", "on_hand", "cleared", "gaps")
	}
	trace_answer = {
		"start": {},
		"direction": direction,
		"as_of": None,
		"batches": batches,
		"links": list(links),
	}
	return {**trace_answer, **lists, "complete": True, "milliseconds": 0.0}  # type: ignore[return-value]


def outline(rows: list) -> list[str]:
	"""Return the rows as indented lines of kind and name."""
	return ["  " * row["indent"] + f"{row['kind']} {row['what']}" for row in rows]


def test_a_chain_has_suppliers_above_and_customers_and_stock_below():
	trace_answer = answer(
		"both",
		[batch("DOUGH", "start", 0), batch("FLOUR", "backward"), batch("BREAD", "forward")],
		[link("FLOUR", "DOUGH", 1), link("DOUGH", "BREAD", 2)],
		suppliers=[supplier("Mill", "FLOUR")],
		customers=[customer("Market", "BREAD")],
		on_hand=[stock("FLOUR"), stock("BREAD")],
	)
	assert outline(tree_rows(trace_answer)) == [
		"Batch DOUGH",
		"  Heading Made from",
		"    Batch FLOUR",
		"      Supplier Mill",
		"  Heading Used in",
		"    Batch BREAD",
		"      Customer Market",
		"      Stock Stores",
	]


def test_a_leaf_can_stand_for_itself_in_a_spreadsheet():
	trace_answer = answer("forward", [batch("BREAD", "start", 0)], customers=[customer("Market", "BREAD")])
	leaf = tree_rows(trace_answer)[-1]
	assert (leaf["batch"], leaf["item_code"], leaf["quantity"], leaf["uom"]) == (
		"BREAD",
		"item of BREAD",
		3.0,
		"Kg",
	)
	assert leaf["details"] == "Main St 1 Town · X 1"


def test_the_second_way_to_a_batch_is_marked_and_has_no_quantity():
	diamond = answer(
		"forward",
		[batch("A", "start", 0), batch("B", "forward"), batch("C", "forward"), batch("D", "forward", 2)],
		[link("A", "B", 1), link("A", "C", 2), link("B", "D", 3), link("C", "D", 4)],
	)
	rows = tree_rows(diamond)
	assert [row["what"] for row in rows] == ["A", "Used in", "B", "D", "C", "D (see above)"]
	assert "quantity" in rows[3] and "quantity" not in rows[5]
	assert rows[5]["consumed"] == 4.0 and rows[5]["voucher_no"] == "SE-4"


def test_a_rework_loop_ends():
	loop = answer(
		"both",
		[batch("A", "start", 0), batch("B", "backward"), batch("B", "forward")],
		[link("A", "B", 1), link("B", "A", 2)],
	)
	assert outline(tree_rows(loop)) == [
		"Batch A",
		"  Heading Made from",
		"    Batch B",
		"      Repeat A (see above)",
		"  Heading Used in",
		"    Batch B",
		"      Repeat A (see above)",
	]


def test_several_vouchers_between_two_batches_get_a_row_each_and_the_batch_their_sum():
	trace_answer = answer(
		"forward",
		[batch("A", "start", 0), batch("B", "forward")],
		[link("A", "B", 2, 1.0, "inferred"), link("A", "B", 1, 4.0)],
	)
	step, *vouchers = tree_rows(trace_answer)[2:]
	assert (step["consumed"], step["confidence"], "voucher_no" in step) == (5.0, "inferred", False)
	assert [(row["voucher_no"], row["consumed"]) for row in vouchers] == [("SE-1", 4.0), ("SE-2", 1.0)]


def test_a_step_is_measured_in_the_unit_of_what_went_in():
	trace_answer = answer(
		"forward", [batch("A", "start", 0, uom="Litre"), batch("B", "forward", uom="Nos")], [link("A", "B")]
	)
	assert (tree_rows(trace_answer)[2]["uom"], tree_rows(trace_answer)[2]["consumed_uom"]) == ("Nos", "Litre")


def test_siblings_hang_on_the_input_they_share():
	trace_answer = answer(
		"siblings",
		[
			batch("BREAD", "start", 0),
			batch("FLOUR", "backward"),
			batch("CAKE", "sibling"),
			batch("TOAST", "sibling"),
		],
		[link("FLOUR", "BREAD", 1), link("FLOUR", "CAKE", 2), link("BREAD", "TOAST", 3)],
		customers=[customer("Deli", "CAKE"), customer("Baker", "FLOUR")],
	)
	assert outline(tree_rows(trace_answer)) == [
		"Batch BREAD",
		"  Heading Made from",
		"    Batch FLOUR",
		"  Heading Used in",
		"    Batch TOAST",
		"Heading Shares an input with",
		"  Repeat FLOUR (see above)",
		"    Customer Baker",
		"    Batch CAKE",
		"      Customer Deli",
	]


def test_a_batch_behind_something_hidden_is_shown_all_the_same():
	trace_answer = answer(
		"forward",
		[batch("A", "start", 0), batch("C", "forward", 2), batch("D", "forward", 3)],
		[link("C", "D", 3)],
	)
	assert outline(tree_rows(trace_answer))[1:] == [
		"Heading Found, but linked through something that is not shown",
		"  Batch C",
		"    Batch D",
	]


def test_gaps_come_last_and_the_worst_of_them_first():
	def gap(severity: str) -> dict:
		row = {"code": "x", "severity": severity, "batch": None, "voucher_type": None, "voucher_no": None}
		return row | {"message": f"an {severity}"}

	trace_answer = answer("forward", [batch("A", "start", 0)], gaps=[gap("info"), gap("error")])
	assert outline(tree_rows(trace_answer))[1:] == ["Heading Gaps", "  Gap an error", "  Gap an info"]


def test_what_time_clears_is_listed_with_the_reason_before_the_gaps():
	row = {"batch": "MON", "serial_no": None, "item_code": "BREAD", "direction": "forward", "through": "SILO"}
	row |= {"made": "2026-01-02 08:00:00", "exposed_from": "2026-01-06 08:00:00"}
	batch_row = {**row, "voucher_type": None, "voucher_no": None}
	shipment = {**row, "voucher_type": "Delivery Note", "voucher_no": "DN-1"}
	gap = {"code": "x", "severity": "info", "batch": None, "voucher_type": None, "voucher_no": None}
	rows = tree_rows(
		answer(
			"forward",
			[batch("BAD", "start", 0)],
			cleared=[batch_row, shipment],
			gaps=[{**gap, "message": "Something"}],
		)
	)
	assert outline(rows)[1:] == [
		"Heading Cleared by time",
		"  Cleared MON",
		"  Cleared MON",
		"Heading Gaps",
		"  Gap Something",
	]
	assert rows[2]["details"] == "Made on 2026-01-02 08:00; SILO could contain it only from 2026-01-06 08:00"
	assert [row["voucher_no"] for row in rows[2:4]] == [None, "DN-1"]


def test_headings_are_translated():
	trace_answer = answer("backward", [batch("A", "start", 0)], suppliers=[supplier("Mill", "A")])
	assert tree_rows(trace_answer, str.upper)[1]["what"] == "MADE FROM"


def test_serial_numbers_and_unknown_shares_and_parties():
	unit = batch("", "start", 0, batch=None, serial_no="SN-1", batch_id=None, share=None)
	row, _, leaf = tree_rows(answer("forward", [unit], customers=[customer(None, "SN-1")]))
	assert (row["kind"], row["what"], row["share"]) == ("Serial No", "SN-1", None)
	assert (leaf["what"], leaf["party"]) == ("?", None)


def test_a_chain_of_many_steps_is_no_trouble():
	names = [f"B{number}" for number in range(5000)]
	batches = [batch(names[0], "start", 0), *(batch(name, "forward") for name in names[1:])]
	links = [link(source, target) for source, target in pairwise(names)]
	assert tree_rows(answer("forward", batches, links))[-1]["indent"] == 5000
