"""What batches may do on a site: policies, statuses, holds, QA's decisions, the guard, reservations and allocation.

Its rooms, from the ground up: `policy`, then `signatures` and `movements`, then `status`, `holds`, `decisions`,
`guard`, `orders`, `reservations`, `allocation`, `in_stock`, `reorder`, `health`. A room imports from the rooms below it
only; `make lint` checks that. The rules themselves are in `core/`, and only `ledger/` reads ERPNext's stock tables.
"""
