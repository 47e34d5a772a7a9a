"""The supplier's number of the goods is found under the right batch, also where only the Batch had it."""

from __future__ import annotations

from batch_trace.api import trace
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


def test_each_batch_gets_its_own_number_back(plant):
	give_password()
	plant.batch("FLOUR", "C", supplier_batch="S-9")
	receipt = plant.receive("FLOUR", 7, "C")
	plant.receive("FLOUR", 1, "D", supplier_batch="S-5")
	correct(*lines(receipt, "D", "C"))
	assert found("S-5") == ["D"]
	correct(*lines(receipt, "C", "D"))
	assert (found("S-9"), found("S-5")) == (["C"], ["D"])
	assert problems() == []
