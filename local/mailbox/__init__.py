"""Stands in for Azure Communication Services Email: takes mail by its wire protocol, and keeps it to be read."""
