"""Tells what a scanned text means on this site."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import frappe

from batch_trace.control.scanning import meaning


@frappe.whitelist()
def parse(text: Any = "") -> dict[str, Any]:
	"""Return what a scanned text means: its `kind`, and what of item, batch, serial number, dates and quantity it names.

	`error` says why nothing is chosen; `candidates` are documents and `readings` are contents among which the user chooses.
	What the user may not read is answered as what is not there. Nothing that a scanner can send raises.
	"""
	scanned = "" if text is None else str(text)
	storable = scanned.encode("utf-8", "replace").decode("utf-8")
	return asdict(meaning.of(storable))
