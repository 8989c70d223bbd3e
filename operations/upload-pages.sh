#!/usr/bin/env sh
# Uploads web/dist to the static site $WEB_NAME in $AZURE_RESOURCE_GROUP. The client that does it, with all that it stands on,
# is that of pages/package-lock.json; none of its install scripts is run.
set -eu

cd "$(dirname "$0")/pages"
npm ci --ignore-scripts --no-audit --no-fund

SWA_CLI_DEPLOYMENT_TOKEN=$(az staticwebapp secrets list --name "$WEB_NAME" --resource-group "$AZURE_RESOURCE_GROUP" \
    --query properties.apiKey --output tsv)
export SWA_CLI_DEPLOYMENT_TOKEN
# The pipeline's own token is not the client's business; it needs the site's only.
unset ACTIONS_ID_TOKEN_REQUEST_TOKEN ACTIONS_ID_TOKEN_REQUEST_URL
node node_modules/@azure/static-web-apps-cli/dist/cli/bin.js deploy ../../web/dist --env production
