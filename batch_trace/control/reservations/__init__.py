"""Batches promised to an order, a customer or a project, and the refusal to take them for others.

Three words: a *reservation* is a Batch Reservation of this app; a *promise* is whatever keeps a batch for somebody (a
reservation, ERPNext's Stock Reservation Entry, a Pick List, a transfer for a Work Order); a *use* is what a voucher
took of a reservation.

Front door: `promised.by_others`, `for_beneficiary.of_demand`, `booking.put_in_force`, `reservation_guard.on_moved`,
`lifetime.release`. Whether a reservation is in force is read from its order each time, never stored.
"""
