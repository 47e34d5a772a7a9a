"""Exposure follows time: a batch is a vessel, and what was drawn before something came in cannot contain it."""

import pytest

from batch_trace.core.answer.trace import trace
from batch_trace.core.terms import event_types as et
from tests.unit.support.ledger_builder import Ledger

DAY = 24 * 60


def rows(answer, direction):
	return {row["batch"]: row for row in answer["batches"] if row["direction"] == direction}


def cleared(answer):
	return {(row["batch"], row["through"], row["voucher_no"]) for row in answer["cleared"]}


def customers(answer):
	return [row["voucher_no"] for row in answer["customers"]]


def codes(answer):
	return [gap["code"] for gap in answer["gaps"]]


@pytest.fixture
def silo():
	"""Monday's bread left the silo four days before the bad sugar came in, Tuesday's one day after."""
	ledger = Ledger()
	ledger.record(et.OPENING, (), [("SILO", "FLOUR", 10)], at=0)
	ledger.make([("SILO", "FLOUR", 5)], [("MON", "BREAD", 10)], et.REPACK, at=DAY)
	ledger.ship("MON", "BREAD", 5, voucher_no="DN-MON", at=DAY)
	ledger.record(et.OPENING, (), [("BAD", "FLOUR", 5)], at=5 * DAY)
	ledger.make([("BAD", "FLOUR", 5)], [("SILO", "FLOUR", 5)], et.REPACK, at=5 * DAY)
	ledger.make([("SILO", "FLOUR", 5)], [("TUE", "BREAD", 10)], et.REPACK, at=6 * DAY)
	ledger.ship("TUE", "BREAD", 5, voucher_no="DN-TUE", at=6 * DAY)
	return ledger


def test_what_left_before_is_cleared_and_listed(silo):
	answer = trace(silo.source(), ["BAD"], "forward")
	assert set(rows(answer, "forward")) == {"SILO", "TUE"} and customers(answer) == ["DN-TUE"]
	assert answer["complete"] and {link["target"] for link in answer["links"]} == {"SILO", "TUE"}
	assert rows(answer, "forward")["SILO"]["share"] == pytest.approx(1 / 3)
	assert rows(answer, "forward")["TUE"]["share"] == pytest.approx(1 / 2)
	batch, shipment = answer["cleared"]
	assert batch == {
		"batch": "MON",
		"serial_no": None,
		"item_code": "BREAD",
		"direction": "forward",
		"through": "SILO",
		"made": "2026-01-02 08:00:00.000000",
		"exposed_from": "2026-01-06 08:00:00.000000",
		"voucher_type": None,
		"voucher_no": None,
	}
	assert shipment == {**batch, "voucher_type": "Delivery Note", "voucher_no": "DN-MON"}


def test_backward_reads_the_same_chains(silo):
	answer = trace(silo.source(), ["MON"], "backward")
	assert set(rows(answer, "backward")) == {"SILO"} and rows(answer, "backward")["SILO"]["share"] == 1
	assert cleared(answer) == {("BAD", "SILO", None)}
	assert answer["cleared"][0]["exposed_from"] == "2026-01-06 08:00:00.000000"
	up = rows(trace(silo.source(), ["TUE"], "backward"), "backward")
	assert up["BAD"]["share"] == pytest.approx(1 / 2) and up["SILO"]["share"] == 1


@pytest.mark.parametrize("asked", ["on request", "by the settings"])
def test_time_ignored_shows_everything(silo, asked):
	source, ignore_time = silo.source(), asked == "on request"
	source = source if ignore_time else source.within(None)
	answer = trace(source, ["BAD"], "forward", ignore_time=ignore_time)
	assert set(rows(answer, "forward")) == {"SILO", "MON", "TUE"} and answer["cleared"] == []
	assert rows(answer, "forward")["MON"]["share"] == 0 and customers(answer) == ["DN-MON", "DN-TUE"]


@pytest.mark.parametrize(
	("hours", "exposed"), [(95.99, {"SILO", "TUE"}), (96, {"SILO", "TUE", "MON"}), (0, {"SILO", "TUE"})]
)
def test_tolerance_is_to_the_microsecond(silo, hours, exposed):
	source = silo.source().within(hours)
	assert set(rows(trace(source, ["BAD"], "forward"), "forward")) == exposed
	assert ("BAD" in rows(trace(source, ["MON"], "backward"), "backward")) == ("MON" in exposed)


def test_inside_the_tolerance_a_batch_is_exposed_with_share_zero(silo):
	mon = rows(trace(silo.source().within(100), ["BAD"], "forward"), "forward")["MON"]
	assert (mon["share"], mon["depth"], mon["quantity"]) == (0, 2, 10)


def test_cancelled_top_up_exposes_nothing(silo):
	as_of = silo._time(silo.clock)
	silo.cancel(5)
	source = silo.source()
	answer = trace(source, ["BAD"], "forward")
	assert rows(answer, "forward") == {} and answer["cleared"] == []
	assert set(rows(trace(source, ["BAD"], "forward", as_of=as_of), "forward")) == {"SILO", "TUE"}


def test_more_drawn_than_was_there_is_out_of_order_and_exposed(silo):
	event = silo.make([("SILO", "FLOUR", 9)], [("SUN", "BREAD", 2)], et.REPACK, at=2 * DAY)
	answer = trace(silo.source(), ["BAD"], "forward")
	assert set(rows(answer, "forward")) == {"SILO", "TUE", "SUN"}
	[gap] = [gap for gap in answer["gaps"] if gap["code"] == "out_of_order"]
	assert (gap["batch"], gap["voucher_no"], gap["severity"]) == ("SILO", f"V-{event}", "warning")
	up = trace(silo.source(), ["SUN"], "backward")
	assert "BAD" in rows(up, "backward") and "out_of_order" in codes(up)


def test_late_entry_of_a_receipt_exposes_what_was_drawn_before_it():
	ledger = Ledger()
	ledger.make([("F1", "FLOUR", 5)], [("B1", "BREAD", 10)], at=0)
	ledger.receive("RAW", at=3 * DAY)
	ledger.make([("RAW", "FLOUR", 5)], [("F1", "FLOUR", 5)], at=4 * DAY)
	answer = trace(ledger.source(), ["RAW"], "forward")
	assert set(rows(answer, "forward")) == {"F1", "B1"}
	assert {"consumed_before_received", "out_of_order"} <= set(codes(answer))


def test_shipments_before_the_exposure_are_cleared_with_their_returns(silo):
	silo.ship("SILO", "FLOUR", 1, "Early", voucher_no="DN-EARLY", at=2 * DAY)
	silo.give_back("SILO", "FLOUR", 1, "Early", against="DN-EARLY", at=7 * DAY)
	silo.ship("SILO", "FLOUR", 1, "Late", voucher_no="DN-LATE", at=7 * DAY)
	answer = trace(silo.source(), ["BAD"], "forward")
	assert customers(answer) == ["DN-TUE", "DN-LATE"]
	assert ("SILO", "SILO", "DN-EARLY") in cleared(answer)
	[row] = [row for row in answer["cleared"] if row["voucher_no"] == "DN-EARLY"]
	assert row["exposed_from"] == "2026-01-06 08:00:00.000000"
	of_silo = trace(silo.source(), ["SILO"], "forward")
	assert of_silo["cleared"] == [] and set(customers(of_silo)) == {"DN-EARLY", "DN-LATE", "DN-MON", "DN-TUE"}


def test_shipment_of_more_than_was_there_is_exposed(silo):
	silo.ship("SILO", "FLOUR", 6, "Early", voucher_no="DN-EARLY", at=2 * DAY)
	answer = trace(silo.source(), ["BAD"], "forward")
	assert "DN-EARLY" in customers(answer) and "out_of_order" in codes(answer)


def test_what_was_made_of_a_cleared_batch_is_cleared_by_the_same_reason(silo):
	silo.make([("MON", "BREAD", 2)], [("CRUMBS", "FLOUR", 1)], et.REPACK, at=8 * DAY)
	answer = trace(silo.source(), ["BAD"], "forward")
	assert {("MON", "SILO", None), ("CRUMBS", "SILO", None)} <= cleared(answer)
	up = trace(silo.source(), ["CRUMBS"], "backward")
	assert set(rows(up, "backward")) == {"MON", "SILO"} and cleared(up) == {("BAD", "SILO", None)}


def test_siblings_share_what_could_be_in_both(silo):
	silo.make([("BAD", "FLOUR", 1)], [("OTHER", "FLOUR", 1)], et.REPACK, at=9 * DAY)
	answer = trace(silo.source(), ["MON"], "siblings")
	assert set(rows(answer, "sibling")) == {"TUE"} and set(rows(answer, "backward")) == {"SILO"}
	assert cleared(answer) >= {("BAD", "SILO", None), ("OTHER", "SILO", None)}


def test_events_of_one_moment_follow_the_order_of_recording():
	ledger = Ledger()
	ledger.record(et.OPENING, (), [("TANK", "FLOUR", 4), ("A", "FLOUR", 4)], at=1)
	ledger.make([("TANK", "FLOUR", 2)], [("FIRST", "FLOUR", 2)], at=5)
	ledger.make([("A", "FLOUR", 2)], [("TANK", "FLOUR", 2)], at=5)
	ledger.make([("TANK", "FLOUR", 2)], [("SECOND", "FLOUR", 2)], at=5)
	shares = {b: row["share"] for b, row in rows(trace(ledger.source(), ["A"], "forward"), "forward").items()}
	assert shares == {"TANK": pytest.approx(1 / 3), "FIRST": 0, "SECOND": 0.5}


def test_depth_follows_what_is_possible(silo):
	"""The short way from BAD to END is too early; the long one is not."""
	silo.make([("SILO", "FLOUR", 1)], [("END", "FLOUR", 1)], et.REPACK, at=DAY)
	silo.make([("TUE", "BREAD", 2)], [("MID", "FLOUR", 1)], et.REPACK, at=7 * DAY)
	silo.make([("MID", "FLOUR", 1)], [("END", "FLOUR", 1)], et.REPACK, at=8 * DAY)
	source = silo.source()
	assert rows(trace(source, ["BAD"], "forward"), "forward")["END"]["depth"] == 4
	answer = trace(source, ["BAD"], "forward", max_depth=3)
	assert set(rows(answer, "forward")) == {"SILO", "TUE", "MID"} and "depth_cut" in codes(answer)
	assert answer["cleared"] == [] and "DN-MON" not in customers(answer)


def test_rework_counts_once_in_time():
	"""A tank gets back half of what left it; the second run has three parts of the first start in eight."""
	ledger = Ledger()
	ledger.receive("A", qty=4)
	ledger.receive("B", qty=4)
	ledger.make([("A", "FLOUR", 4)], [("TANK", "FLOUR", 4)])
	ledger.make([("TANK", "FLOUR", 4)], [("R1", "FLOUR", 4)])
	ledger.make([("B", "FLOUR", 4)], [("TANK", "FLOUR", 4)])
	ledger.make([("R1", "FLOUR", 4)], [("TANK", "FLOUR", 4)])
	ledger.make([("TANK", "FLOUR", 8)], [("R2", "FLOUR", 8)])
	source = ledger.source()
	down = {b: row["share"] for b, row in rows(trace(source, ["A"], "forward"), "forward").items()}
	assert down == {"TANK": pytest.approx(2 / 3), "R1": 1, "R2": 0.5}
	up = {b: row["share"] for b, row in rows(trace(source, ["R2"], "backward"), "backward").items()}
	assert up == {"TANK": 1, "R1": 0.5, "A": 0.5, "B": 0.5}


@pytest.fixture
def order():
	"""One Work Order, finished in two goes, with its material booked apart."""
	ledger = Ledger()
	ledger.receive("R1", qty=10, at=0)
	ledger.receive("R2", qty=10, at=0)
	ledger.consume([("R1", "FLOUR", 10)], "WO-1", at=10)
	ledger.make([], [("D1", "FLOUR", 10)], work_order="WO-1", at=20)
	ledger.ship("D1", "FLOUR", 10, voucher_no="DN-1", at=25)
	ledger.consume([("R2", "FLOUR", 10)], "WO-1", at=30)
	ledger.make([], [("D2", "FLOUR", 10)], work_order="WO-1", at=40)
	return ledger


def test_separate_consumption_goes_into_the_next_production(order):
	answer = trace(order.source(), ["R2"], "forward")
	assert {b: row["share"] for b, row in rows(answer, "forward").items()} == {"D2": 1}
	assert customers(answer) == [] and ("D1", "R2", None) in cleared(answer)
	assert [(link["target"], link["quantity"], link["confidence"]) for link in answer["links"]] == [
		("D2", 10, "inferred")
	]
	assert set(rows(trace(order.source(), ["D1"], "backward"), "backward")) == {"R1"}
	everything = trace(order.source(), ["R2"], "forward", ignore_time=True)
	assert set(rows(everything, "forward")) == {"D1", "D2"}


def test_consumption_after_the_last_production_belongs_to_it(order):
	order.receive("R3", qty=10, at=0)
	order.consume([("R3", "FLOUR", 10)], "WO-1", at=50)
	answer = trace(order.source(), ["R3"], "forward")
	assert {b: row["share"] for b, row in rows(answer, "forward").items()} == {"D2": 0.5}


def test_production_without_its_own_consumption_shares_the_one_before(order):
	order.make([], [("D3", "FLOUR", 30)], work_order="WO-1", at=45)
	answer = trace(order.source(), ["R2"], "forward")
	assert {link["target"]: link["quantity"] for link in answer["links"]} == {"D2": 2.5, "D3": 7.5}
	assert set(rows(trace(order.source(), ["D3"], "backward"), "backward")) == {"R2"}


def test_hidden_batches_and_moments_are_not_in_what_is_cleared(silo):
	class Only:
		def __init__(self, doctype, hidden):
			self.doctype, self.name = doctype, hidden

		def readable(self, doctype, names):
			return {name for name in names if (doctype, name) != (self.doctype, self.name)}

		def is_restricted(self, doctype):
			return doctype == self.doctype

	answer = trace(silo.source(), ["BAD"], "forward", access=Only("Batch", "MON"))
	assert answer["cleared"] == [] and "MON" not in repr(answer) and not answer["complete"]
	answer = trace(silo.source(), ["BAD"], "forward", access=Only("Batch", "SILO"))
	assert "SILO" not in repr(answer) and {row["through"] for row in answer["cleared"]} == {None}
	answer = trace(silo.source(), ["BAD"], "forward", access=Only("Customer", "Cafe"))
	assert cleared(answer) == {("MON", "SILO", None)}


def test_what_is_posted_into_the_past_later_clears_nothing(silo):
	silo.clock = 9 * DAY
	silo.ship("SILO", "FLOUR", 1, voucher_no="DN-LATE", at=2 * DAY)
	event = silo.make([("SILO", "FLOUR", 1)], [("ODD", "BREAD", 2)], et.REPACK, at=2 * DAY)
	answer = trace(silo.source(), ["BAD"], "forward")
	assert set(rows(answer, "forward")) == {"SILO", "TUE", "ODD"} and "DN-LATE" in customers(answer)
	said = {gap["voucher_no"]: gap for gap in answer["gaps"] if gap["code"] == "recorded_late"}
	assert set(said) == {"DN-LATE", f"V-{event}"} and said["DN-LATE"]["severity"] == "warning"
	assert "recorded on 2026-01-10 08:01" in said["DN-LATE"]["message"]
	up = trace(silo.source(), ["ODD"], "backward")
	assert "BAD" in rows(up, "backward") and "recorded_late" in codes(up)


def test_a_history_that_was_recorded_at_once_is_told_by_its_posting_times(silo):
	for row in (*silo.events, *silo.entries):
		row["recorded_at" if "recorded_at" in row else "creation"] = silo._time(20 * DAY + row["name"])
	answer = trace(silo.source(), ["BAD"], "forward")
	assert set(rows(answer, "forward")) == {"SILO", "TUE"} and "recorded_late" not in codes(answer)


def test_a_late_entry_that_was_recorded_before_the_exposure_is_believed(silo):
	silo.clock = 4 * DAY
	silo.make([("SILO", "FLOUR", 1)], [("ODD", "BREAD", 2)], et.REPACK, at=2 * DAY)
	for row in silo.events[4:6]:
		row["recorded_at"] = silo._time(5 * DAY)
	answer = trace(silo.source(), ["BAD"], "forward")
	assert set(rows(answer, "forward")) == {"SILO", "TUE"} and "ODD" in {
		row["batch"] for row in answer["cleared"]
	}


def test_a_receipt_that_is_posted_into_the_past_later_puts_nothing_in_order(silo):
	silo.make([("SILO", "FLOUR", 9)], [("SUN", "BREAD", 2)], et.REPACK, at=2 * DAY)
	silo.clock = 9 * DAY
	silo.record(et.OPENING, (), [("SILO", "FLOUR", 20)], at=DAY)
	answer = trace(silo.source(), ["BAD"], "forward")
	assert "SUN" in rows(answer, "forward") and "out_of_order" in codes(answer)
