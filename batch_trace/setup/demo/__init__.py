"""The demo company: a cereal-bar, granola and biscuit maker, worked through twelve weeks.

Every voucher is an ordinary document, submitted as a user would. The same weeks, quantities, batch
numbers and document names come out each time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe

from batch_trace.setup.demo import company, inventory, items, partners, recipes, repacking, shop, story
from batch_trace.setup.demo.places import DEPOT
from batch_trace.setup.demo.plant import Plant

Progress = Callable[[str], None]


def build(progress: Progress | None = None) -> None:
	"""Fill a fresh site with the demo company and its twelve weeks."""
	say = progress or (lambda _text: None)
	with _quiet():
		say("setting up the company")
		plant = _prepare()
		for week, events in story.weeks():
			say(f"week {week} of {story.WEEKS}, {plant.vouchers} vouchers so far")
			for event in events:
				event.happen(plant, week)
		repacking.split_on_form(plant, "BAR-ALM", DEPOT, 24)
		_settle()
		say(f"done: {plant.vouchers} vouchers")


def _prepare() -> Plant:
	company.make_company()
	items.make_items()
	partners.make_partners()
	plant = Plant(recipes.make_recipes())
	shop.make_till()
	frappe.db.commit()
	inventory.open_books(plant)
	return plant


def _settle() -> None:
	"""Let ERPNext do the revaluations that corrected vouchers have asked for, as its scheduler would."""
	from erpnext.stock.doctype.repost_item_valuation.repost_item_valuation import repost_entries

	repost_entries()
	frappe.db.commit()


@contextmanager
def _quiet() -> Iterator[None]:
	"""Send no e-mail and show no message while the weeks are worked through."""
	before = frappe.flags.mute_emails, frappe.flags.mute_messages
	frappe.flags.mute_emails = frappe.flags.mute_messages = True
	try:
		yield
	finally:
		frappe.flags.mute_emails, frappe.flags.mute_messages = before
