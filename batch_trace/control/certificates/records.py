"""Reviewed certificates and the batches that they are for.

A batch may have come as several of a supplier's batches, and a supplier's batch may have become several of ours. What came is
read from the ledger, as corrected since; a Batch itself is asked only where no receipt says it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import frappe
from frappe.model.document import Document

from batch_trace.core.control.added_goods import COUNTED
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.corrections import Corrections, corrected, corrections_of
from batch_trace.core.terms.supplier_batches import as_compared
from batch_trace.ledger.site_ledger import site_ledger

CERTIFICATE = "Certificate of Analysis"
READING = "Certificate of Analysis Reading"
ACCEPTED, REJECTED = "Accepted", "Rejected"

ARRIVALS = """
	SELECT entry.batch, event.voucher_no, CASE WHEN event.party_type = 'Supplier' THEN event.party END,
		COALESCE(entry.supplier_batch, '')
	FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch IN %(batches)s AND entry.event_type IN %(making)s AND entry.direction = 'In'
	GROUP BY entry.batch, event.name, event.voucher_no, event.party_type, event.party, COALESCE(entry.supplier_batch, '')
	HAVING SUM(entry.qty) > 1e-9
"""
IN_FORCE = """
	SELECT name, decision, supplier, item_code, compared_as, COALESCE(batch, ''), modified
	FROM `tabCertificate of Analysis` certificate
	WHERE docstatus = 1 AND item_code IN %(items)s AND compared_as IN %(numbers)s
		AND NOT EXISTS (SELECT 1 FROM `tabCertificate of Analysis` later
			WHERE later.replaces = certificate.name AND later.docstatus = 1)
	ORDER BY name
"""


def number_of(supplier_batch: str | None) -> str:
	"""Return a supplier's batch number as certificates are found by it: as it is compared, and with nothing that starts a tag."""
	return as_compared(supplier_batch).replace("<", "‹")


class Certificate(NamedTuple):
	"""A submitted certificate that no other replaces; `number` is the supplier's batch as it is compared."""

	name: str
	decision: str
	supplier: str
	item_code: str
	number: str
	batch: str
	at: str


class Source(NamedTuple):
	"""What a batch came as: the supplier's batch, "" if nothing names it, and the voucher that brought it unnamed."""

	supplier: str
	supplier_batch: str
	voucher_no: str

	def is_certified_by(self, certificate: Certificate, batch: str) -> bool:
		"""Return whether the certificate is for this; where no supplier is known, only if it names our batch."""
		if number_of(self.supplier_batch) != certificate.number or certificate.batch not in ("", batch):
			return False
		return certificate.supplier == self.supplier or (not self.supplier and certificate.batch == batch)


class Certified(NamedTuple):
	"""A supplier's batch of a batch of ours, with the certificates in force for it."""

	source: Source
	certificates: list[Certificate]

	@property
	def is_rejected(self) -> bool:
		"""Whether one of its certificates was rejected."""
		return any(certificate.decision == REJECTED for certificate in self.certificates)

	@property
	def is_accepted(self) -> bool:
		"""Whether it has an accepted certificate and no rejected one."""
		return bool(self.certificates) and not self.is_rejected


def of_batches(batches: Collection[str]) -> dict[str, list[Certified]]:
	"""Return the suppliers' batches of each batch, with the certificates in force for each."""
	if not batches:
		return {}
	items = dict(
		frappe.get_all(
			"Batch", {"name": ["in", list(batches)]}, ["name", "item"], order_by=None, as_list=True
		)
	)
	sources = sources_of(list(items))
	numbers = {number_of(source.supplier_batch) for of_batch in sources.values() for source in of_batch} - {
		""
	}
	of_item: dict[str, list[Certificate]] = {}
	for certificate in _in_force(set(items.values()), numbers):
		of_item.setdefault(certificate.item_code, []).append(certificate)
	return {
		batch: [
			Certified(source, [c for c in of_item.get(items[batch], ()) if source.is_certified_by(c, batch)])
			for source in of_batch
		]
		for batch, of_batch in sources.items()
	}


def are_any_rejected(items: Collection[str]) -> bool:
	"""Return whether a certificate of one of the items was ever rejected."""
	return bool(
		frappe.db.exists(
			CERTIFICATE, {"item_code": ["in", list(items)], "docstatus": 1, "decision": REJECTED}
		)
	)


def sources_of(batches: Collection[str]) -> dict[str, list[Source]]:
	"""Return what each batch came as: its receipts, else what its Batch says; cancelled vouchers do not count."""
	on_batch = {
		row.name: Source(row.supplier or "", (row.supplier_batch or "").strip(), "")
		for row in frappe.get_all(
			"Batch",
			{"name": ["in", list(batches)]},
			["name", "supplier", "supplier_batch"],
			order_by=None,
			limit_page_length=0,
		)
	}
	corrections = _corrections(batches)
	arrivals: dict[str, list[Source]] = {}
	for batch, source in _arrivals(batches, corrections):
		arrivals.setdefault(batch, []).append(source)
	return {batch: _sources(arrivals.get(batch, []), of_batch) for batch, of_batch in on_batch.items()}


def batches_of(supplier: str, item_code: str, supplier_batch: str, batch: str | None) -> list[str]:
	"""Return our batches that a certificate is for, in force or not."""
	if batch:
		return [batch]
	if not number_of(supplier_batch):
		return []
	named = site_ledger().batches_of_supplier_batch(supplier_batch, None)
	of_item = frappe.get_all(
		"Batch",
		{"name": ["in", named], "item": item_code},
		pluck="name",
		order_by="name",
		limit_page_length=0,
	)
	wanted = Certificate("", "", supplier, item_code, number_of(supplier_batch), "", "")
	sources = sources_of(of_item)
	return [name for name in of_item if any(source.is_certified_by(wanted, name) for source in sources[name])]


def batches_of_document(doc: Document) -> list[str]:
	"""Return our batches that a certificate is for."""
	return batches_of(doc.supplier or "", doc.item_code or "", doc.supplier_batch or "", doc.batch)


def _sources(arrivals: list[Source], on_batch: Source) -> list[Source]:
	"""Return what a batch came as. What is on the Batch speaks for arrivals without a number only if no arrival has one."""
	if not arrivals:
		return [on_batch]
	if not any(source.supplier_batch for source in arrivals):
		number = on_batch.supplier_batch
		arrivals = [
			source._replace(supplier=source.supplier or on_batch.supplier, supplier_batch=number)
			for source in arrivals
		]
	return list(dict.fromkeys(s._replace(voucher_no="") if s.supplier_batch else s for s in arrivals))


def _arrivals(batches: Collection[str], corrections: Corrections) -> Iterator[tuple[str, Source]]:
	"""Yield each batch with what received or made it; what a count finds has no source."""
	values = {"batches": tuple(batches) or ("",), "making": sorted(et.MAKING - COUNTED)}
	for batch, voucher_no, supplier, number in frappe.db.sql(ARRIVALS, values):
		right = corrected(number, corrections.get(batch, ())) if number else ""
		yield batch, Source(supplier or "", right, voucher_no)


def _corrections(batches: Collection[str]) -> Corrections:
	fields = ["batch", "old_supplier_batch", "new_supplier_batch"]
	rows = frappe.get_all(
		"Batch Correction",
		{"batch": ["in", list(batches)]},
		fields,
		order_by="name",
		as_list=True,
		limit_page_length=0,
	)
	return corrections_of(rows)


def _in_force(items: Collection[str], numbers: Collection[str]) -> list[Certificate]:
	if not (items and numbers):
		return []
	values = {"items": tuple(items), "numbers": tuple(numbers)}
	return [Certificate(*row) for row in frappe.db.sql(IN_FORCE, values)]
