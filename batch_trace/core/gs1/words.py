"""What was wrong with a text, and remarks on one, in plain English."""

from __future__ import annotations

from collections.abc import Callable

from batch_trace.core.gs1.shared.reading import Reading, Remark


def _(text: str) -> str:
	"""Mark a text for translation, which is the site's."""
	return text


ERRORS = {
	"empty": _("Nothing was scanned."),
	"no_read": _("The scanner could not read the code. Scan it again."),
	"number_format": _(
		"A spreadsheet has made a number of the code, and digits are lost. Scan it again into a text field."
	),
	"too_long": _("The text is longer than the {0} characters that it may have."),
	"check_digit": _("The check digit is wrong. It should be {0}."),
	"length": _("The number has a wrong length, or its check digit is wrong. A digit may be cut off."),
	"leading_zero_lost": _("The number seems to have lost its first zero. Was it {0}?"),
	"bad_date": _("There is no such date or time."),
	"bad_character": _("The character {0} is not allowed there."),
	"bad_value": _("The value is not one that is allowed there."),
	"truncated": _("The code is cut off: characters are missing."),
	"unknown_ai": _("There is no such application identifier."),
	"not_gs1": _("Before the code stands {0}, which does not belong to it. Scan it again."),
	"repeated": _("The element is there twice, with two values."),
	"excluded": _("The element and ({0}) exclude each other."),
	"order": _("The qualifiers of the address must stand in the order {0}."),
	"double_scan": _("The same code was scanned twice."),
	"two_codes": _("Two codes were caught in one scan."),
	"two_scans": _("{0} scans arrived together. Handle them one by one."),
	"separators_lost": _("The control characters of the code are lost. Set the scanner to send them."),
	"ambiguous": _(
		"The code can be read in more than one way, because separators are missing. Choose what the label says."
	),
	"keyboard_layout": _(
		"The scanner types for another keyboard than the computer is set to. Set the scanner to the computer's layout."
	),
	"keyboard_layout+caps_lock": _(
		"Caps Lock seems to be on, or the scanner types for another keyboard. Check both."
	),
	"caps_lock": _("Caps Lock is on: capital and small letters are exchanged. Switch it off and scan again."),
	"case_lost": _("The scanner does not send capital and small letters as they are. Check its settings."),
	"no_key": _("An address needs a key, such as (01), (00) or (414)."),
	"no_attribute": _("The element cannot stand in a Digital Link."),
}
"""By code; {0} is more about it."""

OF_AN_ELEMENT = {
	"empty": _("No value follows."),
	"too_long": _("The value is longer than {0} characters."),
	"truncated": _("The value is cut off: {0} characters are needed."),
}
"""By code, where the fault is in an element."""

REMARKS = {
	"needs": _("The label has no ({0}), which belongs to it. It may be on a second bar code."),
	"excludes": _("Elements {0} should not stand on one label."),
	"separator_missing": _("The separator after ({0}) is missing on the label."),
	"only_if_configured": _(
		"{0} may be the separator of this scanner. If it is, name it in Batch Trace Settings."
	),
	"may_hide": _(
		"If the scanner does not send separators, ({0}) may be hidden in the value before it. Compare with the label."
	),
	"no_rule": _(
		"What the digits of this number mean is not set. Enter the rule of the label in Batch Trace Settings."
	),
	"reads_as": _("The text also reads as element ({0})."),
	"six_digits": _("Six digits were taken as UPC-E."),
	"seven_digits": _("Seven digits were taken as UPC-E without check digit."),
	"ambiguous_length8": _("Eight digits may be EAN-8 or UPC-E. Compare the item with the goods."),
}
"""By code; {0} is more about it."""


def of_error(reading: Reading, translate: Callable[[str], str] = _) -> str | None:
	"""Return what is wrong, None if nothing is.

	>>> of_error(Reading("unknown", code="check_digit", ai="01", detail="1"))
	'(01): The check digit is wrong. It should be 1.'
	"""
	if not reading.is_error:
		return None
	return _prefix(reading) + translate(_template(reading)).format(reading.detail)


def _prefix(reading: Reading) -> str:
	"""Return where in the text the fault is."""
	if not reading.ai:
		return ""
	return f"({reading.ai}): " if reading.ai.isdigit() else f"{reading.ai}: "


def _template(reading: Reading) -> str:
	"""Return the sentence for a fault, with a place for more about it."""
	if reading.ai and reading.code in OF_AN_ELEMENT:
		return OF_AN_ELEMENT[reading.code]
	return ERRORS.get(reading.code, ERRORS["bad_value"])


def of_remark(remark: Remark, translate: Callable[[str], str] = _) -> str:
	"""Return a remark in words."""
	return translate(REMARKS[remark.code]).format(remark.detail)
