"""The engine's errors, typed and with their facts; the caller writes the messages for its users."""


class TraceError(Exception):
	"""Any error of the engine."""


class UnknownStart(TraceError):
	"""The start of a trace is not in the ledger.

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
	"""The voucher that a trace should start from was cancelled."""

	def __init__(self, start_type: str, start: str) -> None:
		super().__init__(start_type, start)
		self.args = (f"{start_type} {start} was cancelled; start from one of its batches instead",)


class EmptyLedger(UnknownStart):
	"""The ledger has no events."""

	def __init__(self, start_type: str, start: str) -> None:
		super().__init__(start_type, start)
		self.args = ("The ledger is empty: record or back-fill stock movements first",)


class StartNotReadable(TraceError):
	"""The caller may not read the start of the trace."""

	def __init__(self, start_type: str, start: str) -> None:
		super().__init__(f"You may not read {start_type} {start}")
		self.start_type = start_type
		self.start = start


class UnknownDirection(TraceError):
	"""The direction is not one of a trace's directions."""

	def __init__(self, direction: str, known: tuple[str, ...]) -> None:
		super().__init__(f"Direction {direction} is unknown; use one of {', '.join(known)}")
		self.direction = direction
		self.known = known


class BadDepth(TraceError):
	"""The greatest depth is negative."""

	def __init__(self, depth: int) -> None:
		super().__init__(f"A trace cannot stop at depth {depth}; leave the depth empty, or use 0 or more")
		self.depth = depth


class BadMoment(TraceError):
	"""The text is not a point in time."""

	def __init__(self, text: str) -> None:
		super().__init__(f"{text} is not a date and time such as 2026-03-31 or 2026-03-31 14:00:00")
		self.text = text


class NotALedger(TraceError):
	"""The file is missing or is not a ledger file."""

	def __init__(self, path: str) -> None:
		super().__init__(f"{path} is not a ledger file; write one with: bench --site SITE batch-trace export")
		self.path = path


class NewerFormat(TraceError):
	"""A newer version of the app has written the ledger file."""

	def __init__(self, path: str, version: int, known: int) -> None:
		super().__init__(f"{path} has format {version}, this version reads up to {known}: update batch_trace")
		self.path = path
		self.version = version


class NoWorkedCase(TraceError):
	"""The ledger file does not name the batches of a worked case."""

	def __init__(self, missing: list[str]) -> None:
		super().__init__(f"This ledger file names no worked case: {', '.join(missing)} missing")
		self.missing = missing


class UnreadableFile(TraceError):
	"""A file that a supplier sent cannot be read.

	>>> raise UnreadableFile("scan.pdf", "it is a PDF without text")
	Traceback (most recent call last):
	...
	batch_trace.core.terms.errors.UnreadableFile: scan.pdf cannot be read: it is a PDF without text
	"""

	def __init__(self, filename: str, reason: str) -> None:
		super().__init__(f"{filename} cannot be read: {reason}")
		self.filename = filename
		self.reason = reason
