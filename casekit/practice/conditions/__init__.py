"""Conditions of the process and of gates, each a question about one child."""
