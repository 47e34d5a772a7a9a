"""The tables of a recall, made from a trace's answer: customers, stock, suppliers and the mass balance."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from batch_trace.core.answer.answer import Answer, BatchRow, CustomerRow
from batch_trace.core.answer.mass_balance import balances
from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.core.terms.nodes import name_of
from batch_trace.core.terms.supplier_batches import is_same

Row: TypeAlias = dict[str, object]
"""A row of a table: values by heading."""

_ACCOUNTS = {
	"received": "Received",
	"made": "Made",
	"returned": "Returned",
	"adjusted": "Adjusted",
	"consumed": "Used",
	"shipped": "Shipped",
	"returned_to_supplier": "Sent back",
	"scrapped": "Written off",
	"on_hand": "On hand",
}


def deliveries(answer: Answer, supplier_batch: str) -> list[Row]:
	"""Return the supplier's deliveries of its batch."""
	uoms = _uoms(answer)
	return [
		{
			"Batch": row["batch"],
			"Item": _by_name(answer)[row["batch"]]["item_name"],
			"Quantity": row["quantity"],
			"UOM": uoms[row["batch"]],
			"Voucher": row["voucher_no"],
			"Date": row["posting_datetime"][:10],
		}
		for row in answer["suppliers"]
		if any(is_same(supplier_batch, each) for each in (row["supplier_batch"], row.get("corrected_from")))
	]


def products(answer: Answer) -> list[Row]:
	"""Return a row for each item made from the start, with the number of batches and the quantity."""
	batches: Counter[str | None] = Counter()
	quantity: dict[str | None, float] = defaultdict(float)
	first: dict[str | None, BatchRow] = {}
	for row in answer["batches"]:
		if row["direction"] != "start":
			first.setdefault(row["item_code"], row)
			batches[row["item_code"]] += 1
			quantity[row["item_code"]] += row["quantity"]
	return [
		{
			"Step": row["depth"],
			"Item": row["item_name"],
			"Batches": batches[item],
			"Quantity": quantity[item],
			"UOM": row["uom"],
		}
		for item, row in sorted(first.items(), key=lambda pair: pair[1]["depth"])
	]


def customers(answer: Answer) -> list[Row]:
	"""Return the quantity shipped and returned of each batch, by customer."""
	rows: dict[tuple[str, str], Row] = {}
	rows_by_name = _by_name(answer)
	for sent in sorted(answer["customers"], key=lambda row: row["posting_datetime"]):
		customer, batch = sent["customer"] or "?", sent["batch"]
		row = rows.setdefault(
			(customer, batch),
			{
				"Customer": customer,
				"Batch": batch,
				"Item": rows_by_name[batch]["item_name"],
				"Shipped": 0.0,
				"UOM": rows_by_name[batch]["uom"],
				"Returned": 0.0,
				"Last sent": "",
			},
		)
		_add_shipment(row, sent)
	return _shown_once([rows[key] for key in sorted(rows)], "Customer")


def _add_shipment(row: Row, sent: CustomerRow) -> None:
	row["Shipped"] = float(str(row["Shipped"])) + sent["quantity"]
	row["Returned"] = float(str(row["Returned"])) + sent["returned"]
	if sent["quantity"]:
		row["Last sent"] = sent["posting_datetime"][:10]


def stock(answer: Answer) -> list[Row]:
	"""Return the stock on hand by warehouse."""
	uoms = _uoms(answer)
	items = {name: row["item_name"] for name, row in _by_name(answer).items()}
	in_order = sorted(answer["on_hand"], key=lambda row: (row["warehouse"], row["batch"]))
	rows: list[Row] = [
		{
			"Warehouse": row["warehouse"],
			"Batch": row["batch"],
			"Item": items[row["batch"]],
			"Quantity": row["quantity"],
			"UOM": uoms[row["batch"]],
			"Status": row["status"],
		}
		for row in in_order
	]
	return _shown_once(_without_empty(rows), "Warehouse")


def reconciliation(source: LedgerSource, answer: Answer) -> list[Row]:
	"""Return the mass balance of the start and of each shipped batch, one row each."""
	starts = [str(node["batch"] or node["serial_no"]) for node in answer["start"]["nodes"]]
	names = list(dict.fromkeys([*starts, *sorted({row["batch"] for row in answer["customers"]})]))
	uoms, balance_of = _uoms(answer), balances(source, names)
	rows: list[Row] = []
	for node, balance in balance_of.items():
		quantities: Mapping[str, object] = balance
		amounts = {title: quantities[account] for account, title in _ACCOUNTS.items()}
		rows.append({"Batch": name_of(node), "UOM": uoms[name_of(node)], **amounts})
	unexplained = ({"Unexplained": balance["unexplained"]} for balance in balance_of.values())
	return [row | remainder for row, remainder in zip(_without_empty(rows), unexplained, strict=True)]


def cleared(answer: Answer) -> list[Row]:
	"""Return the batches and shipments that time clears, each with the reason."""
	return _without_empty(
		[
			{
				"Batch": row["batch"] or row["serial_no"],
				"Voucher": row["voucher_no"],
				"Made": (row["made"] or "?")[:16],
				"Through": row["through"],
				"Exposed from": (row["exposed_from"] or "?")[:16],
			}
			for row in answer["cleared"]
		]
	)


def suppliers(answer: Answer) -> list[Row]:
	"""Return the deliveries that the batch was made from, by supplier."""
	uoms = _uoms(answer)
	in_order = sorted(answer["suppliers"], key=lambda row: (row["supplier"] or "?", row["posting_datetime"]))
	rows: list[Row] = [
		{
			"Supplier": row["supplier"] or "?",
			"Supplier batch": row["supplier_batch"],
			"Batch": row["batch"],
			"Quantity": row["quantity"],
			"UOM": uoms[row["batch"]],
			"Returned": row["returned"],
			"Voucher": row["voucher_no"],
			"Date": row["posting_datetime"][:10],
		}
		for row in in_order
	]
	return _shown_once(_without_empty(rows), "Supplier")


def notes(answer: Answer) -> list[Row]:
	"""Return the gaps of the trace, each with the number of its occurrences."""
	counted = Counter((gap["severity"], gap["message"]) for gap in answer["gaps"])
	return [
		{"Severity": severity, "Remark": message, "Times": times}
		for (severity, message), times in counted.items()
	]


def _by_name(answer: Answer) -> dict[str, BatchRow]:
	return {str(row["batch"] or row["serial_no"]): row for row in answer["batches"]}


def _uoms(answer: Answer) -> dict[str, str | None]:
	return {name: row["uom"] for name, row in _by_name(answer).items()}


def _without_empty(rows: list[Row]) -> list[Row]:
	"""Remove the columns without any value.

	>>> _without_empty([{"a": 1.0, "b": 0.0}, {"a": 0.0, "b": None}])
	[{'a': 1.0}, {'a': 0.0}]
	"""
	used = {name for row in rows for name, value in row.items() if value}
	return [{name: value for name, value in row.items() if name in used} for row in rows]


def _shown_once(rows: Iterable[Row], column: str) -> list[Row]:
	"""Show the value of a column only where it changes.

	>>> _shown_once([{"who": "A", "n": 1}, {"who": "A", "n": 2}], "who")
	[{'who': 'A', 'n': 1}, {'who': '', 'n': 2}]
	"""
	shown_rows: list[Row] = []
	last: object = None
	for row in rows:
		shown_rows.append({**row, column: "" if row[column] == last else row[column]})
		last = row[column]
	return shown_rows
