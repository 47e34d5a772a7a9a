"""Every kind of record that is signed shows its signatures: on its form and in its prints."""

from __future__ import annotations

from pathlib import Path

import frappe
import pytest

from batch_trace.api import corrections
from batch_trace.control.corrections.evidence import CORRECTION
from batch_trace.control.loosening.evidence import CHANGE
from tests.integration.support.qa import PASSWORD, control, give_password

pytestmark = pytest.mark.usefixtures("plant")
FIELD = "{{ batch_trace_signatures(doc) }}"
SIGNED = ("Batch Disposition", "Batch Hold", "Batch Override", CORRECTION, CHANGE)


@pytest.fixture
def corrected(plant) -> str:
	"""The evidence of a corrected date, signed."""
	control("FLOUR")
	plant.batch("FLOUR", "F1", expiry_date=plant.later(30), manufacturing_date=plant.later(-9))
	plant.receive("FLOUR", 10, "F1", supplier_batch="L-1")
	plant.ship("FLOUR", 1, "F1")
	give_password()
	return corrections.correct("F1", {"manufacturing_date": plant.later(-400)}, "The label says so", PASSWORD)


@pytest.mark.parametrize("doctype", SIGNED)
def test_the_form_of_what_is_signed_shows_who_signed(doctype):
	assert FIELD in [field.options for field in frappe.get_meta(doctype).fields]
	script = f"{frappe.scrub(doctype)}.js"
	path = Path(frappe.get_module_path("Batch Trace", "doctype", frappe.scrub(doctype), script))
	assert "batch_trace.show_signatures(frm)" in path.read_text()


def test_a_signed_correction_is_printed_with_its_signature(corrected):
	page = frappe.get_print(CORRECTION, corrected)
	assert "Electronic Signatures" in page and "Corrected" in page and "Signature broken" not in page


def test_a_correction_is_called_after_its_batch_and_shows_only_what_changed(corrected):
	doc = frappe.get_doc(CORRECTION, corrected)
	assert doc.get_title() == "F1"
	assert "L-1" not in frappe.get_print(CORRECTION, corrected)
	for field in ("old_supplier_batch", "new_supplier_batch"):
		assert not frappe.safe_eval(_as_python(doc.meta.get_field(field).depends_on), None, {"doc": doc})


def _as_python(expression: str) -> str:
	return expression.removeprefix("eval:").replace("||", "or").replace("!==", "!=")


def test_no_evidence_is_called_by_a_mere_number():
	for doctype in ("Batch Control Change", "Trace Gap Repair", "Batch Reservation Use", "Submitted Row"):
		assert frappe.get_meta(doctype).title_field
