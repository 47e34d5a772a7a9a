"""The files of a document, with the SHA-256 of their content: what a signature on the document covers of them."""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, get_files_path, get_url

FIELD = "evidence_files"
"""Field of the documents that record their files: a JSON list of `file` (its URL) and `sha256`, which is null for remote files."""
ON_DISK = {"/private/files/": 1, "/files/": 0}
"""How URLs of files on the site's disk begin, and whether they are private."""
REMOTE = ("http://", "https://", "/api/method/")
"""How URLs begin of files that are elsewhere, such as in a cloud storage: nobody can tell what they contain later."""
CHUNK = 1 << 20


def put_down(doc: Document) -> None:
	"""Write the files of a document, as they are now, into the document in memory; it must be about to be submitted.

	Raises:
		frappe.ValidationError: a file is not there.
		frappe.PermissionError: the user may not read a file, so they cannot submit it as evidence.
	"""
	urls = sorted({of_site(url) for url in (*_in_rows(doc), *_attached(doc))})
	for url in urls:
		check(url, doc.doctype, cstr(doc.name))
	doc.set(FIELD, _written({url: content_of(url) for url in urls}))


def recorded(doc: Document) -> dict[str, str | None]:
	"""Return the URL and the SHA-256 of each file that a submitted document names."""
	try:
		return {row["file"]: row["sha256"] for row in json.loads(doc.get(FIELD) or "[]")}
	except (KeyError, TypeError, ValueError):  # changed by SQL, which the check finds as such
		return {}


def changed(doc: Document) -> list[str]:
	"""Return the files of a submitted document that are missing or have other content."""
	return [url for url, was in recorded(doc).items() if content_of(url) != was]


def content_of(url: str) -> str | None:
	"""Return the SHA-256 (hex) of a file's content, "" if it is missing, None if it is remote."""
	if url.startswith(REMOTE):
		return None
	digest = hashlib.sha256()
	try:
		with open(_path(url), "rb") as file:
			while chunk := file.read(CHUNK):
				digest.update(chunk)
	except OSError:
		return ""
	return digest.hexdigest()


def bytes_of(url: str, largest: int) -> bytes | None:
	"""Return a file's content, None if it is missing, remote or has more bytes than `largest`."""
	try:
		with open(_path(url), "rb") as file:
			content = file.read(largest + 1)
	except OSError:
		return None
	return content if len(content) <= largest else None


def of_site(url: str) -> str:
	"""Return the URL of a file as its File has it: without the site's address, the File's name behind it, and detours in the path.

	A path with detours leads to a file whose File has another URL, so nobody would be asked whether the user may read it.
	"""
	path = url.removeprefix(get_url())
	if not path.startswith(tuple(ON_DISK)):
		return url
	return posixpath.normpath(path.split("?")[0])


def _in_rows(doc: Document) -> Iterator[str]:
	"""Yield the files in the fields of a document and its rows."""
	for part in (doc, *doc.get_all_children()):
		for field in part.meta.get("fields", {"fieldtype": ["in", ("Attach", "Attach Image")]}):
			if url := cstr(part.get(field.fieldname)).strip():
				yield url


def _attached(doc: Document) -> list[str]:
	filters: dict[str, Any] = {
		"attached_to_doctype": doc.doctype,
		"attached_to_name": cstr(doc.name),
		"is_folder": 0,
	}
	urls = frappe.get_all("File", filters, pluck="file_url", order_by="file_url", limit_page_length=0)
	return [url for url in urls if url]


def check(url: str, doctype: str, name: str) -> None:
	"""Refuse a file that is missing or that the user may not read; `doctype` and `name` are those of its document."""
	if url.startswith(REMOTE):
		return
	named = (frappe.bold(frappe.utils.escape_html(url)), _(doctype), frappe.bold(name))
	files = frappe.get_all("File", {"file_url": url}, pluck="name", order_by="name", limit_page_length=0)
	if not files or not content_of(url):
		frappe.throw(
			_("File {0} of {1} {2} is missing. Attach it again, or remove it from the rows.").format(*named),
			title=_("File is missing"),
		)
	if not any(frappe.has_permission("File", "read", doc=name) for name in files):
		frappe.throw(
			_(
				"You may not read file {0} of {1} {2}. Ask its owner to attach it to {2}, then read it."
			).format(*named),
			frappe.PermissionError,
		)


def _written(contents: dict[str, str | None]) -> str:
	rows = [{"file": url, "sha256": content} for url, content in sorted(contents.items())]
	return json.dumps(rows, indent=1, ensure_ascii=False) if rows else ""


def _path(url: str) -> str:
	"""Return the path of a file in its folder; a URL that leads elsewhere is as good as missing."""
	start = next((start for start in ON_DISK if url.startswith(start)), None)
	if not start:
		raise FileNotFoundError(url)
	folder = os.path.realpath(get_files_path(is_private=ON_DISK[start]))
	path = os.path.realpath(os.path.join(folder, url.removeprefix(start)))
	if not path.startswith(folder + os.sep):
		raise FileNotFoundError(url)
	return path
