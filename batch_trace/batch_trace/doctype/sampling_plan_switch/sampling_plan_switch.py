"""A severity that somebody has set by hand in a Sampling Plan."""

from __future__ import annotations

from frappe.model.document import Document


class SamplingPlanSwitch(Document):
	"""A severity that somebody has set by hand, for a supplier and an item or for all, with the reason."""
