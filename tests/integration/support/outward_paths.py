"""Every outward movement in ERPNext, with its expected kind of movement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control import statuses as st
from tests.integration.support import outward_ways as way
from tests.integration.support.outward_ways import (
	AUTO,
	BACKDATED,
	BATCH,
	BUNDLE,
	ITEM,
	PACKED,
	TYPED,
	entry,
	sale,
)
from tests.integration.support.plant import GOODS, WIP, make_return


@dataclass(frozen=True)
class Path:
	"""An outward movement. `go` gets the plant, the result of `prepare`, and how the row names its batch."""

	voucher_type: str
	kind: str
	go: Callable[..., object]
	forms: tuple[str, ...] = (TYPED, BUNDLE)
	prepare: Callable[..., object] = lambda plant: None
	purpose: str = ""
	stopped_by_erpnext: tuple[str, ...] = ()
	"""Statuses in which ERPNext itself refuses what the table allows."""


SOLD = (TYPED, BUNDLE, AUTO, PACKED, BACKDATED)
MOVED = (TYPED, BUNDLE, AUTO, BACKDATED)
ISSUED = {"batch_issue_details": "ordered by QA"}
NEW = ("DOUGH", "D9", 1)

PATHS: dict[str, Path] = {
	"Delivery Note": Path("Delivery Note", mk.SHIPMENT, sale("Delivery Note"), SOLD, way.kit),
	"Sales Invoice": Path("Sales Invoice", mk.SHIPMENT, sale("Sales Invoice", update_stock=1), SOLD, way.kit),
	"internal Delivery Note": Path(
		"Delivery Note", mk.TRANSFER, way.internal, prepare=lambda plant: plant.internal_parties()
	),
	"POS Invoice": Path(
		"POS Invoice", mk.POINT_OF_SALE, way.over_the_counter, prepare=lambda plant: plant.open_till()
	),
	"return of a Purchase Receipt": Path(
		"Purchase Receipt", mk.SUPPLIER_RETURN, way.to_supplier, (TYPED,), way.bought_by("Purchase Receipt")
	),
	"return of a Purchase Invoice": Path(
		"Purchase Invoice",
		mk.SUPPLIER_RETURN,
		way.to_supplier,
		(TYPED,),
		way.bought_by("Purchase Invoice", update_stock=1),
	),
	"Material Issue": Path("Stock Entry", mk.ISSUE, entry("Material Issue"), MOVED, purpose="Material Issue"),
	"sample": Path(
		"Stock Entry", mk.SAMPLE, entry("Material Issue", batch_issue_reason="Sample", **ISSUED), MOVED
	),
	"destruction": Path(
		"Stock Entry",
		mk.DESTRUCTION,
		entry("Material Issue", batch_issue_reason="Destruction", **ISSUED),
		MOVED,
	),
	"Material Transfer": Path(
		"Stock Entry",
		mk.TRANSFER,
		entry("Material Transfer", target=GOODS),
		MOVED,
		purpose="Material Transfer",
	),
	"arrival from transit": Path("Stock Entry", mk.ARRIVAL, way.unload, (TYPED, BUNDLE), way.loaded),
	"transfer to quarantine": Path(
		"Stock Entry", mk.TO_QUARANTINE, entry("Material Transfer", target="Quarantine"), MOVED
	),
	"transfer to production": Path(
		"Stock Entry",
		mk.TO_PRODUCTION,
		entry("Material Transfer for Manufacture", target=WIP),
		MOVED,
		purpose="Material Transfer for Manufacture",
	),
	"transfer for a Work Order": Path(
		"Stock Entry",
		mk.TO_PRODUCTION,
		lambda plant, work, form: plant.transfer_for(work, 2, {ITEM: BATCH}),
		(TYPED,),
		way.order,
	),
	"Send to Subcontractor": Path(
		"Stock Entry",
		mk.TO_SUBCONTRACTOR,
		lambda plant, ordered, form: plant.send_to_supplier(ordered, {"BREAD": BATCH}),
		(TYPED,),
		way.fresh_subcontract,
		"Send to Subcontractor",
	),
	"consumption": Path(
		"Stock Entry",
		mk.CONSUMPTION,
		lambda plant, work, form: plant.work_entry(
			work, "Material Consumption for Manufacture", 2, {ITEM: BATCH}
		),
		(TYPED,),
		way.order_in_work,
		"Material Consumption for Manufacture",
	),
	"Manufacture": Path(
		"Stock Entry",
		mk.CONSUMPTION,
		lambda plant, work, form: plant.finish(work, 2, "D2", {ITEM: BATCH} if form == TYPED else {}),
		(TYPED, AUTO),
		way.order_in_work,
		"Manufacture",
	),
	"Repack": Path("Stock Entry", mk.CONSUMPTION, entry("Repack", made=[NEW]), MOVED, purpose="Repack"),
	"repack of the same item": Path(
		"Stock Entry", mk.SPLIT, entry("Repack", made=[(ITEM, "F9", 1)]), (TYPED, BUNDLE, BACKDATED)
	),
	"split": Path("Stock Entry", mk.SPLIT, way.split, (TYPED,)),
	"division by a decision": Path("Stock Entry", mk.DIVISION, way.divide, (TYPED,)),
	"Subcontracting Receipt": Path(
		"Subcontracting Receipt",
		mk.CONSUMPTION,
		lambda plant, ordered, form: plant.receive_subcontracted(ordered, {"BREAD": "B1"}, {"BREAD": BATCH}),
		(TYPED,),
		way.at_subcontractor,
	),
	"Disassemble": Path("Stock Entry", mk.CONSUMPTION, way.take_apart, (TYPED,), way.milled, "Disassemble"),
	"return of a Subcontracting Receipt": Path(
		"Subcontracting Receipt",
		mk.SUPPLIER_RETURN,
		lambda plant, receipt, form: make_return(receipt),
		(TYPED,),
		way.milled_outside,
	),
	"Asset Capitalization": Path("Asset Capitalization", mk.CONSUMPTION, way.built_in, (TYPED,), way.oven),
	"Subcontracting Delivery": Path(
		"Stock Entry",
		mk.SHIPMENT,
		way.deliver_made,
		(TYPED,),
		way.made_for_customer,
		"Subcontracting Delivery",
	),
	"Return Raw Material to Customer": Path(
		"Stock Entry",
		mk.SUPPLIER_RETURN,
		way.give_back_provided,
		(TYPED,),
		way.provided_by_customer,
		"Return Raw Material to Customer",
		(st.EXPIRED,),
	),
	"stock count": Path("Stock Reconciliation", mk.STOCK_COUNT, way.count({BATCH: 3}), (TYPED,)),
	"swap by stock count": Path(
		"Stock Reconciliation", mk.STOCK_COUNT, way.count({BATCH: 0, "F8": 20}), (TYPED,)
	),
	"Pick List": Path("Pick List", mk.PICK, way.pick, (TYPED, BUNDLE)),
	"reservation": Path(
		"Stock Reservation Entry", mk.RESERVATION, way.reserve, (TYPED, AUTO), way.sales_order
	),
}
