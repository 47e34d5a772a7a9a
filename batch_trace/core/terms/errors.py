"""What the engine refuses, as typed errors with facts; the caller words them for its users."""


class TraceError(Exception):
	"""Any refusal of the engine."""


class UnknownStart(TraceError):
	"""The ledger has nothing of what a trace should start from.

	>>> raise UnknownStart("Batch", "B-1")
	Traceback (most recent call last):
	...
	batch_trace.core.terms.errors.UnknownStart: Batch B-1 is not in the ledger
	"""

	def __init__(self, start_type: str, start: str) -> None:
		super().__init__(f"{start_type} {start} is not in the ledger")
		self.start_type = start_type
		self.start = start


class CancelledStart(UnknownStart):
	"""The voucher a trace should start from was cancelled, so that nothing of it is left."""

	def __init__(self, start_type: str, start: str) -> None:
		super().__init__(start_type, start)
		self.args = (f"{start_type} {start} was cancelled; start from one of its batches instead",)


class EmptyLedger(UnknownStart):
	"""The ledger has no event at all."""

	def __init__(self, start_type: str, start: str) -> None:
		super().__init__(start_type, start)
		self.args = ("The ledger is empty: record or back-fill stock movements first",)


class StartNotReadable(TraceError):
	"""The caller may not read what the trace should start from."""

	def __init__(self, start_type: str, start: str) -> None:
		super().__init__(f"You may not read {start_type} {start}")
		self.start_type = start_type
		self.start = start


class UnknownDirection(TraceError):
	"""The direction is none of those that a trace knows."""

	def __init__(self, direction: str, known: tuple[str, ...]) -> None:
		super().__init__(f"Direction {direction} is unknown; use one of {', '.join(known)}")
		self.direction = direction
		self.known = known


class BadDepth(TraceError):
	"""A greatest depth below zero."""

	def __init__(self, depth: int) -> None:
		super().__init__(f"A trace cannot stop at depth {depth}; leave the depth empty, or use 0 or more")
		self.depth = depth


class BadMoment(TraceError):
	"""A point in time that cannot be read."""

	def __init__(self, text: str) -> None:
		super().__init__(f"{text} is not a date and time such as 2026-03-31 or 2026-03-31 14:00:00")
		self.text = text


class NotALedger(TraceError):
	"""The file is missing, or is no ledger file."""

	def __init__(self, path: str) -> None:
		super().__init__(f"{path} is not a ledger file; write one with: bench --site SITE batch-trace export")
		self.path = path


class NewerFormat(TraceError):
	"""The ledger file was written by a newer version of the app."""

	def __init__(self, path: str, version: int, known: int) -> None:
		super().__init__(f"{path} has format {version}, this version reads up to {known}: update batch_trace")
		self.path = path
		self.version = version


class NoWorkedCase(TraceError):
	"""The ledger file does not say which batches a worked case is about."""

	def __init__(self, missing: list[str]) -> None:
		super().__init__(f"This ledger file names no worked case: {', '.join(missing)} missing")
		self.missing = missing
