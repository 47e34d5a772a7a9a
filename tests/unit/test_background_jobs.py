"""Background jobs: each has an id by which a second one is not queued, and none goes on past its time.

RQ raises a job's timeout once: whoever catches every exception lets it through, or the job has no limit after that.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "batch_trace"
LET_THROUGH = "TIMED_OUT"


def swallowing(source: str) -> list[int]:
	"""Return the lines of handlers that catch every exception and neither raise it on nor let timeouts through."""
	return [
		handler.lineno
		for attempt in ast.walk(ast.parse(source))
		if isinstance(attempt, ast.Try)
		for handler in attempt.handlers
		if _catches(handler) in ("Exception", "BaseException", "")
		and not any(isinstance(node, ast.Raise) for node in ast.walk(handler))
		and LET_THROUGH not in [_catches(other) for other in attempt.handlers]
	]


def _catches(handler: ast.ExceptHandler) -> str:
	return ast.unparse(handler.type) if handler.type else ""


@pytest.mark.parametrize("file", sorted(APP.rglob("*.py")), ids=lambda file: str(file.relative_to(APP)))
def test_no_handler_swallows_a_timeout(file):
	assert swallowing(file.read_text()) == []


def test_what_is_looked_for_is_found():
	assert swallowing("try: f()\nexcept Exception: pass") == [2]
	assert swallowing("try: f()\nexcept TIMED_OUT: raise\nexcept Exception: pass") == []
	assert swallowing("try: f()\nexcept Exception:\n if x: raise") == []


def nameless(source: str) -> list[int]:
	"""Return the lines that enqueue a job which may be queued a second time."""
	return [
		call.lineno
		for call in ast.walk(ast.parse(source))
		if isinstance(call, ast.Call)
		and ast.unparse(call.func) == "frappe.enqueue"
		and not {"job_id", "deduplicate"} <= {word.arg for word in call.keywords}
	]


@pytest.mark.parametrize("file", sorted(APP.rglob("*.py")), ids=lambda file: str(file.relative_to(APP)))
def test_no_job_is_queued_twice(file):
	assert nameless(file.read_text()) == []


def test_a_job_without_an_id_is_found():
	assert nameless("frappe.enqueue('f', queue='long')") == [1]
	assert nameless("frappe.enqueue('f', job_id='f', deduplicate=True)") == []
