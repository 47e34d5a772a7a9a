"""What is promised: batches kept for an order, a customer or a project, and who is refused because of it.

Front door: `promised.by_others`, `own.of_demand`, `booking.put_in_force`, `using.on_moved`, `lifetime.release`. Whether a
reservation is in force is read from its order, never stored.
"""
