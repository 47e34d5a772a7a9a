"""Seal with the site's key what older versions recorded without one, and say so: it is sealed as it stands on the day of the upgrade."""

from __future__ import annotations

from batch_trace.ledger.sealing import keys, upgrade


def execute() -> None:
	"""Seal each record that has no keyed seal yet."""
	keys.make_if_missing()
	upgrade.seal_all()
