"""What users limited to another company or customer get by lists of child tables, pickers, traces, picks and holds: nothing."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import fefo, holds, pickers, status
from batch_trace.api.trace import trace
from batch_trace.control.loosening import evidence as control_changes
from batch_trace.ledger import bulk
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.compat import readable_condition
from tests.integration.support.access import OTHER_COMPANY, as_user, other_company
from tests.integration.support.bakery import reader
from tests.integration.support.plant import COMPANY, CUSTOMER, GOODS, OTHER_CUSTOMER, STORES, make_item
from tests.integration.support.qa import control, decide, hold
from tests.integration.support.reserving import order, reserve

pytestmark = pytest.mark.usefixtures("plant")
QA_ROLES = ("Quality Manager", "Stock Manager", "Stock User", "Batch QA Releaser", "Sales Manager")


@pytest.fixture
def stock(plant):
	"""A batch in one company, held, decided on and reserved."""
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	reserve("Sales Order", order("FLOUR", 2).name, ("F2", 2))
	hold("F1")
	decide("Rejected", "F1")
	return plant


@pytest.fixture
def far(stock):
	"""A user of another company with every right there."""
	user = reader("qa-far-away@example.com", *QA_ROLES, company=other_company())
	as_user(user)
	return user


@pytest.mark.parametrize(
	("child", "parent"),
	[
		("Batch Hold Batch", "Batch Hold"),
		("Batch Disposition Batch", "Batch Disposition"),
		("Batch Disposition Evidence", "Batch Disposition"),
		("Batch Reservation Batch", "Batch Reservation"),
	],
)
def test_rows_of_another_companys_documents_are_not_listed(stock, far, child, parent):
	assert frappe.client.get_list(child, fields=["name", "parent"], parent=parent) == []
	assert frappe.client.get_list(parent) == []
	frappe.set_user("Administrator")
	if child != "Batch Disposition Evidence":
		assert frappe.client.get_list(child, fields=["name"], parent=parent)


def test_they_do_not_hold_or_decide_on_stock_of_another_company(stock, far):
	with pytest.raises(frappe.PermissionError, match=r"F2.*only in warehouses that you may not read"):
		status.hold("F2", "mischief")
	with pytest.raises(frappe.PermissionError):
		frappe.get_doc(doctype="Batch Hold", reason="mischief", batches=[{"batch": "F2"}]).insert()
	with pytest.raises(frappe.PermissionError):
		status.dispose("F2", "Rejected", "mischief", "password")


def test_a_batch_without_stock_may_be_held_by_all(stock, far):
	frappe.set_user("Administrator")
	stock.batch("FLOUR", "F9")
	frappe.set_user(far)
	status.hold("F9", "announced by the supplier")


def test_pickers_offer_nothing_of_another_companys_warehouse(stock, far):
	for ask in (
		lambda: pickers.batches("Batch", "", "name", 0, 20, {"item_code": "FLOUR", "warehouse": STORES}),
		lambda: pickers.auto_data(item_code="FLOUR", warehouse=STORES, has_batch_no=1, qty=1),
	):
		with pytest.raises(frappe.PermissionError, match="may not read"):
			ask()


def test_they_read_nothing_of_a_batch_that_is_only_in_another_company(stock, far):
	for ask in (
		lambda: holds.in_force("F1"),
		lambda: status.batch_status("F1"),
		lambda: status.preview_hold("F1"),
		lambda: status.release_offered("F1", "mischief", "password"),
	):
		with pytest.raises(frappe.PermissionError, match=r"F1.*only in warehouses that you may not read"):
			ask()


def test_the_form_of_a_batch_that_is_only_in_another_company_opens_quietly(stock, far):
	frappe.clear_messages()
	assert status.for_form("F1") is None
	assert not frappe.message_log
	frappe.set_user("Administrator")
	told = status.for_form("F1")
	assert told["status"]["status"] == "Rejected" and [hold["batch"] for hold in told["holds"]] == ["F1"]


FLOUR = {"item_code": "FLOUR"}


@pytest.mark.parametrize("filters", [FLOUR, {**FLOUR, "is_inward": 1}, {"item": "FLOUR"}], ids=str)
@pytest.mark.parametrize("show_all", [0, 1])
def test_pickers_without_a_warehouse_offer_nothing_of_another_company(stock, far, filters, show_all):
	asked = {**filters, "batch_trace": {"show_all": show_all}}
	assert pickers.batches("Batch", "F", "name", 0, 20, dict(asked)) == []
	frappe.set_user("Administrator")
	assert pickers.batches("Batch", "F", "name", 0, 20, dict(asked))


@pytest.mark.parametrize(
	"facts", [{"has_batch_no": 1}, {"has_batch_no": 1, "qty": 1}, {"has_serial_no": 1}], ids=str
)
def test_erpnexts_dialog_without_a_warehouse_fetches_nothing_of_another_company(stock, far, facts):
	item = "SERIAL" if "has_serial_no" in facts else "FLOUR"
	if item == "SERIAL":
		frappe.set_user("Administrator")
		make_item("SERIAL", has_serial_no=1)
		serial = frappe.get_doc(doctype="Serial No", serial_no="S-FAR", item_code="SERIAL")
		serial.db_insert()
		serial.db_set("warehouse", STORES)
		frappe.set_user(far)
	assert not pickers.auto_data(item_code=item, **facts)
	frappe.set_user("Administrator")
	assert pickers.auto_data(item_code=item, **facts)


def test_a_batch_in_both_companies_is_offered_with_what_is_in_sight(stock, far):
	frappe.set_user("Administrator")
	place = frappe.get_doc(
		doctype="Warehouse", warehouse_name="Far", name="Far - QAC", company=OTHER_COMPANY, is_group=0
	)
	place.db_insert()
	balance = frappe.db.get_value("Batch Balance", {"batch": "F2"}, "*", as_dict=True)
	row = {**balance, "name": "far", "warehouse": place.name, "qty": 3}
	bulk.insert("Batch Balance", tuple(row), [tuple(row.values())])
	as_user(far)
	for inward in (0, 1):
		filters = {**FLOUR, "is_inward": inward, "batch_trace": {"show_all": 1}}
		[row] = pickers.batches("Batch", "F", "name", 0, 20, filters)
		assert row[0] == "F2"
		assert 3 in row
		assert 10 not in row


@pytest.mark.parametrize(
	("start", "filters"),
	[
		(-1, FLOUR),
		(0, {**FLOUR, "warehouse": ["=", STORES]}),
		(0, {"item_code": ["like", "%"]}),
		(0, {**FLOUR, "batch_trace": ["x"]}),
		(0, {**FLOUR, "warehouse": STORES, "batch_trace": {"voucher_type": ["x"]}}),
		(0, ["x"]),
	],
	ids=str,
)
def test_pickers_refuse_what_they_do_not_understand(stock, start, filters):
	with pytest.raises(frappe.ValidationError, match="must be"):
		pickers.batches("Batch", "", "name", start, 20, filters)


def test_batches_are_not_chosen_in_drafts_for_another_companys_warehouse(stock, far):
	frappe.set_user("Administrator")
	draft = frappe.get_doc(
		doctype="Stock Entry", stock_entry_type="Material Issue", purpose="Material Issue", company=COMPANY
	)
	draft.append("items", {"item_code": "FLOUR", "qty": 1, "s_warehouse": STORES})
	draft.insert()
	draft.db_set("company", OTHER_COMPANY)
	frappe.set_user(far)
	for ask in (fefo.fill, fefo.open_rows, fefo.out_of_turn, fefo.put_in_order):
		with pytest.raises(frappe.PermissionError, match="may not read Warehouse"):
			ask("Stock Entry", draft.name)


def test_what_a_user_may_not_read_leaves_no_message(stock, far):
	user = reader("of-nothing@example.com")
	frappe.clear_messages()
	frappe.msgprint("kept")
	assert not UserAccess(user).readable("Project", ["P"])
	with pytest.raises(frappe.PermissionError):
		readable_condition("Sales Order", user)
	assert [message["message"] for message in frappe.get_message_log()] == ["kept"]


def evidence(stock) -> dict[str, str]:
	"""Write an override and changes of control of the other company down, as the administrator; return their names."""
	frappe.set_user("Administrator")
	override = frappe.get_doc(
		doctype="Batch Override",
		voucher_type="Delivery Note",
		voucher_no="DN-FAR",
		batch="F1",
		reason="secret",
	)
	override.flags.ignore_links = True
	override.name = "OVR-FAR"
	override.db_insert()
	changed = {
		"warehouse": ("Warehouse", STORES, ["F1"]),
		"empty warehouse": ("Warehouse", GOODS, []),
		"policy": ("Batch Control Policy", "Mild", ["F1", "F2"]),
		"settings": ("Batch Trace Settings", "Batch Trace Settings", ["F1"]),
	}
	changes = {
		what: control_changes.keep(doctype, name, ["less"], batches, "secret")
		for what, (doctype, name, batches) in changed.items()
	}
	return {"override": override.name, **changes}


def test_overrides_and_changes_of_control_of_another_company_are_not_listed(stock, far):
	names = evidence(stock)
	everyones = control_changes.keep("Batch Trace Settings", "Batch Trace Settings", ["less"], [], "for all")
	as_user(far)
	assert frappe.get_list("Batch Override") == []
	assert frappe.get_list("Batch Control Change", pluck="name") == [int(everyones)]
	for what, name in names.items():
		doctype = "Batch Override" if what == "override" else "Batch Control Change"
		assert not frappe.has_permission(doctype, "read", doc=frappe.get_doc(doctype, name)), what
	as_user(reader("qa-here@example.com", *QA_ROLES, company=COMPANY))
	assert frappe.get_list("Batch Override", pluck="name") == [names["override"]]
	assert len(frappe.get_list("Batch Control Change")) == len(names)


@pytest.mark.parametrize("length", [1, 20])
def test_the_picker_of_screens_that_move_nothing_leaves_batches_of_another_company_out(stock, far, length):
	assert pickers.any_batch("Batch", "F", "name", 0, length) == []
	as_user(reader("qa-here@example.com", *QA_ROLES, company=COMPANY))
	assert pickers.any_batch("Batch", "F1", "name", 0, length)[0][0] == "F1"


@pytest.fixture
def customers_user(plant):
	"""A user of one customer, and a delivery to the other one."""
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	note = plant.ship("FLOUR", 1, "F1", customer=CUSTOMER)
	as_user(reader("of-the-other@example.com", "Stock User", "Sales User", customer=OTHER_CUSTOMER))
	return note


def test_a_trace_does_not_start_from_a_voucher_that_the_user_may_not_read(customers_user):
	with pytest.raises(frappe.PermissionError, match="may not read"):
		trace(customers_user.name, "Delivery Note")
	frappe.set_user("Administrator")
	assert trace(customers_user.name, "Delivery Note")["batches"]


def test_picks_for_another_customer_are_not_listed(customers_user):
	assert frappe.get_list("Batch Pick", {"voucher_no": customers_user.name}) == []
	pick = frappe.get_all("Batch Pick", {"voucher_no": customers_user.name}, pluck="name")[0]
	assert not frappe.has_permission("Batch Pick", "read", doc=frappe.get_doc("Batch Pick", pick))
	report = "batch_trace.batch_trace.report.fefo_compliance.fefo_compliance.execute"
	rows = frappe.get_attr(report)({})[1]
	assert customers_user.name not in frappe.as_json(rows)
