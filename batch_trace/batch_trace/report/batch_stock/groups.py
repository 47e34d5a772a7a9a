"""Groups the rows of a report: a row with totals for each group, with its rows indented below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from frappe import _
from frappe.utils import flt

from batch_trace.core.terms.quantities import tidy

Row = dict[str, Any]

GROUPED_BY = {
	"Status": "status",
	"Warehouse": "warehouse",
	"Item": "item_code",
	"Item Group": "item_group",
}
"""The field to group by, for each choice of the filter."""
QUANTITIES = ("quantity", "reserved", "free")


def grouped(rows: list[Row], by: str) -> list[Row]:
	"""Return each group's totals, with its rows indented below; rows keep their order."""
	groups: dict[str, list[Row]] = {}
	for row in rows:
		groups.setdefault(row[by], []).append(row)
	return [line for name in sorted(groups) for line in _lines(by, name, groups[name])]


def _lines(by: str, name: str, rows: list[Row]) -> Iterator[Row]:
	"""Yield the totals of a group and its rows; only quantities of one UOM and values of one currency are added up."""
	units, currencies = {row["uom"] for row in rows}, {row["currency"] for row in rows}
	head: Row = {"indent": 0, "group": _(name) if by == "status" and name else name or _("No Status")}
	head |= {"batches": len({row["batch"] for row in rows}), "currency": rows[0]["currency"], by: name}
	if by == "item_code":
		head["item_name"] = rows[0]["item_name"]
	if len(units) == 1:
		head |= {
			"uom": rows[0]["uom"],
			**{field: tidy(sum(row[field] for row in rows)) for field in QUANTITIES},
		}
	if len(currencies) == 1:
		head["value"] = flt(sum(row["value"] for row in rows), 2)
	yield head
	for row in rows:
		yield {**row, "indent": 1}
