"""Every outward path, with every status, in every way a row can name its batch, against the table of permits."""

from __future__ import annotations

import inspect
from importlib import import_module
from itertools import combinations

import frappe
import pytest

from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control import permits
from batch_trace.core.control import statuses as st
from batch_trace.ledger import capture
from tests.integration.support.forgetting import forget_documents
from tests.integration.support.outward_paths import AUTO, BATCH, ITEM, PATHS, Path
from tests.integration.support.plant import STORES, warehouse
from tests.integration.support.qa import control, hold, status_of

CASES = [(name, form) for name, path in PATHS.items() for form in path.forms]
ONLY_IN = {"Material Receipt", "Receive from Customer", "Subcontracting Return"}
"""Purposes of Stock Entries that take nothing out."""
SAID_BY_ERPNEXT = ("expired", "Please select Serial/Batch Nos to reserve", "Stock not available to reserve")
"""ERPNext itself looks at the expiry date here and there."""


@pytest.fixture
def stores(plant, once):
	once(stock_batch)
	return plant


def stock_batch(plant) -> None:
	"""Twenty kilograms of a batch under control, ten days old."""
	control("FLOUR")
	place = warehouse("Quarantine")
	frappe.db.set_value("Warehouse", place, "batch_quality_use", "Quarantine")
	old = {"set_posting_time": 1, "posting_date": plant.later(-10)}
	plant.stock_entry("Material Receipt", [], [(ITEM, BATCH, 20)], **old)


def give_status(status: str, plant, *, besides: str = "") -> None:
	"""Give the batch a reason for this status, `besides` the reason for another one."""
	if status == st.ON_HOLD:
		hold(BATCH)
	elif status == st.EXPIRED:
		frappe.db.set_value("Batch", BATCH, "expiry_date", plant.later(-1))
	elif status == st.UNDER_TEST and besides:
		frappe.db.set_value("Batch", BATCH, "retest_date", plant.later(-1))
	elif status == st.QUARANTINE and besides:
		frappe.db.set_value("Warehouse", STORES, "batch_quality_use", "Quarantine")
	else:
		frappe.db.set_value("Batch", BATCH, "quality_status", status)


@pytest.mark.parametrize(("name", "form"), CASES)
def test_each_status_is_held_to_the_table(stores, name, form):
	path = PATHS[name]
	if path.purpose and path.purpose not in purposes():
		pytest.skip("no such purpose in this version")
	prepared = path.prepare(stores)
	told = {}
	for status in st.BY_STRICTNESS:
		frappe.db.savepoint("status")
		forget_documents()
		give_status(status, stores)
		told[status] = outcome(path, stores, prepared, form)
		frappe.db.rollback(save_point="status")
	assert told == {status: expected(status, path) for status in st.BY_STRICTNESS}


def expected(status: str, path: Path) -> str:
	"""Return what the table says."""
	if status in path.stopped_by_erpnext:
		return "stopped"
	return "stopped" if permits.default_action(status, path.kind) == permits.STOP else "passed"


def masked(kind: str) -> list[tuple[str, str]]:
	"""Return the pairs of statuses of which the milder one alone stops the movement."""
	return [
		(milder, stricter)
		for milder, stricter in combinations(st.BY_STRICTNESS, 2)
		if permits.default_action(milder, kind) == permits.STOP != permits.default_action(stricter, kind)
	]


@pytest.mark.parametrize("name", [name for name, path in PATHS.items() if masked(path.kind)])
def test_a_stricter_status_permits_nothing_that_a_milder_one_stops(stores, name):
	path = PATHS[name]
	if path.purpose and path.purpose not in purposes():
		pytest.skip("no such purpose in this version")
	prepared = path.prepare(stores)
	told = {}
	for both in masked(path.kind):
		frappe.db.savepoint("status")
		forget_documents()
		milder, stricter = both
		give_status(stricter, stores)
		give_status(milder, stores, besides=stricter)
		told[both] = outcome(path, stores, prepared, path.forms[0])
		frappe.db.rollback(save_point="status")
	assert told == dict.fromkeys(masked(path.kind), "stopped")


@pytest.mark.parametrize("name", PATHS)
def test_what_is_cancelled_comes_back_with_its_holds(stores, name):
	path = PATHS[name]
	if path.purpose and path.purpose not in purposes():
		pytest.skip("no such purpose in this version")
	prepared = path.prepare(stores)
	voucher = path.go(stores, prepared, path.forms[0])
	before = places()
	for place in [place for place in before if place != STORES] or [None]:
		hold(BATCH, warehouse=place)
	frappe.get_doc(
		*(key_of_split() if isinstance(voucher, str) else (voucher.doctype, voucher.name))
	).cancel()
	came_back_to = [place for place, qty in places().items() if qty > before.get(place, 0)]
	assert {place: status_of(BATCH, place) for place in came_back_to} == dict.fromkeys(
		came_back_to, st.ON_HOLD
	)
	assert came_back_to or path.kind in (mk.PICK, mk.RESERVATION)


def key_of_split() -> tuple[str, str]:
	"""Return the voucher by which ERPNext's Split button, which answers the new batch, has split the batch."""
	return "Stock Entry", frappe.get_all(
		"Stock Entry", {"purpose": "Repack"}, pluck="name", order_by="creation desc"
	)[0]


def places() -> dict[str, float]:
	"""Return how much of the batch is in each warehouse, in the ledger."""
	capture.flush()
	rows = frappe.get_all(
		"Batch Balance", {"batch": BATCH, "qty": [">", 0]}, ["warehouse", "qty"], as_list=True
	)
	return dict(rows)


def outcome(path: Path, plant, prepared, form: str) -> str:
	"""Try the path: did the batch go, was it stopped, or did something else go wrong."""
	try:
		path.go(plant, frappe.get_doc(prepared.doctype, prepared.name) if prepared else None, form)
	except BatchStopped:
		return "stopped"
	except frappe.ValidationError as error:
		if form == AUTO or any(word in str(error) for word in SAID_BY_ERPNEXT):
			return "stopped"
		return f"{type(error).__name__}: {error}"
	return "passed"


def test_every_voucher_type_that_can_move_stock_has_a_path():
	"""A voucher type that ERPNext adds must be added to the matrix, and to the hooks."""
	from erpnext.controllers.stock_controller import StockController

	moving = set()
	for doctype in frappe.get_all("DocType", {"istable": 0, "issingle": 0, "custom": 0}, pluck="name"):
		controller = frappe.get_meta(doctype).module and _controller(doctype)
		if controller and issubclass(controller, StockController) and _writes_stock(controller):
			moving.add(doctype)
	assert moving - {path.voucher_type for path in PATHS.values()} == set()
	hooked = {name for name, hooks in frappe.get_doc_hooks().items() if hooks.get("on_submit")}
	assert moving <= hooked


def _controller(doctype: str):
	from frappe.model.base_document import get_controller

	try:
		return get_controller(doctype)
	except ImportError:
		return None


def _writes_stock(controller: type) -> bool:
	"""Tell whether the submission of such a document writes to the stock ledger."""
	source = inspect.getsource(import_module(controller.__module__))
	return "update_stock_ledger()" in source or "make_sl_entries(" in source


def purposes() -> set[str]:
	"""Return the purposes of a Stock Entry in this version."""
	return set(frappe.get_meta("Stock Entry").get_field("purpose").options.split("\n"))


@pytest.mark.usefixtures("site")
def test_every_purpose_of_a_stock_entry_that_takes_stock_out_has_a_path():
	tried = {path.purpose for path in PATHS.values()}
	assert purposes() - tried - ONLY_IN == set()
