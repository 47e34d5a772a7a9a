"""Back-fill: what it reads from history is, row for row, what capture wrote at the time."""

from __future__ import annotations

from collections import Counter

import frappe
import pytest
from frappe.utils.synchronization import filelock
from rq.job import JobStatus

from batch_trace.ledger import backfill, capture, jobs
from batch_trace.ledger.dispatch_records import SEALED
from batch_trace.ledger.writer import ENTRY_FACTS, EVENT_FACTS
from tests.integration.support import story
from tests.integration.support.plant import COMPANY, PLAIN, STORES
from tests.integration.support.voucher_entries import entries, moves

pytestmark = pytest.mark.usefixtures("agreement")


def dump() -> Counter:
	"""Return all that the ledger holds but the numbers of its rows, which are given as they come."""
	events = {int(e.name): e for e in frappe.get_all("Trace Event", fields=["*"], limit_page_length=0)}

	def told(number) -> tuple:
		event = events.get(int(number or 0))
		return (event.voucher_type, event.voucher_no, event.sequence) if event else ()

	facts = (
		*EVENT_FACTS,
		"company",
		"party",
		"creation",
		"modified",
		"owner",
		"modified_by",
		"previous_hash",
		"hash",
	)
	rows = [("event", *(e[f] for f in facts), told(e.reverses)) for e in events.values()]
	facts = (*ENTRY_FACTS, "batch", "posting_datetime", "creation", "owner")
	for e in frappe.get_all("Trace Entry", fields=["*"], limit_page_length=0):
		rows.append(("entry", told(e.event), told(e.of_event), *(e[f] for f in facts)))
	facts = ("creation", "owner", "company", *(f for f in SEALED if f != "event"))
	for d in frappe.get_all("Dispatch Record", {"kind": "Loaded"}, ["*"], limit_page_length=0):
		rows.append(("loaded", told(d.event), *(d[f] for f in facts)))
	for b in frappe.get_all("Batch Balance", fields=["*"], limit_page_length=0):
		if round(b.qty, 6):
			rows.append(("balance", b.name, b.batch, b.serial_no, b.item_code, b.warehouse, round(b.qty, 6)))
	return Counter(rows)


def wipe() -> None:
	"""Take the site back to the day before the app was installed."""
	for doctype in ("Trace Event", "Trace Entry", "Batch Balance", "Dispatch Record"):
		frappe.db.sql(f"DELETE FROM `tab{doctype}`")
	frappe.db.set_single_value(
		backfill.SETTINGS, {"backfill_status": backfill.NOT_STARTED, "backfill_cursor": ""}
	)


def differences(before: Counter, after: Counter) -> str:
	"""Return what differs, short enough to read."""
	lines = [f"- {row}" for row in (before - after)][:8] + [f"+ {row}" for row in (after - before)][:8]
	return "\n".join(lines)


def test_the_story_is_read_again_as_it_was_written(plant):
	story.submit_all(plant)
	before = dump()
	vouchers = {(r[4], r[5]) for r in before if r[0] == "event"}
	assert len(vouchers) >= 50
	assert any(row[0] == "loaded" for row in before)
	wipe()
	assert backfill.run()
	assert backfill.is_complete()
	assert not differences(before, dump()), differences(before, dump())

	assert backfill.run(restart=True), "again from the start, with all there"
	assert not differences(before, dump())

	wipe()
	run_with_stops(backfill, slices_of=7)
	assert not differences(before, dump()), "stopped after every slice"


def run_with_stops(module, slices_of: int) -> None:
	"""Run in small slices and stop after each."""
	slices, usual = 0, module.AT_ONCE
	module.AT_ONCE = slices_of
	try:
		while not module.run(seconds=1e-9):
			slices += 1
	finally:
		module.AT_ONCE = usual
	assert slices > 5


def test_stop_request(plant, monkeypatch):
	for number in range(4):
		plant.stock(("FLOUR", f"F{number}", 5))
	wipe()
	monkeypatch.setattr(backfill, "AT_ONCE", 1)
	reports = []

	def stop_after_two(done: int, total: int, written: int) -> None:
		reports.append((done, total, written))
		if done == 2:
			backfill.request_stop()

	assert not backfill.run(progress=stop_after_two)
	assert backfill.state().backfill_status == backfill.STOPPED
	assert reports == [(1, 4, 1), (2, 4, 2)]
	assert backfill.run()
	assert backfill.state().backfill_done == 4


def test_two_at_once(plant):
	plant.stock(("FLOUR", "F1", 5))
	with (
		filelock("batch_trace_backfill", timeout=1),
		pytest.raises(backfill.BackfillRunning, match="being read already"),
	):
		backfill.run()
	assert backfill.run()


class Queue:
	"""Frappe's queue of jobs, as far as it is asked: the status of each id."""

	def __init__(self, monkeypatch) -> None:
		self.stands: dict[str, JobStatus] = {}
		monkeypatch.setattr(jobs, "get_job_status", self.stands.get)
		monkeypatch.setattr(frappe, "enqueue", self._enqueue)

	def _enqueue(self, method, *, job_id, deduplicate, enqueue_after_commit, **options) -> None:
		assert deduplicate and enqueue_after_commit
		if self.stands.get(job_id) not in (JobStatus.QUEUED, JobStatus.STARTED):
			self.stands[job_id] = JobStatus.QUEUED

	def start(self) -> None:
		[waiting] = [name for name, status in self.stands.items() if status == JobStatus.QUEUED]
		self.stands[waiting] = JobStatus.STARTED


@pytest.fixture
def queue(monkeypatch) -> Queue:
	return Queue(monkeypatch)


def unfinished(**options) -> bool:
	frappe.db.set_single_value(backfill.SETTINGS, "backfill_status", backfill.RUNNING)
	return False


def test_a_job_that_has_not_come_to_the_end_asks_for_one_more_and_no_other(plant, queue, monkeypatch):
	monkeypatch.setattr(backfill, "run", unfinished)
	wipe()
	backfill.enqueue()
	queue.start()
	backfill.run_job()
	assert sorted(queue.stands.values()) == [JobStatus.QUEUED, JobStatus.STARTED]
	backfill.enqueue()
	backfill.enqueue()
	assert sorted(queue.stands.values()) == [JobStatus.QUEUED, JobStatus.STARTED], "it goes on by itself"


def test_continue_while_a_job_runs_starts_none(plant, queue):
	backfill.enqueue()
	queue.start()
	frappe.db.set_single_value(backfill.SETTINGS, "backfill_status", backfill.RUNNING)
	backfill.enqueue()
	assert list(queue.stands.values()) == [JobStatus.STARTED]


def test_continue_while_a_job_is_stopping_waits_for_it(plant, queue):
	backfill.enqueue()
	queue.start()
	frappe.db.set_single_value(backfill.SETTINGS, "backfill_status", backfill.STOPPED)
	backfill.enqueue()
	assert sorted(queue.stands.values()) == [JobStatus.QUEUED, JobStatus.STARTED]


def test_a_job_beside_another_process_ends_quietly(plant, queue, monkeypatch):
	monkeypatch.setattr(backfill, "SECONDS_A_SLICE", 0.1)
	frappe.clear_messages()
	with filelock("batch_trace_backfill", timeout=1):
		backfill.run_job()
	assert not queue.stands and not frappe.get_message_log()


def test_a_failing_slice_is_told_and_can_be_taken_up_again(plant, monkeypatch):
	frappe.db.savepoint("start_here")
	used = plant.stock(("FLOUR", "F1", 5))
	wipe()
	with monkeypatch.context() as patch:
		patch.setattr(frappe.db, "rollback", lambda: None)
		patch.setattr(backfill.capture, "sync_once", lambda keys: frappe.throw("disk full"))
		with pytest.raises(frappe.ValidationError, match="disk full"):
			backfill.run()
	at = backfill.state()
	assert (at.backfill_status, at.backfill_error) == (backfill.STOPPED, "disk full")
	assert backfill.run()
	assert moves(used.name) == {("In", "F1", STORES): 5}


def test_a_voucher_cancelled_before_its_turn_has_its_event_and_the_reversal(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	wipe()
	receipt.cancel()
	assert entries(receipt.name) == [("In", "F1", 10), ("In", "F1", -10)]
	before = dump()
	assert backfill.run()
	assert not differences(before, dump())


def test_empty_history(plant):
	assert backfill.run()
	assert backfill.is_complete()


def test_entries_from_before_bundles(plant):
	"""Sites that came from version 14 have batches in the stock ledger itself, and no bundle."""
	got = plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 5))
	gone = plant.receive("FLOUR", 3, "F1")
	moved = plant.transfer("FLOUR", "F1", 4)
	gone.cancel()
	before = [moves(v.name) for v in (got, moved)]
	legacy(got, moved, gone)
	wipe()
	assert backfill.run()
	assert [moves(v.name) for v in (got, moved)] == before
	assert entries(gone.name) == [("In", "F1", 3), ("In", "F1", -3)]
	capture.sync([("Stock Entry", got.name)])


def legacy(*vouchers) -> None:
	"""Turn the stock ledger of these vouchers into what version 14 left behind."""
	for sle in frappe.get_all(
		"Stock Ledger Entry",
		filters={"voucher_no": ["in", [v.name for v in vouchers]]},
		fields=["name", "voucher_detail_no", "voucher_no"],
	):
		bundles = frappe.get_all(
			"Serial and Batch Bundle",
			{"voucher_no": sle.voucher_no, "voucher_detail_no": sle.voucher_detail_no},
			pluck="name",
		)
		batch = frappe.db.get_value("Serial and Batch Entry", {"parent": ["in", bundles]}, "batch_no")
		frappe.db.set_value(
			"Stock Ledger Entry", sle.name, {"batch_no": batch, "serial_and_batch_bundle": None}
		)
	for doctype, field in (("Serial and Batch Entry", "parent"), ("Serial and Batch Bundle", "name")):
		bundles = frappe.get_all(
			"Serial and Batch Bundle", {"voucher_no": ["in", [v.name for v in vouchers]]}, pluck="name"
		)
		frappe.db.delete(doctype, {field: ["in", bundles]})


@pytest.mark.parametrize("named", [{}, {"voucher_no": "OLD-STOCK"}])
def test_stock_imported_without_a_voucher_stops_neither_capture_nor_back_fill(plant, named):
	imported = frappe.get_doc(
		{
			"doctype": "Stock Ledger Entry",
			"item_code": PLAIN,
			"warehouse": STORES,
			"company": COMPANY,
			"actual_qty": 5,
			"posting_date": frappe.utils.today(),
			"posting_time": "00:00:00",
			**named,
		}
	)
	imported.flags.ignore_mandatory = imported.flags.ignore_links = imported.flags.ignore_validate = True
	imported.submit()
	used = plant.stock(("FLOUR", "F1", 5))
	assert moves(used.name) == {("In", "F1", STORES): 5}
	wipe()
	assert backfill.run()
	assert moves(used.name) == {("In", "F1", STORES): 5}
