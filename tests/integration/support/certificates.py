"""Suppliers' certificates, and the specification that they are compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import frappe

from batch_trace.api import status
from tests.integration.support.plant import SUPPLIER
from tests.integration.support.qa import PASSWORD, give_password

CERTIFICATE = "Certificate of Analysis"
SPECIFICATION: Sequence[Mapping[str, object]] = (
	{"specification": "Moisture", "numeric": 1, "min_value": 0, "max_value": 14},
	{"specification": "Protein", "numeric": 1, "min_value": 10, "max_value": 13},
	{"specification": "Colour", "numeric": 0, "value": "White"},
)
GOOD = (("Moisture", "12.5"), ("Protein", "11,5"), ("Colour", "white"))


def specify(item: str = "FLOUR", rows: Sequence[Mapping[str, object]] = SPECIFICATION) -> str:
	"""Give an item a Quality Inspection Template; return its name."""
	for row in rows:
		if not frappe.db.exists("Quality Inspection Parameter", row["specification"]):
			frappe.get_doc(doctype="Quality Inspection Parameter", parameter=row["specification"]).insert()
	template = frappe.get_doc(
		doctype="Quality Inspection Template",
		quality_inspection_template_name=f"{item} {frappe.generate_hash(length=6)}",
		item_quality_inspection_parameter=[dict(row) for row in rows],
	).insert()
	frappe.db.set_value("Item", item, "quality_inspection_template", template.name)
	frappe.clear_document_cache("Item", item)
	return template.name


def attach(content: str | None = None, name: str = "certificate.txt"):
	"""Return a private File of some content that no other test has."""
	said = content if content is not None else f"Certificate {frappe.generate_hash()}"
	return frappe.get_doc(doctype="File", file_name=name, content=said, is_private=1).insert()


def draft(number: str = "L-1", readings: Sequence[tuple] = GOOD, item: str = "FLOUR", **values: object):
	"""Return a saved draft for a supplier's batch; a reading is parameter and result, and a mapping of more."""
	doc = frappe.get_doc(
		{
			"doctype": CERTIFICATE,
			"supplier": SUPPLIER,
			"item_code": item,
			"supplier_batch": number,
			"certificate_no": "COA 4711",
			"file": attach().file_url,
			"readings": [
				{"parameter": parameter, "value": value, **(more[0] if more else {})}
				for parameter, value, *more in readings
			],
			**values,
		}
	)
	return doc.insert()


def review(doc, decision: str = "Accepted", **values: object):
	"""Decide on a draft, signed; return it as stored."""
	give_password(frappe.session.user)
	doc.update({"decision": decision, **values})
	doc.save()
	status.sign_and_submit(CERTIFICATE, doc.name, decision, PASSWORD)
	return doc.reload()


def accept(number: str = "L-1", **values: object):
	"""Enter and accept a certificate for a supplier's batch."""
	return review(draft(number, **values))


def reject(number: str = "L-1", **values: object):
	"""Enter and reject a certificate for a supplier's batch."""
	return review(draft(number, **values), "Rejected", reason="Moisture measured too late")


def reading(doc, parameter: str):
	"""Return the row of a parameter."""
	[row] = [row for row in doc.readings if row.parameter == parameter]
	return row
