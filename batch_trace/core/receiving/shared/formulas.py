"""Simple formulas of a workbook that was saved without their values: arithmetic with cells, nothing else."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import Protocol

_DEEPEST = 5
_LONGEST = 200
_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
	ast.Add: operator.add,
	ast.Sub: operator.sub,
	ast.Mult: operator.mul,
	ast.Div: operator.truediv,
}


class _Cell(Protocol):
	@property
	def value(self) -> object: ...


class Cells(Protocol):
	"""Gives a cell for its name."""

	def __getitem__(self, name: str, /) -> _Cell: ...


def value_of_formula(formula: str, cells: Cells, depth: int = 0) -> float | None:
	"""Return the value of a formula of numbers, cells and + - * / ( ), or None if it has anything else.

	Args:
		formula: The formula, with its equals sign.
		cells: A sheet, which gives a cell with a `value` for a name such as "C5".
		depth: How many formulas have led here.

	>>> from types import SimpleNamespace as Cell
	>>> value_of_formula("=C5/2", {"C5": Cell(value=200)}), value_of_formula("=SUM(A1:A2)", {}), value_of_formula("=1/0", {})
	(100.0, None, None)
	"""
	if depth > _DEEPEST or len(formula) > _LONGEST or not re.fullmatch(r"=[\w$.+\-*/() ]+", formula):
		return None
	try:
		tree = ast.parse(formula[1:].replace("$", "").strip(), mode="eval")
		return float(_value(tree.body, cells, depth))
	except (SyntaxError, ValueError, KeyError, ArithmeticError, TypeError, RecursionError, MemoryError):
		return None


def _value(node: ast.expr, cells: Cells, depth: int) -> float:
	if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
		return _OPERATIONS[type(node.op)](_value(node.left, cells, depth), _value(node.right, cells, depth))
	if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
		return -_value(node.operand, cells, depth)
	if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
		return float(node.value)
	if isinstance(node, ast.Name) and re.fullmatch(r"[A-Za-z]{1,3}\d{1,7}", node.id):
		return _of_cell(cells[node.id.upper()].value, cells, depth)
	raise ValueError(ast.dump(node))


def _of_cell(value: object, cells: Cells, depth: int) -> float:
	if isinstance(value, str) and value.startswith("="):
		value = value_of_formula(value, cells, depth + 1)
	if isinstance(value, bool) or not isinstance(value, int | float):
		raise ValueError(value)
	return float(value)
