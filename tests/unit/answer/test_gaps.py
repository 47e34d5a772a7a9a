"""Gaps: incomplete or implausible traces, and parts the caller may not read."""

import pytest

from batch_trace.core.answer.gaps import BACKFILL_INCOMPLETE, CODES, Gap
from batch_trace.core.answer.trace import trace
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.errors import StartNotReadable
from tests.unit.support.ledger_builder import Ledger


@pytest.fixture
def ledger():
	return Ledger()


def gaps_with_code(answer, code):
	return [gap for gap in answer["gaps"] if gap["code"] == code]


def test_orphan_went_out_but_never_came(ledger):
	ledger.make([("F1", "FLOUR", 5)], [("B1", "BREAD", 10)])
	answer = trace(ledger.source(), ["B1"], "backward")
	[gap] = gaps_with_code(answer, "orphan_batch")
	assert (gap["batch"], gap["severity"], answer["complete"]) == ("F1", "error", False)


@pytest.mark.parametrize("is_found", [False, True])
def test_what_a_sister_sells_on_under_its_own_number_has_an_origin_unless_a_count_found_some(
	ledger, is_found
):
	ledger.receive("F1")
	ledger.ship("F1", "FLOUR", 40)
	ledger.record(et.COMPANY_TRANSFER, (), [("F1", "FLOUR", 40)])
	ledger.make([("F1", "FLOUR", 40)], [("N1", "FLOUR", 40)], et.SUBSTITUTION)
	if is_found:
		ledger.record(et.ADJUSTMENT, (), [("N1", "FLOUR", 2)])
	ledger.ship("N1", "FLOUR", 20)
	ledger.record(et.COMPANY_TRANSFER, (), [("N1", "FLOUR", 20)])
	found = gaps_with_code(trace(ledger.source(), ["N1"], "backward"), "origin_unknown")
	assert bool(found) is is_found


def test_consumed_before_received(ledger):
	ledger.receive("F1", at=30)
	ledger.make([("F1", "FLOUR", 5)], [("B1", "BREAD", 10)], at=20)
	[gap] = gaps_with_code(trace(ledger.source(), ["B1"], "backward"), "consumed_before_received")
	assert gap["message"].startswith(
		"F1 left the stock on 2026-01-01 08:20, before it was received or made on 2026-01-01 08:30"
	)


@pytest.mark.parametrize("cancelled", ["receipt", "consumption"])
def test_consumed_before_received_looks_at_what_stands(ledger, cancelled):
	early = ledger.receive("F1", at=1)
	ledger.receive("F1", at=30)
	consumption = ledger.make([("F1", "FLOUR", 5)], [("B1", "BREAD", 10)], at=20)
	ledger.make([("F1", "FLOUR", 5)], [("B2", "BREAD", 10)], at=40)
	assert not gaps_with_code(trace(ledger.source(), ["F1"], "forward"), "consumed_before_received")
	ledger.cancel(early)
	if cancelled == "consumption":
		ledger.cancel(consumption)
	gaps = gaps_with_code(trace(ledger.source(), ["F1"], "forward"), "consumed_before_received")
	assert len(gaps) == (1 if cancelled == "receipt" else 0)


def test_negative_balance(ledger):
	ledger.receive("F1", qty=1)
	ledger.record(et.ISSUE, [("F1", "FLOUR", 3)])
	[gap] = gaps_with_code(trace(ledger.source(), ["F1"], "forward"), "negative_balance")
	assert gap["message"] == "F1 has a negative quantity in Stores: -2"


def test_gap_from_outside_makes_the_answer_incomplete(ledger):
	ledger.receive("F1")
	gap = Gap(BACKFILL_INCOMPLETE, ("2025",))
	answer = trace(
		ledger.source(), ["F1"], "forward", gaps_of=lambda nodes, onward, unit: [gap], translate=str.upper
	)
	assert answer["gaps"][0]["message"] == "THE BACK-FILL OF THE HISTORY HAS ONLY REACHED 2025"
	assert answer["complete"] is False


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_severity_and_words(code):
	severity, message = CODES[code]
	assert severity in ("error", "warning", "info")
	assert Gap(code, tuple("abcdefg")).message() == message.format(*"abcdefg")


class Only:
	"""Allows reading everything that is not on its list."""

	def __init__(self, **hidden):
		self.hidden = hidden

	def readable(self, doctype, names):
		return set(names) - set(self.hidden.get(doctype.replace(" ", "_"), ()))

	def is_restricted(self, doctype):
		return doctype.replace(" ", "_") in self.hidden


@pytest.fixture
def chain(ledger):
	ledger.receive("SECRET", supplier="Mill")
	ledger.make([("SECRET", "FLOUR", 5)], [("D1", "FLOUR", 5)])
	ledger.make([("D1", "FLOUR", 5)], [("B1", "BREAD", 10)], company="Sister")
	ledger.ship("B1", "BREAD", 4, "Cafe", warehouse="Shop")
	return ledger


def test_hidden_batch_is_walked_through_and_never_named(chain):
	chain.make([("B1", "BREAD", 2)], [("SECRET", "FLOUR", 1)])
	for direction, start in (("forward", "D1"), ("backward", "B1"), ("both", "D1"), ("siblings", "B1")):
		answer = trace(chain.source(), [start], direction, access=Only(Batch=["SECRET"]))
		assert "SECRET" not in repr(answer)
		assert gaps_with_code(answer, "permission_cut") and answer["complete"] is False
	batches = trace(chain.source(), ["SECRET", "D1"], "forward", access=Only(Batch=["D1"]))["batches"]
	assert [row["batch"] for row in batches] == ["SECRET", "B1"]


def test_hidden_company_voucher_warehouse_and_parties(chain):
	everything = trace(chain.source(), ["SECRET"], "forward")
	assert everything["complete"] and len(everything["links"]) == 2
	for hidden, word in (
		({"Company": ["Sister"]}, "Sister"),
		({"Warehouse": ["Shop"]}, "Shop"),
		({"Customer": ["Cafe"]}, "Cafe"),
		({"Supplier": ["Mill"]}, "Mill"),
	):
		answer = trace(chain.source(), ["SECRET"], "forward", access=Only(**hidden))
		assert word not in repr(answer) and gaps_with_code(answer, "permission_cut")
	answer = trace(chain.source(), ["SECRET"], "forward", access=Only(Company=["Sister"]))
	assert [link["target"] for link in answer["links"]] == ["D1"]


def test_batch_of_a_hidden_company_alone_is_never_named(chain):
	chain.make([("B1", "BREAD", 1)], [("X1", "BREAD", 1)], company="Sister")
	answer = trace(chain.source(), ["SECRET"], "forward", access=Only(Company=["Sister"]))
	assert "X1" not in repr(answer) and gaps_with_code(answer, "permission_cut")
	with pytest.raises(StartNotReadable, match="You may not read Batch X1"):
		trace(chain.source(), ["X1"], "backward", access=Only(Company=["Sister"]))


def test_hidden_serial_number(ledger):
	ledger.make([(None, "MOTOR", 1, "SN-1")], [("M1", "MOTOR", 1)])
	answer = trace(ledger.source(), ["M1"], "backward", access=Only(Serial_No=["SN-1"]))
	assert "SN-1" not in repr(answer) and gaps_with_code(answer, "permission_cut")


def test_hidden_start_is_refused(chain):
	with pytest.raises(StartNotReadable, match="You may not read Batch D1"):
		trace(chain.source(), ["D1"], "forward", access=Only(Batch=["D1"]))


def test_status_is_asked_once_and_a_place_may_have_its_own(chain):
	asked = []

	def status_of(facts):
		asked.append((set(facts.identities), {place for _, place, _ in facts.on_hand}))
		return {("B1", None): "On Hold", ("B1", "Stores"): "Quarantine"}

	answer = trace(chain.source(), ["D1"], "forward", status_of=status_of)
	assert asked == [({"D1", "B1"}, {"Stores", "Shop"})]
	assert {row["batch"]: row["status"] for row in answer["batches"]} == {"D1": None, "B1": "On Hold"}
	assert {row["warehouse"]: row["status"] for row in answer["on_hand"]} == {
		"Stores": "Quarantine",
		"Shop": "On Hold",
	}
	seen = trace(chain.source(), ["D1"], "forward", status_of=status_of, access=Only(Warehouse=["Shop"]))
	assert [(row["warehouse"], row["status"]) for row in seen["on_hand"]] == [("Stores", "Quarantine")]


def test_quantities_leave_out_what_a_hidden_company_received_and_made(ledger):
	ledger.receive("F1", qty=100)
	ledger.receive("F1", qty=40, company="Sister")
	ledger.make([("F1", "FLOUR", 5), (None, "WATER", 2)], [("B1", "BREAD", 10)])
	ledger.make([("F1", "FLOUR", 5), (None, "WATER", 7)], [("B1", "BREAD", 6)], company="Sister")
	answer = trace(ledger.source(), ["F1"], "forward", access=Only(Company=["Sister"]))
	assert {row["batch"]: row["quantity"] for row in answer["batches"]} == {"F1": 100, "B1": 10}
	assert [gap["message"] for gap in gaps_with_code(answer, "untracked_input")] == [
		"2 Kg of Water without batch or serial number were consumed"
	]
	assert [row["quantity"] for row in answer["suppliers"]] == [100]
