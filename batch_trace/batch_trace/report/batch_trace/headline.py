"""The figures and the message above the tree: how much was found, and whether the trace is complete."""

from __future__ import annotations

from collections import Counter

import frappe
from frappe import _

from batch_trace.batch_trace.report.columns import figure
from batch_trace.core.answer.answer import Answer
from batch_trace.core.answer.gaps import ERROR, PERMISSION_CUT, WARNING
from batch_trace.core.shown.tree_parts import BACKWARD, START
from batch_trace.core.terms.quantities import quantity_text

GAPS_ABOVE = 5


def summary(answer: Answer) -> list[dict[str, object]]:
	"""Return the figures above the tree."""
	figures = [
		figure(_("Made From"), _made_from(answer), "Blue") if answer["direction"] != "forward" else None,
		figure(_("Used In"), _used_in(answer), "Blue") if answer["direction"] != "backward" else None,
		figure(_("On Hand"), _on_hand(answer), "Blue"),
		figure(_("Complete"), _complete(answer), "Green" if answer["complete"] else "Red"),
	]
	return [each for each in figures if each]


def _made_from(answer: Answer) -> str:
	batches = sum(row["direction"] == BACKWARD for row in answer["batches"])
	suppliers = len({row["supplier"] for row in answer["suppliers"]})
	words = _("1 supplier") if suppliers == 1 else _("{0} suppliers").format(suppliers)
	return f"{_batches(batches)} · {_as_far_as_readable(words, answer)}"


def _used_in(answer: Answer) -> str:
	batches = sum(row["direction"] not in (START, BACKWARD) for row in answer["batches"])
	customers = len({row["customer"] for row in answer["customers"] if not row["own_company"]})
	words = _("1 customer") if customers == 1 else _("{0} customers").format(customers)
	return f"{_batches(batches)} · {_as_far_as_readable(words, answer)}"


def _as_far_as_readable(words: str, answer: Answer) -> str:
	"""Return the words, with the remark that there may be more where something is hidden from the user."""
	is_cut = any(gap["code"] == PERMISSION_CUT for gap in answer["gaps"])
	return _("{0} that you may read").format(words) if is_cut else words


def _batches(number: int) -> str:
	return _("1 batch") if number == 1 else _("{0} batches").format(number)


def _complete(answer: Answer) -> str:
	words = _("Yes") if answer["complete"] else _("No")
	return _("{0}, in {1} ms").format(words, round(answer["milliseconds"]))


def _on_hand(answer: Answer) -> str:
	"""Return how much of the start and of what was made from it is in stock, by UOM."""
	totals: Counter[str] = Counter()
	seen: set[str] = set()
	for row in answer["batches"]:
		name = row["batch"] or row["serial_no"] or ""
		if name not in seen and (row["direction"] != BACKWARD or answer["direction"] == BACKWARD):
			seen.add(name)
			totals[row["uom"] or ""] += row["on_hand"]
	return (
		" + ".join(f"{quantity_text(total)} {uom}" for uom, total in sorted(totals.items()) if total) or "0"
	)


def message(answer: Answer) -> str:
	"""Return whether the trace is complete, and the gaps if it is not."""
	errors = [gap for gap in answer["gaps"] if gap["severity"] == ERROR]
	warnings = sum(gap["severity"] == WARNING for gap in answer["gaps"])
	as_of = (
		_("As recorded in the ledger at {0}.").format(frappe.format(answer["as_of"], "Datetime"))
		if answer["as_of"]
		else ""
	)
	cleared = (
		_("Cleared by time: {0}, listed at the end.").format(len(answer["cleared"]))
		if answer["cleared"]
		else ""
	)
	if not errors:
		return f"<div>{_nothing_missing(warnings)} {as_of} {cleared}</div>"
	listed = "".join(f"<li>{frappe.utils.escape_html(gap['message'])}</li>" for gap in errors[:GAPS_ABOVE])
	more = len(errors) - GAPS_ABOVE
	rest = f"<li>{_('and {0} more').format(more)}</li>" if more > 0 else ""
	verdict = _indicator("red", _("This trace is not complete. Batches may be missing because:"))
	if warnings:
		rest += f"<li>{_('Besides, {0} warnings: see Gaps at the end.').format(warnings)}</li>"
	return f"<div>{verdict} {as_of} {cleared}<ul class='mb-0'>{listed}{rest}</ul></div>"


def _nothing_missing(warnings: int) -> str:
	"""Return the verdict on a trace without errors: with warnings no batch is missing, but there may be too many."""
	if not warnings:
		return _indicator("green", _("This trace is complete."))
	words = _("No batch is missing from this trace, but it is uncertain in {0} places: see Gaps at the end.")
	return _indicator("orange", words.format(warnings))


def _indicator(color: str, text: str) -> str:
	return f"<span class='indicator {color}'>{text}</span>"
