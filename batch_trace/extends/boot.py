"""The start of the desk: what it knows of the site's policies, and the titles of gaps."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.control.policy import on_the_desk
from batch_trace.core.answer.gap_titles import TITLES


def extend_bootinfo(bootinfo: frappe._dict) -> None:
	"""Add the facts, afresh with every reload of the desk."""
	bootinfo.batch_trace = on_the_desk.facts()
	bootinfo.batch_trace_gap_titles = {code: _(title) for code, title in TITLES.items()}
