"""What a hold says when it follows goods into another company of the site: nothing of what the users there may not read.

The hold there names the company that stopped the goods, and the voucher that brought them. The words of whoever placed a hold
are meant for everybody who is refused the batch, and go along. Those that the app itself has written name vouchers and
warehouses of that company, and do not.
"""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.control.status.open_holds import HOLD, OpenHold
from batch_trace.ledger.sister_documents import Voucher


def other_company(source: str, target: str) -> str:
	"""Return the company of the source warehouse if the target warehouse belongs to another one, "" otherwise."""
	companies = [
		frappe.get_cached_value("Warehouse", name, "company") or "" for name in (source, target) if name
	]
	return companies[0] if len(companies) == 2 and companies[0] != companies[1] else ""


def company_of_other(voucher: Voucher, than: Voucher) -> str:
	"""Return the company of a voucher if the second voucher is of another one, "" otherwise."""
	theirs, ours = (frappe.db.get_value(*each, "company") or "" for each in (voucher, than))
	return theirs if ours and theirs != ours else ""


def reason_there(hold: OpenHold, company: str) -> str:
	"""Return the reason of a hold as another company than this one, which stopped the goods, may read it."""
	return hold.reason if not company or is_by_user(hold.hold) else stopped_at(hold.status, company)


def stopped_at(status: str, company: str) -> str:
	"""Return as a reason that a company has stopped the goods."""
	return _("{0} at {1}").format(_(status), company)


def is_by_user(name: str) -> bool:
	"""Return whether somebody has placed the hold, or the one that it follows from, and no voucher has led to it."""
	first = first_cause(name)
	return bool(first) and not first[1]


def first_cause(name: str) -> Voucher | None:
	"""Return the voucher that has led to a hold, or to the first of those that it follows from; None if a hold is missing."""
	row = _chain(name)[-1]
	return (row.voucher_type or "", row.voucher_no or "") if row and not row.caused_by else None


def causes(name: str) -> set[str]:
	"""Return the holds that a hold follows from, directly or in several steps."""
	return {row.caused_by for row in _chain(name) if row and row.caused_by}


def _chain(name: str) -> list[frappe._dict | None]:
	"""Return a hold and those that it follows from, one from the other; None for one that is missing."""
	rows: list[frappe._dict | None] = []
	seen: set[str] = set()
	while name and name not in seen:
		seen.add(name)
		row = frappe.db.get_value(HOLD, name, ["caused_by", "voucher_type", "voucher_no"], as_dict=True)
		rows.append(row)
		name = row.caused_by if row else ""
	return rows
