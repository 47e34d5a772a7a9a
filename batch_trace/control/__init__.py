"""What batches may do: policies, statuses, holds and decisions, and the guard that keeps to them."""
