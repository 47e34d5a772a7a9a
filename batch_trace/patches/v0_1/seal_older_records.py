"""Seal with the site's key what older versions recorded without one, and say so: it is sealed as it stands on the day of the upgrade."""

from __future__ import annotations

from batch_trace.control.signatures import signing
from batch_trace.ledger.sealing import keys, states, upgrade


def execute() -> None:
	"""Seal each record that has no keyed seal yet, except signatures that no longer fit the seal they had."""
	keys.make_if_missing()
	states.seal_all()
	upgrade.seal_all({signing.SIGNATURE: signing.changed_before_keys()})
