"""What a signature covers: equal content gives the same hash, different content a different one."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_trace.core.control.signed_content import canonical_text, content_hash

HOLD = {
	"doctype": "Batch Hold",
	"name": "HOLD-1",
	"owner": "qa@example.com",
	"creation": datetime(2026, 1, 2, 3, 4, 5, 678),
	"reason": "Größe falsch",
	"weight": 1.25,
	"since": date(2026, 1, 2),
	"batches": [{"name": "row1", "idx": 1, "batch": "B1"}, {"name": "row2", "idx": 2, "batch": "B2"}],
}


@pytest.mark.parametrize(
	"noise",
	[
		{"modified": datetime(2027, 1, 1)},
		{"modified_by": "somebody@example.com"},
		{"docstatus": 1},
		{"idx": 7},
		{"workflow_state": "Approved"},
		{"_comments": "[]", "_assign": "x", "_liked_by": "y", "_user_tags": ",z", "_seen": "[]"},
		{"__onload": {"a": 1}, "__islocal": 1, "__unsaved": 1},
		{"field_added_later": None, "another": "", "number_added_later": 0, "table_added_later": []},
	],
)
def test_bookkeeping_is_not_content(noise):
	assert content_hash(HOLD | noise) == content_hash(HOLD)


@pytest.mark.parametrize(
	"change",
	[
		{"name": "HOLD-2"},
		{"doctype": "Batch Disposition"},
		{"owner": "other@example.com"},
		{"creation": datetime(2026, 1, 2, 3, 4, 5, 679)},
		{"reason": "Grösse falsch"},
		{"reason": ""},
		{"weight": 1.250000001},
		{"weight": 0},
		{"since": date(2026, 1, 3)},
		{"batches": HOLD["batches"][:1]},
		{"batches": [{"idx": 1, "batch": "B1"}, {"idx": 2, "batch": "B3"}]},
		{"batches": [{"idx": 2, "batch": "B1"}, {"idx": 1, "batch": "B2"}]},
		{"amended_from": "HOLD-0"},
		{"text": "0"},
	],
)
def test_any_content_changes_the_hash(change):
	assert content_hash(HOLD | change) != content_hash(HOLD)


def test_names_and_parents_of_rows_are_not_content():
	rows = [
		{"name": "z", "idx": 2, "batch": "B2", "parent": "HOLD-9", "parentfield": "x", "parenttype": "y"},
		{"name": "a", "idx": 1, "batch": "B1", "creation": datetime(2027, 1, 1), "owner": "a"},
	]
	assert content_hash(HOLD | {"batches": rows}) == content_hash(HOLD)


def test_rows_without_content_still_count():
	assert content_hash(HOLD | {"rows": [{"idx": 1}]}) != content_hash(HOLD)


def test_a_moment_is_the_same_with_and_without_microseconds():
	texts = [canonical_text({"at": datetime(2026, 1, 2, 3, 4)}), canonical_text({"at": time(3, 4)})]
	assert texts == ['{"at":"2026-01-02 03:04:00.000000"}', '{"at":"03:04:00.000000"}']
	assert canonical_text({"at": timedelta(hours=3, minutes=4)}) == texts[1]
	assert canonical_text({"at": timedelta(0)}) == '{"at":"00:00:00.000000"}'


def test_what_cannot_be_read_back_is_refused():
	with pytest.raises(TypeError, match="set"):
		content_hash({"x": {1, 2}})


@given(st.decimals(-(10**11), 10**11, places=9, allow_nan=False))
def test_a_number_outlives_the_database(number):
	"""MariaDB stores DECIMAL(21, 9) and returns the same number, as float or as Decimal."""
	near = Decimal(repr(float(number)))
	assert canonical_text({"x": float(number)}) == canonical_text({"x": near})


@given(st.dictionaries(st.text(), st.none() | st.text() | st.integers() | st.dates()))
def test_the_text_is_json_and_sorted(record):
	text = canonical_text(record)
	keys = json.loads(text)
	assert list(keys) == sorted(keys)
	assert canonical_text(dict(reversed(record.items()))) == text
