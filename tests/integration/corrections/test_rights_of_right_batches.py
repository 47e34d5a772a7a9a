"""Who may not correct vouchers does not learn anything of batches either."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import corrections
from tests.integration.support.access import as_user
from tests.integration.support.plant import STORES
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
