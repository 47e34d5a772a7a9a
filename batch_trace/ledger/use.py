"""How much of an item is used: the quantity consumed and shipped, less what customers returned.

Transfers, splits, scrap and stock counts are not use. Where an event consumes and makes the same item, only the net
consumption counts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import frappe

from batch_trace.core.terms import event_types as et

CONSUMING = tuple(sorted((et.TRANSFORMATIONS - {et.OTHER}) | {et.CAPITALIZATION}))
SHIPPING = (et.SHIPMENT, et.CUSTOMER_RETURN)

BY_EVENT = """
	SELECT entry.company, entry.item_code, {place} AS warehouse, entry.event_type, entry.of_event, SUM(entry.qty) AS net
	FROM `tabTrace Entry` entry
	WHERE entry.item_code IN %(items)s AND entry.posting_datetime >= %(since)s AND entry.posting_datetime < %(until)s
		AND entry.event_type IN %(types)s AND entry.direction IN %(directions)s
	GROUP BY entry.company, entry.item_code, {place}, entry.event_type, entry.of_event
"""
USED = f"""
	SELECT company, item_code, '' AS warehouse,
		-SUM(CASE WHEN net < 0 OR event_type = %(returned)s THEN net ELSE 0 END)
	FROM ({BY_EVENT.format(place="entry.company")}) by_event GROUP BY company, item_code
"""
GONE = f"""
	SELECT company, item_code, warehouse,
		-SUM(CASE WHEN net < 0 OR event_type IN %(both_ways)s THEN net ELSE 0 END)
	FROM ({BY_EVENT.format(place="entry.warehouse")}) by_event GROUP BY company, item_code, warehouse
"""
OUT_AND_IN, MOVED_TOO = ("In", "Out"), ("In", "Out", "Move")


def of_items(items: Collection[str], days: int, until: date) -> dict[tuple[str, str], float]:
	"""Return the use per day (stock UOM) in the `days` days up to `until`, by company and item."""
	return {
		(company, item): rate
		for (company, item, _all), rate in _rates(
			USED, items, (*CONSUMING, *SHIPPING), OUT_AND_IN, days, until
		).items()
	}


def shipped(items: Collection[str], days: int, until: date) -> dict[tuple[str, str], float]:
	"""Return the quantity shipped to customers per day (stock UOM), by company and item."""
	rates = _rates(USED, items, SHIPPING, OUT_AND_IN, days, until)
	return {(company, item): rate for (company, item, _all), rate in rates.items()}


def of_warehouses(items: Collection[str], days: int, until: date) -> dict[tuple[str, str, str], float]:
	"""Return the quantity per day (stock UOM) used in or moved out of warehouses, by company, item and warehouse."""
	return _rates(GONE, items, (*CONSUMING, *SHIPPING, et.TRANSFER), MOVED_TOO, days, until)


def _rates(
	query: str,
	items: Collection[str],
	types: tuple[str, ...],
	directions: tuple[str, ...],
	days: int,
	until: date,
) -> dict[tuple[str, str, str], float]:
	if not items:
		return {}
	values = {
		"items": tuple(items),
		"since": until - timedelta(days=days - 1),
		"until": until + timedelta(days=1),
		"types": types,
		"directions": directions,
		"returned": et.CUSTOMER_RETURN,
		"both_ways": (et.CUSTOMER_RETURN, et.TRANSFER),
	}
	rows = frappe.db.sql(query, values)
	return {
		(company or "", item, warehouse or ""): float(total) / days
		for company, item, warehouse, total in rows
		if total and total > 0
	}
