#!/usr/bin/env sh
# Builds the pages for the API at $API_ORIGIN and uploads them to the static site $WEB_NAME in $AZURE_RESOURCE_GROUP.
# $API_ORIGIN is the one place that the API's address comes from: requests go there, and the pages' security policy
# (connect-src) allows exactly that.
set -eu

cd "$(dirname "$0")/../web"
npm ci --ignore-scripts --no-audit --no-fund
CONTOSO_API="$API_ORIGIN/api" npm run build

SWA_CLI_DEPLOYMENT_TOKEN=$(az staticwebapp secrets list --name "$WEB_NAME" --resource-group "$AZURE_RESOURCE_GROUP" \
    --query properties.apiKey --output tsv)
export SWA_CLI_DEPLOYMENT_TOKEN
npx --yes @azure/static-web-apps-cli@2.0.10 deploy dist --env production
