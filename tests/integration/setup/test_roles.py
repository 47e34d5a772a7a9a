"""Each role alone against the page `docs/permissions.md`, cell by cell; the page has every doctype and report."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support import roles
from tests.integration.support.qa import control, hold


@pytest.fixture
def ready(plant):
	"""A batch in stock under control, and what the methods ask for."""
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	frappe.get_doc(doctype="Batch Control Policy", policy_name="Plain").insert()
	hold("F1")
	return {heading: roles.user_of(heading) for heading in roles.SHORT}


def wrong(title: str, ready, found) -> list[str]:
	"""Return the cells of a table that say something else than what is found."""
	return [
		f"{heading}, {name}: the page says {cell}, found {now}"
		for heading, name, cell in roles.table(title)
		if (now := found(name, ready[heading])) != cell
	]


def named(title: str) -> set[str]:
	return {name for _heading, name, _cell in roles.table(title)}


@pytest.mark.usefixtures("plant")
def test_the_page_names_every_doctype_and_report_of_the_app():
	ours = {"module": "Batch Trace"}
	assert named("Doctypes") == set(frappe.get_all("DocType", {**ours, "istable": 0}, pluck="name"))
	assert named("Reports") == set(frappe.get_all("Report", ours, pluck="name"))
	assert named("Methods") == {f"batch_trace.api.{name}" for name in roles.methods()}
	assert named("Methods") | roles.listed("Methods that follow a document") == roles.whitelisted()


def test_doctypes(ready):
	assert wrong("Doctypes", ready, roles.rights) == []


def test_reports(ready):
	assert wrong("Reports", ready, roles.opens) == []


def test_methods(ready):
	calls = roles.methods()

	def answers(name: str, user: str) -> str:
		return roles.answers(calls[name.removeprefix("batch_trace.api.")], user)

	assert wrong("Methods", ready, answers) == []
