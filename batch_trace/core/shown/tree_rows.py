"""A trace as rows of a tree for a report: what the start was made from, where it was used, and the gaps.

Each batch is expanded once in each direction; where it appears again, its row is a repeat.
"""

from collections.abc import Iterator

from batch_trace.core.answer.answer import Answer, BatchRow
from batch_trace.core.answer.gaps import Translate
from batch_trace.core.shown.text_tree import AGAIN
from batch_trace.core.shown.tree_parts import (
	BACKWARD,
	BATCH,
	CLEARED,
	EVENT,
	FORWARD,
	GAP,
	HEADING,
	REPEAT,
	SERIAL_NO,
	SIBLING,
	START,
	Branch,
	Leaves,
	Step,
	TreeRow,
	branch_of,
	name_in,
	rows_by_name,
)

MADE_FROM = "Made from"
USED_IN = "Used in"
SHARES_INPUT = "Shares an input with"
UNLINKED = "Found, but linked through something that is not shown"
CLEARED_BY_TIME = "Cleared by time"
REASON = "Made on {0}; {1} could contain it only from {2}"
REASON_SHIPPED = "Left earlier: {1} could contain it only from {2}"
REASON_BACKWARD = "{1} could contain it only from {2}"
GAPS = "Gaps"


def tree_rows(answer: Answer, translate: Translate = str) -> list[TreeRow]:
	"""Return the rows of the tree in order; a row's parent is the last row before it with a smaller indent."""
	return list(_Tree(answer, translate).rows())


class _Tree:
	"""The branches of an answer, and the batches already expanded in each."""

	def __init__(self, answer: Answer, translate: Translate) -> None:
		self.answer = answer
		self.translate = translate
		self.starts = rows_by_name(answer, START)
		self.batches = rows_by_name(answer, BACKWARD, FORWARD, SIBLING) | self.starts
		self.branches = {
			direction: branch_of(answer, direction) for direction in (BACKWARD, FORWARD, SIBLING)
		}
		self.expanded: dict[str, set[str]] = {direction: set(self.starts) for direction in self.branches}
		self.leaves = {
			BACKWARD: Leaves(answer, self.batches, translate, suppliers=True),
			FORWARD: Leaves(answer, self.batches, translate, suppliers=False),
		}
		self.leaves[SIBLING] = self.leaves[FORWARD]

	def rows(self) -> Iterator[TreeRow]:
		onward = SIBLING if self.answer["direction"] == "siblings" else FORWARD
		for name, row in self.starts.items():
			yield self._batch_row(row, 0)
			yield from self._under_heading(MADE_FROM, BACKWARD, [name], 1)
			if self.answer["direction"] != BACKWARD:
				yield from self._under_heading(USED_IN, onward, [name], 1)
		if onward == SIBLING:
			yield from self._shared_inputs()
		yield from self._unlinked()
		yield from self._cleared()
		yield from self._gaps()

	def _under_heading(self, title: str, direction: str, roots: list[str], indent: int) -> Iterator[TreeRow]:
		"""Yield a heading and the rows below the roots, whose own rows exist already."""
		below = [row for root in roots for row in self._below(root, direction, indent + 1)]
		if below:
			yield self._heading(title, indent)
			yield from below

	def _below(self, root: str, direction: str, indent: int) -> Iterator[TreeRow]:
		"""Yield the rows below a batch; without recursion, so that the depth is not limited."""
		branch: Branch = self.branches[direction]
		yield from self._leaves(root, direction, indent)
		stack = _steps(branch, root, indent)
		while stack:
			name, step, step_indent = stack.pop()
			is_repeat = name in self.expanded[direction]
			yield from self._step_rows(name, step, step_indent, branch.rows.get(name), is_repeat)
			if not is_repeat:
				self.expanded[direction].add(name)
				yield from self._leaves(name, direction, step_indent + 1)
				stack += _steps(branch, name, step_indent + 1)

	def _leaves(self, name: str, direction: str, indent: int) -> Iterator[TreeRow]:
		for leaf in self.leaves[direction].of(name):
			yield leaf | TreeRow(indent=indent)

	def _step_rows(
		self, name: str, step: Step, indent: int, row: BatchRow | None, is_repeat: bool
	) -> Iterator[TreeRow]:
		"""Yield the row of a batch with its link to the parent; if there are several vouchers, a row for each."""
		tree_row = self._again_row(name, indent) if is_repeat or row is None else self._batch_row(row, indent)
		first = step.links[0]
		tree_row |= TreeRow(
			consumed=step.quantity,
			consumed_uom=step.uom,
			posting_datetime=first["posting_datetime"],
			confidence=step.confidence,
		)
		if len(step.links) == 1:
			tree_row |= TreeRow(voucher_type=first["voucher_type"], voucher_no=first["voucher_no"])
		yield tree_row
		for link in step.links if len(step.links) > 1 else ():
			yield TreeRow(
				indent=indent + 1,
				kind=EVENT,
				what=link["voucher_no"],
				consumed=link["quantity"],
				consumed_uom=step.uom,
				voucher_type=link["voucher_type"],
				voucher_no=link["voucher_no"],
				posting_datetime=link["posting_datetime"],
				confidence=link["confidence"],
			)

	def _batch_row(self, row: BatchRow, indent: int) -> TreeRow:
		return TreeRow(
			indent=indent,
			kind=BATCH if row["batch"] else SERIAL_NO,
			what=row["batch_id"] or name_in(row),
			batch=row["batch"],
			serial_no=row["serial_no"],
			item_code=row["item_code"],
			item_name=row["item_name"],
			quantity=row["quantity"],
			uom=row["uom"],
			share=None if row["share"] is None else row["share"] * 100,
			depth=row["depth"],
			status=row["status"],
			expiry_date=row["expiry_date"],
			on_hand=row["on_hand"],
		)

	def _again_row(self, name: str, indent: int) -> TreeRow:
		"""Return the row of a batch shown above: only its identity, so that no quantity counts twice."""
		row = self.batches[name]
		return TreeRow(
			indent=indent,
			kind=REPEAT,
			what=f"{row['batch_id'] or name} {self.translate(AGAIN)}",
			batch=row["batch"],
			serial_no=row["serial_no"],
			item_code=row["item_code"],
			item_name=row["item_name"],
		)

	def _heading(self, title: str, indent: int) -> TreeRow:
		return TreeRow(indent=indent, kind=HEADING, what=self.translate(title))

	def _shared_inputs(self) -> Iterator[TreeRow]:
		"""Yield the inputs of the start, each with the other batches made from it, their customers and stock."""
		inputs = rows_by_name(self.answer, BACKWARD)
		branch = self.branches[SIBLING]
		below: list[TreeRow] = []
		for name in inputs:
			if name in branch.steps or self.leaves[SIBLING].of(name):
				below += [self._again_row(name, 1), *self._below(name, SIBLING, 2)]
		if below:
			yield self._heading(SHARES_INPUT, 0)
			yield from below

	def _unlinked(self) -> Iterator[TreeRow]:
		"""Yield batches that no step leads to, because the caller may not read the batches between."""
		below: list[TreeRow] = []
		for direction, branch in self.branches.items():
			for name, row in branch.rows.items():
				if name not in self.expanded[direction]:
					self.expanded[direction].add(name)
					below += [self._batch_row(row, 1), *self._below(name, direction, 2)]
		if below:
			yield self._heading(UNLINKED, 0)
			yield from below

	def _cleared(self) -> Iterator[TreeRow]:
		"""Yield what time clears; an answer that was stored by an older version has no such list."""
		cleared = self.answer.get("cleared", [])
		if cleared:
			yield self._heading(CLEARED_BY_TIME, 0)
		for row in cleared:
			reason = REASON_BACKWARD if row["direction"] == BACKWARD else REASON
			if row["voucher_no"]:
				reason = REASON_SHIPPED
			made, exposed_from = (row["made"] or "?")[:16], (row["exposed_from"] or "?")[:16]
			yield TreeRow(
				indent=1,
				kind=CLEARED,
				what=row["batch"] or row["serial_no"] or "",
				batch=row["batch"],
				serial_no=row["serial_no"],
				item_code=row["item_code"],
				details=self.translate(reason).format(made, row["through"] or "?", exposed_from),
				voucher_type=row["voucher_type"],
				voucher_no=row["voucher_no"],
			)

	def _gaps(self) -> Iterator[TreeRow]:
		gaps = sorted(
			self.answer["gaps"], key=lambda gap: ("error", "warning", "info").index(gap["severity"])
		)
		if gaps:
			yield self._heading(GAPS, 0)
		for gap in gaps:
			yield TreeRow(
				indent=1,
				kind=GAP,
				what=gap["message"],
				batch=gap["batch"],
				status=gap["severity"],
				voucher_type=gap["voucher_type"],
				voucher_no=gap["voucher_no"],
			)


def _steps(branch: Branch, name: str, indent: int) -> list[tuple[str, Step, int]]:
	"""Return the steps from a batch as a stack with the first on top."""
	return [(child, step, indent) for child, step in reversed(branch.steps.get(name, {}).items())]
