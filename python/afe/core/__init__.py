"""Small things around calibration and evaluation data."""
