"""How goods leave and come back: vehicle, driver, seal, temperature, consignee, proof of delivery, and where a return belongs.

Front door: `requirement.on_moved` refuses shipments that lack what a policy asks for, `asked.of_items` says it before,
`proofs.record` keeps a proof of delivery, `waiting.read` finds shipments without one, and `returned.tell` looks at the draft of a
return. It decides no status, and changes no voucher that was submitted.
"""
