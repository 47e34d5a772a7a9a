"""The supplier's number of the goods is found under the right batch, also where only the Batch had it."""

from __future__ import annotations

import frappe

from batch_trace.api import trace
from batch_trace.core.answer.trace import trace as trace_of
from batch_trace.core.genealogy.starts import resolve
from batch_trace.core.ledger_file.file import open_ledger
from batch_trace.ledger.export import export
from tests.integration.corrections.test_right_batches import correct, lines
from tests.integration.support.findings import problems
from tests.integration.support.qa import give_password


def found(supplier_batch: str) -> list[str]:
	return [row["batch"] for row in trace.trace(supplier_batch, start_type="Supplier Batch")["batches"]]


def test_a_number_that_only_the_batch_had_goes_along_and_comes_back(plant):
	give_password()
	plant.batch("FLOUR", "C", supplier_batch="S-9")
	receipt = plant.receive("FLOUR", 7, "C")
	plant.batch("FLOUR", "RIGHT")
	correct(*lines(receipt, "RIGHT", "C"))
	assert found("S-9") == ["RIGHT"]
	correct(*lines(receipt, "C", "RIGHT"))
	assert found("S-9") == ["C"]


def test_the_number_on_the_papers_finds_the_goods_under_their_right_batch(plant, tmp_path):
	give_password()
	receipt = plant.receive("FLOUR", 7, "C", supplier_batch="S-9")
	plant.receive("FLOUR", 1, "D", supplier_batch="S-5")
	plant.repack([("FLOUR", "C", 2)], [("DOUGH", "X", 2)])
	used = frappe.get_last_doc("Stock Entry")
	correct(*lines(receipt, "D", "C"), *lines(used, "D", "C"))
	assert found("S-9") == ["D", "X"]
	export(str(path := tmp_path / "ledger.sqlite"))
	source = open_ledger(path)
	assert [
		row["batch"] for row in trace_of(source, resolve(source, "S-9", "Supplier Batch"))["batches"]
	] == ["D", "X"]
	correct(*lines(receipt, "C", "D"), *lines(used, "C", "D"))
	assert found("S-9") == ["C", "X"]


def test_each_batch_gets_its_own_number_back(plant):
	give_password()
	plant.batch("FLOUR", "C", supplier_batch="S-9")
	receipt = plant.receive("FLOUR", 7, "C")
	plant.receive("FLOUR", 1, "D", supplier_batch="S-5")
	correct(*lines(receipt, "D", "C"))
	assert (found("S-5"), found("S-9")) == (["D"], ["D"])
	correct(*lines(receipt, "C", "D"))
	assert (found("S-9"), found("S-5")) == (["C"], ["D"])
	assert problems() == []
