"""Reviewed certificates and the batches that they are for.

A batch may have come as several of a supplier's batches, and a supplier's batch may have become several of ours. What came is
asked of `sources`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import frappe
from frappe.model.document import Document

from batch_trace.control.certificates.sources import Source, number_of, sources_of
from batch_trace.ledger.site_ledger import site_ledger

CERTIFICATE = "Certificate of Analysis"
READING = "Certificate of Analysis Reading"
ACCEPTED, REJECTED = "Accepted", "Rejected"

IN_FORCE = """
	SELECT name, decision, supplier, item_code, compared_as, COALESCE(batch, ''), modified
	FROM `tabCertificate of Analysis` certificate
	WHERE docstatus = 1 AND item_code IN %(items)s AND compared_as IN %(numbers)s
		AND NOT EXISTS (SELECT 1 FROM `tabCertificate of Analysis` later
			WHERE later.replaces = certificate.name AND later.docstatus = 1)
	ORDER BY name
"""


class Certificate(NamedTuple):
	"""A submitted certificate that no other replaces; `number` is the supplier's batch as it is compared."""

	name: str
	decision: str
	supplier: str
	item_code: str
	number: str
	batch: str
	at: str


def is_for(certificate: Certificate, source: Source, batch: str) -> bool:
	"""Return whether a certificate is for a batch that came as a source.

	A rejected one is for all goods of its number that may be its supplier's. Any other needs what was recorded at a receipt, or names
	our batch.
	"""
	if number_of(source.supplier_batch) != certificate.number or certificate.batch not in ("", batch):
		return False
	may_be_theirs = source.supplier in ("", certificate.supplier)
	if certificate.decision == REJECTED or certificate.batch == batch:
		return may_be_theirs
	return certificate.supplier == source.supplier and not source.is_only_typed


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
			Certified(source, [c for c in of_item.get(items[batch], ()) if is_for(c, source, batch)])
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


def batches_of(
	supplier: str, item_code: str, supplier_batch: str, batch: str | None, decision: str = REJECTED
) -> list[str]:
	"""Return our batches that a certificate is for, in force or not; without a decision, all that a rejection would stop."""
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
	wanted = Certificate("", decision, supplier, item_code, number_of(supplier_batch), "", "")
	sources = sources_of(of_item)
	return [name for name in of_item if any(is_for(wanted, source, name) for source in sources[name])]


def batches_of_document(doc: Document) -> list[str]:
	"""Return our batches that a certificate is for."""
	return batches_of(
		doc.supplier or "", doc.item_code or "", doc.supplier_batch or "", doc.batch, doc.decision or REJECTED
	)


def _in_force(items: Collection[str], numbers: Collection[str]) -> list[Certificate]:
	if not (items and numbers):
		return []
	values = {"items": tuple(items), "numbers": tuple(numbers)}
	return [Certificate(*row) for row in frappe.db.sql(IN_FORCE, values)]
