"""What is in a ledger file: whose it is, from when to when, how much, and which batches."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypedDict

from batch_trace.core.ledger_file.file import connect

BATCHES = """
	SELECT entry.batch, MAX(COALESCE(batch.batch_id, entry.batch_no)), MAX(entry.item_code), MAX(item.item_name),
		MAX(COALESCE(batch.supplier_batch, entry.supplier_batch)), MIN(entry.posting_datetime), MAX(batch.expiry_date),
		(SELECT COALESCE(SUM(qty), 0) FROM `tabBatch Balance` balance WHERE balance.batch = entry.batch), MAX(entry.uom)
	FROM `tabTrace Entry` entry
	LEFT JOIN `tabBatch` batch ON batch.name = entry.batch
	LEFT JOIN `tabItem` item ON item.name = entry.item_code
	WHERE COALESCE(entry.batch, '') <> ''
	GROUP BY entry.batch ORDER BY MIN(entry.posting_datetime), entry.batch
"""
COUNTS = {
	"events": "SELECT COUNT(*) FROM `tabTrace Event`",
	"entries": "SELECT COUNT(*) FROM `tabTrace Entry`",
	"batches": "SELECT COUNT(DISTINCT batch) FROM `tabTrace Entry` WHERE COALESCE(batch, '') <> ''",
	"serial_numbers": "SELECT COUNT(DISTINCT serial_no) FROM `tabTrace Entry` WHERE COALESCE(serial_no, '') <> ''",
	"items": "SELECT COUNT(DISTINCT item_code) FROM `tabTrace Entry`",
}
SUGGESTED = 3


class Contents(TypedDict):
	"""A ledger file in figures; moments are text as the ledger writes them, null in an empty ledger."""

	site: str | None
	exported_at: str | None
	app_version: str | None
	format_version: str
	companies: list[str]
	first_posting: str | None
	last_posting: str | None
	last_recorded: str | None
	events: int
	entries: int
	batches: int
	serial_numbers: int
	items: int


class BatchLine(TypedDict):
	"""One batch of a ledger file; `on_hand` is in its stock UOM."""

	batch: str
	batch_id: str | None
	item_code: str | None
	item_name: str | None
	supplier_batch: str | None
	first_posting: str | None
	expiry_date: str | None
	on_hand: float
	uom: str | None


def contents(path: str | Path) -> Contents:
	"""Return what a ledger file is about.

	Raises:
		NotALedger: the file is missing or is not a ledger file.
		NewerFormat: a newer version of the app has written it.
	"""
	with closing(connect(path)) as ledger:
		meta = dict(ledger.execute("SELECT key, value FROM meta").fetchall())
		companies = ledger.execute(
			"SELECT DISTINCT company FROM `tabTrace Event` WHERE COALESCE(company, '') <> '' ORDER BY company"
		)
		first, last, recorded = ledger.execute(
			"SELECT MIN(posting_datetime), MAX(posting_datetime), MAX(recorded_at) FROM `tabTrace Event`"
		).fetchone()
		return {
			"site": meta.get("site"),
			"exported_at": meta.get("exported_at"),
			"app_version": meta.get("app_version"),
			"format_version": meta["format_version"],
			"companies": [company for (company,) in companies],
			"first_posting": first,
			"last_posting": last,
			"last_recorded": recorded,
			"events": _count(ledger, "events"),
			"entries": _count(ledger, "entries"),
			"batches": _count(ledger, "batches"),
			"serial_numbers": _count(ledger, "serial_numbers"),
			"items": _count(ledger, "items"),
		}


def _count(ledger: sqlite3.Connection, what: str) -> int:
	return int(ledger.execute(COUNTS[what]).fetchone()[0])


def batches(path: str | Path, pattern: str = "") -> Iterator[BatchLine]:
	"""Yield the batches of a ledger file in the order in which they first moved.

	`pattern` is searched in the batch, its ID, its item and the supplier's batch number, regardless of case; `*`
	matches any characters and `?` a single one.
	"""
	wanted = pattern.lower() if any(sign in pattern for sign in "*?[") else f"*{pattern.lower()}*"
	with closing(connect(path)) as ledger:
		for (
			batch,
			batch_id,
			item_code,
			item_name,
			supplier_batch,
			first,
			expiry,
			on_hand,
			uom,
		) in ledger.execute(BATCHES):
			searched = (batch, batch_id, item_code, item_name, supplier_batch)
			if any(fnmatchcase(str(text).lower(), wanted) for text in searched if text):
				yield {
					"batch": batch,
					"batch_id": batch_id,
					"item_code": item_code,
					"item_name": item_name,
					"supplier_batch": supplier_batch,
					"first_posting": first,
					"expiry_date": expiry,
					"on_hand": float(on_hand),
					"uom": uom,
				}


def like(path: str | Path, name: str) -> list[str]:
	"""Return up to three names in a ledger file that are similar to `name`, which is not in the file."""
	with closing(connect(path)) as ledger:
		rows = ledger.execute(
			"SELECT batch FROM `tabTrace Entry` UNION SELECT serial_no FROM `tabTrace Entry` "
			"UNION SELECT supplier_batch FROM `tabTrace Entry` UNION SELECT voucher_no FROM `tabTrace Event`"
		)
		names = {str(row[0]).lower(): str(row[0]) for row in rows if row[0]}
	return [names[match] for match in get_close_matches(name.lower(), names, SUGGESTED, 0.75)]
