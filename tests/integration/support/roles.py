"""Each role alone: what it may do with the app's doctypes, reports and methods, as `docs/permissions.md` lists it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import frappe
from frappe.desk import query_report

from batch_trace.api import (
	attributes,
	corrections,
	fefo,
	gaps,
	holds,
	items,
	loosening,
	pickers,
	policies,
	settings,
	signatures,
	status,
	trace,
	ways_out,
)
from tests.integration.support.bakery import reader
from tests.integration.support.plant import GOODS, STORES

PAGE = Path(__file__).parents[3] / "docs" / "permissions.md"
SHORT = {
	"Trace User": "Batch Trace User",
	"Trace Manager": "Batch Trace Manager",
	"Batch Auditor": "Batch Auditor",
	"QA Reviewer": "Batch QA Reviewer",
	"QA Releaser": "Batch QA Releaser",
	"QA Override": "Batch QA Override",
	"Quality Manager": "Quality Manager",
	"Stock User": "Stock User",
	"Stock Manager": "Stock Manager",
	"Sales User": "Sales User",
	"Sales Manager": "Sales Manager",
	"Purchase User": "Purchase User",
	"Manufacturing User": "Manufacturing User",
	"Accounts User": "Accounts User",
	"System Manager": "System Manager",
	"Customer": "Customer",
	"no role": "",
}
"""The headings of the page's columns and their roles; "Customer" is a website user of the portal."""
LETTERS = {
	"read": "R", "write": "W", "create": "C", "delete": "D", "submit": "S", "cancel": "X", "amend": "A",
	"email": "M", "share": "H",
}  # fmt: skip
NOTHING = "–"
REPORTS_NEED = {
	"Batch Trace": {"start": "F1"},
	"Batch Movements": {"start": "F1"},
	"Batch Mass Balance": {"batch": "F1"},
}


def user_of(heading: str) -> str:
	"""Return a user with the role of a column and no other."""
	email = f"alone-{frappe.scrub(heading).replace('_', '-')}@example.com"
	role = SHORT[heading]
	return reader(email, *([role] if role else []))


def rights(doctype: str, user: str) -> str:
	"""Return the letters of what a user may do with the doctype."""
	held = (letter for right, letter in LETTERS.items() if frappe.has_permission(doctype, right, user=user))
	return "".join(held) or NOTHING


def opens(report: str, user: str) -> str:
	"""Return ✓ if the user can run the report."""
	return _may(lambda: query_report.run(report, REPORTS_NEED.get(report, {}), user=user), user)


def methods() -> dict[str, Callable[[], object]]:
	"""Return a harmless call of each whitelisted method that a right decides on."""
	return {
		"attributes.enter": lambda: attributes.enter("F1", {"Potency": "98"}),
		"attributes.for_form": lambda: attributes.for_form("F1"),
		"corrections.correct": lambda: corrections.correct("F1", {"supplier_batch": "X"}, "typing error"),
		"corrections.correct_many": lambda: corrections.correct_many(
			{"F1": {"supplier_batch": "X"}}, "typing error"
		),
		"fefo.allocate": lambda: fefo.allocate("FLOUR", STORES, 1),
		"gaps.repair_all": gaps.repair_all,
		"holds.in_force": lambda: holds.in_force("F1"),
		"items.stock_by_status": lambda: items.stock_by_status("FLOUR"),
		"loosening.save": lambda: loosening.save(
			frappe.get_doc("Batch Trace Settings").as_dict(), "as it is"
		),
		"pickers.batches": lambda: pickers.batches("Batch", "", "name", 0, 20, {"item_code": "FLOUR"}),
		"pickers.auto_data": lambda: pickers.auto_data(
			item_code="FLOUR", warehouse=STORES, has_batch_no=1, qty=1
		),
		"policies.copy": lambda: policies.copy("Plain", frappe.generate_hash(length=8)),
		"settings.permits_by_default": settings.permits_by_default,
		"signatures.signatures": lambda: signatures.signatures(
			"Batch Hold", frappe.get_last_doc("Batch Hold").name
		),
		"signatures.remove_pin": lambda: signatures.remove_pin("Guest"),
		"status.batch_status": lambda: status.batch_status("F1"),
		"status.for_form": lambda: status.for_form("F1"),
		"status.hold": lambda: status.hold("F1", "found"),
		"status.preview_hold": lambda: status.preview_hold("F1"),
		"status.dispose": lambda: status.dispose("F1", "Quarantine", "to be looked at"),
		"trace.trace": lambda: trace.trace("F1"),
		"trace.mass_balance": lambda: trace.mass_balance("F1"),
		"ways_out.return_from_order": lambda: ways_out.return_from_order(
			frappe.generate_hash(), "F1", STORES, GOODS, 1
		),
		"ways_out.to_quarantine": lambda: ways_out.to_quarantine([["F1", STORES]]),
	}


def answers(call: Callable[[], object], user: str) -> str:
	"""Return ✓ if no right is missing to call the method, whatever else is wrong with the call."""
	return _may(call, user)


def _may(call: Callable[[], object], user: str) -> str:
	frappe.db.savepoint("as_role")
	frappe.set_user(user)
	try:
		call()
	except frappe.PermissionError:
		return NOTHING
	except frappe.ValidationError:
		return "✓"
	finally:
		frappe.set_user("Administrator")
		frappe.db.rollback(save_point="as_role")
		frappe.clear_messages()
	return "✓"


def whitelisted() -> set[str]:
	"""Return the dotted names of all whitelisted methods in the folder `api`."""
	folder = Path(__file__).parents[3] / "batch_trace" / "api"
	for file in folder.glob("*.py"):
		frappe.get_module(f"batch_trace.api.{file.stem}")
	names = {f"{method.__module__}.{method.__name__}" for method in frappe.whitelisted}
	return {name for name in names if name.startswith("batch_trace.api.")}


def listed(title: str) -> set[str]:
	"""Return the methods that a list of the page names."""
	section = PAGE.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
	return {word for word in section.split("`") if word.startswith("batch_trace.api.")}


def table(title: str) -> Iterator[tuple[str, str, str]]:
	"""Yield heading, row and cell of the table below a heading of the page."""
	section = PAGE.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
	lines = [line for line in section.splitlines() if line.startswith("|")]
	head, _rule, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
	for name, *cells in rows:
		yield from ((heading, name.strip("`"), cell) for heading, cell in zip(head[1:], cells, strict=True))
