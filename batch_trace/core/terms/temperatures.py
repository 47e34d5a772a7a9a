"""Temperatures as people type them: a number, with a decimal point or comma, in °C or °F."""

import re
from typing import NamedTuple

CELSIUS, FAHRENHEIT = "°C", "°F"
ABSOLUTE_ZERO = -273.15

_TYPED = re.compile(r"([+\-−–]?)\s*(\d{1,4}(?:[.,]\d{1,3})?)\s*[°º˚]?\s*([CF]?)", re.IGNORECASE)


class Temperature(NamedTuple):
	"""A temperature in the unit in which it was read."""

	degrees: float
	unit: str = CELSIUS

	@property
	def celsius(self) -> float:
		"""The temperature in °C."""
		return self.degrees if self.unit == CELSIUS else (self.degrees - 32) / 1.8

	def __str__(self) -> str:
		"""Return the temperature as it is stored and shown."""
		return f"{self.degrees:g} {self.unit}"


def read(text: str) -> Temperature | None:
	"""Return the temperature that somebody has typed, None if it is none; without a unit it is in °C.

	>>> [str(read(text)) for text in ("4", "4,5 °C", "−18", "39.2F", "0 C")]
	['4 °C', '4.5 °C', '-18 °C', '39.2 °F', '0 °C']
	>>> [read(text) for text in ("", "warm", "4.5.1", "2 to 8", "-300")]
	[None, None, None, None, None]
	>>> round(Temperature(39.2, FAHRENHEIT).celsius, 6)
	4.0
	"""
	typed = _TYPED.fullmatch(text.strip())
	if not typed:
		return None
	sign, number, unit = typed.groups()
	degrees = float(number.replace(",", ".")) * (-1 if sign in ("-", "−", "–") else 1)
	temperature = Temperature(degrees + 0.0, FAHRENHEIT if unit in ("F", "f") else CELSIUS)
	return temperature if temperature.celsius >= ABSOLUTE_ZERO else None
