"""A batch that by the rule should have ended takes no more goods, or takes them with a warning."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
import pytest
from frappe.utils import add_days, today

from batch_trace.control.numbering.ended import NewBatchNeeded
from tests.integration.support.numbering import numbers_of, receipt, ruled

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
