"""What the desk and other programs may call: check permission, ask `control/`, `ledger/` and `core/`, answer plain data.

One file a subject; `arguments` reads what a request brings, `refusals` words the engine's errors.
"""
