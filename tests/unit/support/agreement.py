"""Compares traces of a ledger with the vessels."""

from batch_trace.core.answer.trace import trace

NEAR = 1e-9


def near(actual, expected):
	"""Return whether figures agree to 1e-9, or both are unknown."""
	if expected is None or actual is None:
		return actual is expected
	return abs(actual - float(expected)) < NEAR


def rows(answer, direction):
	"""Return the answer's rows of a direction by batch."""
	return {row["batch"]: row for row in answer["batches"] if row["direction"] == direction}


def hours(minutes):
	"""Return a tolerance of minutes as the ledger has it."""
	return None if minutes is None else minutes / 60


def check(source, vessels, starts):
	"""Check exposure, quantities, shipments, confidence and, forward, shares; return the backward trace."""
	down, up = (
		trace(source.within(hours(vessels.tolerance)), starts, direction)
		for direction in ("forward", "backward")
	)
	_check_direction(rows(down, "forward"), vessels.exposed(starts), vessels.made_from(starts), starts)
	_check_direction(rows(up, "backward"), vessels.ancestors(starts), vessels.consumed_for(starts), starts)
	_check_shipments(down, vessels, starts)
	for answer in (down, up):
		_check_confidence(answer, vessels)
		messages = [gap["message"] for gap in answer["gaps"]]
		assert len(set(messages)) == len(messages), messages
		for start in starts:
			row = rows(answer, "start")[start]
			assert row["depth"] == 0 and row["share"] == 1.0 and near(row["quantity"], vessels.made[start])
	shares = vessels.shares(starts)
	for batch, row in rows(down, "forward").items():
		assert near(row["share"], shares[batch]), (batch, row["share"], shares[batch])
	return up


def _check_direction(found, depth, quantity, starts):
	assert {b: row["depth"] for b, row in found.items()} == {
		b: d for b, d in depth.items() if b not in starts
	}
	for batch, row in found.items():
		assert near(row["quantity"], quantity[batch]), (batch, row["quantity"], quantity[batch])


def _check_shipments(answer, vessels, starts):
	shipped = {(row["batch"], row["voucher_no"]) for row in answer["customers"] if row["quantity"]}
	expected = {(batch, f"V-{number}") for number, batch in vessels.shipments(starts)}
	assert shipped == {
		(batch, voucher) for batch, voucher in expected if _is_shipped(vessels, batch, voucher)
	}


def _is_shipped(vessels, batch, voucher):
	return any(
		qty and b == batch
		for op in vessels.operations
		if f"V-{op['number']}" == voucher
		for b, _, qty in op["inputs"]
	)


def _check_confidence(answer, vessels):
	doubtful = {f"V-{number}" for number in vessels.untold}
	for link in answer["links"]:
		if link["event_type"] in ("Production", "Repack", "Subcontracting"):
			expected = "inferred" if link["voucher_no"] in doubtful else "recorded"
			assert link["confidence"] == expected, link
			said = {gap["voucher_no"] for gap in answer["gaps"] if gap["code"] == "inferred_link"}
			assert (link["voucher_no"] in said) == (expected == "inferred"), link
