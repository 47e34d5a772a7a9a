"""The site's ledger, as the engine reads it."""

from __future__ import annotations

from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.ledger import consignment, sold_items, tolerance
from batch_trace.ledger.select import select


def site_ledger() -> LedgerSource:
	"""Return the site's ledger with the tolerance of the site's settings, and its warehouses at customers and items that were sold."""
	return LedgerSource(
		select,
		tolerance=tolerance.hours(),
		customers_of=consignment.customers_of,
		sold_of=sold_items.sold_of,
	)
