#!/usr/bin/env sh
# Builds the pages for this API, uploads them, and asks whether everything works.
set -eu

cd "$(dirname "$0")/../.."
make --silent .venv/.ready

operations/build-pages.sh
operations/upload-pages.sh
.venv/bin/python -m operations.smoke "$API_ORIGIN" --web "$WEB_ORIGIN" --patience 600
