"""The fields of records that decide control and change: each change is recorded as a Sealed State."""

from __future__ import annotations

SETTINGS = ("*", "backfill_status")
RULES = ("*",)
ORIGIN = ("supplier", "supplier_batch", "traceability_lot_code")
"""Fields of a Batch that tell where its goods come from."""

BATCH = ("quality_status", "expiry_date", "manufacturing_date", "retest_date", "disabled", *ORIGIN)
HOLD = ("docstatus", "status", "released_by", "released_on", "release_reason")
DECISION = ("docstatus",)
CERTIFICATE = ("docstatus", "decision", "replaces")
OVERRIDE = ("docstatus", "used_on")
ISSUED = ("docstatus",)
RESERVATION = ("docstatus",)
WASTE = ("untracked_waste",)
"""Field of an Item that makes a missing batch no error."""

ITEM = ("batch_control_policy", "item_group", "variant_of", *WASTE)
ITEM_GROUP = ("batch_control_policy", "parent_item_group")
HOLDER = ("warehouse_type", "consignment_customer", "customer")
"""Fields of a Warehouse that tell who has its goods: production, a carrier, a customer."""

WAREHOUSE = ("batch_quality_use", "is_rejected_warehouse", *HOLDER)
GAP = ("status", "code", "explanation", "message", "facts")
ATTRIBUTE_VALUE = (
	"value",
	"is_incomplete",
	"origin",
	"entered_value",
	"overruled",
	"overruled_is_incomplete",
)
