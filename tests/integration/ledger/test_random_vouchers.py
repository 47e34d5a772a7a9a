"""Two hundred random real vouchers: the ledger follows each, and the trace agrees with the oracle at the end."""

from __future__ import annotations

import os

import frappe
import pytest

from batch_trace.api.trace import mass_balance, trace
from batch_trace.core.terms.moments import microseconds, tolerance_of
from tests.integration.support.agreement import ledger, stock_truth
from tests.integration.support.site_story import BEYOND, ITEMS, Busy
from tests.unit.support import vessels
from tests.unit.support.vessels import Vessels

pytestmark = pytest.mark.usefixtures("agreement")

VOUCHERS = int(os.environ.get("BATCH_TRACE_VOUCHERS", "200"))
SEED = int(os.environ.get("BATCH_TRACE_SEED", "20261121"))


def near(found, expected) -> bool:
	if found is None or expected is None:
		return found is expected
	return abs(found - float(expected)) < 1e-6


def test_random_vouchers(plant, monkeypatch):
	monkeypatch.setattr(vessels, "MASS", dict.fromkeys(ITEMS, 1))
	busy, done = Busy(plant, SEED), 0
	while done < VOUCHERS:
		voucher = busy.step()
		if voucher:
			done += 1
			assert ledger(voucher.name) == stock_truth(voucher.name), (
				f"voucher {done}: {voucher.doctype} {voucher.name}"
			)
	busy.read_counts_again(stock_truth())
	assert busy.refused < VOUCHERS, "most of what was tried, ERPNext took"
	check_traces(Vessels(in_time(busy.in_force), tolerance_of(24)))


def in_time(in_force: dict[str, dict]) -> list[dict]:
	"""Return the operations with the number and the moment of their event in the ledger."""
	rows = frappe.get_all(
		"Trace Event",
		fields=["name", "reverses", "voucher_no", "posting_datetime", "recorded_at"],
		order_by="name",
	)
	reversed_events = {row.reverses for row in rows if row.reverses}
	events = {row.voucher_no: row for row in rows if not row.reverses and row.name not in reversed_events}
	return [
		{
			**operation,
			"number": event.name,
			"at": microseconds(str(event.posting_datetime)),
			"recorded": microseconds(str(event.recorded_at)),
		}
		for no, operation in in_force.items()
		if (event := events.get(no.removesuffix(BEYOND)))
	]


def check_traces(told: Vessels) -> None:
	"""Compare the trace of every batch, both ways, and its mass balance, with the oracle."""
	shares = {batch: told.shares([batch]) for batch in told.batches}
	for batch in told.batches:
		down, up = trace(batch, direction="forward"), trace(batch, direction="backward")
		check_rows(down, "forward", batch, told.exposed([batch]), told.made_from([batch]))
		check_rows(up, "backward", batch, told.ancestors([batch]), told.consumed_for([batch]))
		for row in down["batches"]:
			assert near(row["share"], shares[batch][row["batch"]]), (batch, row)
		for row in up["batches"]:
			assert near(row["share"], shares[row["batch"]][batch]), (batch, row)
		balance = mass_balance(batch)
		assert near(balance["on_hand"], told.balance(batch)), (batch, balance)
		assert near(balance["unexplained"], 0), (batch, balance)


def check_rows(answer: dict, direction: str, start: str, depth: dict, quantity: dict) -> None:
	rows = {row["batch"]: row for row in answer["batches"] if row["direction"] == direction}
	expected = {batch: at for batch, at in depth.items() if batch != start}
	assert {batch: row["depth"] for batch, row in rows.items()} == expected, start
	for batch, row in rows.items():
		assert near(row["quantity"], quantity[batch]), (start, row)
