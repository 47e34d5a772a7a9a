"""The methods that the desk and other programs can call. They check permissions, call `control/`, `ledger/` and
`core/`, and return plain data.

There is one file per subject; `arguments` checks the arguments of a request, `refusals` puts the engine's errors into
words.
"""
