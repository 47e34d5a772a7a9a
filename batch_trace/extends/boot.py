"""The start of the desk: what it knows of the site's policies."""

from __future__ import annotations

import frappe

from batch_trace.control.policy import on_the_desk


def extend_bootinfo(bootinfo: frappe._dict) -> None:
	"""Add the facts, afresh with every reload of the desk."""
	bootinfo.batch_trace = on_the_desk.facts()
