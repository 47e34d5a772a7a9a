"""Attributes of batches: entered by people, inherited from what a batch is made from, and checked when batches arrive.

Front door: `handing_down.on_moved` for what moves, `entering.check` for a value that somebody saves. Values are read in
`policy/attribute_values`; the rules are pure (`core/attributes`). It never changes what a person entered.
"""
