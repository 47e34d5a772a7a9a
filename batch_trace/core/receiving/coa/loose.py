"""What stands above and below the table of a certificate: keys with values, titles, signatures, claims."""

from __future__ import annotations

import re
from collections.abc import Sequence

from batch_trace.core.receiving.coa.certificate import FAIL, PASS
from batch_trace.core.receiving.coa.found import FAILS, word_of
from batch_trace.core.receiving.coa.words import FIELDS
from batch_trace.core.receiving.shared.dates import read_date
from batch_trace.core.receiving.shared.folding import fold
from batch_trace.core.receiving.shared.pairs import Pairs

_SIGNED = re.compile(
	r"\b(?:gez|signed|unterzeichnet|signe|firmado|firmato|getekend|podpisano|approved|released by|freigegeben|qa|qc|quality|laborleitung|laborleiter)\b"
)
_SUBJECT = re.compile(
	r"\b(?:batch|lot|product|material|goods|charge|ware|produkt|partie|los|lote|producto|lotto|prodotto|partij|partia|partii|wyrob|produto|sarze|sample|probe|certif\w+|conclusion|conclusie|conclusione|fazit|ergebnis|result\w*|overall|above|herewith|hiermit|vorstehend\w*)\b"
)
_CLAIMS_FAIL = re.compile(
	r"\b(?:(?:does|do|did) not (?:conform|comply|meet|fulfil)\w*|not (?:conform\w*|complian\w*|released|approved|acceptable|accepted)|out of specification|entspricht (?:\w+ )?nicht|nicht (?:konform|freigegeben)|non (?:conforme|acceptable|satisfaisant)|"
	r"no (?:conforme|cumple|apto)|voldoet niet|nie spelnia|niezgodn\w*|nao (?:conforme|cumpre|atende)|rejected|gesperrt|abgelehnt|rechazado|respinto|refuse|afgekeurd|reprovado|odrzucon\w*)"
)
_CLAIMS_PASS = re.compile(
	r"\b(?:conforms?|complies|comply|meets?|fulfils?|released|approved|accepted|acceptable|entspricht|entsprechen|erfullt|erfullen|konform|freigegeben|conforme|cumple\w*|apto|aprobad[oa]|liberad[oa]|"
	r"satisfait|satisfaisant|libere|rispetta|approvat[oa]|voldoet|goedgekeurd|vrijgegeven|spelnia|zgodn[aey]|zwolnion[ae]|atende|aprovad[oa]|cumpre|odpovida|vyhovuje|uygun|within (?:the )?(?:specification|limits))\b"
)
_CONDITIONS = re.compile(
	r"\b(?:if|shall|must|should|provided|unless|only valid|wenn|falls|sofern|muss|si |doit|debe|se |deve|als |moet|jesli|musi|please)\b"
)


PAIRS = Pairs(FIELDS, ("ignored", "product", "quantity", "claim", "issued_weak"))


def signed_on(cells: Sequence[str]) -> str | None:
	"""Return the date that stands beside a signature.

	>>> signed_on(["gez. Laborleitung, 06.11.2026"])
	'06.11.2026'
	"""
	for cell in cells:
		last = re.search(
			r"(?:,|\s)\s*([\d]{1,4}[./-][\w]{1,4}[./-]\d{2,4}|\d{1,2}\.? [^\W\d_]+\.? \d{4})$", cell
		)
		if last and _SIGNED.search(fold(cell)) and read_date(last[1]):
			return last[1]
	return None


def claimed_in(text: str) -> str | None:
	"""Return the verdict on the batch that a sentence claims.

	>>> [claimed_in(each) for each in ("The batch complies with the specification.", "Die Charge entspricht nicht der Spezifikation.", "Conclusion : lot acceptable.")]
	['pass', 'fail', 'pass']
	>>> claimed_in("The batch must be released before use."), claimed_in("Complies"), claimed_in("")
	(None, None, None)
	"""
	plain = fold(text)
	if not _SUBJECT.search(plain) or len(plain.split()) < 3:
		return None
	if _CLAIMS_FAIL.search(plain) or re.search(r"entspricht\b.*\bnicht\b|voldoet\b.*\bniet\b", plain):
		return FAIL
	if _CONDITIONS.search(plain):
		return None
	return PASS if _CLAIMS_PASS.search(plain) else None


def is_result_word(text: str) -> bool:
	"""Return whether a value without a number is a result.

	>>> is_result_word("YES"), is_result_word("Negative"), is_result_word("TRACE"), is_result_word("88412 / TRL-5507")
	(True, True, True, False)
	"""
	return fold(text).strip(" .") in (
		"yes",
		"no",
		"trace",
		"traces",
		"ja",
		"nein",
		"oui",
		"non",
		"si",
		"bland",
		"clear",
		"spuren",
	) or (word_of(text) is not None and word_of(text) != FAILS)
