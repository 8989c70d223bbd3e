"""A development Functions host: serves a Python v2 function app without Azure Functions Core Tools.

Microsoft's own worker library (`azure-functions-runtime`) indexes the app and calls its functions; this package is what
stands around it in Azure: configuration, HTTP front end, Service Bus and timer listeners. `README.md` says what it does
as Azure does and what it does not.
"""
