"""casekit: a child protection agency's case files as plain YAML in git."""

__version__ = "0.1.0"
