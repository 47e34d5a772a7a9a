"""What a check finds, and how it says what is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

import frappe
from frappe import _
from frappe.utils import get_url_to_list, get_url_to_report

HIGH, MEDIUM, LOW = "High", "Medium", "Low"
SEVERITIES = (HIGH, MEDIUM, LOW)
"""A way around control; a place where control is easily missed; something to know."""


class Place(NamedTuple):
	"""Where in the desk something is changed."""

	label: str
	url: str


class Finding(NamedTuple):
	"""Something that weakens control: what is set, what comes of it, and how and where to change it."""

	severity: str
	what: str
	meaning: str
	how: str
	place: Place


Check: TypeAlias = Callable[[], Iterator[Finding]]


def page_of(doctype: str) -> Place:
	"""Return the list of a doctype, or the form of a single one."""
	return Place(_(doctype), get_url_to_list(doctype))


def report(name: str) -> Place:
	"""Return a report."""
	return Place(_(name), get_url_to_report(name))


def setting(doctype: str, field: str) -> object:
	"""Return a setting, None where this version of ERPNext has no such field."""
	if not frappe.get_meta(doctype).has_field(field):
		return None
	return frappe.db.get_single_value(doctype, field)


def named(doctype: str, field: str, value: object) -> str:
	"""Word a setting with its value: "Stock Settings: Allow Negative Stock is On"."""
	label = _(frappe.get_meta(doctype).get_label(field))
	shown = _("on") if value == 1 else _("off") if value in (0, None) else _(str(value))
	return _("{0}: {1} is {2}").format(_(doctype), label, shown)


def where_on(
	severity: str, doctype: str, field: str, meaning: str, how: str | None = None
) -> Iterator[Finding]:
	"""Yield a finding where a setting is on; to switch it off helps unless `how` says something else."""
	if setting(doctype, field):
		yield Finding(
			severity, named(doctype, field, 1), meaning, how or _("Switch it off"), page_of(doctype)
		)
