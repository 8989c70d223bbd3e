"""The one port of the stack: the function app's answers, the web front end's files and the launcher's own pages."""
