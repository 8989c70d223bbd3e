#!/usr/bin/env sh
# Builds the pages for the API at $API_ORIGIN into web/dist. $API_ORIGIN is the one place that the API's address comes from:
# requests go there, and the pages' security policy (connect-src) allows exactly that. Needs no rights in Azure.
set -eu

cd "$(dirname "$0")/../web"
npm ci --ignore-scripts --no-audit --no-fund
CONTOSO_API="$API_ORIGIN/api" npm run build
