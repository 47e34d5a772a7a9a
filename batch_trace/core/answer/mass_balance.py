"""Mass balance of a batch: what came in, what went out, what is on hand, and what remains unexplained.

received + made + returned + adjusted = consumed + shipped + returned to supplier + scrapped + on hand + unexplained
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TypedDict, cast

from batch_trace.core.ledger_file.source import IN, LedgerSource
from batch_trace.core.terms.event_types import (
	CAPITALIZATION,
	COMPANY_TRANSFER,
	CUSTOMER_RETURN,
	ISSUE,
	OPENING,
	RECEIPT,
	SHIPMENT,
	SUPPLIER_RETURN,
	TRANSFORMATIONS,
)
from batch_trace.core.terms.nodes import Node
from batch_trace.core.terms.quantities import NOISE, tidy


class MassBalance(TypedDict):
	"""Quantities of one batch in its stock UOM; outflows are positive."""

	received: float
	made: float
	returned: float
	adjusted: float
	consumed: float
	shipped: float
	returned_to_supplier: float
	scrapped: float
	on_hand: float
	unexplained: float


_ACCOUNT = {
	RECEIPT: ("received", 1.0),
	OPENING: ("received", 1.0),
	CUSTOMER_RETURN: ("returned", 1.0),
	SHIPMENT: ("shipped", -1.0),
	COMPANY_TRANSFER: ("shipped", -1.0),
	SUPPLIER_RETURN: ("returned_to_supplier", -1.0),
	ISSUE: ("scrapped", -1.0),
	CAPITALIZATION: ("consumed", -1.0),
}
"""Account and sign by event type, for events with stock in one direction only; all others are adjusted.

What arrives in another company of the site takes its shipment back: only what is on its way stays shipped."""

_INFLOWS = ("received", "made", "returned", "adjusted")
_OUTFLOWS = ("consumed", "shipped", "returned_to_supplier", "scrapped", "on_hand")


def balance(flows: Iterable[tuple[str, str, float]], on_hand: float) -> MassBalance:
	"""Return the balance of flows (direction, event type, signed quantity) and the quantity on hand.

	>>> flows = [("In", "Receipt", 100.0), ("Out", "Production", -60.0), ("Out", "Shipment", -30.0)]
	>>> result = balance([*flows, ("Move", "Transfer", 0.0)], on_hand=9.0)
	>>> result["received"], result["consumed"], result["shipped"], result["unexplained"]
	(100.0, 60.0, 30.0, 1.0)
	"""
	accounts = dict.fromkeys((*_INFLOWS, *_OUTFLOWS), 0.0)
	turnover = 0.0
	for direction, event_type, qty in flows:
		if direction not in (IN, "Out"):
			continue
		account, sign = _account(direction, event_type)
		accounts[account] += sign * qty
		turnover += abs(qty)
	accounts["on_hand"] = on_hand
	difference = sum(accounts[name] for name in _INFLOWS) - sum(accounts[name] for name in _OUTFLOWS)
	unexplained = difference if abs(difference) > NOISE * max(1.0, turnover) else 0.0
	rounded = {name: tidy(amount) for name, amount in accounts.items()}
	return cast("MassBalance", rounded | {"unexplained": tidy(unexplained)})


def _account(direction: str, event_type: str) -> tuple[str, float]:
	"""Return the account of a flow and its sign.

	>>> _account("Out", "Supplier Return"), _account("In", "Supplier Return")
	(('returned_to_supplier', -1.0), ('consumed', -1.0))
	"""
	if event_type in TRANSFORMATIONS:
		return ("made", 1.0) if direction == IN else ("consumed", -1.0)
	if event_type == SUPPLIER_RETURN and direction == IN:
		return "consumed", -1.0  # returned subcontracted goods: the materials in them come back
	return _ACCOUNT.get(event_type, ("adjusted", 1.0))


def balances(
	source: LedgerSource, nodes: Collection[Node], on_hand: Mapping[Node, float] | None = None
) -> dict[Node, MassBalance]:
	"""Return the balance of each node; `on_hand` may come from an independent source."""
	flows: dict[Node, list[tuple[str, str, float]]] = {node: [] for node in nodes}
	for node, direction, event_type, qty in source.flows(nodes):
		flows[node].append((direction, event_type, float(qty)))
	if on_hand is None:
		on_hand = on_hand_of(source, nodes)
	return {node: balance(rows, on_hand.get(node, 0.0)) for node, rows in flows.items()}


def on_hand_of(source: LedgerSource, nodes: Collection[Node]) -> dict[Node, float]:
	"""Return the quantity on hand of each node according to the ledger, in all warehouses together."""
	quantities: dict[Node, float] = {}
	for node, _, qty in source.on_hand(nodes):
		quantities[node] = quantities.get(node, 0.0) + float(qty)
	return quantities
