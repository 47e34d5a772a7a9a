"""What the check finds, and how far it is."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

Cursor: TypeAlias = Any
"""How far a stage of the check is, as JSON can keep it; None before its first slice."""


class Finding(NamedTuple):
	"""A difference: what it is, where it is, and what to do."""

	code: str
	message: str
	batch: str = ""
	voucher_type: str = ""
	voucher_no: str = ""
	serial_no: str = ""
	warehouse: str = ""
	is_repairable: bool = True
	item_code: str = ""
	facts: str = ""
	"""What the finding rests on, in no language, where the message does not say it; an explanation speaks for nothing else."""


Slice: TypeAlias = tuple[Cursor, list[Finding]]
