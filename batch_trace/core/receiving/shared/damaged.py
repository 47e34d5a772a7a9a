"""Files that a library cannot open: the libraries raise errors of many kinds, a reader raises one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from batch_trace.core.terms.errors import UnreadableFile


@contextmanager
def refused_if_damaged(filename: str, kind: str, way_out: str) -> Iterator[None]:
	"""Raise any error of the block as one that says so, and what to do.

	Raises:
		UnreadableFile: The file is damaged, or the block has said what else is wrong with it.
	"""
	try:
		yield
	except UnreadableFile:
		raise
	except Exception as error:
		raise UnreadableFile(
			filename, f"it is a damaged {kind} ({type(error).__name__}); {way_out}"
		) from None
