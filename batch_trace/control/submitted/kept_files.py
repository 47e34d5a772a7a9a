"""Keeps the files that submitted documents name: as they were, and where they were.

When a File is deleted, Frappe removes its content from the disk unless another File has the same content, and it does so before
any other app is asked. So each file gets a second File, which is attached to the Submitted Row of the document.
"""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr

from batch_trace.control.signatures import evidence_files

RECORD = "Submitted Row"
APPEND_ONLY = "Dispatch Record"
"""Records that are evidence from the start, and keep their file themselves."""
PLACE = ("attached_to_doctype", "attached_to_name")
CONTENT = ("file_url", "is_private", "content_hash")
COPIED = ("file_name", "file_url", "is_private", "content_hash", "file_size", "file_type", "folder")


def keep(doc: Document, record: str) -> None:
	"""Keep the files that a document names while it is submitted; `record` is its Submitted Row.

	A file that is attached elsewhere is attached to the document, too, so that whoever reads the document can read it.
	"""
	for url in evidence_files.recorded(doc):
		files = frappe.get_all(
			"File", {"file_url": url}, [*COPIED, *PLACE], order_by="creation", limit_page_length=0
		)
		if not files:
			continue
		if not any(_place(file) == (doc.doctype, cstr(doc.name)) for file in files):
			_attach(files[0], doc.doctype, cstr(doc.name))
		_attach(files[0], RECORD, record)


def keep_with(url: str, document: tuple[str, str], record: tuple[str, str]) -> None:
	"""Keep a file with an append-only record, and attach it to its document, whose readers can then read it."""
	files = frappe.get_all(
		"File", {"file_url": url}, [*COPIED, *PLACE], order_by="creation", limit_page_length=1
	)
	on_document = {"file_url": url, "attached_to_doctype": document[0], "attached_to_name": document[1]}
	for place in (record,) if frappe.db.exists("File", on_document) else (document, record):
		for file in files:
			_attach(file, *place)


def readable_content(url: str, document: tuple[str, str]) -> str:
	"""Return the SHA-256 of a file that is about to be kept with a document; "" if it is remote.

	Raises:
		frappe.ValidationError: the file is not there.
		frappe.PermissionError: the user may not read it.
	"""
	evidence_files.check(url, *document)
	return evidence_files.content_of(url) or ""


def check_deletion(file: Document) -> None:
	"""Refuse to delete a file of evidence, unless it is another document's attachment: then the evidence keeps its own."""
	for doctype, name in _naming(file.file_url):
		if not file.attached_to_name or _place(file) == (doctype, name) or _place(file)[0] == RECORD:
			_refuse(file, doctype, name, _("deleted"))


def check_change(file: Document) -> None:
	"""Refuse to change the content of a file of evidence, to move it, or to take it from its document."""
	stored = frappe.db.get_value("File", file.name, [*CONTENT, *PLACE], as_dict=True)
	if not stored:
		return
	is_changed = any(cstr(file.get(field)) != cstr(stored[field]) for field in CONTENT)
	is_taken = _place(file) != _place(stored)
	if not (is_changed or is_taken):
		return
	for doctype, name in _naming(stored.file_url):
		if is_changed or _place(stored) == (doctype, name) or _place(stored)[0] == RECORD:
			_refuse(file, doctype, name, _("changed"))


def _naming(url: str | None) -> Iterator[tuple[str, str]]:
	"""Yield the submitted documents that name a file."""
	if not url:
		return
	kept = {"attached_to_doctype": RECORD, "file_url": url}
	kept_alone = {**kept, "attached_to_doctype": APPEND_ONLY}
	for record in frappe.get_all("File", kept_alone, pluck="attached_to_name", order_by="creation"):
		yield APPEND_ONLY, record
	records = frappe.get_all("File", kept, pluck="attached_to_name", order_by="creation", limit_page_length=0)
	for record in records:
		if row := frappe.db.get_value(RECORD, record, ["reference_doctype", "reference_name"]):
			yield row


def _place(file: Document | frappe._dict) -> tuple[str, str]:
	return cstr(file.attached_to_doctype), cstr(file.attached_to_name)


def _attach(file: frappe._dict, doctype: str, name: str) -> None:
	"""Add a File of the same content, without reading it again."""
	copy = frappe.new_doc("File", **{field: file[field] for field in COPIED})
	copy.update(dict(zip(PLACE, (doctype, name), strict=True)))
	copy.set_new_name()
	copy.db_insert()


def _refuse(file: Document, doctype: str, name: str, what: str) -> None:
	frappe.throw(
		_(
			"File {0} cannot be {1}, because {2} {3} was submitted with it as evidence. Attach a further file to {3} instead."
		).format(
			frappe.bold(frappe.utils.escape_html(cstr(file.file_name))), what, _(doctype), frappe.bold(name)
		),
		title=_("File is evidence"),
	)
