"""Builds small ledgers in SQLite with methods named after stock operations, in the tables of the ledger file."""

import sqlite3
from collections import defaultdict

from batch_trace.core.ledger_file.file import SqliteSelect, create_ledger, index_ledger
from batch_trace.core.ledger_file.schema import TABLES
from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.core.terms import event_types as et

VOUCHERS = {
	et.RECEIPT: "Purchase Receipt",
	et.SUPPLIER_RETURN: "Purchase Receipt",
	et.SUBCONTRACTING: "Subcontracting Receipt",
	et.SHIPMENT: "Delivery Note",
	et.CUSTOMER_RETURN: "Delivery Note",
	et.ADJUSTMENT: "Stock Reconciliation",
	et.SUBSTITUTION: "Stock Reconciliation",
}

WITHOUT_BATCHES = ("WATER", "CARTON")
ITEMS = {
	"FLOUR": ("Kg", 0, None),
	"YEAST": ("Gram", 0, None),
	"BREAD": ("Nos", 0.5, "Kg"),
	"LABEL": ("Nos", 0, None),
	"OIL": ("Litre", 0, None),
	"WATER": ("Kg", 0, None),
	"CARTON": ("Nos", 0, None),
	"MOTOR": ("Nos", 2, "Kg"),
}


class Ledger:
	"""An append-only ledger; each call records one event and returns its number."""

	def __init__(self):
		self.events = []
		self.entries = []
		self.dispatches = []
		self.batches = {}
		self.waste = set()
		self.sold = set()
		self.clock = 0

	def record(self, event_type, inputs=(), outputs=(), moves=(), *, at=None, waste=(), **facts):
		"""Record an event; a part is (batch, item, qty) or (batch, item, qty, serial_no)."""
		self.clock += 1
		event, now = len(self.events) + 1, self._time(self.clock)
		posting = self._time(at) if at is not None else now
		voucher_type = facts.get("voucher_type", VOUCHERS.get(event_type, "Stock Entry"))
		self.events.append(
			{
				"name": event,
				"event_type": event_type,
				"company": facts.get("company", "Bakery"),
				"posting_datetime": posting,
				"recorded_at": now,
				"voucher_type": voucher_type,
				"voucher_no": facts.get("voucher_no", f"V-{event}"),
				"work_order": facts.get("work_order"),
				"party": facts.get("party"),
				"against_voucher": facts.get("against"),
				"ship_to": facts.get("ship_to"),
				"vehicle_no": facts.get("vehicle_no"),
			}
		)
		sides = (("In", 1, outputs), ("Out", -1, inputs), ("Move", 1, moves), ("Waste", 1, waste))
		for direction, sign, parts in sides:
			for part in parts:
				self._entry(event, event_type, posting, now, direction, sign, part, facts)
		return event

	def _entry(self, event, event_type, posting, now, direction, sign, part, facts):
		batch, item, qty, serial_no, warehouse = (*part, *(None, None)[len(part) - 3 :])
		if batch is not None:
			self.batches.setdefault(batch, item)
		self.entries.append(
			{
				"name": len(self.entries) + 1,
				"creation": now,
				"event": event,
				"of_event": event,
				"event_type": event_type,
				"posting_datetime": posting,
				"batch": batch,
				"batch_no": batch,
				"serial_no": serial_no,
				"item_code": item,
				"direction": direction,
				"qty": sign * qty,
				"uom": ITEMS[item][0],
				"warehouse": warehouse or facts.get("warehouse", "Stores"),
				"supplier_batch": facts.get("supplier_batch"),
			}
		)

	def cancel(self, event):
		"""Reverse an event, as the cancellation of a voucher does."""
		self.clock += 1
		now = self._time(self.clock)
		reversal = len(self.events) + 1
		taken_back = next(row for row in self.events if row["name"] == event)
		self.events.append(
			{**taken_back, "name": reversal, "event_type": et.REVERSAL, "recorded_at": now, "reverses": event}
		)
		for row in [row for row in self.entries if row["event"] == event]:
			name = len(self.entries) + 1
			self.entries.append({**row, "name": name, "creation": now, "event": reversal, "qty": -row["qty"]})
		return reversal

	def receive(self, batch, item="FLOUR", qty=100, supplier="Mill", **facts):
		return self.record(et.RECEIPT, (), [(batch, item, qty)], party=supplier, **facts)

	def make(self, inputs, outputs, event_type=et.PRODUCTION, **facts):
		return self.record(event_type, inputs, outputs, **facts)

	def consume(self, inputs, work_order, **facts):
		return self.record(et.CONSUMPTION, inputs, (), work_order=work_order, **facts)

	def ship(self, batch, item, qty, customer="Cafe", **facts):
		return self.record(et.SHIPMENT, [(batch, item, qty)], party=customer, **facts)

	def dispatch(self, kind, voucher_no, **facts):
		"""Record how a shipment was loaded, or that it arrived."""
		self.clock += 1
		row = {"name": len(self.dispatches) + 1, "creation": self._time(self.clock), "kind": kind}
		row |= {"voucher_type": "Delivery Note", "voucher_no": voucher_no, **facts}
		self.dispatches.append(row)

	def give_back(self, batch, item, qty, customer="Cafe", **facts):
		return self.record(et.CUSTOMER_RETURN, (), [(batch, item, qty)], party=customer, **facts)

	def transfer(self, batch, item, qty, source="Stores", target="Shop"):
		return self.record(
			et.TRANSFER, moves=[(batch, item, -qty, None, source), (batch, item, qty, None, target)]
		)

	def source(self, select=SqliteSelect):
		"""Return the ledger as the engine reads it."""
		return LedgerSource(select(self.connection()), sold_of=self.sold.intersection)

	def rows(self):
		"""Return the rows of every table, in the columns of the ledger file."""
		stock = defaultdict(float)
		for row in self.entries:
			stock[row["batch"], row["serial_no"], row["item_code"], row["warehouse"]] += row["qty"]
		return {
			"tabTrace Event": _in_columns("tabTrace Event", self.events),
			"tabTrace Entry": _in_columns("tabTrace Entry", self.entries),
			"tabDispatch Record": _in_columns("tabDispatch Record", self.dispatches),
			"tabBatch Balance": [(*key, qty) for key, qty in stock.items() if key[0] or key[1]],
			"tabBatch": [(b, b, item, "2027-01-01", None, 0, None) for b, item in self.batches.items()],
			"tabItem": [
				(
					code,
					code.title(),
					*facts,
					int(code not in WITHOUT_BATCHES),
					0,
					int(code in self.waste),
					int(code in self.sold),
				)
				for code, facts in ITEMS.items()
			],
			"tabUOM Conversion Factor": [("Mass", "Kg", "Gram", 1000)],
		}

	def connection(self):
		connection = sqlite3.connect(":memory:")
		create_ledger(connection, {})
		for table, rows in self.rows().items():
			places = ", ".join("?" * len(TABLES[table]))
			connection.executemany(f"INSERT INTO `{table}` VALUES ({places})", rows)
		index_ledger(connection)
		return connection

	def _time(self, minutes):
		days, rest = divmod(8 * 60 + minutes, 24 * 60)
		return f"2026-01-{1 + days:02} {rest // 60:02}:{rest % 60:02}:00.000000"


def _in_columns(table, rows):
	names = [definition.split()[0] for definition in TABLES[table]]
	return [tuple(row.get(name) for name in names) for row in rows]
