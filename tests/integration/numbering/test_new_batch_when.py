"""A batch that by the rule should have ended takes no more goods, or takes them with a warning."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
import pytest
from frappe.utils import add_days, today

from batch_trace.control.numbering.ended import NewBatchNeeded
from tests.integration.support.numbering import numbers_of, receipt, ruled
from tests.integration.support.plant import make

pytestmark = pytest.mark.usefixtures("plant", "agreement")


@contextmanager
def refused(words: str) -> Iterator[None]:
	"""Expect a refusal, and take back what was done before it, as a request does."""
	frappe.db.savepoint("refused")
	with pytest.raises(NewBatchNeeded, match=words):
		yield
	frappe.db.rollback(save_point="refused")


def said() -> str:
	"""Return what was shown, and forget it."""
	shown = " ".join(str(message) for message in frappe.get_message_log())
	frappe.clear_messages()
	return shown


def at(time: str, day: str | None = None) -> dict:
	return {"set_posting_time": 1, "posting_date": day or add_days(today(), -2), "posting_time": time}


def make_some(plant, code: str, batch: str | None, qty: float, **when: object):
	plant.stock_entry("Material Receipt", [], [("SUGAR", "SUG-1", qty)], **at("00:00:01"))
	return plant.repack([("SUGAR", "SUG-1", qty)], [(code, batch, qty)], **when)


def test_rows_with_the_same_supplier_batch_share_one_of_ours(plant):
	code, begin = ruled(by_supplier_batch=1)
	values = receipt(code, 1, 2, 3, 4)
	for row, number in zip(values["items"], ("L1", "l 1", "L2", ""), strict=True):
		row["supplier_batch"] = number
	made = numbers_of(plant.submit("Purchase Receipt", **values))
	assert made == [f"{begin}001", f"{begin}001", f"{begin}002", f"{begin}003"]


def test_another_supplier_batch_is_not_received_into_it(plant):
	code, begin = ruled(by_supplier_batch=1, when_ended="Refuse")
	plant.submit("Purchase Receipt", **receipt(code, 1, supplier_batch="L1"))
	plant.receive(code, 1, f"{begin}001", supplier_batch="l 1")
	with refused("supplier's batch.*l 1.*L2.*Clear the batch in the row"):
		plant.receive(code, 1, f"{begin}001", supplier_batch="L2")


def test_more_than_the_maximum(plant):
	code, _begin = ruled(maximum_quantity=10)
	said()
	made = numbers_of(make_some(plant, code, None, 6))[0]
	assert "should have ended" not in said()
	make_some(plant, code, made, 6)
	assert "12" in (words := said()) and "more than 10" in words and made in words


def test_hours_after_the_first_production(plant):
	code, _begin = ruled(maximum_hours=4, when_ended="Refuse")
	made = numbers_of(make_some(plant, code, None, 6, **at("06:00:00")))[0]
	make_some(plant, code, made, 1, **at("09:59:00"))
	with refused("more than 4.* hours before"):
		make_some(plant, code, made, 1, **at("10:01:00"))


def test_another_shift(plant):
	code, _begin = ruled(by_shift=1, shifts="06:00 A\n14:00 B\n22:00 C", when_ended="Refuse")
	day = add_days(today(), -2)
	made = numbers_of(make_some(plant, code, None, 6, **at("23:00:00", day)))[0]
	make_some(plant, code, made, 1, **at("05:00:00", add_days(day, 1)))
	with refused("shift C began it, and this is shift A"):
		make_some(plant, code, made, 1, **at("06:00:00", add_days(day, 1)))


@pytest.fixture
def line(plant):
	"""A Work Order with an operation on a line of its own, whose batches end with a cleaning; the item, the order and a way to finish it."""
	name = frappe.generate_hash(length=6)
	workstation = make("Workstation", workstation_name=f"Line {name}").name
	operation = make("Operation", name=f"Mix {name}", workstation=workstation).name
	code, _begin = ruled(by_cleaning=1, when_ended="Refuse")
	plant.stock_entry("Material Receipt", [], [("SUGAR", "SUG-1", 100)], **at("00:00:01"))
	order = plant.work_order(
		code,
		10,
		{"SUGAR": 10},
		skip_transfer=1,
		from_wip_warehouse=0,
		operations=[{"operation": operation, "workstation": workstation, "time_in_mins": 10}],
	)
	return frappe._dict(item=code, order=order, workstation=workstation)


def finish(plant, line, time: str, batch: str | None = None) -> str:
	from erpnext.manufacturing.doctype.work_order.work_order import make_stock_entry

	frappe.db.set_value("Work Order Operation", {"parent": line.order.name}, "completed_qty", 10)
	entry = frappe.get_doc(make_stock_entry(line.order.name, "Manufacture", 2))
	entry.update(at(time))
	for row in entry.items:
		row.batch_no = "SUG-1" if row.item_code == "SUGAR" else batch
		row.use_serial_batch_fields = 1
	entry.insert()
	entry.submit()
	return numbers_of(entry)[0]


def clean(workstation: str, ends: str, **values: object) -> None:
	day = add_days(today(), -2)
	worker = frappe.get_all("Employee", pluck="name", limit=1)
	doc = frappe.get_doc(
		{
			"doctype": "Downtime Entry",
			"workstation": workstation,
			"operator": worker[0] if worker else None,
			"from_time": f"{day} 00:00:01",
			"to_time": f"{day} {ends}",
			"stop_reason": "Other",
			"is_cleaning": 1,
			**values,
		}
	)
	doc.flags.ignore_mandatory = True
	doc.insert()


def test_a_cleaning_of_the_line_ends_the_batch(plant, line):
	made = finish(plant, line, "06:00:00")
	clean(line.workstation, "08:00:00")
	finish(plant, line, "07:59:00", made)
	with refused(f"before workstation.*{line.workstation}.*was cleaned"):
		finish(plant, line, "08:00:00", made)
	assert finish(plant, line, "08:00:00") != made


@pytest.mark.parametrize(
	"other", [{"is_cleaning": 0}, {"workstation": "Another Line"}, {"ends": "05:59:00"}], ids=str
)
def test_what_is_no_cleaning_of_this_line_since_then_ends_nothing(plant, line, other):
	if place := other.get("workstation"):
		make("Workstation", workstation_name=place)
	made = finish(plant, line, "06:00:00")
	clean(**{"workstation": line.workstation, "ends": "08:00:00", **other})
	assert finish(plant, line, "09:00:00", made) == made


def test_the_job_card_says_where_the_order_was_worked_on(plant, line):
	elsewhere = make("Workstation", workstation_name=f"{line.workstation} B").name
	frappe.db.set_value("Job Card", {"work_order": line.order.name}, "workstation", elsewhere)
	made = finish(plant, line, "06:00:00")
	clean(line.workstation, "07:00:00")
	assert finish(plant, line, "08:00:00", made) == made
	clean(elsewhere, "09:00:00")
	with refused("was cleaned"):
		finish(plant, line, "10:00:00", made)
