"""What a policy asks of a shipment: every fact alone, and temperatures at and beyond the limits in both units."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from batch_trace.core.control import dispatch
from batch_trace.core.control.loosening import milder_fields
from batch_trace.core.control.policy import Policy
from batch_trace.core.terms import temperatures
from batch_trace.core.terms.movements import Loaded
from batch_trace.core.terms.temperatures import CELSIUS, FAHRENHEIT, Temperature

FULL = Loaded(driver="Ann", seals="4711", temperature="4 °C", consignee="Store")
TENTHS = some.integers(-600, 1500).map(lambda tenths: tenths / 10)


def why(policy: Policy, typed: str) -> list[str]:
	return [each.why for each in dispatch.lacking(policy, "AB 1", FULL._replace(temperature=typed))]


def test_nothing_is_asked_without_a_policy_that_asks():
	assert not list(dispatch.lacking(Policy(), "", Loaded()))


def test_each_fact_is_asked_for_alone():
	for fact, field in dispatch.ASKED.items():
		policy = Policy(**{field: True})
		assert [each.fact for each in dispatch.lacking(policy, "", Loaded())] == [fact]
		assert not list(dispatch.lacking(policy, "AB 1", FULL))


@given(TENTHS, some.none() | TENTHS, some.none() | TENTHS)
def test_a_temperature_passes_exactly_between_its_limits(celsius, lowest, highest):
	policy = Policy(lowest_temperature=lowest, highest_temperature=highest)
	found = why(policy, str(Temperature(celsius)))
	if lowest is not None and celsius < lowest:
		assert found == [dispatch.TOO_COLD]
	elif highest is not None and celsius > highest:
		assert found == [dispatch.TOO_WARM]
	else:
		assert found == []


@given(TENTHS, some.sampled_from([CELSIUS, FAHRENHEIT]))
def test_a_temperature_is_read_as_it_was_written(degrees, unit):
	temperature = Temperature(degrees, unit)
	for text in (
		str(temperature),
		str(temperature).replace(".", ","),
		str(temperature).replace(" ", "").lower(),
	):
		assert temperatures.read(text) == temperature


@given(some.text(max_size=12))
def test_whatever_is_typed_is_a_temperature_or_none(text):
	read = temperatures.read(text)
	assert read is None or temperatures.read(str(read)) == read


def test_limits_ask_for_a_temperature_and_what_cannot_be_read_is_none():
	frozen = Policy(highest_temperature=-18.0)
	assert (why(frozen, ""), why(frozen, "cold")) == ([dispatch.MISSING], [dispatch.UNREADABLE])
	assert (why(frozen, "0 °F"), why(frozen, "-18"), why(frozen, "-17.9")) == (
		[dispatch.TOO_WARM],
		[],
		[dispatch.TOO_WARM],
	)


def test_wider_limits_are_milder_and_narrower_ones_are_not():
	chilled = Policy(lowest_temperature=2.0, highest_temperature=8.0, requires_seal=True)
	assert milder_fields(chilled, Policy()) == ("requires_seal", "lowest_temperature", "highest_temperature")
	assert milder_fields(
		chilled, Policy(lowest_temperature=0.0, highest_temperature=8.0, requires_seal=True)
	) == ("lowest_temperature",)
	assert milder_fields(Policy(), chilled) == ()
