"""Users who sign, and documents to sign."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils.password import update_password

from batch_trace.control.signatures import signing_lock
from batch_trace.control.signatures.signing import signatures_of
from tests.integration.support.bakery import reader
from tests.integration.support.plant import Plant

QA, PASSWORD = "qa@example.com", "grain-and-water-7"
ROLES = ("Quality Manager", "Stock Manager", "Batch QA Releaser")


def signer(email: str = QA, password: str | None = PASSWORD, *roles: str) -> str:
	"""Return a user, by default with the QA roles, with or without a password."""
	user = reader(email, *(roles or ROLES))
	if password:
		update_password(user, password)
	forget_attempts(user)
	return user


def forget_attempts(user: str) -> None:
	"""Clear a user's failed attempts, which are in Redis and not rolled back."""
	signing_lock._tracker(signing_lock.KEY.format(user)).add_success_attempt()


def inspection(plant: Plant):
	"""Return a draft Quality Inspection with two readings; the entry it refers to does not exist."""
	plant.batch("FLOUR", "F1")
	for parameter in ("Moisture", "Protein"):
		if not frappe.db.exists("Quality Inspection Parameter", parameter):
			frappe.get_doc(doctype="Quality Inspection Parameter", parameter=parameter).insert()
	doc = frappe.get_doc({
		"doctype": "Quality Inspection", "inspection_type": "In Process", "reference_type": "Stock Entry",
		"reference_name": "NO-ENTRY", "item_code": "FLOUR", "batch_no": "F1", "sample_size": 1 / 3,
		"report_date": "2026-11-21", "inspected_by": "Administrator", "manual_inspection": 1, "status": "Accepted",
		"remarks": "Größe: gut",
		"readings": [
			{"specification": "Moisture", "numeric": 1, "min_value": 1, "max_value": 15, "reading_1": "14.25"},
			{"specification": "Protein", "numeric": 0, "reading_value": "high"},
		],
	})  # fmt: skip
	doc.flags.ignore_links = True  # no entry is needed
	return doc


@pytest.fixture
def qa(plant):
	"""Return the QA user, logged in."""
	user = signer()
	frappe.set_user(user)
	yield user
	forget_attempts(user)


@pytest.fixture
def record(plant, qa):
	"""Return a saved draft that QA may sign."""
	frappe.set_user("Administrator")
	doc = inspection(plant).insert()
	frappe.set_user(qa)
	return doc


def shown(doc) -> list[tuple[str, bool]]:
	"""Return the meaning of each signature of a document, and whether it is valid."""
	return [(row["meaning"], row["is_intact"]) for row in signatures_of(doc.doctype, doc.name)]
