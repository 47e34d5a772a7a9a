"""What a policy asks of a shipment besides its batches: vehicle, driver, seal, temperature, consignee."""

from collections.abc import Iterator
from typing import NamedTuple

from batch_trace.core.control.policy import Policy
from batch_trace.core.terms import temperatures
from batch_trace.core.terms.movements import Loaded

VEHICLE, DRIVER, SEALS, TEMPERATURE, CONSIGNEE = "vehicle", "driver", "seals", "temperature", "consignee"

ASKED = {
	VEHICLE: "requires_vehicle",
	DRIVER: "requires_driver",
	SEALS: "requires_seal",
	TEMPERATURE: "requires_temperature",
	CONSIGNEE: "requires_consignee",
}
"""For each fact, the field of a policy that asks for it."""

UNREADABLE, TOO_COLD, TOO_WARM, MISSING = "unreadable", "too_cold", "too_warm", "missing"

NOISE = 1e-6
"""Temperatures closer than this, in °C, are equal."""


class Lacking(NamedTuple):
	"""A fact of a shipment that does not meet a policy, and why."""

	fact: str
	why: str


def asked(policy: Policy) -> tuple[str, ...]:
	"""Return the facts that a policy asks for; who limits the temperature asks for it.

	>>> asked(Policy(requires_seal=True, highest_temperature=8.0)), asked(Policy())
	(('seals', 'temperature'), ())
	"""
	return tuple(
		fact
		for fact, field in ASKED.items()
		if getattr(policy, field) or (fact == TEMPERATURE and has_limits(policy))
	)


def has_limits(policy: Policy) -> bool:
	"""Return whether the policy limits the temperature at loading."""
	return policy.lowest_temperature is not None or policy.highest_temperature is not None


def lacking(policy: Policy, vehicle_no: str, loaded: Loaded) -> Iterator[Lacking]:
	"""Yield what a shipment lacks of what the policy asks for.

	>>> chilled = Policy(requires_vehicle=True, lowest_temperature=2.0, highest_temperature=8.0)
	>>> list(lacking(chilled, " ", Loaded(temperature="9 °C")))
	[Lacking(fact='vehicle', why='missing'), Lacking(fact='temperature', why='too_warm')]
	>>> list(lacking(chilled, "AB 1", Loaded(temperature="35.6 °F")))
	[]
	"""
	values = {
		VEHICLE: vehicle_no,
		DRIVER: loaded.driver,
		SEALS: loaded.seals,
		TEMPERATURE: loaded.temperature,
		CONSIGNEE: loaded.consignee,
	}
	for fact in asked(policy):
		value = values[fact].strip()
		if not value:
			yield Lacking(fact, MISSING)
		elif fact == TEMPERATURE and (why := _against_limits(policy, value)):
			yield Lacking(fact, why)


def _against_limits(policy: Policy, typed: str) -> str:
	temperature = temperatures.read(typed)
	if temperature is None:
		return UNREADABLE
	lowest, highest = policy.lowest_temperature, policy.highest_temperature
	if lowest is not None and temperature.celsius < lowest - NOISE:
		return TOO_COLD
	return TOO_WARM if highest is not None and temperature.celsius > highest + NOISE else ""
