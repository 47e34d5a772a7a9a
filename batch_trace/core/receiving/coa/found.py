"""Results as laboratories write them: a number, a bound, a word, several values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from batch_trace.core.receiving.coa.limits import NUMBER
from batch_trace.core.receiving.shared.folding import fold, tidy
from batch_trace.core.receiving.shared.numbers import NumberHabit, read_number, with_powers
from batch_trace.core.receiving.shared.units import is_unit

CONFORMS, FAILS, ABSENT, PRESENT = "conforms", "fails", "absent", "present"

_FAILS = re.compile(
	r"\b(?:(?:does|do|did) not (?:conform|comply|meet|pass)\w*|not (?:conform|complian|comply|pass|accept|approv|releas|ok)\w*|fail(?:s|ed)?|non[ -]?(?:conform|complian)\w*|out of spec\w*|"
	r"oos|nicht (?:konform|bestanden|freigegeben|in ordnung|erfullt)|entspricht nicht|n\.? ?i\.? ?o\.?|non satisfaisant|insatisfaisant|non conforme|no conforme|no cumple|non conforme|niet conform|"
	r"voldoet niet|nao conforme|nao cumpre|niezgodn\w*|nie spelnia|rejected|gesperrt|abgelehnt|refuse|rechazado|respinto|afgekeurd|reprovado|odrzucon\w*|nevyhovuje|ikke godkendt|ej godkand)(?!\w)"
)
_CONFORMS = re.compile(
	r"^(?:(?:the )?(?:result )?(?:conform(?:s|ing|e|es|a)?|compl(?:y|ies|iant|ied)|meets?|pass(?:es|ed)?|passes test|ok|okay|accept(?:ed|able)|satisfactory|satisfait|satisfaisant|within (?:spec\w*|limits?)|in spec\w*|approved|released|"
	r"entspricht|konform|bestanden|erfullt|i\.? ?o\.?|in ordnung|freigegeben|acceptable|bon|libere|cumple|correcto|apto|aprobado|liberado|aceptable|satisfactorio|idoneo|regolare|approvato|rilasciato|"
	r"voldoet|conform|goedgekeurd|vrijgegeven|cumpre|aprovado|satisfatorio|zgodn[aey]|spelnia|odpowiada|zwolnion[ae]|vyhovuje|odpovida|godkendt|godkand|uygun|positiv bewertet|corresponds|corresponde))(?!\w)"
)
_ABSENT = re.compile(
	r"^(?:absen(?:t|ce|te|ts)|neg(?:ativ\w*|\.)?|n\.? ?d\.?|not detect(?:ed|able)|none detected|none found|undetected|nil|not found|n\.? ?n\.?|nicht nachweisbar|nicht nachgewiesen|nicht bestimmbar|abwesend|keine|"
	r"non detect(?:e|es|ee|able)|no detectad[oa]|ausente|ausencia|assente|assenza|non rilevat[oaie]|non rilevabile|niet aantoonbaar|niet aangetoond|afwezig(?:heid)?|nao detect\w+|ausencia|"
	r"nieobecn\w*|nie wykryto|nie stwierdzono|brak|ikke pavist|ej pavisad|fravaer|negatywny|nepritomn\w*|negativni|tespit edilmedi|free from|frei von)(?!\w)"
)
_PRESENT = re.compile(
	r"^(?:pos(?:itiv\w*|\.)?|present|presence|detected|found|nachgewiesen|nachweisbar|vorhanden|presente|presencia|presenza|rilevato|aanwezig|aangetoond|wykryto|obecn\w*|pavist)(?!\w)"
)
_BOUND = re.compile(
	rf"^(?P<op><=|>=|[<>≤≥⩽⩾]|less than|kleiner|unter|moins de|menos de|below|greater than|more than|uber|mehr als)\s*(?P<number>{NUMBER})(?P<rest>.*)$"
)
_SPREAD = re.compile(rf"^(?P<number>{NUMBER})\s*(?:±|\+/-)\s*(?P<spread>{NUMBER})\s*(?P<rest>\D*)$")
_PLAIN = re.compile(rf"^(?:ca\.?\s*|approx\.?\s*|~\s*)?(?P<number>{NUMBER})(?P<rest>.*)$")
_LOQ = r"(?:loq|lq|bg|loq/bg|bestimmungsgrenze|limit of quantifi?cation|lim(?:ite)? de quantification|limite de quantificacao|limite di quantificazione|limite de cuantificacion|ldc|rl|reporting limit)"
_LOD = r"(?:lod|ld|ng|nachweisgrenze|limit of detection|detection limit|lim(?:ite)? de detection|dl|mdl)"
_BELOW = re.compile(rf"^(?:<|below|unter|kleiner|inferieur a|bajo)\s*(?P<name>{_LOQ}|{_LOD})\b\.?")
_GIVEN = re.compile(rf"\b(?P<name>{_LOQ}|{_LOD})\b\s*(?:[:=<]|is|of)?\s*(?P<number>{NUMBER})")
_NAMES_LOQ = re.compile(rf"\b{_LOQ}\b")
_FOOTNOTE = re.compile(
	rf"^\W*(?P<name>{_LOQ}|{_LOD})\b\s*(?P<of>(?:for|fur|of|pour|de|per|\()?[^:=]*?)\)?\s*[:=]\s*(?P<number>{NUMBER})\s*(?P<unit>\S*)"
)
_SAMPLE = re.compile(r"(?:/|\b(?:in|per|dans|pro|en|su|w))\s*(\d+(?:[.,]\d+)?\s?(?:g|ml|kg|l))\b", re.I)
_TIMES = re.compile(r"\s+[x×]\s?(\d{1,3})$|^(\d{1,3})\s?[x×]\s+", re.I)


_LONGEST = 300


class Found(NamedTuple):
	"""A result: its number with the bound sign, its kind of word, and what else it says.

	`several` is whether it has more numbers than one, `doubt` why the number is not known although there is one,
	`text` the result without its unit, `sample` the size of the sample, `uncertainty` what stands behind a ±.
	"""

	text: str
	value: float | None = None
	op: str | None = None
	unit: str | None = None
	word: str | None = None
	below_loq: bool = False
	several: bool = False
	sample: str | None = None
	doubt: str | None = None
	uncertainty: float = 0.0


def word_of(text: str) -> str | None:
	"""Return which kind of word a result or a specification is.

	>>> [word_of(each) for each in ("Passes test", "n. n.", "nicht nachweisbar", "Negative /375 g", "entspricht nicht", "absence x 5", "positiv")]
	['conforms', 'absent', 'absent', 'absent', 'fails', 'absent', 'present']
	>>> word_of("White powder"), word_of("ND (LOD 3 ppm)"), word_of("Nominal 5")
	(None, 'absent', None)
	"""
	plain = fold(text)
	for kind, pattern in ((FAILS, _FAILS), (CONFORMS, _CONFORMS), (ABSENT, _ABSENT), (PRESENT, _PRESENT)):
		if pattern.search(plain):
			return kind
	return None


def found_in(text: str, habit: NumberHabit, loqs: Mapping[str, float], name: str = "") -> Found:
	"""Return what a result says.

	Args:
		text: The result as it is written.
		habit: How its file writes numbers.
		loqs: Limits of quantification from footnotes, by folded name of the test ("" for all).
		name: The test.

	>>> point, comma = NumberHabit("."), NumberHabit(",")
	>>> found_in("< 0,005 (BG)", comma, {})[1:6]
	(0.005, '<', None, None, True)
	>>> found_in("<LOQ", point, {"lead": 0.05}, "Lead")[1:6]
	(0.05, '<', None, None, True)
	>>> found_in("ND (LOD 3 ppm)", point, {})[1:6]
	(3.0, '<', None, 'absent', False)
	>>> found_in("24.5 HRS", point, {})[:4]
	('24.5', 24.5, None, 'HRS')
	>>> found_in("0,03 ± 0,01 mg/kg", comma, {})[:4], found_in("0,03 ± 0,01 mg/kg", comma, {}).uncertainty
	(('0,03 ± 0,01', 0.03, None, 'mg/kg'), 0.01)
	>>> found_in("0.8R 6Y", point, {}).several, found_in("TRACE", point, {}).value
	(True, None)
	"""
	if len(text) > _LONGEST:
		return Found(text)
	plain = fold(with_powers(text)).replace("−", "-")
	if below := _BELOW.match(plain):
		return _below(text, plain, below["name"], habit, loqs, name)
	if bound := _BOUND.match(plain):
		return _number(text, plain, bound, _direction(bound["op"]), habit)
	if word := word_of(text):
		return _of_word(text, plain, word, habit)
	if spread := _SPREAD.match(plain):
		return _with_uncertainty(text, spread, habit)
	if number := _PLAIN.match(plain):
		return _number(text, plain, number, None, habit)
	return Found(text, several=len(re.findall(r"\d+(?:[.,]\d+)?", plain)) > 1)


def _direction(operator: str) -> str:
	is_less = operator[0] in "<≤⩽lkumb" and operator not in ("uber", "mehr als", "more than")
	return "<" if is_less else ">"


def _of_word(text: str, plain: str, word: str, habit: NumberHabit) -> Found:
	"""Return a result that is a word; of what is absent, with the limit that is given for it."""
	sample = _SAMPLE.search(text)
	size = sample[1] if sample else None
	given = _GIVEN.search(plain) if word == ABSENT else None
	read = read_number(given["number"], habit) if given else None
	if given and read and read.value is not None:
		is_quantified = bool(re.fullmatch(_LOQ, given["name"]))
		return Found(text, read.value, "<", None, word, is_quantified, sample=size)
	return Found(text, word=word, sample=size)


def _with_uncertainty(text: str, found: re.Match[str], habit: NumberHabit) -> Found:
	middle, spread = read_number(found["number"], habit), read_number(found["spread"], habit)
	rest = found["rest"].strip()
	if (
		not middle
		or not spread
		or middle.value is None
		or spread.value is None
		or (rest and not is_unit(rest))
	):
		return Found(text, several=True)
	written = _unit_as_written(text, rest) if rest else ""
	number = tidy(text[: len(text) - len(written)])
	return Found(number, middle.value, None, written or None, uncertainty=abs(spread.value))


def _below(
	text: str, plain: str, limit: str, habit: NumberHabit, loqs: Mapping[str, float], name: str
) -> Found:
	given = re.search(rf"(?P<number>{NUMBER})", plain)
	read = read_number(given["number"], habit) if given else None
	value = read.value if read else loq_of(name, loqs)
	return Found(text, value, "<" if value is not None else None, below_loq=bool(re.fullmatch(_LOQ, limit)))


def _number(text: str, plain: str, found: re.Match[str], op: str | None, habit: NumberHabit) -> Found:
	read = read_number(found["number"], habit)
	rest = found["rest"].strip()
	if not read:
		return Found(text, several=True)
	outside = re.sub(r"\([^)]*\)", "", rest).strip(" *¹²³")
	if (
		outside
		and not is_unit(outside)
		and (re.search(r"\d", outside) or re.match(r"[^\W\d_]", found["rest"]))
	):
		return Found(text, several=True)
	below = bool(op == "<" and _NAMES_LOQ.search(rest))
	if not is_unit(rest):
		return Found(text, read.value, op, below_loq=below, doubt=read.doubt)
	written = _unit_as_written(text, rest)
	return Found(tidy(text[: len(text) - len(written)]), read.value, op, written, doubt=read.doubt)


def _unit_as_written(text: str, folded: str) -> str:
	for start in range(len(text)):
		if fold(text[start:]) == folded:
			return text[start:].strip()
	return ""


def loq_of(name: str, loqs: Mapping[str, float]) -> float | None:
	"""Return the limit of quantification that a footnote gives for a test."""
	plain = fold(name)
	for key, value in loqs.items():
		if key and key in plain:
			return value
	return loqs.get("")


def loq_in(line: str, habit: NumberHabit) -> tuple[str, float] | None:
	"""Return the test and the limit of quantification that a footnote gives.

	>>> loq_in("LOQ lead: 0.05 mg/kg", NumberHabit("."))
	('lead', 0.05)
	"""
	found = _FOOTNOTE.match(fold(line))
	read = read_number(found["number"], habit) if found else None
	if not found or not read or read.value is None:
		return None
	return re.sub(r"^(?:for|fur|of|pour|de|per|\()\s*", "", found["of"].strip()).strip(" ()"), read.value


def names_a_limit(key: str) -> bool:
	"""Return whether the key of a footnote names a limit of quantification or detection.

	>>> names_a_limit("LOQ lead"), names_a_limit("Lead")
	(True, False)
	"""
	return bool(re.match(rf"^\W*(?:{_LOQ}|{_LOD})\b", fold(key)))


def values_in(text: str, habit: NumberHabit) -> tuple[float | str, ...]:
	"""Return the single results of a sampling plan; bounds stay text.

	>>> values_in("120; <10; 1 100", NumberHabit(","))
	(120.0, '<10', 1100.0)
	>>> values_in("absence x 5", NumberHabit())
	()
	"""
	times = _TIMES.search(text)
	parts = re.split(r"\s*[;|]\s*|\s+/\s+|,\s+", _TIMES.sub("", text)) * (
		int(times[1] or times[2]) if times and int(times[1] or times[2]) < 100 else 1
	)
	found: list[float | str] = []
	for part in parts:
		read = read_number(part, habit)
		if read and read.value is not None:
			found.append(read.value)
		elif re.fullmatch(rf"[<>]\s?{NUMBER}", part):
			found.append(part.replace(" ", ""))
		else:
			return ()
	return tuple(found)
