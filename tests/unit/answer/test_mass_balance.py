"""Mass balance: each kind of movement has its account, and any difference is shown as unexplained."""

from batch_trace.core.answer.mass_balance import balances
from batch_trace.core.terms import event_types as et
from tests.unit.support.ledger_builder import Ledger


def test_every_account():
	ledger = Ledger()
	ledger.receive("F1", qty=100)
	ledger.record(et.OPENING, (), [("F1", "FLOUR", 10)])
	ledger.make([("F0", "FLOUR", 5)], [("F1", "FLOUR", 5)], et.REPACK)
	ledger.make([("F1", "FLOUR", 30)], [("B1", "BREAD", 60)])
	ledger.record(et.CAPITALIZATION, [("F1", "FLOUR", 1)])
	ledger.ship("F1", "FLOUR", 20)
	ledger.give_back("F1", "FLOUR", 2)
	ledger.record(et.SUPPLIER_RETURN, [("F1", "FLOUR", 3)])
	ledger.record(et.ISSUE, [("F1", "FLOUR", 4)])
	ledger.record(et.ADJUSTMENT, [("F1", "FLOUR", 6)], [("F1", "FLOUR", 1)])
	ledger.transfer("F1", "FLOUR", 9)
	ledger.cancel(ledger.ship("F1", "FLOUR", 7))
	assert balances(ledger.source(), ["F1"])["F1"] == {
		"received": 110,
		"made": 5,
		"returned": 2,
		"adjusted": -5,
		"consumed": 31,
		"shipped": 20,
		"returned_to_supplier": 3,
		"scrapped": 4,
		"on_hand": 54,
		"unexplained": 0,
	}


def test_on_hand_from_an_independent_source_uncovers_a_difference():
	ledger = Ledger()
	ledger.receive("F1", qty=100)
	ledger.receive("F2", qty=1)
	result = balances(ledger.source(), ["F1", "F2", "F3"], {"F1": 97.5})
	assert {batch: row["unexplained"] for batch, row in result.items()} == {"F1": 2.5, "F2": 1, "F3": 0}


def test_noise_of_floating_point_is_no_difference():
	ledger = Ledger()
	for qty in (0.1, 0.2, 0.7):
		ledger.receive("F1", qty=qty)
	assert balances(ledger.source(), ["F1"], {"F1": 1.0000000000000002})["F1"]["unexplained"] == 0


def test_serial_number_balances():
	ledger = Ledger()
	ledger.record(et.RECEIPT, (), [(None, "MOTOR", 1, "SN-1")])
	result = balances(ledger.source(), ["\x00SN-1"])["\x00SN-1"]
	assert (result["received"], result["on_hand"], result["unexplained"]) == (1, 1, 0)


def test_what_arrives_in_a_sister_company_is_neither_received_again_nor_shipped():
	ledger = Ledger()
	ledger.receive("F1", qty=100)
	ledger.ship("F1", "FLOUR", 40, "Sister")
	on_the_way = balances(ledger.source(), ["F1"])["F1"]
	ledger.record(et.COMPANY_TRANSFER, (), [("F1", "FLOUR", 30)])
	arrived = balances(ledger.source(), ["F1"])["F1"]
	assert (on_the_way["shipped"], arrived["shipped"]) == (40, 10)
	assert (arrived["received"], arrived["on_hand"], arrived["unexplained"]) == (100, 90, 0)
