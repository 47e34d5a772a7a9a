"""The plant: its clock, its stock book, and the submission of its documents."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import frappe
from frappe.model.document import Document

from batch_trace.setup.demo.calendar import moment
from batch_trace.setup.demo.places import COMPANY
from batch_trace.setup.demo.stockbook import StockBook

SEED = 20261102
BETWEEN_VOUCHERS = timedelta(minutes=3)


@dataclass
class Plant:
	"""The state that all events of the demo share."""

	boms: dict[str, str]
	now: datetime = field(default_factory=lambda: moment(1, -1, "08:00"))
	stock: StockBook = field(default_factory=StockBook)
	chance: random.Random = field(default_factory=lambda: random.Random(SEED))
	journal: dict[str, str] = field(default_factory=dict)
	"""Names of documents that later events refer to."""
	numbers: dict[str, int] = field(default_factory=dict)
	vouchers: int = 0

	@property
	def today(self) -> date:
		"""The date of the plant's clock."""
		return self.now.date()

	def turn_to(self, when: datetime) -> None:
		"""Move the clock forward to an event, never back."""
		self.now = max(self.now, when)

	def number(self, key: str) -> int:
		"""Return the next running number for a key, from 1."""
		self.numbers[key] = self.numbers.get(key, 0) + 1
		return self.numbers[key]

	def about(self, quantity: float, per_cent: float = 10, step: float = 1) -> float:
		"""Return a realistic quantity: near the plan, in whole steps."""
		spread = self.chance.uniform(-per_cent, per_cent) / 100
		return round(round(quantity * (1 + spread) / step) * step, 3)

	def new(self, doctype: str, **values: object) -> Document:
		"""Return a new draft of the demo company."""
		return frappe.get_doc({"doctype": doctype, "company": COMPANY, **values})

	def new_return(self, doctype: str, **values: object) -> Document:
		"""Return a new draft return without a reference to an earlier document.

		The flag is set last, because ERPNext 15.70 otherwise looks for the document that is returned against.
		"""
		draft = self.new(doctype, **values)
		draft.is_return = 1
		return draft

	def submit(self, draft: Document | dict, remember: str | None = None) -> Document:
		"""Date and submit a draft, and record its movements in the stock book."""
		doc = draft if isinstance(draft, Document) else frappe.get_doc(draft)
		self.date(doc)
		if doc.get("payments"):
			doc.insert()  # a payment gets its account when a saved draft is submitted
		doc.submit()
		self.after(doc, remember)
		return doc

	def date(self, doc: Document) -> None:
		"""Advance the clock by a few minutes and set its time on a draft."""
		self.set_time(doc)
		self.now += BETWEEN_VOUCHERS

	def set_time(self, doc: Document) -> None:
		"""Set the time of the plant's clock on a draft."""
		values = {
			"set_posting_time": 1,
			"posting_date": self.today,
			"posting_time": self.now.time().isoformat(),
			"transaction_date": self.today,
		}
		doc.update({name: value for name, value in values.items() if doc.meta.has_field(name)})

	def after(self, doc: Document, remember: str | None = None) -> None:
		"""Record a submitted document in the stock book and commit."""
		self.stock.record(doc)
		if remember:
			self.journal[remember] = doc.name
		self.vouchers += 1
		frappe.db.commit()

	def cancel(self, doc: Document) -> None:
		"""Cancel a voucher and take its movements out of the stock book."""
		doc.reload()
		doc.cancel()
		self.stock.take_back(doc)
		frappe.db.commit()

	def recall(self, doctype: str, key: str) -> Document:
		"""Return a document that an earlier event remembered."""
		return frappe.get_doc(doctype, self.journal[key])
