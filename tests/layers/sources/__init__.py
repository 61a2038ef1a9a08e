"""Tests of the readers of single layers."""
