"""A count misses some of one batch and finds more of another: the missing goods may be among it, until somebody says where they are."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import trace
from batch_trace.ledger import check
from tests.integration.support.plant import STORES
from tests.integration.support.qa import hold

pytestmark = pytest.mark.usefixtures("plant")


def said(batch: str, direction: str = "forward") -> list[str | None]:
	answer = trace(batch, direction=direction)
	return [
		gap["batch"] for gap in answer["gaps"] if gap["code"] == "lost_and_found" and not answer["complete"]
	]


@pytest.fixture
def counted(plant):
	"""2 of A are missing, and 50 of C are found; of SUGAR nothing is found."""
	plant.receive("FLOUR", 100, "A")
	plant.receive("FLOUR", 10, "C")
	plant.receive("SUGAR", 10, "S1")
	return plant.count([("FLOUR", "A", 98), ("FLOUR", "C", 60), ("SUGAR", "S1", 9)])


def test_the_trace_of_what_was_lost_and_of_what_was_found_is_not_complete(plant, counted):
	assert (said("A"), said("C", "backward")) == (["A"], ["C"])
	assert (said("S1"), said("C")) == ([], [])
	assert trace("S1", direction="forward")["complete"]


def said_of(batch: str, direction: str = "both") -> list[tuple[str, str]]:
	"""Return code and message of the errors of a trace."""
	answer = trace(batch, direction=direction)
	return [(gap["code"], gap["message"]) for gap in answer["gaps"] if gap["severity"] == "error"]


def test_a_trace_says_once_what_is_missing_and_names_no_check(plant):
	plant.receive("FLOUR", 100, "A")
	plant.receive("FLOUR", 10, "OTHER")
	hold("A")
	count = plant.count([("FLOUR", "A", 44), ("FLOUR", "C", 50), ("FLOUR", "OTHER", 9)])
	assert [code for code, _message in said_of("A")] == ["lost_and_found", "stopped_batch_missing"]
	assert all(count.name in message for code, message in said_of("A") if code == "stopped_batch_missing")
	assert "check" not in " ".join(message for _code, message in said_of("A"))
	assert "stopped_batch_missing" not in [code for code, _message in said_of("OTHER")]
	[message] = frappe.get_all("Trace Gap", {"code": "lost_and_found", "batch": "A"}, pluck="message")
	assert message.startswith(
		f"Stock Reconciliation {count.name} found 56 Kg less of batch A, and more of C (50 Kg)."
	)
	explain()
	assert [code for code, _message in said_of("A")] == ["stopped_batch_missing"]


def test_found_goods_have_no_origin_until_the_count_says_it(plant):
	plant.receive("FLOUR", 100, "A")
	count = plant.count([("FLOUR", "A", 50), ("FLOUR", "C", 50)])
	explain()
	[(code, message)] = said_of("C")
	assert code == "origin_unknown" and "cancel that voucher" in message and "Was Booked As" in message
	count.cancel()
	plant.count([("FLOUR", "A", 50), ("FLOUR", "C", 50)], booked_as={"C": "A"})
	assert said_of("C") == []


def test_a_count_of_opening_stock_loses_and_finds_too(plant):
	plant.receive("FLOUR", 100, "A")
	plant.receive("FLOUR", 10, "C")
	plant.count([("FLOUR", "A", 98), ("FLOUR", "C", 60)], purpose="Opening Stock")
	assert (said("A"), said("C", "backward")) == (["A"], ["C"])
	assert said("C") == []
	[message] = frappe.get_all("Trace Gap", {"code": "lost_and_found", "batch": "A"}, pluck="message")
	assert "found 2 Kg less of batch A" in message


def test_it_is_complete_once_somebody_has_explained_it(plant, counted):
	gap = frappe.get_doc("Trace Gap", {"code": "lost_and_found"})
	assert (gap.batch, gap.voucher_no) == ("A", counted.name) and "more of C" in gap.message
	gap.update({"status": "Explained", "explanation": "weighed again"})
	gap.save()
	assert (said("A"), said("C", "backward")) == ([], [])


def test_the_check_leaves_the_gap_of_counts_that_were_before_it(plant, counted):
	frappe.db.delete("Trace Gap")
	assert [finding.batch for finding in check.check() if finding.code == "lost_and_found"] == ["A"]
	assert [finding.batch for finding in check.check() if finding.code == "lost_and_found"] == []
	assert frappe.get_all("Trace Gap", {"code": "lost_and_found"}, pluck="status") == ["Open"]


def test_a_count_that_is_cancelled_lost_nothing(plant, counted):
	counted.cancel()
	assert said("A") == []
	assert frappe.get_all("Trace Gap", {"code": "lost_and_found"}, pluck="status") == ["Closed"]


def test_what_another_voucher_found_on_the_same_day_counts_too(plant):
	plant.receive("FLOUR", 100, "A")
	plant.count([("FLOUR", "A", 98)])
	assert said("A") == []
	plant.stock(("FLOUR", "C", 2, STORES))
	assert said("A") == ["A"]


def gaps(batch: str = "A", **filters: object) -> list[tuple[str, str, str | None]]:
	"""Return status, message and explanation of the gaps of a lost batch, oldest first."""
	return [
		(gap.status, gap.message, gap.explanation)
		for gap in frappe.get_all(
			"Trace Gap",
			{"code": "lost_and_found", "batch": batch, **filters},
			["status", "message", "explanation"],
			order_by="creation, name",
		)
	]


def explain(batch: str = "A", explanation: str = "weighed again") -> None:
	for name in frappe.get_all(
		"Trace Gap", {"code": "lost_and_found", "batch": batch, "status": "Open"}, pluck="name"
	):
		gap = frappe.get_doc("Trace Gap", name)
		gap.update({"status": "Explained", "explanation": explanation})
		gap.save()


@pytest.mark.parametrize("batch", ["B", "C"])
def test_what_is_found_after_an_explanation_is_not_explained_by_it(plant, counted, batch):
	explain()
	[before] = gaps()
	plant.count([("FLOUR", batch, 70)])
	assert said("A") == ["A"] and said(batch, "backward") == [batch]
	explained, found_later = gaps()
	assert explained == before
	assert found_later[0] == "Open" and f"more of {batch} (" in found_later[1] and not found_later[2]
	assert [finding for finding in check.check() if finding.code == "lost_and_found"] == []
	explain(explanation="bought in town")
	assert (said("A"), said(batch, "backward")) == ([], [])
	assert gaps()[0] == before


def test_a_comment_in_an_open_gap_stays_with_the_text_it_was_given_for(plant, counted):
	gap = frappe.get_doc("Trace Gap", {"code": "lost_and_found"})
	gap.update({"explanation": "asked the night shift"})
	gap.save()
	plant.count([("FLOUR", "B", 70)])
	first, second = gaps()
	assert first == ("Open", gap.message, "asked the night shift")
	assert second[0] == "Open" and "more of B (70 Kg), C (50 Kg)" in second[1]


def test_what_was_found_before_the_back_fill_read_the_rest_is_found_by_the_check(plant, counted):
	explain()
	plant.count([("FLOUR", "B", 70)])
	frappe.db.delete("Trace Gap", {"status": "Open"})
	assert [finding.batch for finding in check.check() if finding.code == "lost_and_found"] == ["A"]
	assert [status for status, *_rest in gaps()] == ["Explained", "Open"]


def test_when_what_was_found_is_cancelled_nothing_is_lost_among_it(plant):
	plant.receive("FLOUR", 100, "A")
	plant.count([("FLOUR", "A", 98)])
	first = plant.count([("FLOUR", "B", 2)])
	second = plant.stock(("FLOUR", "C", 2, STORES))
	assert said("A") == ["A"] and "more of B (2 Kg), C (2 Kg)" in gaps()[0][1]
	first.cancel()
	[(status, message, _explanation)] = gaps()
	assert status == "Open" and "more of C" in message and first.name not in message
	second.cancel()
	assert said("A") == []
	assert [status for status, *_rest in gaps()] == ["Closed"]


def test_an_explanation_stays_while_one_of_what_was_found_is_there(plant):
	plant.receive("FLOUR", 100, "A")
	plant.count([("FLOUR", "A", 98)])
	plant.count([("FLOUR", "B", 2)])
	second = plant.count([("FLOUR", "C", 2)])
	explain()
	[before] = gaps()
	second.cancel()
	assert gaps() == [before] and said("A") == []


@pytest.mark.parametrize("late", ["lost", "found"])
def test_what_is_posted_back_counts_by_the_time_at_which_it_was_entered(plant, late):
	long_ago = {"posting_date": plant.later(-20), "posting_time": "08:00:00", "set_posting_time": 1}
	plant.receive("FLOUR", 100, "A", header={**long_ago, "posting_date": plant.later(-30)})
	at = {late: long_ago}
	plant.stock_entry("Material Receipt", [], [("FLOUR", "C", 2, STORES)], **at.get("found", {}))
	plant.count([("FLOUR", "A", 98)], header=at.get("lost", {}))
	assert (said("A"), said("C", "backward")) == (["A"], ["C"])
	assert [status for status, *_rest in gaps()] == ["Open"]


def test_opening_stock_of_long_ago_is_no_find_though_all_was_entered_today(plant):
	plant.receive("FLOUR", 100, "A", header={"posting_date": plant.later(-30), "set_posting_time": 1})
	plant.batch("FLOUR", "O")
	opening = {"posting_date": plant.later(-20), "posting_time": "08:00:00", "set_posting_time": 1}
	plant.count([("FLOUR", "O", 2)], purpose="Opening Stock", header=opening)
	plant.count([("FLOUR", "A", 98)])
	assert said("A") == [] and gaps() == []


def test_a_repack_out_of_nothing_that_is_tracked_may_be_what_was_lost(plant):
	plant.receive("FLOUR", 100, "A")
	plant.stock(("WATER", None, 50, STORES))
	plant.count([("FLOUR", "A", 98)])
	plant.repack([("WATER", None, 2)], [("FLOUR", "C", 2)])
	assert (said("A"), said("C", "backward")) == (["A"], ["C"])


def test_a_repack_of_a_batch_says_where_its_goods_come_from(plant):
	plant.receive("FLOUR", 100, "A")
	plant.receive("FLOUR", 100, "B")
	plant.count([("FLOUR", "A", 98)])
	plant.repack([("FLOUR", "B", 2)], [("FLOUR", "C", 2)])
	assert said("A") == [] and gaps() == []


def test_as_much_of_another_batch_as_was_issued_may_be_what_was_issued(plant):
	plant.receive("FLOUR", 100, "A")
	issue = plant.stock_entry("Material Issue", [("FLOUR", "A", 2)])
	plant.stock(("FLOUR", "B", 3, STORES))
	plant.count([("FLOUR", "D", 2)])
	assert said("A") == []
	plant.stock(("FLOUR", "C", 2, STORES))
	assert (said("A"), said("C", "backward")) == (["A"], ["C"])
	[(status, message, _explanation)] = gaps(voucher_no=issue.name)
	assert status == "Open" and "as much of C" in message
	issue.cancel()
	assert said("A") == [] and [status for status, *_rest in gaps()] == ["Closed"]


def test_several_batches_that_are_together_as_much_as_was_issued_may_be_what_was_issued(plant):
	plant.receive("FLOUR", 100, "A")
	plant.stock_entry("Material Issue", [("FLOUR", "A", 5)])
	plant.stock(("FLOUR", "B", 2, STORES), ("FLOUR", "C", 3, STORES))
	assert (said("A"), said("B", "backward"), said("C", "backward")) == (["A"], ["B"], ["C"])


def serials(plant, item: str, batch: str | None, *names: str):
	tracked = {"serial_no": "\n".join(names), "batch_no": batch, "use_serial_batch_fields": 1}
	row = {"item_code": item, "qty": len(names), "t_warehouse": STORES, "basic_rate": 1, **tracked}
	if batch:
		plant.batch(item, batch)
	return plant.stock_entry("Material Receipt", rows=[row], **PAST)


PAST = {"posting_date": "2026-01-05", "posting_time": "08:00:00", "set_posting_time": 1}


def recount(plant, item: str, batch: str | None, *names: str):
	"""Count these units of a serialised item, and no others."""
	tracked = {"serial_no": "\n".join(names), "use_serial_batch_fields": 1}
	if batch:
		tracked["batch_no"] = plant.batch(item, batch)
	return plant.count([(item, None, len(names))], **tracked)


def said_of_unit(serial_no: str, direction: str = "forward") -> bool:
	answer = trace(serial_no, "Serial No", direction=direction)
	codes = [gap["code"] for gap in answer["gaps"] if not answer["complete"]]
	return "lost_and_found" in codes


def long_ago(days: int = 5) -> None:
	"""What was entered so far was entered some days ago."""
	for table, column in (
		("Trace Event", "recorded_at"),
		("Trace Event", "creation"),
		("Trace Entry", "creation"),
	):
		frappe.db.sql(f"UPDATE `tab{table}` SET {column} = {column} - INTERVAL {days} DAY")


@pytest.mark.parametrize(("item", "batch"), [("PUMP", None), ("FRIDGE", "FRIDGES")])
def test_a_unit_that_was_lost_may_be_the_unit_that_was_found(plant, item, batch):
	serials(plant, item, batch, "LF1", "LF2", "LF3")
	long_ago()
	count = recount(plant, item, batch, "LF1", "LF2", "LF9")
	assert (said_of_unit("LF3"), said_of_unit("LF9", "backward")) == (True, True)
	assert (said_of_unit("LF1"), said_of_unit("LF2", "backward")) == (False, False)
	[gap] = frappe.get_all(
		"Trace Gap",
		{"code": "lost_and_found", "status": "Open"},
		["batch", "serial_no", "voucher_no", "message"],
	)
	assert (gap.batch or None, gap.serial_no, gap.voucher_no) == (batch, "LF3", count.name)
	assert "LF3" in gap.message and "more of LF9" in gap.message
	count.cancel()
	assert not said_of_unit("LF3")


def test_the_check_sees_that_what_was_explained_was_rewritten_in_the_database(plant, counted):
	explain()
	frappe.db.sql("UPDATE `tabTrace Gap` SET message = 'nothing' WHERE code = 'lost_and_found'")
	[finding] = [finding for finding in check.check() if finding.code == "state_differs"]
	assert "message" in finding.message and finding.voucher_type == "Trace Gap"
