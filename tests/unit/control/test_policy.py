"""Policies read from their documents, and their warning windows."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from batch_trace.core.control import policy as pl
from batch_trace.core.control import statuses as st
from batch_trace.core.control.policy import Policy, parse_windows

DOCTYPE = (
	Path(__file__).parents[3]
	/ "batch_trace/batch_trace/doctype/batch_control_policy/batch_control_policy.json"
)
FORM = {field["fieldname"]: field for field in json.loads(DOCTYPE.read_text())["fields"]}
LAYOUT = ("Section Break", "Column Break")


def test_a_form_of_defaults_is_the_default_policy():
	defaults = {name: field.get("default") for name, field in FORM.items()}
	assert Policy.of({**defaults, "near_expiry_role": None}) == Policy()


def test_the_form_has_a_field_for_all_that_a_policy_says():
	entered = {name for name, field in FORM.items() if field["fieldtype"] not in LAYOUT}
	assert entered - {"policy_name"} == {field.name for field in fields(Policy)} - {"name"}


@pytest.mark.parametrize(
	("field", "allowed"),
	[
		("batch_class", pl.BATCH_CLASSES),
		("trace_level", pl.TRACE_LEVELS),
		("release_mode", pl.RELEASE_MODES),
		("allocation_rule", pl.ALLOCATION_RULES),
		("blend_expiry", pl.BLEND_EXPIRIES),
		("added_goods_stop", pl.STOPPED_BY_ADDED_GOODS),
		("floor_stock", pl.FLOOR_STOCK),
		("reserved_transfer", pl.RESERVED_TRANSFERS),
		("rework_goes_to", pl.PLACES_OF_REWORK),
		("rejects_go_to", pl.PLACES_OF_REJECTS),
		*(
			(f"status_after_{event}", pl.FIRST_STATUSES)
			for event in ("receipt", "production", "return", "split")
		),
		("default_status", pl.FIRST_STATUSES),
	],
)
def test_the_form_offers_what_the_engine_knows(field, allowed):
	assert tuple(FORM[field]["options"].split("\n")) == allowed
	assert getattr(Policy(), field) in allowed


def test_nothing_said_means_stopped():
	policy = Policy.of({"default_status": None, "status_after_receipt": ""})
	assert (policy.default_status, policy.status_after_receipt) == (st.QUARANTINE, st.QUARANTINE)


@pytest.mark.parametrize("cleared", ["", None])
def test_windows_that_were_cleared_warn_nobody(cleared):
	assert Policy.of({"near_expiry_windows": cleared}).near_expiry_windows == ()
	assert Policy.of({}).near_expiry_windows == Policy().near_expiry_windows


def test_values_are_read_in_their_types():
	policy = Policy.of(
		{"requires_certificate": "1", "retest_period": 90.0, "maximum_batch_size": "2.5", "other": 1}
	)
	assert policy.requires_certificate is True
	assert policy.retest_period == 90 and isinstance(policy.retest_period, int)
	assert policy.maximum_batch_size == 2.5
	assert Policy.of({"requires_certificate": "0", "allow_mixed_batches": 0}).allow_mixed_batches is False


@given(some.sets(some.integers(1, 5000)))
def test_windows_are_read_as_written(days):
	assert set(parse_windows(", ".join(map(str, days)))) == days


@given(some.lists(some.integers(1, 5000)))
def test_windows_come_the_earliest_warning_first(days):
	read = parse_windows(",".join(map(str, days)))
	assert list(read) == sorted(set(days), reverse=True)


@pytest.mark.parametrize("text", ["0", "-7", "7.5", "90 60", "a", "²", "30, ,x"])
def test_windows_that_are_no_days_are_refused(text):
	with pytest.raises(ValueError, match="is not a whole number of days"):
		parse_windows(text)
