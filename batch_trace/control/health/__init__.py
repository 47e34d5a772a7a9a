"""What on this site weakens the control of batches: small checks by theme, one registry."""
