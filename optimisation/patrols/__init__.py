"""Patrol routes: where patrols from a site can go within a duration, and what they visit."""
