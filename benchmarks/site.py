"""Connects to the site that `make bench` names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def connected() -> Iterator[None]:
	"""Connect to the site of BATCH_TRACE_SITE as Administrator."""
	os.chdir(os.environ["BATCH_TRACE_SITES_PATH"])
	frappe.init(site=os.environ["BATCH_TRACE_SITE"], sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	frappe.flags.mute_emails = True
	try:
		yield
	finally:
		frappe.destroy()
