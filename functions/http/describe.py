"""`python -m functions.http.describe`: the API's OpenAPI description on standard output, without a running stack.

It is the document that `/api/openapi.json` serves, but for the version of the build: what it describes is the code.
"""

import json
import sys

from functions.http.openapi import describe
from functions.http.routes import ROUTES

if __name__ == "__main__":
    operations = [operation for api in ROUTES for operation in api.operations]
    json.dump(describe(operations, version="code"), sys.stdout, indent=1)
