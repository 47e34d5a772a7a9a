"""What the policies of items ask of a shipment, so that forms can mark it before anybody submits."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from frappe import _

from batch_trace.control.dispatch import fields, requirement
from batch_trace.control.policy import policies
from batch_trace.core.control import dispatch


def of_items(doctype: str, items: Collection[str]) -> dict[str, str]:
	"""Return the fields of the doctype that the policies of these items ask for, each with the words that say so."""
	asking: dict[str, dict[str, None]] = {}
	for policy in policies.of_items(items).values():
		for fact in dispatch.asked(policy):
			of_field = asking.setdefault(fields.FIELDS[doctype][fact], {})
			of_field[_limited(policy) if fact == dispatch.TEMPERATURE else policy.name] = None
	return {field: _("Required by policy {0}").format(", ".join(names)) for field, names in asking.items()}


def _limited(policy: Any) -> str:
	return (
		f"{policy.name} ({requirement.limits(policy)})" if dispatch.has_limits(policy) else str(policy.name)
	)
