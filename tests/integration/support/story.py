"""A history with every kind of voucher, some of them cancelled and amended."""

from __future__ import annotations

import frappe

from tests.integration.support.plant import (
	BATCHED_SERIALS,
	CUSTOMER,
	GOODS,
	OTHER_CUSTOMER,
	SERIALS,
	STORES,
	SUPPLIER,
	make_return,
	warehouse,
)


def submit_all(plant) -> None:
	"""Submit the vouchers of the story."""
	for chapter in (_buying, _making, _selling, _tills, _counting, _serials, _subcontracting):
		chapter(plant)


def undo(voucher) -> None:
	"""Cancel a voucher as a user does, from its stored document."""
	frappe.get_doc(voucher.doctype, voucher.name).cancel()


def _buying(plant) -> None:
	rejected = warehouse("Rejected")
	plant.receive("FLOUR", 40, "F1", supplier_batch="S-1")
	refused = {"received_qty": 12, "rejected_qty": 2, "rejected_warehouse": rejected}
	receipt = plant.receive("FLOUR", 10, "F2", **refused)
	make_return(receipt, qty=-3)
	plant.receive("SUGAR", 30, "S1").cancel()
	undo(plant.receive("SUGAR", 30, "S1", supplier_batch="S-2"))
	plant.receive("SUGAR", 30, "S1", supplier_batch="S-2")
	plant.receive("FLOUR", 5, "F1")
	row = plant.bought("FLOUR", plant.batch("FLOUR", "F3"), 20)
	invoice = plant.submit("Purchase Invoice", supplier=SUPPLIER, update_stock=1, items=[row])
	undo(make_return(invoice, qty=-1))
	lots = {plant.batch("TIN", "T1"): 30, plant.batch("TIN", "T2"): 10}
	bundle = plant.bundle("TIN", lots, outward=False, voucher_type="Purchase Receipt")
	plant.submit(
		"Purchase Receipt",
		supplier=SUPPLIER,
		items=[plant.bought("TIN", None, 40, serial_and_batch_bundle=bundle)],
	)


def _making(plant) -> None:
	plant.stock(("WATER", None, 50))
	order = plant.work_order("DOUGH", 10, {"FLOUR": 0.6, "SUGAR": 0.4})
	plant.transfer_for(order, 10, {"FLOUR": "F1", "SUGAR": "S1"})
	plant.finish(order, 4, "D1", {"FLOUR": "F1", "SUGAR": "S1"})
	undo(plant.finish(order, 6, "D2", {"FLOUR": "F1", "SUGAR": "S1"}))
	plant.finish(order, 6, "D2", {"FLOUR": "F1", "SUGAR": "S1"})
	plant.repack([("DOUGH", "D1", 4, GOODS), ("WATER", None, 2)], [("BREAD", "B1", 3), ("CAKE", "C1", 3)])
	undo(plant.repack([("DOUGH", "D2", 1, GOODS), ("WATER", None, 2)], [("BREAD", "B2", 3)]))
	plant.repack([("DOUGH", "D2", 5, GOODS), ("FLOUR", "F1", 1)], [("DOUGH", "D2", 6, GOODS)])
	plant.repack([("DOUGH", "D2", 6, GOODS)], [("CAKE", "C1", 20), ("CAKE", "C2", 30), ("BREAD", "B1", 20)])
	undo(plant.stock_entry("Material Issue", [("FLOUR", "F1", 1), ("WATER", None, 1)]))
	plant.stock_entry("Material Issue", [("FLOUR", "F1", 1)])
	undo(plant.transfer("FLOUR", "F1", 3))
	plant.transfer("FLOUR", "F1", 3)


def _selling(plant) -> None:
	loaded = {
		"vehicle_no": "HB-T 1",
		"driver_name": "Ann",
		"dispatch_seals": "4711",
		"dispatch_temperature": "4.5",
	}
	plant.ship("BREAD", 2, "B1", header=loaded)
	plant.ship("BREAD", 2, None)
	note = plant.ship("BREAD", 5, "B1", OTHER_CUSTOMER)
	undo(make_return(note, qty=-1))
	make_return(note, qty=-2)
	bundle = plant.bundle("CAKE", {"C1": 2, "C2": 3}, voucher_type="Delivery Note")
	undo(plant.ship("CAKE", 5, None, serial_and_batch_bundle=bundle))
	plant.product_bundle("GIFT", {"CAKE": 2, "TIN": 1})
	plant.product_bundle("TREAT", {"CAKE": 1})
	plant.ship("GIFT", 1, None, packed={"CAKE": "C1", "TIN": "T1"})
	rows = [{"item_code": code, "qty": 2, "rate": 2, "warehouse": STORES} for code in ("GIFT", "TREAT")]
	parts = [("CAKE", "C1"), ("TIN", "T2"), ("CAKE", "C2")]
	undo(plant.pack("Delivery Note", parts, customer=CUSTOMER, items=rows))
	plant.pack("Delivery Note", parts, customer=CUSTOMER, items=rows)
	row = {
		"item_code": "BREAD",
		"qty": 3,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": "B1",
		"use_serial_batch_fields": 1,
	}
	invoice = plant.submit("Sales Invoice", customer=CUSTOMER, update_stock=1, items=[row])
	make_return(invoice, qty=-1)
	undo(plant.submit("Sales Invoice", customer=CUSTOMER, update_stock=1, items=[row]))


def _tills(plant) -> None:
	opening = plant.open_till()
	plant.sell("CAKE", 1, "C1", CUSTOMER)
	sale = plant.sell("CAKE", 2, "C2", OTHER_CUSTOMER)
	undo(plant.sell("CAKE", 1, "C2", CUSTOMER))
	bundle = plant.bundle("CAKE", {"C1": 1, "C2": 2}, voucher_type="POS Invoice")
	plant.sell("CAKE", 3, None, CUSTOMER, serial_and_batch_bundle=bundle)
	undo(plant.close_till(opening))
	plant.sell("CAKE", 1, "C2", CUSTOMER)
	undo(plant.sell("CAKE", 2, "C1", CUSTOMER))
	plant.close_till(opening)
	plant.open_till()
	plant.take_back(frappe.get_doc("POS Invoice", sale.name))
	plant.sell("CAKE", 1, "C1", OTHER_CUSTOMER)


def _counting(plant) -> None:
	plant.count([("SUGAR", "X1", 5)], purpose="Opening Stock")
	plant.stock(("FLOUR", "R1", 4, GOODS), ("FLOUR", "R2", 5, GOODS))
	undo(plant.count([("FLOUR", "R1", 3)], warehouse=GOODS))
	plant.count([("FLOUR", "R1", 3), ("FLOUR", "R2", 7)], warehouse=GOODS)
	undo(plant.count([("FLOUR", "R1", 0), ("FLOUR", "R9", 3)], warehouse=GOODS))
	plant.count([("FLOUR", "R1", 0), ("FLOUR", "R9", 3)], warehouse=GOODS)


def _serials(plant) -> None:
	def row(item: str, names: str, batch: str | None = None, **places: str) -> dict:
		serials = {"serial_no": "\n".join(names.split()), "batch_no": batch, "use_serial_batch_fields": 1}
		return {"item_code": item, "qty": len(names.split()), "basic_rate": 1, **serials, **places}

	plant.batch(BATCHED_SERIALS, "FR-1")
	plant.stock_entry("Material Receipt", rows=[row(SERIALS, "P1 P2 P3", t_warehouse=STORES)])
	plant.stock_entry("Material Receipt", rows=[row(BATCHED_SERIALS, "R1 R2", "FR-1", t_warehouse=STORES)])
	undo(plant.stock_entry("Material Issue", rows=[row(BATCHED_SERIALS, "R2", "FR-1", s_warehouse=STORES)]))
	undo(
		plant.stock_entry(
			"Material Transfer", rows=[row(SERIALS, "P2", s_warehouse=STORES, t_warehouse=GOODS)]
		)
	)
	plant.ship(SERIALS, 1, None, serial_no="P1", use_serial_batch_fields=1)


def _subcontracting(plant) -> None:
	order = plant.subcontract({"BREAD": 2, "CAKE": 3}, {"FLOUR": 1}, warehouse("Supplier"), SUPPLIER)
	used = {"BREAD": "F1", "CAKE": "F3"}
	plant.send_to_supplier(order, used)
	made = {"BREAD": "B7", "CAKE": "C7"}
	undo(plant.receive_subcontracted(order, made, used))
	plant.receive_subcontracted(order, made, used)
