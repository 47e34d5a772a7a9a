"""The text layer of a PDF, with its columns."""

from __future__ import annotations

import io
import logging

from pypdf import PdfReader

from batch_trace.core.receiving.shared.damaged import refused_if_damaged
from batch_trace.core.terms.errors import UnreadableFile

_MOST_PAGES = 50
_FEWEST_LETTERS = 10
_START = 1024


def is_pdf(content: bytes) -> bool:
	"""Return whether a file is a PDF."""
	return b"%PDF-" in content[:_START]


def text_of_pdf(content: bytes, filename: str) -> str:
	"""Return the text of a PDF as it is laid out on its pages.

	Raises:
		UnreadableFile: It has a password, no text layer, or is damaged.
	"""
	logging.getLogger("pypdf").setLevel(logging.CRITICAL)
	with refused_if_damaged(filename, "PDF", "ask for it again"):
		reader = PdfReader(io.BytesIO(content))
		if reader.is_encrypted and not reader.decrypt(""):
			raise UnreadableFile(filename, "it has a password; ask for a file without one")
		pages = [page.extract_text(extraction_mode="layout") for page in reader.pages[:_MOST_PAGES]]
	text = "\n\n".join(pages)
	if sum(letter.isalpha() for letter in text) < _FEWEST_LETTERS:
		raise UnreadableFile(
			filename, "it is a PDF without text, a scan; ask for one with text, or enter the values by hand"
		)
	return text
