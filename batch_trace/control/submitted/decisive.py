"""The fields of records that decide control and change: each change is recorded as a Sealed State."""

from __future__ import annotations

SETTINGS = ("*", "backfill_status")
RULES = ("*",)
BATCH = ("quality_status", "expiry_date", "manufacturing_date", "retest_date", "disabled")
HOLD = ("docstatus", "status", "released_by", "released_on", "release_reason")
DECISION = ("docstatus",)
OVERRIDE = ("docstatus", "used_on")
RESERVATION = ("docstatus",)
ITEM = ("batch_control_policy", "item_group", "variant_of")
ITEM_GROUP = ("batch_control_policy", "parent_item_group")
WAREHOUSE = ("batch_quality_use", "is_rejected_warehouse")
GAP = ("status", "code", "explanation")
