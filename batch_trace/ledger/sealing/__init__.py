"""Keyed seals of the app's evidence, the blocks that chain them, and the anchor of the blocks outside the database.

Front door: `keys.site_keys` for a writer, which seals each record as it is written; `records`, `blocks`, `anchor` and
`state_check` for the check; `states` for those who change what it compares; `reseal` for a site that lost its key. A writer never waits for another: a record carries its own seal, and the
blocks are made afterwards. It knows nothing of what the records mean.
"""
