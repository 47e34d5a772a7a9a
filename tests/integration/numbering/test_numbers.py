"""Batches get their number by rule wherever ERPNext makes one."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import add_days, getdate

from batch_trace.api import numbering, splitting
from batch_trace.control.numbering.numbers import NumberNotMade
from tests.integration.support.numbering import COUNT, DAY, item, numbers_of, receipt, rule, ruled, text
from tests.integration.support.plant import COMPANY, GOODS, STORES, SUPPLIER, make, make_item

pytestmark = pytest.mark.usefixtures("plant", "agreement")


def test_rows_of_a_receipt_get_the_next_numbers_and_the_preview_uses_none_up(plant):
	code, begin = ruled()
	assert [numbering.preview(code) for _ in range(2)] == [f"{begin}001"] * 2
	assert numbers_of(plant.submit("Purchase Receipt", **receipt(code, 5, 7))) == [
		f"{begin}001",
		f"{begin}002",
	]
	assert numbering.preview(code) == f"{begin}003"


def test_a_number_that_somebody_typed_stays(plant):
	code, begin = ruled()
	plant.receive(code, 5, "TYPED-1")
	assert numbering.preview(code) == f"{begin}001"
	assert not frappe.db.get_value("Batch", "TYPED-1", "numbering_rule")


def test_an_item_without_a_rule_keeps_its_series(plant):
	code = item(create_new_batch=1, batch_number_series="OWN-.####")
	assert numbering.preview(code) is None
	assert numbers_of(plant.submit("Purchase Receipt", **receipt(code, 5)))[0].startswith("OWN-")


def test_an_invoice_that_receives(plant):
	code, begin = ruled()
	invoice = plant.submit("Purchase Invoice", update_stock=1, **receipt(code, 5))
	assert numbers_of(invoice) == [f"{begin}001"]


def test_accepted_and_rejected_goods_are_one_batch(plant):
	code, begin = ruled()
	values = receipt(code, 5, received_qty=7, rejected_qty=2, rejected_warehouse=GOODS)
	assert numbers_of(plant.submit("Purchase Receipt", **values)) == [f"{begin}001"] * 2


def test_material_receipt(plant):
	code, begin = ruled()
	assert numbers_of(plant.stock_entry("Material Receipt", [], [(code, None, 5)])) == [f"{begin}001"]


def test_units_with_serial_numbers_get_a_batch_by_rule_from_erpnext(plant):
	code = item(
		has_serial_no=1,
		serial_no_series="S-.#####",
		create_new_batch=1,
		batch_number_series="X-.###",
		stock_uom="Nos",
	)
	made = rule(item_code=code)
	plant.submit("Purchase Receipt", **receipt(code, 2))
	batches = frappe.get_all("Batch", {"item": code}, ["name", "numbering_rule"])
	assert [batch.numbering_rule for batch in batches] == [made.name]


def test_subcontracted_goods(plant):
	code, begin = ruled()
	plant.stock(("SUGAR", "SUG-1", 10))
	outside = make("Warehouse", warehouse_name="Outside", company=COMPANY).name
	order = plant.subcontract({code: 5}, {"SUGAR": 1}, outside, SUPPLIER)
	plant.send_to_supplier(order, {code: "SUG-1"})
	from erpnext.subcontracting.doctype.subcontracting_order.subcontracting_order import (
		make_subcontracting_receipt,
	)

	made = make_subcontracting_receipt(order.name)
	made.insert()
	for row in made.supplied_items:
		row.update({"batch_no": "SUG-1", "use_serial_batch_fields": 1, "serial_and_batch_bundle": None})
	made.submit()
	assert numbers_of(made) == [f"{begin}001"]


def test_finish_proposes_a_number_for_an_item_that_erpnext_does_not_number(plant):
	code, begin = ruled()
	plant.stock(("SUGAR", "SUG-1", 10))
	order = plant.work_order(code, 5, {"SUGAR": 1}, skip_transfer=1)
	draft = finish_of(order, 5)
	[made] = [row for row in draft.items if row.item_code == code]
	assert made.batch_no == f"{begin}001", "the number is on the draft"
	draft.submit()
	assert numbers_of(draft) == [f"{begin}001"]


def finish_of(order, qty: float):
	"""Save what the button Finish makes."""
	from erpnext.manufacturing.doctype.work_order.work_order import make_stock_entry

	draft = frappe.get_doc(make_stock_entry(order.name, "Manufacture", qty))
	for row in draft.items:
		if row.item_code == "SUGAR":
			row.update({"batch_no": "SUG-1", "use_serial_batch_fields": 1, "s_warehouse": STORES})
	return draft.insert()


def test_a_draft_that_is_deleted_takes_its_batch_along(plant):
	code, begin = ruled()
	plant.stock(("SUGAR", "SUG-1", 10))
	draft = finish_of(plant.work_order(code, 5, {"SUGAR": 1}, skip_transfer=1), 5)
	draft.delete()
	assert not frappe.db.exists("Batch", f"{begin}001")


def test_the_work_order_makes_the_batch_at_its_start_and_finish_proposes_that(plant):
	code, begin = ruled()
	frappe.db.set_value("Item", code, "create_new_batch", 1)
	frappe.clear_document_cache("Item", code)
	frappe.db.set_single_value("Manufacturing Settings", "make_serial_no_batch_from_work_order", 1)
	plant.stock(("SUGAR", "SUG-1", 10))
	order = plant.work_order(code, 5, {"SUGAR": 1}, skip_transfer=1)
	assert frappe.get_all("Batch", {"item": code}, pluck="name") == [f"{begin}001"]
	draft = finish_of(order, 5)
	draft.submit()
	assert numbers_of(draft) == [f"{begin}001"]


def test_a_batch_made_at_the_start_has_the_planned_day(plant):
	day = getdate(add_days(None, 3))
	code, _begin = ruled(text("W"), {**DAY, "date_from": "Production Date"}, COUNT)
	frappe.db.set_value("Item", code, "create_new_batch", 1)
	frappe.clear_document_cache("Item", code)
	frappe.db.set_single_value("Manufacturing Settings", "make_serial_no_batch_from_work_order", 1)
	plant.work_order(code, 5, {"SUGAR": 1}, skip_transfer=1, planned_start_date=f"{day} 08:00:00")
	assert frappe.get_all("Batch", {"item": code}, pluck="name") == [f"W{day:%y%m%d}001"]


def test_repack_into_another_item(plant):
	code, begin = ruled()
	plant.stock(("SUGAR", "SUG-1", 10))
	assert numbers_of(plant.repack([("SUGAR", "SUG-1", 5)], [(code, None, 5)])) == [f"{begin}001"]


def test_the_part_that_leaves_a_repack_gets_the_child_number(plant):
	code, _begin = ruled()
	mother = numbers_of(plant.submit("Purchase Receipt", **receipt(code, 10)))[0]
	split = plant.repack([(code, mother, 10)], [(code, mother, 6), (code, None, 4)])
	assert sorted(numbers_of(split)) == [mother, f"{mother}-1"]
	again = plant.repack([(code, mother, 2)], [(code, None, 2)])
	assert numbers_of(again) == [f"{mother}-2"]


def test_split_on_the_batch_form(plant):
	code, begin = ruled(child_separator="/", child_width=2)
	plant.submit("Purchase Receipt", **receipt(code, 10))
	assert splitting.split_batch(f"{begin}001", code, STORES, 4) == f"{begin}001/01"
	assert splitting.split_batch(f"{begin}001", code, STORES, 1, "BY-HAND") == "BY-HAND"


def test_a_split_of_an_item_without_a_rule_is_erpnexts(plant):
	code = item(create_new_batch=1, batch_number_series="OWN-.####")
	plant.receive(code, 10, "OWN-MOTHER")
	assert splitting.split_batch("OWN-MOTHER", code, STORES, 4).startswith("OWN-0")


def test_a_batch_typed_on_its_form_without_a_number(plant):
	code, _begin = ruled(text("P"), {**DAY, "date_from": "Production Date"}, COUNT)
	batch = make("Batch", item=code, manufacturing_date="2026-03-05")
	assert batch.name == "P260305001"


def test_a_receipt_of_an_earlier_day_has_its_posting_date(plant):
	code, _begin = ruled(text("E"), DAY, COUNT)
	day = getdate(add_days(None, -3))
	late = plant.submit("Purchase Receipt", set_posting_time=1, posting_date=day, **receipt(code, 5))
	assert numbers_of(late) == [f"E{day:%y%m%d}001"]


def test_number_with_everything(plant):
	code = item()
	rule(
		{"kind": "Company", "length": 3},
		{"kind": "Warehouse", "length": 2, "only_letters_and_digits": 1},
		{"kind": "Item Code", "first_character": 1, "length": 3},
		{"kind": "Supplier Batch", "length": 4, "only_letters_and_digits": 1},
		{"kind": "Date", "date_form": "YJJJ"},
		{"kind": "Shift"},
		{"kind": "Sequence", "width": 2},
		{"kind": "Check Character", "algorithm": "Luhn (One Digit)"},
		item_code=code,
		shifts="00:00 Z",
		company_texts=[{"company": COMPANY, "text": "MILL"}],
	)
	made = numbers_of(plant.submit("Purchase Receipt", **receipt(code, 5, supplier_batch="ab-12 345")))[0]
	day = getdate()
	assert made.startswith(f"MILSTNUMAB12{day.year % 10}{day.timetuple().tm_yday:03}Z01") and len(made) == 20


def test_what_is_missing_is_told_with_the_way_out(plant):
	code, _begin = ruled({"kind": "Supplier Batch", "length": 8}, COUNT)
	with pytest.raises(NumberNotMade, match=r"Supplier Batch.*is not known.*enter the batch number yourself"):
		plant.submit("Purchase Receipt", **receipt(code, 5))


def test_rules_of_groups_and_companies(plant):
	group = make(
		"Item Group", item_group_name=frappe.generate_hash(length=6), parent_item_group="All Item Groups"
	)
	below = make("Item Group", item_group_name=frappe.generate_hash(length=6), parent_item_group=group.name)
	code = make_item(f"NUM-{frappe.generate_hash(length=6)}", has_batch_no=1, item_group=below.name).name
	rule(text("COMPANY"), COUNT, for_company=COMPANY)
	assert numbering.preview(code, company=COMPANY) == "COMPANY001"
	rule(text("GROUP"), COUNT, item_group=group.name)
	assert numbering.preview(code, company=COMPANY) == "GROUP001"
	mine = rule(text("ITEM"), COUNT, item_code=code)
	assert numbering.preview(code, company=COMPANY) == "ITEM001"
	mine.disabled = 1
	mine.save()
	assert numbering.preview(code, company=COMPANY, date="2026-02-03", warehouse=STORES) == "GROUP001"


def test_a_number_that_exists_is_skipped(plant):
	code, begin = ruled()
	for number in (1, 2, 4):
		plant.batch(code, f"{begin}{number:03}")
	assert numbering.preview(code) == f"{begin}003"
	assert numbers_of(plant.submit("Purchase Receipt", **receipt(code, 1, 1))) == [
		f"{begin}003",
		f"{begin}005",
	]


def test_a_number_that_exists_is_refused_where_the_rule_says_so(plant):
	code, begin = ruled(when_taken="Refuse")
	plant.batch(code, f"{begin}001".lower())
	for _attempt in range(2):
		with pytest.raises(NumberNotMade, match="there is a batch with this number already"):
			plant.submit("Purchase Receipt", **receipt(code, 1))


def test_a_sequence_that_is_used_up(plant):
	code, _begin = ruled(text("U"), {"kind": "Sequence", "width": 1}, first_number=9)
	plant.submit("Purchase Receipt", **receipt(code, 1))
	with pytest.raises(NumberNotMade, match="has reached"):
		plant.submit("Purchase Receipt", **receipt(code, 1))


def test_a_voucher_that_is_rolled_back_leaves_no_gap_where_the_rule_promises_none(plant):
	for no_gaps, after in ((0, "002"), (1, "001")):
		code, begin = ruled(no_gaps=no_gaps)
		frappe.db.savepoint("try")
		plant.submit("Purchase Receipt", **receipt(code, 1))
		frappe.db.rollback(save_point="try")
		assert numbering.preview(code) == begin + after


def test_the_draft_of_a_production_uses_no_number_up_where_the_rule_promises_no_gaps(plant):
	code, begin = ruled(no_gaps=1)
	plant.stock(("SUGAR", "SUG-1", 10))
	draft = finish_of(plant.work_order(code, 5, {"SUGAR": 1}, skip_transfer=1), 5)
	assert not [row.batch_no for row in draft.items if row.item_code == code and row.batch_no]
	draft.submit()
	assert numbers_of(draft) == [f"{begin}001"]


def test_of_numbers_without_gaps_only_the_last_batch_is_deleted(plant):
	code, begin = ruled(no_gaps=1)
	first, last = (make("Batch", item=code).name for _ in range(2))
	with pytest.raises(frappe.ValidationError, match="promises numbers without gaps"):
		frappe.delete_doc("Batch", first)
	frappe.delete_doc("Batch", last)
	assert numbering.preview(code) == last == f"{begin}002"


def test_nobody_changes_how_a_batch_came_to_its_number(plant):
	code, _begin = ruled(no_gaps=1)
	batch = make("Batch", item=code, numbering_count=77)
	batch.update({"numbering_rule": None, "numbering_count": 3})
	batch.save()
	assert batch.reload().numbering_rule and batch.numbering_count == 1
	typed = make("Batch", item=code, batch_id="MINE", numbering_rule=batch.numbering_rule)
	assert not typed.numbering_rule
