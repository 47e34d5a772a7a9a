"""What a method of ours stands in for: the original, or what another app has put in its place before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe

OVERRIDES = "override_whitelisted_methods"


def in_place_of(method: str, mine: Callable[..., Any]) -> Callable[..., Any]:
	"""Return what would be called for a whitelisted method without ours.

	Frappe calls the last of the overrides only. Those before ours are called by us, those after ours may call us.
	"""
	overrides = frappe.get_hooks(OVERRIDES, {}).get(method, [])
	name = f"{mine.__module__}.{mine.__name__}"
	before = overrides[: overrides.index(name)] if name in overrides else overrides
	return frappe.get_attr(before[-1] if before else method)
