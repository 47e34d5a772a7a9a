"""Words that both versions and all languages have the same."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import fefo, holds, status
from batch_trace.ledger.access import check_readable
from batch_trace.ledger.compat import either
from tests.integration.support.access import as_user
from tests.integration.support.bakery import reader
from tests.integration.support.plant import STORES


@pytest.mark.parametrize(
	("words", "joined"), [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")]
)
def test_alternatives(site, words, joined):
	assert either(words) == joined


def test_alternatives_in_another_language(site, monkeypatch):
	monkeypatch.setattr(frappe.local, "lang", "de")
	assert either(["a", "b"]) == "a oder b"


def test_what_is_not_there_and_what_one_may_not_read_is_said_alike_everywhere(plant):
	plant.receive("FLOUR", 1, "F1")
	missing = [
		lambda: status.batch_status("NO-SUCH"),
		lambda: holds.in_force("NO-SUCH"),
		lambda: fefo.allocate("NO-SUCH", STORES, 1),
		lambda: check_readable("Batch", ["F1", "NO-SUCH"]),
	]
	for call in missing:
		with pytest.raises(
			frappe.DoesNotExistError, match=r"(Batch|Item) <strong>NO-SUCH</strong> does not exist"
		):
			call()
	as_user(reader("reads-nothing@example.com", "Website Manager"))
	for call in (lambda: status.batch_status("F1"), lambda: holds.in_force("F1")):
		with pytest.raises(frappe.PermissionError, match=r"may not read Batch <strong>F1</strong>"):
			call()
