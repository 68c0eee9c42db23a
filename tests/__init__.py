"""Tests; a package in its own right, because some peers install one of this name."""
