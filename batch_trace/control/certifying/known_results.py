"""A result as a certificate to a customer prints it."""

from __future__ import annotations

from typing import NamedTuple


class Known(NamedTuple):
	"""An accepted result of a batch: what a certificate prints of it, where it comes from, and on which batch it was found."""

	parameter: str
	result: str
	specification: str
	method: str
	source_doctype: str
	source_name: str
	source_batch: str

	def says_as(self, other: Known) -> bool:
		"""Return whether both print the same."""
		return self[:4] == other[:4]
