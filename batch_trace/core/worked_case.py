"""The worked case: one supplier's batch traced to the customers, one finished batch traced to the suppliers."""

from collections.abc import Iterator

from batch_trace.core.answer import Answer, CustomerRow, SupplierRow
from batch_trace.core.errors import EmptyLedger
from batch_trace.core.mass_balance import balances
from batch_trace.core.quantities import spoken
from batch_trace.core.source import LedgerSource
from batch_trace.core.starts import SUPPLIER_BATCH, Start, resolve, start_of
from batch_trace.core.text_table import CUSTOMERS, ON_HAND, SUPPLIERS, balance_lines, table
from batch_trace.core.text_tree import text_tree
from batch_trace.core.trace import trace


def worked_case(source: LedgerSource) -> Iterator[str]:
	"""Return the lines of the worked case on whatever ledger there is."""
	start, answer = _widest(source)
	yield from _to_customers(source, start, answer)
	shipped = _deepest_shipped(answer)
	if shipped is not None:
		yield ""
		yield from _to_suppliers(source, shipped)


def _widest(source: LedgerSource) -> tuple[Start, Answer]:
	"""Return the supplier's batch that reached most customers, traced."""
	found: tuple[int, Start, Answer] | None = None
	for supplier_batch, supplier in source.supplier_batches():
		start = resolve(source, supplier_batch, SUPPLIER_BATCH, supplier)
		answer = trace(source, start, "forward")
		reached = len({row["customer"] for row in answer["customers"]})
		if found is None or reached > found[0]:
			found = (reached, start, answer)
	if found is None:
		raise EmptyLedger(SUPPLIER_BATCH, "")
	return found[1], trace(source, found[1], "forward")


def _to_customers(source: LedgerSource, start: Start, answer: Answer) -> Iterator[str]:
	reached = sorted({row["customer"] or "?" for row in answer["customers"]})
	yield f"Supplier batch {start.name} of {start.supplier}: where did it go?"
	yield from text_tree(answer)
	yield ""
	yield f"{len(reached)} customers got some of it:"
	yield from table([_to_the_day(row) for row in answer["customers"]], CUSTOMERS)
	yield ""
	yield "Still in stock:"
	yield from table(answer["on_hand"], ON_HAND)
	uoms = {row["batch"]: row["uom"] for row in answer["batches"]}
	for node, found in balances(source, start.nodes).items():
		yield ""
		yield f"Mass balance of {node}:"
		yield from balance_lines(found, uoms.get(node) or "")
	yield _time(answer)


def _deepest_shipped(answer: Answer) -> str | None:
	"""Return the shipped batch that is the most transformations away."""
	depth = {row["batch"]: row["depth"] for row in answer["batches"]}
	shipped = [row["batch"] for row in answer["customers"] if row["quantity"] > 0 and row["batch"] in depth]
	return max(shipped, key=lambda batch: (depth[batch], batch), default=None)


def _to_suppliers(source: LedgerSource, batch: str) -> Iterator[str]:
	answer = trace(source, start_of([batch]), "backward")
	yield f"Batch {batch}: what was it made from, and who supplied it?"
	yield from text_tree(answer)
	yield ""
	yield f"{len({row['supplier'] for row in answer['suppliers']})} suppliers:"
	yield from table([_to_the_day(row) for row in answer["suppliers"]], SUPPLIERS)
	yield _time(answer)


def _to_the_day(row: CustomerRow | SupplierRow) -> dict[str, object]:
	return {**row, "posting_datetime": row["posting_datetime"][:10]}


def _time(answer: Answer) -> str:
	batches = len(answer["batches"])
	return f"Traced {batches} batches in {spoken(round(answer['milliseconds'], 1))} milliseconds."
