"""The worked case: the recall of a supplier's batch, and the trace of a complained batch to its suppliers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from batch_trace.core.answer.answer import Answer
from batch_trace.core.answer.trace import trace
from batch_trace.core.genealogy.starts import SUPPLIER_BATCH, resolve
from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.core.shown.recall_tables import (
	Row,
	cleared,
	customers,
	deliveries,
	notes,
	products,
	reconciliation,
	stock,
	suppliers,
)
from batch_trace.core.shown.text_table import table
from batch_trace.core.shown.text_tree import text_tree
from batch_trace.core.terms.errors import NoWorkedCase
from batch_trace.core.terms.quantities import quantity_text

RULE = "=" * 100


class WorkedCase(NamedTuple):
	"""The batches of a worked case; the ledger file stores them under these names."""

	supplier: str
	supplier_batch: str
	finished_batch: str


def case_of(facts: Mapping[str, str]) -> WorkedCase:
	"""Return the worked case named in the facts of a ledger file.

	>>> case_of({"supplier": "Mill", "supplier_batch": "M-1", "finished_batch": "BREAD-1", "site": "bakery"})
	WorkedCase(supplier='Mill', supplier_batch='M-1', finished_batch='BREAD-1')
	"""
	if missing := [name for name in WorkedCase._fields if name not in facts]:
		raise NoWorkedCase(missing)
	return WorkedCase(*(facts[name] for name in WorkedCase._fields))


def worked_case(source: LedgerSource, case: WorkedCase) -> Iterator[str]:
	"""Yield the lines of the worked case."""
	start = resolve(source, case.supplier_batch, SUPPLIER_BATCH, case.supplier)
	yield from _recall(source, case, trace(source, start, "forward"))
	yield ""
	yield from _origin(source, case, trace(source, resolve(source, case.finished_batch), "backward"))


def _recall(source: LedgerSource, case: WorkedCase, answer: Answer) -> Iterator[str]:
	yield from _title(f"Recall: batch {case.supplier_batch} of {case.supplier}. Who has some of it?")
	yield from _section("Received", deliveries(answer, case.supplier_batch))
	yield from _section("Went into", products(answer))
	customer_rows = customers(answer)
	count = len({row["customer"] for row in answer["customers"]})
	yield from _section(f"{count} customers were sent some of it", customer_rows)
	yield from _section("Cleared by time", cleared(answer))
	yield from _section("Still in stock", stock(answer))
	yield from _section(
		"Mass balance of the recalled and every shipped batch", reconciliation(source, answer)
	)
	yield from _end(answer)


def _origin(source: LedgerSource, case: WorkedCase, answer: Answer) -> Iterator[str]:
	yield from _title(f"Complaint: batch {case.finished_batch}. What is in it, and who supplied that?")
	yield ""
	yield from text_tree(answer)
	supplier_rows = suppliers(answer)
	count = len({row["supplier"] for row in answer["suppliers"]})
	yield from _section(f"{count} suppliers", supplier_rows)
	yield from _section("Mass balance", reconciliation(source, answer))
	yield from _end(answer)


def _title(text: str) -> Iterator[str]:
	yield RULE
	yield text
	yield RULE


def _section(title: str, rows: Sequence[Row]) -> Iterator[str]:
	if rows:
		yield ""
		yield f"{title}:"
		yield from table(rows, {name: name for name in rows[0]})


def _end(answer: Answer) -> Iterator[str]:
	state = "The trace is complete" if answer["complete"] else "The trace is NOT complete"
	yield from _section(f"{state}; what to know about it", notes(answer))
	milliseconds = quantity_text(round(answer["milliseconds"], 1))
	yield ""
	yield f"{state}: {len(answer['batches'])} batches in {milliseconds} milliseconds."
