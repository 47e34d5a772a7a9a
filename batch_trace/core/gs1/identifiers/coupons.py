"""North American coupons, AIs 8110 and 8112: numbers whose parts each begin with their own length."""

from __future__ import annotations

from batch_trace.core.gs1.shared.check_digits import is_digits


class _Parts:
	"""Reads a coupon from left to right; `is_right` turns false at the first part that is not there."""

	def __init__(self, text: str) -> None:
		self.rest, self.is_right = text, is_digits(text)

	def take(self, length: int) -> str:
		taken, self.rest = self.rest[:length], self.rest[length:]
		self.is_right = self.is_right and len(taken) == length
		return taken

	def one_of(self, digits: str) -> str:
		taken = self.take(1)
		self.is_right = self.is_right and taken in digits
		return taken

	def counted(self, digits: str, more: int = 0) -> None:
		length = self.one_of(digits)
		if self.is_right:
			self.take(int(length) + more)


def is_offer(text: str) -> bool:
	"""Return whether a text is a positive offer file coupon: format, funder, offer code, serial number.

	>>> is_offer("2001234"), is_offer("00012345")
	(False, False)
	>>> is_offer("00012345676543210123456")
	True
	"""
	parts = _Parts(text)
	parts.one_of("01")
	parts.counted("0123456", 6)
	parts.take(6)
	parts.counted("0123456789", 6)
	return parts.is_right and not parts.rest


def is_code(text: str) -> bool:
	"""Return whether a text begins as a coupon does: company prefix, offer code, saving, first requirement.

	What may follow is left to the till: it has many parts, and no stock hangs on them.

	>>> is_code("0614141123456" + "2" + "50" + "1" + "2" + "0"), is_code("0614")
	(True, False)
	"""
	parts = _Parts(text)
	parts.counted("0123456", 6)
	parts.take(6)
	parts.counted("12345")
	parts.counted("12345")
	parts.one_of("012349")
	return parts.is_right
