"""The content of a file: text, or the sheets of a workbook."""

from __future__ import annotations

from typing import NamedTuple

from batch_trace.core.receiving.shared.pdf import is_pdf, text_of_pdf
from batch_trace.core.receiving.shared.text import decode
from batch_trace.core.receiving.shared.workbook import Sheet, is_workbook, sheets_of
from batch_trace.core.terms.errors import UnreadableFile

LARGEST = 20_000_000
_MOST_LINES = 50_000
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")


class Content(NamedTuple):
	"""The text of a file with its encoding, or the sheets of a workbook."""

	text: str
	encoding: str | None = None
	sheets: tuple[Sheet, ...] = ()


def content_of(content: bytes, filename: str) -> Content:
	"""Return the content of a file, whatever kind it is.

	Raises:
		UnreadableFile: It is of no kind that can be read.
	"""
	_refuse(content, filename)
	if is_pdf(content):
		return Content(_limited(text_of_pdf(content, filename), filename))
	if is_workbook(content):
		return Content("", None, sheets_of(content, filename))
	decoded = decode(content)
	if decoded is None:
		raise UnreadableFile(filename, "it is neither text nor XLSX nor PDF; ask for one of these")
	return Content(_limited(decoded.text, filename), decoded.encoding)


def _limited(text: str, filename: str) -> str:
	"""Return a text that is not too long to be read line by line."""
	if text.count("\n") > _MOST_LINES:
		raise UnreadableFile(
			filename, f"it has more than {_MOST_LINES} lines; ask for what concerns this delivery only"
		)
	return text


def _refuse(content: bytes, filename: str) -> None:
	if not content.strip():
		raise UnreadableFile(filename, "it is empty")
	if len(content) > LARGEST:
		raise UnreadableFile(filename, f"it is larger than {LARGEST // 1_000_000} MB")
	if content.startswith(_OLD_WORKBOOK):
		raise UnreadableFile(
			filename, "it is a workbook of an old kind, or has a password; save it as XLSX without a password"
		)
	if content.startswith(_PICTURES):
		raise UnreadableFile(
			filename, "it is a picture; ask for a file with text, or enter the values by hand"
		)
