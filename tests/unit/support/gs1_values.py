"""Values that application identifiers can have, made by the dictionary's formats, for tests by properties."""

from __future__ import annotations

from hypothesis import strategies as st

from batch_trace.core.gs1.identifiers import code_lists
from batch_trace.core.gs1.identifiers.dictionary import Component, Identifier, identifiers
from batch_trace.core.gs1.shared import check_digits

SETS = {
	"N": "0123456789",
	"X": check_digits.SET_82,
	"Y": check_digits.SET_39,
	"Z": check_digits.SET_64,
}
IBANS = ("DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606")
COUPONS = ("0614141" + "123456" + "250" + "12" + "0", "10614141" + "123456" + "3500" + "11" + "0")
OFFERS = ("00012345676543210123456", "11" + "0614141" + "123456" + "0123456")


def digits(length: int) -> st.SearchStrategy[str]:
	return st.text("0123456789", min_size=length, max_size=length)


def _with_check_digit(length: int) -> st.SearchStrategy[str]:
	return digits(length - 1).map(lambda payload: payload + check_digits.digit(payload))


def _model_numbers() -> st.SearchStrategy[str]:
	rest = st.text(SETS["X"], min_size=1, max_size=17).map(lambda text: f"9506{text}A")
	return rest.map(lambda payload: payload + check_digits.pair(payload))


def _dates(least_day: int) -> st.SearchStrategy[str]:
	parts = st.tuples(st.integers(0, 99), st.integers(1, 12), st.integers(least_day, 28))
	return parts.map(lambda each: "{:02}{:02}{:02}".format(*each))


def _up_to(most: int, width: int) -> st.SearchStrategy[str]:
	return st.integers(0, most).map(lambda number: str(number).zfill(width))


def _pieces() -> st.SearchStrategy[str]:
	pairs = st.integers(1, 99).flatmap(lambda total: st.tuples(st.integers(1, total), st.just(total)))
	return pairs.map(lambda each: "{:02}{:02}".format(*each))


def _long_dates() -> st.SearchStrategy[str]:
	return _dates(1).map(lambda text: "20" + text)


CHECKED = {
	"yymmdd": _dates(1),
	"yymmd0": _dates(0),
	"yyyymmdd": _long_dates(),
	"hhmi": st.tuples(_up_to(23, 2), _up_to(59, 2)).map("".join),
	"hh": _up_to(23, 2),
	"mi": _up_to(59, 2),
	"ss": _up_to(59, 2),
	"iso3166": st.sampled_from(sorted(code_lists.COUNTRIES)),
	"iso3166999": st.sampled_from([*sorted(code_lists.COUNTRIES), "999"]),
	"iso3166alpha2": st.sampled_from(sorted(code_lists.COUNTRIES_BY_LETTERS)),
	"iso4217": st.sampled_from(sorted(code_lists.CURRENCIES)),
	"iso5218": st.sampled_from("0129"),
	"packagetype": st.sampled_from(sorted(code_lists.PACKAGES)),
	"mediatype": st.sampled_from(sorted(code_lists.MEDIA)),
	"pcenc": st.text("abcXYZ09.-", min_size=1, max_size=20).map(lambda text: text + "%20B"),
	"iban": st.sampled_from(IBANS),
	"pieceoftotal": _pieces(),
	"posinseqslash": st.integers(1, 9).flatmap(
		lambda total: st.integers(1, total).map(lambda part: f"{part}/{total}")
	),
	"yesno": st.sampled_from("01"),
	"hyphen": st.just("-"),
	"winding": st.sampled_from("019"),
	"zero": st.just("0"),
	"importeridx": st.sampled_from(SETS["Z"][:-1]),
	"latitude": _up_to(1_800_000_000, 10),
	"longitude": _up_to(3_600_000_000, 10),
	"couponcode": st.sampled_from(COUPONS),
	"couponposoffer": st.sampled_from(OFFERS),
}


def _part(part: Component) -> st.SearchStrategy[str]:
	if "csumalpha" in part.checks:
		return _model_numbers()
	if "csum" in part.checks:
		return _with_check_digit(part.most)
	for check in part.checks:
		if check in CHECKED:
			return CHECKED[check]
	texts = st.text(SETS[part.kind], min_size=part.least, max_size=part.most)
	if "gcppos1" in part.checks:
		return texts.map(lambda text: ("9506" + text)[: part.most])
	if "nonzero" in part.checks:
		return texts.filter(lambda text: text.strip("0"))
	if "nozeroprefix" in part.checks:
		return texts.filter(lambda text: text == "0" or text[0] != "0")
	return texts


@st.composite
def values(draw: st.DrawFn, identifier: Identifier) -> str:
	"""Return a value that an application identifier can have."""
	found = ""
	for part in identifier.components:
		if part.optional and not draw(st.booleans()):
			break
		found += draw(_part(part))
	return found


def all_identifiers() -> list[Identifier]:
	return list(identifiers().values())
