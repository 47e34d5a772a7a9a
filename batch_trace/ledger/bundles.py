"""The batches of ERPNext's Serial and Batch Bundles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import frappe

BUNDLE, ROW = "Serial and Batch Bundle", "Serial and Batch Entry"


def batches(bundles: Iterable[str | None]) -> dict[str, dict[str, float]]:
	"""Return the batches of each bundle with their quantities (stock UOM, without sign), in the bundle's order."""
	names = sorted({name for name in bundles if name})
	quantities: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
	if not names:
		return {}
	for entry in frappe.get_all(
		ROW,
		filters={"parent": ["in", names], "parenttype": BUNDLE, "batch_no": ["is", "set"]},
		fields=["parent", "batch_no", "qty"],
		order_by="idx",
	):
		quantities[entry.parent][entry.batch_no] += abs(entry.qty)
	return {bundle: dict(of_bundle) for bundle, of_bundle in quantities.items()}
