"""The file of a certificate: the SHA-256 of what is stored, computed on the server, and refused once it is another."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html

from batch_trace.control.signatures import evidence_files

LARGEST = 20_000_000
"""Bytes of a file that is read for proposals."""


def put_down(doc: Document) -> None:
	"""Write the SHA-256 of the attached file into a draft.

	Raises:
		frappe.ValidationError: the file is missing or elsewhere, or other content than before stands under its name.
		frappe.PermissionError: the user may not read the file.
	"""
	doc.file = evidence_files.of_site(cstr(doc.file).strip())
	if not doc.file:
		doc.sha256 = None
		return
	before = doc.get_doc_before_save()
	is_same = bool(before and before.file == doc.file and before.sha256)
	if not is_same:
		_check_readable(doc)
	content = evidence_files.content_of(doc.file)
	if not content:
		_refuse_missing(doc, is_remote=content is None)
	if is_same and content != before.sha256:
		_refuse_replaced(doc)
	doc.sha256 = content


def content_of(doc: Document) -> tuple[bytes, str]:
	"""Return the content and the name of the file that a saved draft was saved with."""
	if not doc.file:
		frappe.throw(_("{0} has no file. Attach the supplier's file first.").format(frappe.bold(doc.name)))
	_check_readable(doc)
	content = evidence_files.bytes_of(doc.file, LARGEST)
	if content is None:
		frappe.throw(
			_("File {0} is missing or larger than {1} MB. Enter the results by hand.").format(
				_shown(doc), LARGEST // 1_000_000
			)
		)
	if evidence_files.content_of(doc.file) != doc.sha256:
		_refuse_replaced(doc)
	name = frappe.db.get_value("File", {"file_url": doc.file}, "file_name") or doc.file
	return content, PurePosixPath(name).name


def _check_readable(doc: Document) -> None:
	"""Refuse a file of the site that no File names by this very URL: nothing else says who may read it."""
	if doc.file.startswith(evidence_files.REMOTE):
		return
	files = frappe.get_all("File", {"file_url": doc.file}, pluck="name", order_by="name", limit_page_length=0)
	if not files:
		_refuse_missing(doc, is_remote=False)
	if not any(frappe.has_permission("File", "read", doc=name) for name in files):
		frappe.throw(
			_("You may not read file {0}. Attach a file of your own.").format(_shown(doc)),
			frappe.PermissionError,
		)


def _refuse_missing(doc: Document, *, is_remote: bool) -> NoReturn:
	if is_remote:
		words = _(
			"File {0} is on another server, so nobody can tell later what it contained. Attach the file itself."
		)
	else:
		words = _("File {0} is missing. Attach it again.")
	frappe.throw(words.format(_shown(doc)), title=_("File is missing"))


def _refuse_replaced(doc: Document) -> None:
	frappe.throw(
		_(
			"File {0} was replaced: its content is not what {1} was saved with. Attach the right file again, and compare the "
			"results with it."
		).format(_shown(doc), frappe.bold(doc.name)),
		title=_("File was replaced"),
	)


def _shown(doc: Document) -> str:
	return frappe.bold(escape_html(cstr(doc.file)))
