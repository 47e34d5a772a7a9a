"""What the user may read, by the site's own permissions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

import frappe
from frappe.core.doctype.user_permission.user_permission import get_user_permissions

NAMES_A_QUERY = 2000


class UserAccess:
	"""The reading permissions of one user: role, user permissions, sharing and permission queries."""

	def __init__(self, user: str | None = None) -> None:
		self.user = user or frappe.session.user

	def readable(self, doctype: str, names: Collection[str]) -> Collection[str]:
		"""Return those of the documents that the user may read."""
		if not self.is_restricted(doctype):
			return names
		return {name for chunk in _chunks(names) for name in self._listed(doctype, chunk)}

	def is_restricted(self, doctype: str) -> bool:
		"""Tell whether more than the user's role decides, or the role gives no right to read."""
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

	def _listed(self, doctype: str, names: list[str]) -> list[str]:
		try:
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


def _chunks(names: Collection[str]) -> Iterator[list[str]]:
	rest = iter(names)
	while chunk := list(islice(rest, NAMES_A_QUERY)):
		yield chunk
