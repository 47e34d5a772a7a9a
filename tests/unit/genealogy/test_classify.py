"""How a voucher's movements become events."""

from __future__ import annotations

import pytest

from batch_trace.core.genealogy.classify import classify
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import Movement, Sent, Voucher


def moved(
	row: str, batch: str | None, qty: float, warehouse: str = "Stores", item: str = "FLOUR", serial=None
) -> Movement:
	return Movement(row, item, warehouse, batch, serial, qty, "Kg")


def events(kind: str, *movements: Movement, **facts) -> list[tuple]:
	drafts = classify(Voucher("Some Voucher", "V-1", kind, **facts), movements)
	return [
		(
			e.event_type,
			e.part,
			sorted(
				(x.direction, x.movement.batch or x.movement.item_code, x.movement.qty) for x in e.entries
			),
		)
		for e in drafts
	]


def sent(*rows: tuple) -> list[Sent]:
	"""Return what a sister company sent of FLOUR: row, batch, quantity."""
	return [Sent(row, "FLOUR", batch, None, qty) for row, batch, qty in rows]


def test_nothing_tracked_leaves_nothing():
	assert events(et.PRODUCTION, moved("a", None, -1), moved("b", None, 1)) == []


def test_untracked_stock_is_kept_with_a_transformation_only():
	water = moved("w", None, -5, item="WATER")
	assert events(et.PRODUCTION, water, moved("b", "D1", 5)) == [
		(et.PRODUCTION, "", [("In", "D1", 5), ("Out", "WATER", -5)])
	]
	assert events(et.SHIPMENT, water, moved("b", "D1", -5)) == [(et.SHIPMENT, "", [("Out", "D1", -5)])]


def test_both_legs_of_one_row_are_a_move():
	assert events(et.TRANSFER, moved("a", "F1", -4), moved("a", "F1", 4, "WIP")) == [
		(et.TRANSFER, "", [("Move", "F1", -4), ("Move", "F1", 4)])
	]


def test_the_same_batch_on_two_rows_of_a_repack_is_in_and_out():
	assert events(et.REPACK, moved("a", "F1", -4), moved("b", "F1", 4, "WIP")) == [
		(et.REPACK, "", [("In", "F1", 4), ("Out", "F1", -4)])
	]


def test_a_delivery_to_an_own_warehouse_is_a_transfer():
	assert events(et.SHIPMENT, moved("a", "F1", -4), moved("a", "F1", 4, "Transit"))[0][0] == et.TRANSFER


def test_a_receipt_that_consumes_is_subcontracting():
	assert events(et.RECEIPT, moved("a", "F1", -4), moved("b", "D1", 4))[0][0] == et.SUBCONTRACTING


def test_rows_of_one_bundle_and_two_bundles_of_one_row_add_up():
	assert events(et.RECEIPT, moved("a", "F1", 4), moved("a", "F1", 6), moved("a", "F2", 1)) == [
		(et.RECEIPT, "", [("In", "F1", 10), ("In", "F2", 1)])
	]


def test_a_subcontracting_receipt_has_an_event_for_each_output_row():
	parts = {"s1": "fg1", "s2": "fg2"}
	events_found = events(
		et.SUBCONTRACTING,
		moved("fg1", "B1", 1),
		moved("fg2", "B2", 1),
		moved("s1", "R1", -1),
		moved("s2", "R2", -1),
		row_parts=parts,
	)
	assert events_found == [
		(et.SUBCONTRACTING, "fg1", [("In", "B1", 1), ("Out", "R1", -1)]),
		(et.SUBCONTRACTING, "fg2", [("In", "B2", 1), ("Out", "R2", -1)]),
	]


def test_a_count_nets_what_was_there_and_what_was_found():
	assert events(et.ADJUSTMENT, moved("a", "F1", -10), moved("a", "F1", 12)) == [
		(et.ADJUSTMENT, "", [("In", "F1", 2)])
	]


def test_a_count_that_changes_nothing_leaves_nothing():
	assert events(et.ADJUSTMENT, moved("a", "F1", -10), moved("a", "F1", 10)) == []


def test_a_shrunk_batch_and_a_found_batch_are_two_adjustments():
	events_found = events(et.ADJUSTMENT, moved("a", "A", -2), moved("b", "C", 50))
	assert events_found == [(et.ADJUSTMENT, "", [("In", "C", 50), ("Out", "A", -2)])]


def test_a_row_asserts_at_most_what_is_missing_of_the_batch_it_names():
	counted = (moved("a", "A", -2), moved("b", "B", -9), moved("c", "C", 50))
	assert events(et.ADJUSTMENT, *counted, booked_as={"c": "A"}) == [
		(et.ADJUSTMENT, "", [("In", "C", 48), ("Out", "B", -9)]),
		(et.SUBSTITUTION, "c", [("In", "C", 2), ("Out", "A", -2)]),
	]


def test_two_rows_share_what_is_missing_of_one_batch():
	counted = (moved("a", "A", -10), moved("b", "B", 6), moved("c", "C", 7))
	assert events(et.ADJUSTMENT, *counted, booked_as={"b": "A", "c": "A"}) == [
		(et.ADJUSTMENT, "", [("In", "C", 3)]),
		(et.SUBSTITUTION, "b", [("In", "B", 6), ("Out", "A", -6)]),
		(et.SUBSTITUTION, "c", [("In", "C", 4), ("Out", "A", -4)]),
	]


def test_a_unit_that_was_booked_as_another_batch_is_the_same_unit():
	counted = (
		moved("a", "A", -1, serial="S1"),
		moved("a", "A", -1, serial="S2"),
		moved("c", "C", 1, serial="S1"),
		moved("c", "C", 1, serial="S9"),
	)
	assert events(et.ADJUSTMENT, *counted, booked_as={"c": "A"}) == [
		(et.ADJUSTMENT, "", [("In", "C", 1), ("Out", "A", -1)]),
		(et.SUBSTITUTION, "c", [("In", "C", 1), ("Out", "A", -1)]),
	]


@pytest.mark.parametrize(
	"place",
	[{"warehouse": "Elsewhere"}, {"item": "SUGAR"}],
)
def test_what_a_row_asserts_needs_one_item_and_one_warehouse(place):
	counted = (moved("a", "A", -10), moved("b", "C", 10, **place))
	assert [event[0] for event in events(et.ADJUSTMENT, *counted, booked_as={"b": "A"})] == [et.ADJUSTMENT]


def test_a_count_moves_what_it_changes_of_a_batch():
	events_found = events(et.ADJUSTMENT, moved("a", "A", -10), moved("b", "B", -3), moved("b", "B", 5))
	assert events_found == [(et.ADJUSTMENT, "", [("In", "B", 2), ("Out", "A", -10)])]


def test_rounding_leaves_no_dust():
	assert events(et.ADJUSTMENT, moved("a", "F1", -0.3), moved("a", "F1", 0.1), moved("a", "F1", 0.2)) == []


def test_what_a_sister_company_delivered_is_a_transfer_and_what_goes_beyond_is_received():
	rows = [
		Movement("a", "FLOUR", "Stores", "F1", None, 30.0, "Kg"),
		Movement("b", "FLOUR", "Stores", "F1", None, 20.0, "Kg"),
		Movement("c", "SUGAR", "Stores", "S2", None, 5.0, "Kg"),
	]
	voucher = Voucher("Purchase Receipt", "PR-1", et.RECEIPT, from_sister=sent(("s", "F1", 40)))
	moved, received = classify(voucher, rows)
	assert (moved.event_type, received.event_type) == (et.COMPANY_TRANSFER, et.RECEIPT)
	assert [(e.movement.row, e.movement.qty) for e in moved.entries] == [("a", 30.0), ("b", 10.0)]
	assert [(e.movement.row, e.movement.qty) for e in received.entries] == [("b", 10.0), ("c", 5.0)]


def test_what_goes_back_to_a_sister_company_is_a_transfer():
	rows = [Movement("a", "FLOUR", "Stores", "F1", None, -5.0, "Kg")]
	voucher = Voucher("Purchase Receipt", "PR-2", et.SUPPLIER_RETURN, from_sister=sent(("s", "F1", 40)))
	[back] = classify(voucher, rows)
	assert (back.event_type, back.entries[0].direction) == (et.COMPANY_TRANSFER, "Out")


def test_what_arrives_under_another_number_has_arrived_as_what_was_sent():
	found = events(et.RECEIPT, moved("a", "N1", 50), from_sister=sent(("s", "F1", 40)))
	assert found == [
		(et.COMPANY_TRANSFER, "", [("In", "F1", 40)]),
		(et.RECEIPT, "", [("In", "N1", 10)]),
		(et.SUBSTITUTION, "a 0", [("In", "N1", 40), ("Out", "F1", -40)]),
	]


def test_the_row_says_which_of_the_missing_goods_arrived_and_without_it_they_may_be_any():
	missing = {"from_sister": sent(("s1", "F1", 10), ("s2", "F2", 30))}
	tied = events(et.RECEIPT, moved("a", "N1", 10), sale_rows={"a": "s2"}, **missing)
	assert tied[-1][2] == [("In", "N1", 10), ("Out", "F2", -10)]
	untied = events(et.RECEIPT, moved("a", "N1", 20), **missing)
	assert untied[-1][2] == [("In", "N1", 20), ("Out", "F1", -5), ("Out", "F2", -15)]


def test_more_than_its_row_sent_is_what_is_missing_of_the_item():
	found = events(
		et.RECEIPT,
		moved("a", "N1", 15),
		sale_rows={"a": "s1"},
		from_sister=sent(("s1", "F1", 10), ("s2", "F2", 30)),
	)
	links = [parts for kind, _part, parts in found if kind == et.SUBSTITUTION]
	assert links == [[("In", "N1", 10), ("Out", "F1", -10)], [("In", "N1", 5), ("Out", "F2", -5)]]


def goes_back(row: str, batch: str, qty: float, *lots: tuple[str, float]) -> list[tuple]:
	sent_as = {("FLOUR", "N1", ""): [Sent("s", "FLOUR", name, None, part) for name, part in lots]}
	missing = {"from_sister": sent(("s", "F1", 40), ("s", "F2", 40)), "sent_as": sent_as}
	return events(et.SUPPLIER_RETURN, moved(row, batch, -qty), **missing)


def test_what_goes_back_under_a_new_number_is_booked_as_what_was_sent_before_it_leaves():
	assert goes_back("a", "N1", 10, ("F1", 30)) == [
		(et.SUBSTITUTION, "a 0", [("In", "F1", 10), ("Out", "N1", -10)]),
		(et.COMPANY_TRANSFER, "", [("Out", "F1", -10)]),
	]
	more = goes_back("a", "N1", 40, ("F1", 30))
	assert (et.SUPPLIER_RETURN, "", [("Out", "N1", -10)]) in more


def test_of_several_batches_that_became_one_each_gives_its_part_of_what_goes_back():
	[link, moved_back] = goes_back("a", "N1", 10, ("F1", 10), ("F2", 30))
	assert link[2] == [("In", "F1", 2.5), ("In", "F2", 7.5), ("Out", "N1", -10)]
	assert moved_back == (et.COMPANY_TRANSFER, "", [("Out", "F1", -2.5), ("Out", "F2", -7.5)])
