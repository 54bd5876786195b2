"""What users of the toolchain import."""
