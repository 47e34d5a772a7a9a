"""The reason and the password with which a user saves a change that loosens control, for as long as it is being saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import frappe

GIVEN = "batch_trace_loosening"
"""The attribute of `frappe.local`, which no request can set (it can set flags of a document)."""


class Given(NamedTuple):
	"""What the user entered; the password may be None where no signature is needed."""

	reason: str
	password: str | None


@contextmanager
def given(reason: str, password: str | None) -> Iterator[None]:
	"""Let the changes saved inside be made with this reason and password."""
	setattr(frappe.local, GIVEN, Given(reason, password))
	try:
		yield
	finally:
		setattr(frappe.local, GIVEN, None)


def current() -> Given | None:
	"""Return what the user entered for the change that is being saved, None if nothing was asked."""
	return getattr(frappe.local, GIVEN, None)
