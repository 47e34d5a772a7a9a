"""Who may not correct vouchers does not learn anything of batches either."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import corrections, trace
from tests.integration.corrections.test_right_batches import correct, lines
from tests.integration.support.access import as_user
from tests.integration.support.bakery import reader
from tests.integration.support.plant import OTHER_CUSTOMER, STORES, make
from tests.integration.support.qa import give_password
from tests.integration.support.roles import SHORT, user_of


@pytest.mark.parametrize("heading", sorted(set(SHORT) - {"QA Releaser"}))
def test_no_other_role_is_told_whether_there_is_a_batch_and_of_which_item(plant, heading):
	plant.receive("FLOUR", 10, "A")
	plant.batch("DOUGH", "D")
	note = plant.ship("FLOUR", 4, "A")
	line = {"voucher_type": note.doctype, "voucher_no": note.name, "row": note.items[0].name, "quantity": 1}
	as_user(user_of(heading))
	for right in ("D", "NONE", "A"):
		with pytest.raises(frappe.PermissionError, match="Batch QA Releaser"):
			corrections.correct_batches(
				[{**line, "warehouse": STORES, "batch": "A", "right_batch": right}], "the label says so"
			)


def test_a_trace_does_not_tell_of_corrections_for_a_customer_whom_the_user_may_not_read(plant):
	give_password()
	for batch in ("A", "B"):
		plant.receive("FLOUR", 10, batch)
	note = plant.ship("FLOUR", 4, "A")
	correct(*lines(note, "B"))
	user = reader("of-another-customer@example.com", "Batch Trace User", "Stock User")
	make("User Permission", user=user, allow="Customer", for_value=OTHER_CUSTOMER, apply_to_all_doctypes=1)
	as_user(user)
	answer = trace.trace("B")
	assert note.name not in str(answer)
	assert not answer["complete"]
