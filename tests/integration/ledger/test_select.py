"""The packed way of reading gives exactly what the plain way gives, whatever is stored."""

from __future__ import annotations

import re
from datetime import datetime

import frappe
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.ledger import select as module
from batch_trace.ledger.select import select

QUERY = """
SELECT t.name, t.batch, t.serial_no, t.uom, t.of_event, t.qty, t.posting_datetime, DATE(t.posting_datetime)
FROM `tabTrace Entry` t WHERE t.item_code IN %(items)s
"""
GROUPED = """
SELECT t.batch, t.direction, SUM(t.qty), MIN(t.posting_datetime), MAX(CASE WHEN t.event <> t.of_event THEN 1 ELSE 0 END)
FROM `tabTrace Entry` t WHERE t.batch IN %(names)s GROUP BY t.batch, t.direction
"""
COLUMNS = (
	"name",
	"item_code",
	"direction",
	"batch",
	"serial_no",
	"uom",
	"of_event",
	"qty",
	"posting_datetime",
)
ITEM = "PACKED'\\ \u00e4\u4e2d"

texts = (
	st.none()
	| st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)
	| st.sampled_from(
		["", " ", "\x00", "\x1f", "a\x1fb", "\x00\x1f", "Ä", "🥖", "None", "0", "\\", "'", "%s"]
	)
)
numbers = st.integers(-(10**15), 10**15)
quantities = st.decimals(-(10**9), 10**9, places=9)
times = st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1))
rows = st.lists(st.tuples(texts, texts, texts, numbers, quantities, times), max_size=40)


@pytest.fixture
def packs(monkeypatch):
	"""Every query with a list is packed."""
	monkeypatch.setattr(module, "MANY", 1)
	monkeypatch.setattr(module, "_columns", {})


def _store(found: list[tuple]) -> None:
	for number, row in enumerate(found, start=1):
		values = dict(zip(COLUMNS, (10**12 + number, ITEM, "In", *row), strict=True))
		frappe.db.sql(
			f"INSERT INTO `tabTrace Entry` ({', '.join(COLUMNS)}) VALUES ({', '.join(f'%({c})s' for c in COLUMNS)})",
			values,
		)


def _plain(query: str, parameters: dict) -> list[tuple]:
	return module._texts(frappe.db.sql(query, parameters))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows)
def test_a_packed_row_is_the_plain_row(site, packs, found):
	frappe.db.savepoint("packed")
	try:
		_store(found)
		parameters = {"items": (ITEM, "another")}
		plain, packed = _plain(QUERY, parameters), select(QUERY, parameters)
		assert sorted(map(repr, packed)) == sorted(map(repr, plain))
		assert len(packed) == len(found)
	finally:
		frappe.db.rollback(save_point="packed")


@pytest.mark.parametrize("size", [1, 5, 50])
def test_slices_and_long_lists_find_the_same(site, packs, monkeypatch, size):
	monkeypatch.setattr(module, "SLICE", size)
	frappe.db.savepoint("packed")
	try:
		_store([(f"P'{n // 3:03}", None, "Kg", n, n / 8, datetime(2026, 1, 1 + n % 28)) for n in range(60)])
		names = tuple(f"P'{n:03}" for n in range(25))
		for query, parameters in ((QUERY, {"items": (ITEM, *names)}), (GROUPED, {"names": names})):
			plain = _plain(query, parameters)
			assert plain
			assert sorted(map(repr, select(query, parameters))) == sorted(map(repr, plain))
	finally:
		frappe.db.rollback(save_point="packed")


def test_what_does_not_fit_into_one_pack_is_read_plainly(site, packs, monkeypatch):
	monkeypatch.setattr(module, "_limit", lambda _site: 1024)
	frappe.db.savepoint("packed")
	try:
		_store([(f"P{n:03}", None, "Kg", n, 1, None) for n in range(200)])
		assert len(select(QUERY, {"items": (ITEM,)})) == 200
	finally:
		frappe.db.rollback(save_point="packed")


def test_names_of_two_slices_that_the_database_holds_for_equal_count_once(site, packs, monkeypatch):
	monkeypatch.setattr(module, "SLICE", 1)
	frappe.db.savepoint("packed")
	try:
		_store([("same-lot", None, "Kg", 1, 1, None)])
		assert len(select(GROUPED, {"names": ("SAME-LOT", "same-lot")})) == 1
	finally:
		frappe.db.rollback(save_point="packed")


def test_every_query_of_the_engine_can_be_packed(site, packs):
	asked = {}

	def both(query: str, parameters: dict) -> list[tuple]:
		asked[query] = True
		packed, plain = select(query, parameters), _plain(query, parameters)
		assert sorted(map(repr, packed)) == sorted(map(repr, plain)), re.sub(r"\s+", " ", query)
		return packed

	batches = [
		row[0] for row in frappe.db.sql("SELECT DISTINCT batch FROM `tabTrace Entry` LIMIT 300") if row[0]
	]
	events = [row[0] for row in frappe.db.sql("SELECT name FROM `tabTrace Event` LIMIT 300")]
	nodes = [*batches, "no such batch", "\x00no such serial"]
	for source in (LedgerSource(both), LedgerSource(both, "2099-01-01 00:00:00.000000")):
		for side in ("In", "Out"):
			source.entries(nodes, side)
		source.work_order_entries([*events, 0])
		source.arrivals(nodes), source.postings(nodes), source.flows(nodes), source.on_hand(nodes)
		source.movements(nodes, ["Receipt", "Shipment"]), source.events([*events, 0]), source.batches(nodes)
		source.identities(nodes), source.items(["FLOUR", "no such item"])
	assert asked
	assert all(module._columns.get(query, True) for query in asked)
