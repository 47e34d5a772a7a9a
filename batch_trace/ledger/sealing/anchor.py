"""The anchor: the heads of the chains in a file outside the database, so that a chain cut short or made anew is noticed.

One line a day, only ever appended, in the site's private folder; copies may go to people by e-mail. Each line is sealed and
carries the seal of the line before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_to_date, now, today

from batch_trace.core.ledger_file.keyed import Verdict
from batch_trace.ledger.finding import Cursor, Finding, Slice
from batch_trace.ledger.sealing.keys import site_keys

BLOCK = "Trace Seal Block"
FILE = "batch_trace_anchor.jsonl"
ANCHOR_DIFFERS = "anchor_differs"
CONTEXT = "anchor"


def path() -> Path:
	"""Return the path of the site's anchor file."""
	return Path(frappe.get_site_path("private", FILE)).absolute()


def write_if_due() -> None:
	"""Anchor the committed heads, if that was not done today."""
	last = _last()
	if not last or last["at"][:10] != today():
		write()


def write(note: str = "") -> str:
	"""Append a line with the committed heads of all chains; return the line, "" if there is nothing to anchor."""
	heads = _heads()
	if not heads or not site_keys().current:
		return ""
	last = _last()
	line = {
		"at": now(),
		"site": frappe.local.site,
		"note": note,
		"heads": heads,
		"previous": last["seal"] if last else "",
	}
	text = json.dumps({**line, "seal": site_keys().seal(CONTEXT, [_text(line)])}, sort_keys=True)
	with path().open("a") as file:
		file.write(text + "\n")
	return text


def in_slices(cursor: Cursor) -> Iterator[Slice]:
	"""Compare the anchor with the blocks; one slice."""
	if not cursor and site_keys().current:
		yield True, list(_findings())


def _findings() -> Iterator[Finding]:
	lines = list(_lines())
	if not lines and frappe.db.exists(BLOCK, {"creation": ["<", add_to_date(None, days=-1)]}):
		yield _finding("", _("it is missing"))
	yield from _of_file(lines)
	begins = max((index for index, line in enumerate(lines) if line.get("note") and _holds(line)), default=0)
	compared: set[str] = set()
	for line in reversed(lines[begins:]):
		verdict = _verdict(line)
		if verdict == Verdict.UNKNOWN_KEY:
			yield _finding(line["at"], _("its key is not in site_config.json; put it back, or re-seal"))
			return
		if verdict == Verdict.HOLDS:
			yield from _compared(line, compared)


def _of_file(lines: Sequence[dict[str, Any]]) -> Iterator[Finding]:
	"""Yield lines that were changed, or follow another line than the one they were written after."""
	before: dict[str, Any] | None = None
	for line in lines:
		if before is not None and line.get("previous") != before.get("seal"):
			yield _finding(line.get("at", ""), _("the line before it is missing, or is another one"))
		if _verdict(line) in (Verdict.BROKEN, Verdict.UNSEALED):
			yield _finding(line.get("at", ""), _("it was changed, or was not written by the app"))
		before = line


def _compared(line: dict[str, Any], compared: set[str]) -> Iterator[Finding]:
	"""Yield chains that do not have an anchored block; each chain is named once."""
	for doctype, (number, seal) in line["heads"].items():
		if doctype in compared:
			continue
		if frappe.db.get_value(BLOCK, {"sealed_doctype": doctype, "number": number}, "seal") != seal:
			compared.add(doctype)
			yield _finding(
				line["at"],
				_(
					"block {0} of {1} is not in the database as it was anchored, so records were deleted or replaced"
				).format(number, _(doctype)),
				doctype,
			)


def _heads() -> dict[str, tuple[int, str]]:
	heads: dict[str, tuple[int, str]] = {}
	for doctype, number, seal in frappe.db.sql(
		"""SELECT b.sealed_doctype, b.number, b.seal FROM `tabTrace Seal Block` b JOIN (
			SELECT sealed_doctype, MAX(number) AS number FROM `tabTrace Seal Block` GROUP BY sealed_doctype
		) last ON last.sealed_doctype = b.sealed_doctype AND last.number = b.number"""
	):
		heads[doctype] = (number, seal)
	return heads


def _lines() -> Iterator[dict[str, Any]]:
	if not path().exists():
		return
	for text in path().read_text().splitlines():
		try:
			line = json.loads(text)
		except ValueError:
			line = {}
		yield line if isinstance(line, dict) else {}


def _last() -> dict[str, Any] | None:
	return next((line for line in reversed(list(_lines())) if line.get("seal")), None)


def _text(line: dict[str, Any]) -> str:
	return json.dumps({key: value for key, value in line.items() if key != "seal"}, sort_keys=True)


def _verdict(line: dict[str, Any]) -> Verdict:
	return site_keys().verdict(CONTEXT, [_text(line)], line.get("seal"))


def _holds(line: dict[str, Any]) -> bool:
	return _verdict(line) == Verdict.HOLDS


def _finding(at: str, what: str, doctype: str = "") -> Finding:
	return Finding(
		ANCHOR_DIFFERS,
		_(
			"The anchor of the chains ({0}{1}) differs: {2}. Compare with a backup. If the database or the file was restored "
			"or lost, re-seal with a signature, which is recorded."
		).format(FILE, f", {at}" if at else "", what),
		voucher_type=BLOCK,
		voucher_no=f"{doctype or FILE} {at}".strip(),
		is_repairable=False,
	)
