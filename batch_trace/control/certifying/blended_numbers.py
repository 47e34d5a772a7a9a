"""Numbers that a blend of batches of one item has by the rule of an attribute, where they were measured in all of them."""

from __future__ import annotations

from collections.abc import Collection

from frappe import _

from batch_trace.control.certifying.known_results import Known
from batch_trace.control.policy import attribute_values, attribute_words
from batch_trace.control.policy.attribute_values import INHERITED, MEASURED, VALUE, Kept
from batch_trace.core.terms.attributes import BY_SHARE, MAXIMUM, MINIMUM, NUMBER


def of_batch(batch: str, sources: Collection[str]) -> dict[str, Known]:
	"""Return the numbers that a batch has inherited from all of these sources; `sources` are all that it was made from."""
	if len(sources) < 2:
		return {}
	kept = attribute_values.kept([batch, *sources])
	measured = {(row.batch, row.attribute) for row in kept if row.origin == MEASURED}
	blended = (
		row for row in kept if row.batch == batch and row.origin == INHERITED and row.known.is_complete
	)
	found = (_known(row) for row in blended if all((source, row.attribute) in measured for source in sources))
	return {known.parameter: known for known in found if known}


def _known(row: Kept) -> Known | None:
	attribute = attribute_values.attributes()[row.attribute]
	if attribute.value_type != NUMBER or row.known.value is None:
		return None
	shown = attribute_words.shown(attribute, row.known)
	words = {
		MINIMUM: _("at least {0}").format(shown),
		MAXIMUM: _("at most {0}").format(shown),
		BY_SHARE: _("{0} (calculated)").format(shown),
	}
	if attribute.rule not in words:
		return None
	return Known(row.attribute, words[attribute.rule], "", "", VALUE, row.name, row.batch)
