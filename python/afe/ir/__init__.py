"""Names of tensors, types and nodes."""
