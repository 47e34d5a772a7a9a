"""The secret that the site seals with: in its site_config.json, never in the database."""

from __future__ import annotations

import secrets

import frappe
from frappe.installer import update_site_config

from batch_trace.core.ledger_file.keyed import SHORTEST_SECRET, Keys

CONFIG = "batch_trace_seal_secrets"
"""A list of secrets in site_config.json, the present one last. An older one must stay as long as seals made with it are verified."""
KEYS = "batch_trace_keys"


def site_keys() -> Keys:
	"""Return the keys of the site, read once in a request."""
	kept: tuple[tuple[str, ...], Keys] | None = getattr(frappe.local, KEYS, None)
	present = tuple(_secrets())
	if kept is None or kept[0] != present:
		kept = (present, Keys(present))
		setattr(frappe.local, KEYS, kept)
	return kept[1]


def make_if_missing() -> None:
	"""Make a secret for a site that has none, at its installation or after it was restored without one."""
	if not site_keys().current:
		rotate()


def rotate() -> str:
	"""Add a new secret, which seals from now on; the older ones still verify. Return the new key's id."""
	update_site_config(CONFIG, [*_secrets(), secrets.token_hex(SHORTEST_SECRET)], validate=False)
	return site_keys().current


def _secrets() -> list[str]:
	found = frappe.conf.get(CONFIG) or []
	return [found] if isinstance(found, str) else [str(secret) for secret in found]
