"""Trace Seal Block: which records there were, and their seals, when the block was made."""

from __future__ import annotations

import frappe

from batch_trace.batch_trace.append_only import AppendOnly


class TraceSealBlock(AppendOnly):
	"""Some records of one doctype; `number` counts the blocks of a doctype from 1."""


def on_doctype_update() -> None:
	"""Add the index; two processes cannot make the same block."""
	frappe.db.add_unique("Trace Seal Block", ["sealed_doctype", "number"], "block_number")
