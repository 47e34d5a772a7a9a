"""What elements say in plain terms: dates, weights, counts, prices, temperatures."""

from __future__ import annotations

from datetime import date

from batch_trace.core.gs1.shared import dates
from batch_trace.core.gs1.shared.reading import Elements

_DATES = {
	"11": "production",
	"12": "due",
	"13": "packed",
	"15": "best_before",
	"16": "sell_by",
	"17": "expiry",
	"7006": "first_frozen",
	"4326": "released",
}
_MEASURES = {
	"310": "net_kg",
	"320": "net_lb",
	"330": "gross_kg",
	"340": "gross_lb",
	"315": "net_l",
	"316": "net_m3",
	"311": "length_m",
	"314": "area_m2",
	"356": "net_troy_oz",
	"357": "net_oz",
	"360": "net_qt",
	"361": "net_gal",
	"390": "amount",
	"392": "price",
	"394": "percent_off",
	"395": "price_per_unit",
}
_WITH_CURRENCY = {"391": "amount", "393": "price"}
_TEMPERATURES = {"4330": "max_f", "4331": "max_c", "4332": "min_f", "4333": "min_c"}


def of(elements: Elements, today: date | None = None) -> dict[str, str]:
	"""Return the facts that elements say, dates as YYYY-MM-DD and numbers as decimals.

	>>> of((("3103", "001750"), ("17", "270630"), ("37", "48")))
	{'net_kg': '1.750', 'expiry': '2027-06-30', 'count': '48'}
	>>> of((("4333", "002500-"),))
	{'min_c': '-25.00'}
	"""
	found: dict[str, str] = {}
	for ai, value in elements:
		found |= _of_one(ai, value, today)
	return found


def _of_one(ai: str, value: str, today: date | None) -> dict[str, str]:
	if ai in _DATES:
		return {_DATES[ai]: _day(value, today)}
	if ai in _TIMES:
		return _TIMES[ai](value, today)
	if ai in ("30", "37"):
		return {"count": str(int(value))}
	if ai in _TEMPERATURES:
		sign = "-" if value.endswith("-") else ""
		return {_TEMPERATURES[ai]: sign + _decimal(value[:6], 2)}
	if ai == "8005":
		return {"price_per_unit": value}
	return _measure(ai, value)


def _measure(ai: str, value: str) -> dict[str, str]:
	if len(ai) != 4:
		return {}
	kind, decimals = ai[:3], int(ai[3])
	if kind in _WITH_CURRENCY:
		return {_WITH_CURRENCY[kind]: _decimal(value[3:], decimals), "currency": value[:3]}
	return {_MEASURES[kind]: _decimal(value, decimals)} if kind in _MEASURES else {}


def _decimal(digits: str, decimals: int) -> str:
	"""Return digits with a decimal point.

	>>> _decimal("001750", 3), _decimal("000480", 0), _decimal("5", 2)
	('1.750', '480', '0.05')
	"""
	digits = digits.zfill(decimals + 1)
	whole = str(int(digits[: len(digits) - decimals]))
	return f"{whole}.{digits[-decimals:]}" if decimals else whole


def _day(value: str, today: date | None) -> str:
	day = dates.read(value, end_of_month=True, today=today)
	return day.isoformat() if day else ""


def _harvest(value: str, today: date | None) -> dict[str, str]:
	days = [_day(value[start : start + 6], today) for start in range(0, len(value), 6)]
	return {"harvest": "..".join(days)}


def _production_time(value: str, today: date | None) -> dict[str, str]:
	time = ":".join(value[start : start + 2] for start in range(6, len(value), 2))
	return {"production": f"{_day(value[:6], today)}T{time}"}


def _expiry_time(value: str, today: date | None) -> dict[str, str]:
	day, time = _day(value[:6], today), value[6:]
	return {"expiry": day if time == "9999" else f"{day}T{time[:2]}:{time[2:]}"}


_TIMES = {"7007": _harvest, "8008": _production_time, "7003": _expiry_time}
