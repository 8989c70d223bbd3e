"""Adapters to Azure: Table and Blob Storage, Service Bus."""
