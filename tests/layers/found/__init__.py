"""Tests of looking at files that nobody has described."""
