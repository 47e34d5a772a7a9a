"""Seals anew what the site cannot verify: after it lost its secret, or was restored without its anchor.

Whoever asks for it has signed for it (`control.loosening.resealing`). What does not fit the seal of a key that the site knows
is left as it is, because that is evidence of a change.
"""

from __future__ import annotations

import frappe
from pypika import Case
from pypika.functions import Count

from batch_trace.core.ledger_file.keyed import Verdict
from batch_trace.ledger.sealing import anchor, blocks, keys, records, upgrade, verification


def unverifiable() -> dict[str, int]:
	"""Return how many records of each doctype have no seal, or that of a key that the site does not have."""
	return {doctype: count for doctype in records.sealed() if (count := _count(doctype))}


def _count(doctype: str) -> int:
	table = frappe.qb.DocType(doctype)
	known = Case()
	for key in keys.site_keys().ids:
		known = known.when(table.seal.like(f"{key}:%"), 1)
	query = frappe.qb.from_(table).select(Count("*")).where(known.else_(0) == 0)
	((count,),) = query.run()
	return int(count)


def run_job(note: str) -> None:
	"""Seal all that cannot be verified, begin the chains anew, and anchor their heads; `note` names the signed record.

	Each doctype is committed by itself: a job that is cut short goes on with the rest when it is run again.
	"""
	for doctype in records.sealed():
		seal_anew(doctype)
		blocks.make(doctype, blocks.RESEALED, anew=True)
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - only what is committed may be anchored
	anchor.write(note)


def seal_anew(doctype: str) -> None:
	"""Seal the records of a doctype that cannot be verified."""
	after = 0
	while rows := verification.records_after(doctype, after):
		after = rows[-1][0]
		upgrade.write(
			doctype,
			[
				(name, records.seal(doctype, name, facts))
				for name, made, *facts in rows
				if records.verdict(doctype, name, facts, made) in (Verdict.UNKNOWN_KEY, Verdict.UNSEALED)
			],
		)
