"""The site's ledger, as the engine reads it."""

from __future__ import annotations

from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.ledger import consignment, tolerance
from batch_trace.ledger.select import select


def site_ledger() -> LedgerSource:
	"""Return the site's ledger with the tolerance of the site's settings, and its warehouses at customers."""
	return LedgerSource(select, tolerance=tolerance.hours(), customers_of=consignment.customers_of)
