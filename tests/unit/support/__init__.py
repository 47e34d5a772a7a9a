"""A ledger to fill by hand, and a slow oracle that the engine must agree with."""
