"""Plain text tables for the terminal."""

from collections.abc import Iterator, Mapping, Sequence

from batch_trace.core.answer.answer import Answer, ClearedRow, CustomerRow
from batch_trace.core.answer.gaps import ERROR
from batch_trace.core.answer.mass_balance import MassBalance
from batch_trace.core.shown.dispatch_words import words
from batch_trace.core.terms.quantities import quantity_text


def table(rows: Sequence[Mapping[str, object]], columns: Mapping[str, str]) -> Iterator[str]:
	"""Yield the rows as aligned lines under their headings; nothing if there are no rows.

	>>> for line in table([{"who": "ACME", "much": 2.5}, {"who": "Bo", "much": 10.0}], {"who": "Who", "much": "Much"}):
	... 	print(line)
	  Who   Much
	  ACME   2.5
	  Bo      10
	>>> list(table([], {"who": "Who"}))
	[]
	"""
	if not rows:
		return
	cells = [list(columns.values())]
	cells += [[_cell(row.get(key)) for key in columns] for row in rows]
	widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
	is_number_column = [isinstance(rows[0].get(key), int | float) for key in columns]
	for line in cells:
		padded = (
			text.rjust(width) if is_number else text.ljust(width)
			for text, width, is_number in zip(line, widths, is_number_column, strict=True)
		)
		yield "  " + "  ".join(padded).rstrip()


def _cell(value: object) -> str:
	if isinstance(value, float):
		return quantity_text(value)
	return "" if value is None else str(value)


CUSTOMERS = {
	"customer": "Customer",
	"batch": "Batch",
	"quantity": "Quantity",
	"returned": "Returned",
	"voucher_no": "Voucher",
	"posting_datetime": "Posted",
}
DISPATCH = {"dispatch": "Dispatch"}
"""A further column of the customers, if how some shipment was loaded or delivered is known."""
SUPPLIERS = {
	"supplier": "Supplier",
	"supplier_batch": "Supplier batch",
	"batch": "Batch",
	"quantity": "Quantity",
	"returned": "Returned",
	"voucher_no": "Voucher",
	"posting_datetime": "Posted",
}
CLEARED = {
	"batch": "Batch",
	"voucher_no": "Voucher",
	"made": "Made",
	"through": "Through",
	"exposed_from": "Exposed from",
}
ON_HAND = {"batch": "Batch", "warehouse": "Warehouse", "quantity": "Quantity", "status": "Status"}
TIMES = ("posting_datetime", "made", "exposed_from")
GAPS = {"severity": "Severity", "message": "Gap", "voucher_no": "Voucher"}


def parties(answer: Answer) -> Iterator[str]:
	"""Yield tables of suppliers, customers, stock, what time clears, and gaps, each only if it has rows."""
	customers = [_with_dispatch(row) for row in answer["customers"]]
	is_dispatch_known = any(row["dispatch"] for row in customers)
	for title, rows, columns in (
		("Suppliers", answer["suppliers"], SUPPLIERS),
		("Customers", customers, CUSTOMERS | DISPATCH if is_dispatch_known else CUSTOMERS),
		("On hand", answer["on_hand"], ON_HAND),
		("Cleared by time", [_named(row) for row in answer["cleared"]], CLEARED),
		("Gaps", answer["gaps"], GAPS),
	):
		if rows:
			yield ""
			yield title
			yield from table(sorted(map(_short, rows), key=_in_time), columns)
	yield ""
	yield f"{_completeness(answer)}, {answer['milliseconds']:.1f} ms"


def _completeness(answer: Answer) -> str:
	if answer["complete"]:
		return "Complete"
	is_wrong = any(gap["severity"] == ERROR for gap in answer["gaps"])
	return "NOT complete" if is_wrong else "Complete down to the depth that was asked for"


def _named(row: ClearedRow) -> dict[str, object]:
	"""Name a cleared serial number in the column of batches."""
	return {**row, "batch": row["batch"] or row["serial_no"]}


def _with_dispatch(row: CustomerRow) -> dict[str, object]:
	"""Add vehicle, driver and the like in one text, if more than the vehicle is known."""
	known = list(words(row, str))
	return {
		**row,
		"dispatch": " · ".join([*([row["vehicle_no"]] if row["vehicle_no"] else []), *known])
		if known
		else "",
	}


def _short(row: Mapping[str, object]) -> dict[str, object]:
	"""Show times to the minute."""
	times = {key: time[:16] for key in TIMES if isinstance(time := row.get(key), str)}
	return {**row, **times}


def _in_time(row: Mapping[str, object]) -> tuple[str, ...]:
	return (str(row.get("posting_datetime", "")), str(row.get("batch")), str(row.get("warehouse")))


def balance_lines(balance: MassBalance, uom: str) -> Iterator[str]:
	"""Yield the balance, one account per line; of the accounts that are empty only those that are always asked for.

	>>> from batch_trace.core.answer.mass_balance import balance
	>>> next(balance_lines(balance([("In", "Receipt", 5.0)], 5.0), "Kg"))
	'  received                     5 Kg'
	"""
	for account, quantity in balance.items():
		if quantity or account in ("on_hand", "unexplained"):
			yield f"  {account.replace('_', ' '):<22}{quantity_text(float(str(quantity))):>8} {uom}"
