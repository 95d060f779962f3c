"""Scams, impostors and leaked secrets are dealt with before anyone is hurt."""
