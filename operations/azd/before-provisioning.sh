#!/usr/bin/env sh
# What `bicep/dev.bicepparam` needs to be told besides what azd asks for itself; kept in azd's environment.
set -eu

if [ -z "${ALERT_EMAIL:-}" ]; then
    printf 'E-mail address that alerts go to: '
    read -r ALERT_EMAIL
    azd env set ALERT_EMAIL "$ALERT_EMAIL"
fi

# The month in which the budget began: it can never be changed.
if [ -z "${BUDGET_START_DATE:-}" ]; then
    azd env set BUDGET_START_DATE "$(date -u +%Y-%m-01)"
fi
