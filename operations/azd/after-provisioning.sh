#!/usr/bin/env sh
# Makes the keys that are not there yet. The role to do so was given a moment ago and may take minutes to be known.
# Needs Python and the Azure CLI, and no package: the pipeline installs none where it has rights.
set -eu

cd "$(dirname "$0")/../.."
python=$(command -v .venv/bin/python || command -v python3.13 || command -v python3)
"$python" -m operations.keys make --vault "$KEY_VAULT_NAME" --patience 900

# The app follows its references to the vault again at once instead of within a day.
site=$(az functionapp show --name "$API_NAME" --resource-group "$AZURE_RESOURCE_GROUP" --query id --output tsv)
az rest --method post --output none \
    --url "$site/config/configreferences/appsettings/refresh?api-version=2022-03-01"
