"""Which documents a user may read, by the site's own permissions."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import frappe
from frappe import _
from frappe.core.doctype.user_permission.user_permission import get_user_permissions
from frappe.model.document import Document
from frappe.permissions import get_allowed_docs_for_doctype
from frappe.utils import create_batch, cstr

from batch_trace.ledger.compat import without_message
from batch_trace.ledger.slices import AT_ONCE

SEEN_WITH_THE_LEDGER = frozenset({"Batch", "Serial No", "Company", "Warehouse"})
"""Doctypes that every event names; a role that may read events need not be able to open these."""


class UserAccess:
	"""A user's permissions to read: roles, user permissions, shares and permission queries."""

	def __init__(self, user: str | None = None) -> None:
		self.user = user or frappe.session.user

	def readable(self, doctype: str, names: Collection[str]) -> Collection[str]:
		"""Return the documents that the user may read."""
		if not self.is_restricted(doctype):
			return names
		permitted_of_chunk = self._permitted if self._by_ledger(doctype) else self._listed
		chunks = create_batch(list(names), AT_ONCE)
		permitted = {name for chunk in chunks for name in permitted_of_chunk(doctype, chunk)}
		limits = get_user_permissions(self.user).get(doctype, [])
		for ledger in ("Trace Event", "Trace Entry"):  # a user permission may apply to one of these only
			allowed = get_allowed_docs_for_doctype(limits, ledger)
			permitted = permitted.intersection(allowed) if allowed else permitted
		return permitted

	def is_restricted(self, doctype: str) -> bool:
		"""Return whether the user's role gives no right to read, or more than the role decides."""
		if self.user == "Administrator":
			return False
		role = frappe.permissions.get_role_permissions(frappe.get_meta(doctype), user=self.user)
		return not (
			role.get("read")
			and not role.get("has_if_owner_enabled")
			and not get_user_permissions(self.user)
			and not frappe.get_hooks("permission_query_conditions").get(doctype)
			and not frappe.get_hooks("has_permission").get(doctype)
		)

	def _by_ledger(self, doctype: str) -> bool:
		"""Return whether the right to read the ledger replaces the right to read the doctype.

		ERPNext lets only Item Managers open a Batch, although its number is on every stock voucher. Users whose roles
		cannot open the doctype may read its names if they may read events, within their user permissions.
		"""
		return doctype in SEEN_WITH_THE_LEDGER and not frappe.has_permission(doctype, "read", user=self.user)

	def _permitted(self, doctype: str, names: list[str]) -> list[str]:
		"""Return the documents whose links are within the user permissions."""
		if not frappe.has_permission("Trace Event", "read", user=self.user):
			return []
		allowed = self._allowed_links(doctype)
		rows = frappe.get_all(doctype, filters={"name": ["in", names]}, fields=["name", *allowed])
		return [
			row.name
			for row in rows
			if all(not row[field] or row[field] in names for field, names in allowed.items())
		]

	def _allowed_links(self, doctype: str) -> dict[str, list[str]]:
		"""Return the values that user permissions allow, for each field of the doctype that they limit."""
		permissions = get_user_permissions(self.user)
		fields = [
			frappe._dict(fieldname="name", options=doctype),
			*frappe.get_meta(doctype).get_link_fields(),
		]
		allowed = {
			field.fieldname: get_allowed_docs_for_doctype(permissions.get(field.options, []), doctype)
			for field in fields
			if not field.ignore_user_permissions
		}
		return {fieldname: names for fieldname, names in allowed.items() if names}

	def _listed(self, doctype: str, names: list[str]) -> list[str]:
		try:
			with without_message():
				return frappe.get_list(
					doctype,
					filters={"name": ["in", names]},
					pluck="name",
					order_by=None,
					limit_page_length=0,
					user=self.user,
				)
		except frappe.PermissionError:
			return []


def with_stored(doc: Document) -> list[Document]:
	"""Return the document in hand and, if it is stored, the stored one: a right counts only where it is given for both.

	Frappe asks for the right to save with what a request has written into the document already.
	"""
	name = cstr(doc.get("name"))
	return [doc, frappe.get_doc(doc.doctype, name)] if name and frappe.db.exists(doc.doctype, name) else [doc]


def check_readable(doctype: str, names: Collection[str]) -> None:
	"""Refuse documents that do not exist or that the user may not read."""
	hidden = set(names) - set(UserAccess().readable(doctype, names))
	for name in names:
		named = (_(doctype), frappe.bold(frappe.utils.escape_html(name)))
		if not frappe.db.exists(doctype, name):
			frappe.throw(
				_("{0} {1} does not exist. Check the name.").format(*named), frappe.DoesNotExistError
			)
		if name in hidden:
			frappe.throw(
				_("You may not read {0} {1}. Ask your System Manager for permission.").format(*named),
				frappe.PermissionError,
			)


def readable_rows(
	rows: list[frappe._dict], links: Mapping[str, str], access: UserAccess | None = None
) -> list[frappe._dict]:
	"""Return the rows whose links the user may all read; `links` gives the doctype of each link field."""
	access = access or UserAccess()
	for field, doctype in links.items():
		linked_names = {row[field] for row in rows if row[field]}
		readable = set(access.readable(doctype, linked_names)) if linked_names else set()
		rows = [row for row in rows if not row[field] or row[field] in readable]
	return rows
