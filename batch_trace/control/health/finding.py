"""A finding of a check, and the parts that findings are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

import frappe
from frappe import _
from frappe.utils import get_url_to_list, get_url_to_report

HIGH, MEDIUM, LOW = "High", "Medium", "Low"
SEVERITIES = (HIGH, MEDIUM, LOW)
"""High: a way around control. Medium: control is weakened. Low: something to know."""


class Place(NamedTuple):
	"""The page of the desk where a setting is changed."""

	label: str
	url: str


class Finding(NamedTuple):
	"""Something that weakens control: what it is, what it causes, and how and where to change it."""

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
	"""Return a setting, None if this version of ERPNext has no such field."""
	if not frappe.get_meta(doctype).has_field(field):
		return None
	return frappe.db.get_single_value(doctype, field)


def named(doctype: str, field: str, value: object) -> str:
	"""Return a setting with its value in words, such as "Stock Settings: Allow Negative Stock is on"."""
	label = _(frappe.get_meta(doctype).get_label(field))
	shown = _("on") if value == 1 else _("off") if value in (0, None) else _(str(value))
	return _("{0}: {1} is {2}").format(_(doctype), label, shown)


def where_on(
	severity: str, doctype: str, field: str, meaning: str, how: str | None = None
) -> Iterator[Finding]:
	"""Yield a finding if a setting is on; `how` is what to do, by default to switch it off."""
	if setting(doctype, field):
		yield Finding(
			severity, named(doctype, field, 1), meaning, how or _("Switch it off"), page_of(doctype)
		)
