"""The demo company: a maker of cereal bars, granola and biscuits, over twelve weeks of work.

Every voucher is an ordinary document that ERPNext validates and submits. The same weeks, quantities, batch
numbers and document names come out each time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.utils import getdate

from batch_trace.core.shown.worked_case import WorkedCase
from batch_trace.setup.demo import company, inventory, items, partners, recipes, repacking, shop, story
from batch_trace.setup.demo.calendar import ANCHOR, LAST_DAY
from batch_trace.setup.demo.places import DEPOT
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.story.buying import CINNAMON_BATCH, CINNAMON_SUPPLIER
from batch_trace.setup.demo.story.selling import COMPLAINT_BATCH

TILL_BASKETS = ({"BAR-CHO": 2, "GRA-B1": 1}, {"BAR-ALM": 1, "BIS-BUT": 1}, {"GRA-B1": 2})

CASE = WorkedCase(CINNAMON_SUPPLIER, CINNAMON_BATCH, COMPLAINT_BATCH)

Progress = Callable[[str], None]


def build(progress: Progress | None = None) -> None:
	"""Fill a fresh site with the demo company and its twelve weeks."""
	report = progress or (lambda _text: None)
	_require_clock_after_the_weeks()
	with _muted():
		report("setting up the company")
		plant = _prepare()
		for week, events in story.weeks():
			report(f"week {week} of {story.WEEKS}, {plant.vouchers} vouchers so far")
			for event in events:
				event.happen(plant, week)
		shop.keep_till(plant, TILL_BASKETS)
		repacking.split_on_form(plant, "BAR-ALM", DEPOT, 24)
		_run_reposts()
		report(f"done: {plant.vouchers} vouchers")


def _require_clock_after_the_weeks() -> None:
	if getdate() < ANCHOR:
		frappe.throw(
			_(
				"The clock of this computer says {0}, but the demo company's vouchers run up to {1}, and ERPNext"
				" refuses vouchers of the future. Set the clock to a later day and build the demo company again."
			).format(getdate(), LAST_DAY)
		)


def _prepare() -> Plant:
	company.make_company()
	items.make_items()
	partners.make_partners()
	plant = Plant(recipes.make_recipes())
	shop.make_till()
	frappe.db.commit()
	inventory.open_books(plant)
	return plant


def _run_reposts() -> None:
	"""Run ERPNext's pending repost entries, as its scheduler would."""
	from erpnext.stock.doctype.repost_item_valuation.repost_item_valuation import repost_entries

	repost_entries()
	frappe.db.commit()


@contextmanager
def _muted() -> Iterator[None]:
	"""Mute e-mails and messages while the demo company is built."""
	before = frappe.flags.mute_emails, frappe.flags.mute_messages
	frappe.flags.mute_emails = frappe.flags.mute_messages = True
	try:
		yield
	finally:
		frappe.flags.mute_emails, frappe.flags.mute_messages = before
