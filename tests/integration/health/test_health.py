"""The page of the site's health: each check finds what it is for, and is silent without it."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.health import control, dispatch, inspections, stock, trace, users
from batch_trace.control.health.finding import SEVERITIES, Finding
from batch_trace.control.health.registry import CHECKS, find
from batch_trace.control.loosening import signature
from batch_trace.setup import install
from tests.integration.support.bakery import reader
from tests.integration.support.plant import SUPPLIER, make_item, warehouse
from tests.integration.support.policies import make_policy
from tests.integration.support.qa import PASSWORD, give_password
from tests.integration.support.reports import figures, report

STOCK, ACCOUNTS, OURS = "Stock Settings", "Accounts Settings", "Batch Trace Settings"
NAME = "Batch Control Health"


def only(check) -> Finding | None:
	"""Return what the check finds, at most one thing."""
	found = list(check())
	assert len(found) <= 1
	return found[0] if found else None


def settle(doctype: str, **values: object) -> None:
	for field, value in values.items():
		frappe.db.set_single_value(doctype, field, value)
	frappe.clear_document_cache(doctype, doctype)


SETTINGS = [
	(stock.negative_stock, STOCK, {"allow_negative_stock": 1}, {"allow_negative_stock": 0}),
	(
		stock.automatic_batches,
		STOCK,
		{"auto_create_serial_and_batch_bundle_for_outward": 1, "pick_serial_and_batch_based_on": "FIFO"},
		{"pick_serial_and_batch_based_on": "Expiry"},
	),
	(
		stock.automatic_batches,
		STOCK,
		{"auto_create_serial_and_batch_bundle_for_outward": 1, "pick_serial_and_batch_based_on": "LIFO"},
		{"auto_create_serial_and_batch_bundle_for_outward": 0},
	),
	(
		stock.deleted_entries,
		ACCOUNTS,
		{"delete_linked_ledger_entries": 1},
		{"delete_linked_ledger_entries": 0},
	),
	(
		inspections.missing_inspection,
		STOCK,
		{"action_if_quality_inspection_is_not_submitted": "Warn"},
		{"action_if_quality_inspection_is_not_submitted": "Stop"},
	),
	(
		inspections.rejected_inspection,
		STOCK,
		{"action_if_quality_inspection_is_rejected": "Warn"},
		{"action_if_quality_inspection_is_rejected": "Stop"},
	),
	(
		inspections.late_inspection,
		STOCK,
		{"allow_to_make_quality_inspection_after_purchase_or_delivery": 1},
		{"allow_to_make_quality_inspection_after_purchase_or_delivery": 0},
	),
	(control.enforcement, OURS, {"enforcement": "Warn Only"}, {"enforcement": "Stop"}),
	(control.signatures, OURS, {"require_signatures": 0}, {"require_signatures": 1}),
	(control.overrides, OURS, {"allow_overrides": 1}, {"allow_overrides": 0}),
	(trace.history, OURS, {"backfill_status": "Stopped"}, {"backfill_status": "Complete"}),
]


@pytest.mark.parametrize(("check", "doctype", "weak", "strong"), SETTINGS)
def test_a_setting_that_weakens_control_is_found(plant, check, doctype, weak, strong):
	settle(doctype, **weak)
	found = only(check)
	assert found.severity in SEVERITIES and found.meaning and found.how
	assert frappe.scrub(doctype).replace("_", "-") in found.place.url or check is control.overrides
	settle(doctype, **strong)
	assert only(check) is None


def test_a_setting_says_what_it_is_set_to(plant):
	settle(STOCK, allow_negative_stock=1, action_if_quality_inspection_is_rejected="Warn")
	assert only(stock.negative_stock).what == "Stock Settings: Allow Negative Stock is on"
	assert only(inspections.rejected_inspection).what.endswith("is Warn")


def test_a_setting_that_this_version_has_not_is_left_out(plant, monkeypatch):
	monkeypatch.setattr(stock, "NEGATIVE_BATCHES", "no_such_setting")
	assert only(stock.negative_batches) is None
	monkeypatch.setattr(stock, "NEGATIVE_BATCHES", "allow_negative_stock")
	settle(STOCK, allow_negative_stock=1)
	assert only(stock.negative_batches)


def test_batches_that_are_switched_off(plant):
	if not frappe.get_meta(STOCK).has_field(stock.ENABLED):
		assert only(stock.batches_off) is None
		pytest.skip("this version always has batches")
	settle(STOCK, **{stock.ENABLED: 0})
	found = only(stock.batches_off)
	assert (found.severity, found.what) == (
		"High",
		"Stock Settings: Enable Serial / Batch No for Item is off",
	)
	install._switch_batches_on()
	assert only(stock.batches_off) is None
	frappe.db.set_default(stock.ENABLED, 0)
	assert only(stock.batches_off).what == "Forms do not show the fields for batches"
	frappe.get_doc(STOCK).save()
	assert only(stock.batches_off) is None


def test_items_that_may_fall_below_zero(plant):
	assert only(stock.negative_items) is None
	make_item("OATS", has_batch_no=1, allow_negative_stock=1)
	make_item("HUSKS", allow_negative_stock=1)
	assert "1 items" in only(stock.negative_items).what


def test_rejected_goods_in_a_common_warehouse(plant):
	place = warehouse("Yard")
	row = plant.bought("WATER", None, 8, received_qty=10, rejected_qty=2, rejected_warehouse=place)
	plant.submit("Purchase Receipt", supplier=SUPPLIER, items=[row])
	assert place in only(stock.rejected_warehouses).what
	frappe.db.set_value("Warehouse", place, "batch_quality_use", "Quarantine")
	assert only(stock.rejected_warehouses) is None
	frappe.db.set_value("Warehouse", place, {"batch_quality_use": "", "is_rejected_warehouse": 1})
	assert only(stock.rejected_warehouses) is None


def test_open_gaps(plant):
	frappe.db.set_value("Trace Gap", {"status": "Open"}, "status", "Closed")
	assert only(trace.gaps) is None
	gap = frappe.get_doc(
		doctype="Trace Gap", code="balance_differs", severity="error", status="Open", message="-"
	)
	gap.flags.found = True
	gap.insert(ignore_permissions=True)
	assert "1 trace gaps" in only(trace.gaps).what


def test_evidence_without_its_secret(plant):
	assert only(trace.unverified) is None
	gap = frappe.get_doc(
		doctype="Trace Gap", code="seal_key_unknown", severity="error", status="Open", message="-"
	)
	gap.flags.found = True
	gap.insert(ignore_permissions=True)
	assert "Re-seal" in only(trace.unverified).how


def test_the_scheduler(plant, monkeypatch):
	monkeypatch.setattr(trace, "is_scheduler_inactive", lambda verbose: True)
	assert "enable-scheduler" in only(trace.scheduler).how
	monkeypatch.setattr(trace, "is_scheduler_inactive", lambda verbose: False)
	assert only(trace.scheduler) is None


def test_items_with_batches_and_no_policy(plant):
	make_policy("Strict")
	for item in frappe.get_all("Item", {"has_batch_no": 1}, pluck="name"):
		frappe.db.set_value("Item", item, "batch_control_policy", "Strict")
	assert only(control.items_without_policy) is None
	make_item("OATS", has_batch_no=1)
	make_item("HUSKS")
	found = only(control.items_without_policy)
	assert found.what.startswith("1 of ") and "Items%20without%20Batch%20Control" in found.place.url


def test_policies_that_release_what_nobody_decided_on(plant):
	make_policy("Strict")
	assert only(control.lenient_policies) is None
	make_policy("Loose", default_status="Released")
	assert only(control.lenient_policies).what.endswith("Loose")


def test_exceptions_that_allow_more_than_the_defaults(plant):
	assert only(control.permit_table) is None
	settings = frappe.get_doc(OURS)
	settings.append("permits", {"status": "Released", "movement": "Shipment", "action": "Warn"})
	settings.save()
	assert only(control.permit_table) is None
	settings.append("permits", {"status": "Rejected", "movement": "Shipment", "action": "Warn"})
	give_password()
	with signature.given("a trial", PASSWORD):
		settings.save()
	found = only(control.permit_table)
	assert found.what.startswith("1 ") and "Rejected → Shipment: Warn" in found.what


def test_users_who_receive_and_release(plant):
	reader("buyer@example.com", "Stock User")
	reader("releaser@example.com", "Batch QA Releaser")
	both = reader("both@example.com", "Stock User", "Batch QA Releaser")
	settle(OURS, segregation_of_duties=0)
	found = only(users.receive_and_release).what
	assert both in found and "buyer@" not in found and "releaser@" not in found
	frappe.db.set_value("User", both, "enabled", 0)
	assert both not in getattr(only(users.receive_and_release), "what", "")
	frappe.db.set_value("User", both, "enabled", 1)
	settle(OURS, segregation_of_duties=1)
	assert only(users.receive_and_release) is None


def test_many_system_managers(plant):
	before = only(users.system_managers)
	for number in range(3):
		reader(f"chief-{number}@example.com", "System Manager")
	assert before is None and "chief-2@example.com" in only(users.system_managers).what


def test_server_scripts(plant, monkeypatch):
	monkeypatch.setattr(users, "is_safe_exec_enabled", lambda: False)
	assert only(users.server_scripts) is None
	monkeypatch.setattr(users, "is_safe_exec_enabled", lambda: True)
	assert only(users.server_scripts).severity == "Low"


def test_everybody_releases(plant):
	assert only(users.everybody_releases) is None
	frappe.permissions.add_permission("Batch Disposition", "All")
	frappe.permissions.update_permission_property("Batch Disposition", "All", 0, "submit", 1, validate=False)
	frappe.clear_cache(doctype="Batch Disposition")
	assert only(users.everybody_releases)
	frappe.db.delete("Custom DocPerm", {"parent": "Batch Disposition"})
	frappe.clear_cache(doctype="Batch Disposition")


def test_the_report_shows_what_the_checks_find(plant):
	settle(STOCK, allow_negative_stock=1)
	shown = report(NAME)
	assert [row["what"] for row in shown.result] == [found.what for found in find()]
	ranks = [SEVERITIES.index(row["severity"]) for row in shown.result]
	assert ranks == sorted(ranks) and figures(shown)["Checks"] == len(CHECKS)
	high = report(NAME, severity="High")
	assert {row["severity"] for row in high.result} == {"High"}


def test_a_healthy_site_is_told_so(plant, monkeypatch):
	monkeypatch.setattr("batch_trace.batch_trace.report.batch_control_health.batch_control_health.find", list)
	shown = report(NAME)
	assert shown.result == [] and f"All {len(CHECKS)} checks" in shown.message


def test_every_check_is_registered():
	themes = (control, dispatch, inspections, stock, trace, users)
	public = {
		function
		for theme in themes
		for name, function in vars(theme).items()
		if callable(function)
		and getattr(function, "__module__", "") == theme.__name__
		and not name.startswith("_")
	}
	assert public == set(CHECKS)


def test_auditors_may_look_and_stock_users_may_not(plant):
	frappe.set_user(reader("auditor@example.com", "Batch Auditor"))
	assert report(NAME).columns
	frappe.set_user(reader("stock@example.com", "Stock User"))
	with pytest.raises(frappe.PermissionError):
		report(NAME)
