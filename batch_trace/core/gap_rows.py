"""The rows of an answer about gaps."""

from batch_trace.core.answer import GapRow
from batch_trace.core.gaps import Gap, Translate
from batch_trace.core.nodes import name_of


def gap_row(gap: Gap, voucher_type: str | None, voucher_no: str | None, translate: Translate = str) -> GapRow:
	"""Return the gap in words.

	>>> gap_row(Gap("orphan_batch", ("B-1",), "B-1"), None, None)["severity"]
	'error'
	"""
	return {
		"code": gap.code,
		"severity": gap.severity,
		"batch": None if gap.node is None else name_of(gap.node),
		"voucher_type": voucher_type,
		"voucher_no": voucher_no,
		"message": gap.message(translate),
	}
