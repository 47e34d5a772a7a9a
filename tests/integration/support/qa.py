"""QA's actions in the tests: policies, holds, releases and dispositions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
import pytest
from frappe.utils.password import update_password

from batch_trace.api import status
from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.ledger.sealing import states

PASSWORD = "Wheat-and-Rye-77"


@contextmanager
def refused(match: str = "") -> Iterator[None]:
	"""Expect the guard to refuse the block, and roll it back as a request does."""
	frappe.db.savepoint("refused")
	with pytest.raises(BatchStopped, match=match):
		yield
	frappe.db.rollback(save_point="refused")


def control(*items: str, **values: object) -> str:
	"""Give items a policy of their own; by default, their batches arrive released."""
	name = f"Policy {frappe.generate_hash(length=8)}"
	released = {f"status_after_{event}": "Released" for event in ("receipt", "production", "return", "split")}
	values = {"when_order_is_broken": "Record Only", "sample_limit": 100, **values}
	frappe.get_doc({"doctype": "Batch Control Policy", "policy_name": name, **released, **values}).insert()
	for item in items:
		states.set_value("Item", item, {"batch_control_policy": name})
		frappe.clear_document_cache("Item", item)
	return name


def give_password(user: str = "Administrator") -> None:
	"""Let the user sign with the tests' password."""
	update_password(user, PASSWORD)


def hold(*batches: str, reason: str = "metal found", **values: object) -> str:
	"""Place a hold."""
	return status.hold(list(batches), reason, **values)


def release(hold: str, **values: object) -> list[str]:
	"""Release a hold, signed."""
	give_password()
	return status.release(hold, "checked, no metal", PASSWORD, **values)


def decide(decision: str, *batches: str, reason: str = "laboratory report", **values: object) -> str:
	"""Submit a signed Batch Disposition."""
	give_password()
	return status.dispose(list(batches), decision, reason, PASSWORD, **values)


def status_of(batch: str, warehouse: str | None = None) -> str:
	"""Return the effective status."""
	return status.batch_status(batch, warehouse)["status"]
