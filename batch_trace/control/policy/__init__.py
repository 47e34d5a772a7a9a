"""What is asked of an item's batches, and who may decide about them.

Front door: `policies.of_item` and `policies.of_items` give the policy of items, `rules` the site's settings, `deciders` the roles;
`requirements` and `shipment_terms` refuse arrivals and shipments that do not meet a policy. It never looks at a batch's status.
"""
