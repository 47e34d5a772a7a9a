"""What a certificate of analysis says, as it was read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

PASS, FAIL = "pass", "fail"


def _said(record: object, always: tuple[str, ...] = ()) -> dict[str, Any]:
	"""Return the fields of a record that say something, and those that are always there."""
	found: dict[str, Any] = {}
	for field in fields(record):  # type: ignore[arg-type]
		value = getattr(record, field.name)
		if field.name in always or (value is not None and value is not False and value != ()):
			found[field.name] = list(value) if isinstance(value, tuple) else value
	return found


@dataclass(frozen=True, slots=True)
class Plan:
	"""A sampling plan of microbiology: of `n` samples, `c` may lie between `m` and `M`; none may exceed `M`."""

	n: int
	c: int
	m: float | None = None
	M: float | None = None

	def as_dict(self) -> dict[str, Any]:
		"""Return what the plan says."""
		return _said(self, ("n", "c"))


@dataclass(frozen=True, slots=True)
class Result:
	"""A result of one test.

	Attributes:
		name: The test, without its unit.
		result: The result as it is written.
		value: Its number; with `op`, the number that the result is below ("<") or above (">").
		unit: The unit of value and limits, or the size of the sample.
		spec: The certificate's own specification if it has limits, as it is written.
		spec_text: The specification if it is words.
		min: The lower limit.
		max: The upper limit.
		min_exclusive: Whether the lower limit itself fails.
		max_exclusive: Whether the upper limit itself fails.
		method: The method of the test.
		verdict: "pass" or "fail" against the certificate's own specification; None means that a person decides.
		below_loq: Whether the result is below what the method can quantify.
		superseded: Whether the certificate says that the result no longer counts.
		plan: The sampling plan, if there is one.
		values: The single results of a sampling plan; "<10" stays text.
		note: What a person should know about the reading.
		remark: What the certificate remarks on the result.
		line: The line of the file.
	"""

	name: str
	result: str
	value: float | None = None
	op: str | None = None
	unit: str | None = None
	spec: str | None = None
	spec_text: str | None = None
	min: float | None = None
	max: float | None = None
	min_exclusive: bool = False
	max_exclusive: bool = False
	method: str | None = None
	verdict: str | None = None
	below_loq: bool = False
	superseded: bool = False
	plan: Plan | None = None
	values: tuple[float | str, ...] = ()
	note: str | None = None
	remark: str | None = None
	line: int | None = None

	def as_dict(self) -> dict[str, Any]:
		"""Return what was read; `verdict` is always there."""
		found = _said(self, ("verdict",))
		if self.plan:
			found["plan"] = self.plan.as_dict()
		return found


@dataclass(frozen=True, slots=True)
class CertifiedLot:
	"""What the certificate says of one batch of the supplier; dates are ISO text, YYYY-MM if only the month is known.

	`overall` is the verdict that the certificate claims; without a claim it is "fail" if a result fails, "pass" if results
	pass and none fails, otherwise None. `questions` is what a person has to answer about this batch.
	"""

	supplier_batch: str | None
	product: str | None = None
	manufactured: str | None = None
	expiry: str | None = None
	best_before: str | None = None
	retest: str | None = None
	sampled: str | None = None
	quantity: float | None = None
	uom: str | None = None
	overall: str | None = None
	results: tuple[Result, ...] = ()
	questions: tuple[str, ...] = ()

	def as_dict(self) -> dict[str, Any]:
		"""Return what was read; `supplier_batch`, `overall` and `results` are always there."""
		found = _said(self, ("supplier_batch", "overall"))
		return {**found, "results": [result.as_dict() for result in self.results]}


@dataclass(frozen=True, slots=True)
class Certificate:
	"""A certificate of analysis as a proposal: a person confirms it.

	`date_format` says how dates are written, such as "DD/MM/YYYY", and how that was decided if it had to be.
	`questions` is what a person has to answer about the whole certificate, `encoding` that of a text file.
	"""

	product: str | None = None
	certificate_no: str | None = None
	issued: str | None = None
	purchase_order: str | None = None
	delivery: str | None = None
	lots: tuple[CertifiedLot, ...] = ()
	date_format: str | None = None
	encoding: str | None = None
	questions: tuple[str, ...] = ()

	def as_dict(self) -> dict[str, Any]:
		"""Return what was read; `product` and `lots` are always there."""
		found = _said(self, ("product",))
		return {**found, "lots": [lot.as_dict() for lot in self.lots]}
