"""Version 16 shows the app by an icon and a sidebar; uninstalling takes both away, and what users made of them."""

from __future__ import annotations

import json

import frappe
import pytest

from batch_trace.setup import uninstall


@pytest.fixture(autouse=True)
def with_desktop(plant):
	"""Only version 16 has a desktop of icons."""
	if not frappe.db.table_exists("Workspace Sidebar"):
		pytest.skip("no desktop of icons in this version")


def names(doctype: str) -> set[str]:
	return set(frappe.get_all(doctype, pluck="name"))


def test_icon_and_sidebar_come_with_the_app():
	icon = frappe.get_doc("Desktop Icon", "Batch Trace")
	assert (icon.app, icon.link_type, icon.link_to, icon.hidden) == (
		"batch_trace",
		"Workspace Sidebar",
		"Batch Trace",
		0,
	)
	sidebar = frappe.get_doc("Workspace Sidebar", "Batch Trace")
	assert (sidebar.app, sidebar.module) == ("batch_trace", "Batch Trace")
	assert not [row.link_to for row in sidebar.items if not frappe.db.exists(row.link_type, row.link_to)]


def test_what_is_not_the_apps_stays():
	frappe.get_doc(doctype="Desktop Icon", label="My Trace", icon_type="Link", app="batch_trace").insert()
	before = {doctype: names(doctype) for doctype in ("Desktop Icon", "Workspace Sidebar")}
	uninstall._remove_from_desktop()
	after = {doctype: names(doctype) for doctype in ("Desktop Icon", "Workspace Sidebar")}
	assert {doctype: before[doctype] - after[doctype] for doctype in before} == {
		"Desktop Icon": {"Batch Trace", "My Trace"},
		"Workspace Sidebar": {"Batch Trace"},
	}
	assert not frappe.db.exists("Workspace Sidebar Item", {"parent": "Batch Trace"})


def test_desktops_that_users_arranged_lose_the_icon():
	stock, ours = {"label": "Stock", "app": "erpnext"}, {"label": "Batch Trace", "app": "batch_trace"}
	arranged = {"Administrator": [stock, ours], "Guest": [stock]}
	frappe.db.delete("Desktop Layout")
	for user, icons in arranged.items():
		frappe.get_doc(doctype="Desktop Layout", user=user, layout=json.dumps(icons)).insert()
	uninstall._remove_from_desktop()
	left = frappe.get_all("Desktop Layout", fields=["user", "layout"], as_list=True)
	assert {user: json.loads(layout) for user, layout in left} == {user: [stock] for user in arranged}
