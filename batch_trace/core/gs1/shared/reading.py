"""What a scanned text was read as, and what was wrong with it: the types that every file of this room shares."""

from __future__ import annotations

from dataclasses import dataclass, field

Elements = tuple[tuple[str, str], ...]
"""Application identifiers with their values, in the order of the label."""


class Unreadable(Exception):
	"""A text that looks like a code but is broken. `code` names the fault, `ai` where it is, `detail` more about it."""

	def __init__(self, code: str, ai: str = "", detail: str = "") -> None:
		super().__init__(code, ai, detail)
		self.code, self.ai, self.detail = code, ai, detail


@dataclass(frozen=True)
class Remark:
	"""Something to be shown beside a reading; nothing is refused because of it."""

	code: str
	detail: str = ""


@dataclass(frozen=True)
class Reading:
	"""What a text means. With an error nothing else is known; `readings` are what it may have been meant to be."""

	kind: str
	elements: Elements = ()
	fields: dict[str, str] = field(default_factory=dict)
	symbology: str | None = None
	remarks: tuple[Remark, ...] = ()
	readings: tuple[Reading, ...] = ()
	code: str = ""
	ai: str = ""
	detail: str = ""

	@property
	def is_error(self) -> bool:
		"""Whether the text could not be read, or not without a question."""
		return bool(self.code)


def failed(fault: Unreadable, *readings: Reading) -> Reading:
	"""Return a reading that says what is wrong, and what could have been meant."""
	return Reading("unknown", code=fault.code, ai=fault.ai, detail=fault.detail, readings=readings)
