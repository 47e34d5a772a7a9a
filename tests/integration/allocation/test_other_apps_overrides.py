"""Whitelisted methods that the app replaces: what another app has put in their place is called all the same."""

from __future__ import annotations

import frappe
import pytest
from frappe.handler import execute_cmd

from batch_trace import hooks
from batch_trace.api import bundles, item_details, pick_lists, pickers, report_export, splitting, submitting
from batch_trace.api.in_place_of import OVERRIDES, in_place_of
from tests.integration.support.plant import STORES

pytestmark = pytest.mark.usefixtures("plant")

THEIRS = f"{__name__}.theirs"
ASKED: list[tuple] = []

METHODS = {
	submitting.SAVE: {"doc": {"doctype": "Note", "title": "x"}, "action": "Save"},
	submitting.SUBMIT: {"doc": {"doctype": "Note", "title": "x"}},
	pickers.AUTO: {"item_code": "FLOUR", "warehouse": STORES, "has_batch_no": 0},
	item_details.DETAILS: {"args": {"item_code": "FLOUR"}},
	bundles.SCAN: {"bundle_id": "", "batch_no": "F1"},
	report_export.EXPORT: {},
	pick_lists.OF_SALES_ORDER: {"source_name": "x"},
	pick_lists.OF_MATERIAL_REQUEST: {"source_name": "x"},
	splitting.SPLIT: {"batch_no": "F1", "item_code": "FLOUR", "warehouse": STORES, "qty": 1},
}


@frappe.whitelist(methods=["GET", "POST", "PUT"])
def theirs(*args: object, **kwargs: object) -> dict:
	ASKED.append((args, kwargs))
	return {"item_code": "theirs"}


@pytest.fixture
def registered(monkeypatch):
	"""Sets the overrides of a method, as the installed apps would; theirs is in this file."""
	ASKED.clear()
	hooks_of, attribute = frappe.get_hooks, frappe.get_attr

	def register(method: str, *overrides: str) -> None:
		def get_hooks(hook=None, *args, **kwargs):
			return {method: list(overrides)} if hook == OVERRIDES else hooks_of(hook, *args, **kwargs)

		monkeypatch.setattr(frappe, "get_hooks", get_hooks)
		monkeypatch.setattr(frappe, "get_attr", lambda name: theirs if name == THEIRS else attribute(name))

	return register


def test_every_override_is_tried_here():
	assert set(METHODS) == set(hooks.override_whitelisted_methods)


@pytest.mark.parametrize("method", METHODS)
def test_an_app_before_ours_is_called_by_ours(plant, registered, method):
	args = dict(METHODS[method])
	if "bundle_id" in args:
		plant.stock(("FLOUR", "F1", 5))
		args["bundle_id"] = plant.bundle("FLOUR", {"F1": 1})
	registered(method, THEIRS, hooks.override_whitelisted_methods[method])
	frappe.get_attr(hooks.override_whitelisted_methods[method])(
		**{name: frappe.as_json(value) if isinstance(value, dict) else value for name, value in args.items()}
	)
	assert len(ASKED) == 1


@pytest.mark.parametrize("method", METHODS)
def test_an_app_after_ours_is_called_in_place_of_ours_and_may_call_it(registered, monkeypatch, method):
	ours = hooks.override_whitelisted_methods[method]
	registered(method, ours, THEIRS)
	monkeypatch.setattr(frappe.local, "request", frappe._dict(method="POST"), raising=False)
	frappe.local.form_dict = frappe._dict()
	execute_cmd(method)
	assert len(ASKED) == 1
	assert in_place_of(method, frappe.get_attr(ours)) is frappe.get_attr(method)


def test_the_query_of_batches_is_asked_of_another_app(plant, registered):
	plant.stock(("FLOUR", "F1", 5))
	registered(pickers.QUERY, THEIRS)
	filters = {"item_code": "FLOUR", "warehouse": STORES}
	pickers._as_erpnext("Batch", "", "name", 0, 20, filters)
	assert ASKED == [(("Batch", "", "name", 0, 20, filters), {})]
