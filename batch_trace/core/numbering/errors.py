"""What can be wrong with a rule or with a number, as codes; the site's part puts them into words."""

from __future__ import annotations

from dataclasses import dataclass, field

NO_SEGMENTS, SEVERAL_SEQUENCES, NOTHING_TO_CHECK = "no segments", "several sequences", "nothing to check"
NO_TEXT, BAD_CHARACTER, BAD_DATE, BAD_WEEK = "no text", "bad character", "bad date", "bad week"
BAD_WIDTH, NO_SHIFTS, BAD_SHIFTS = "bad width", "no shifts", "bad shifts"
SCOPE_MISSING, REPEATS, NO_LENGTH, RULE_TOO_LONG = "scope missing", "repeats", "no length", "rule too long"
NOTHING_TO_COUNT, BAD_SEPARATOR, NEGATIVE, BAD_LENGTH = (
	"nothing to count",
	"bad separator",
	"negative",
	"bad length",
)
BAD_CHILD_WIDTH = "bad child width"
FACT_MISSING, TOO_LONG, USED_UP = "fact missing", "too long", "used up"


@dataclass(frozen=True, slots=True)
class Problem:
	"""What is wrong with a rule; `segment` counts from 1, 0 for the rule as a whole."""

	code: str
	segment: int = 0
	values: tuple[object, ...] = field(default=())


class NumberingError(ValueError):
	"""A number cannot be made by the rule from what is known of the batch."""

	def __init__(self, problem: Problem) -> None:
		super().__init__(f"{problem.code}: {', '.join(map(str, problem.values))}")
		self.problem = problem
