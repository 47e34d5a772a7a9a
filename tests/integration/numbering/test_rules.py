"""A rule is checked when it is saved, and shown as it is written."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import numbering
from tests.integration.support.numbering import COUNT, DAY, item, rule, ruled, text
from tests.integration.support.plant import STORES, make

pytestmark = pytest.mark.usefixtures("plant")

ITEM = {"kind": "Item Code", "length": 4}


@pytest.mark.parametrize(
	("segments", "values", "words"),
	[
		([text("Bäcker"), COUNT], {}, "has the character <strong>ä"),
		([text("A B"), COUNT], {}, "which is not allowed"),
		([{"kind": "Supplier Batch"}, COUNT], {}, "enter the length of"),
		([text("A" * 18), COUNT], {}, "get <strong>21</strong> characters long"),
		([{"kind": "Date", "date_form": "YYWW"}, COUNT], {}, "Use GG"),
		([{"kind": "Date", "date_form": "TT.MM"}, COUNT], {}, "cannot be read"),
		([COUNT, COUNT], {}, "one sequence"),
		([DAY], {"no_gaps": 1}, "needs a sequence"),
		([COUNT], {"counted_for_each": "Item"}, "needs a segment of the kind"),
		([{"kind": "Date", "date_form": "DD"}, COUNT], {"restarts": "Every Day"}, "give numbers twice"),
		([{"kind": "Sequence"}], {}, "how many digits"),
		([{"kind": "Shift"}, COUNT], {}, "enter the shifts"),
		([COUNT], {"shifts": "6 o'clock A"}, "cannot be read at"),
		([{"kind": "Check Character"}], {}, "cannot come first"),
		([COUNT], {"child_separator": "ß"}, "separator"),
		([COUNT], {"child_width": 12}, "numbers of parts"),
	],
)
def test_what_a_rule_cannot_be(segments, values, words):
	with pytest.raises(frappe.ValidationError, match=words):
		rule(*segments, **values)


def test_a_rule_that_need_not_go_into_a_barcode():
	made = rule(text("Bäcker "), {"kind": "Warehouse"}, COUNT, gs1_safe=0, item_code=item())
	assert numbering.preview(made.item_code, warehouse=STORES) == "Bäcker Stores001"


def test_two_rules_for_the_same():
	code, _begin = ruled()
	with pytest.raises(frappe.ValidationError, match="is for the same item"):
		rule(item_code=code)
	rule(item_code=code, for_company="Trace Test Mill")
	rule(item_code=code, disabled=1)


def test_no_room_for_parts_is_told():
	rule(text("A" * 17), COUNT)
	assert "has to enter a number" in str(frappe.get_message_log())


def test_the_preview_of_a_form_that_is_not_saved():
	values = {
		"doctype": "Batch Numbering Rule",
		"name": "new",
		"gs1_safe": 1,
		"segments": [text("N-"), ITEM, COUNT],
	}
	shown = numbering.preview_of(frappe.as_json(values))
	assert (shown["number"], shown["part"], shown["length"]) == ("N-ITEM001", "N-ITEM001-1", 9)
	assert shown["assumed"] == ["Item Code"]
	values["segments"][0] = text("Ä")
	assert "not allowed" in numbering.preview_of(values)["problems"][0]
	for nonsense in (
		{"segments": [{"kind": "Nonsense"}]},
		{"segments": "x"},
		{"segments": [1]},
		{"first_number": "x"},
		{"segments": [{"kind": "Sequence", "width": "1e400"}]},
		{"maximum_hours": "nan"},
	):
		assert numbering.preview_of(nonsense)["number"] == ""


def test_the_preview_needs_the_right_to_read_the_item():
	code, _begin = ruled()
	frappe.set_user("Guest")
	with pytest.raises(frappe.PermissionError):
		numbering.preview(code)
	with pytest.raises(frappe.PermissionError):
		numbering.preview_of({})


def test_a_renamed_rule_counts_on():
	code, begin = ruled(no_gaps=1)
	make("Batch", item=code)
	name = frappe.db.get_value("Batch Numbering Rule", {"item_code": code})
	frappe.rename_doc("Batch Numbering Rule", name, f"{name} renamed")
	assert numbering.preview(code) == f"{begin}002"


def test_a_rule_that_has_numbered_batches_is_disabled_not_deleted():
	code, _begin = ruled(no_gaps=1)
	name = frappe.db.get_value("Batch Numbering Rule", {"item_code": code})
	batch = make("Batch", item=code).name
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc("Batch Numbering Rule", name)
	frappe.delete_doc("Batch", batch)
	frappe.delete_doc("Batch Numbering Rule", name)
	assert not frappe.db.exists("Batch Numbering Counter", {"numbering_rule": name})


def test_changes_of_a_rule_are_kept_as_versions():
	made = rule(item_code=item())
	made.first_number = 5
	made.save(ignore_version=False)
	assert frappe.db.exists("Version", {"ref_doctype": "Batch Numbering Rule", "docname": made.name})
