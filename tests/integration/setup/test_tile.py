"""The app's tile on the apps screen and on version 16's desktop: who sees it, where it leads, what it looks like."""

from __future__ import annotations

from pathlib import Path

import frappe
import pytest
from frappe.apps import get_apps
from frappe.core.doctype.navbar_settings.navbar_settings import get_app_logo

from tests.integration.support.access import as_user
from tests.integration.support.bakery import reader


def _tile() -> dict | None:
	return next((app for app in get_apps() if app["name"] == "batch_trace"), None)


@pytest.mark.parametrize("role", ["Stock User", "Batch QA Reviewer", "Batch Trace User"])
def test_who_reads_the_ledger_or_holds_sees_the_tile(bakery, role):
	as_user(reader(f"tile-{frappe.scrub(role)}@example.com", role))
	assert _tile()["route"] == "/app/Batch Trace"


def test_nobody_else_sees_it(bakery):
	as_user(reader("no-tile@example.com", "HR User"))
	assert _tile() is None


def test_the_logo_is_a_file_of_the_app(site):
	[tile] = frappe.get_hooks("add_to_apps_screen", app_name="batch_trace")
	_empty, _assets, app, *path = tile["logo"].split("/")
	assert Path(frappe.get_app_path(app, "public", *path)).read_text().startswith("<svg")


def test_erpnext_keeps_its_own_logo(site):
	"""A third app with `app_logo_url` would put Frappe's logo in the place of ERPNext's."""
	assert "erpnext" in get_app_logo()


def test_the_desktop_has_one_icon_of_the_app(site):
	if not frappe.db.exists("DocType", "Workspace Sidebar"):
		pytest.skip("there is no such desktop before version 16")
	[icon] = frappe.get_all("Desktop Icon", {"app": "batch_trace"}, ["label", "icon_type", "hidden"])
	assert (icon.label, icon.icon_type, icon.hidden) == ("Batch Trace", "App", 0)
