using 'main.bicep'

// For trying things out: small, cheap, open to whoever has a role. `azd up` takes this one.
param environmentType = 'dev'
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param owner = readEnvironmentVariable('OWNER', 'developers')
param costCentre = readEnvironmentVariable('COST_CENTRE', 'none')
param deployerPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param deployerPrincipalType = readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', 'User')
param operatorsGroupId = readEnvironmentVariable('OPERATORS_GROUP_ID', '')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL')
param monthlyBudget = 50
param budgetStartDate = readEnvironmentVariable('BUDGET_START_DATE')
param commit = readEnvironmentVariable('COMMIT', '')
param logDailyCapGb = 1
