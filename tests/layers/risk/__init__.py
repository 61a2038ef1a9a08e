"""Tests of the risk surfaces."""
