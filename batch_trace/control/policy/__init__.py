"""What a policy requires of an item's batches, and who may decide on them.

Front door: `policies.of_item` and `policies.of_items` give the policy of items, `rules` the site's settings, `deciders`
the roles; `requirements` and `shipment_terms` refuse arrivals and shipments that do not meet a policy. It never reads
the status of a batch.
"""
