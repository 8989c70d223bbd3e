using 'main.bicep'

// As production is built, at the smallest size.
param environmentType = 'test'
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param owner = readEnvironmentVariable('OWNER')
param costCentre = readEnvironmentVariable('COST_CENTRE')
param deployerPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID')
param deployerPrincipalType = 'ServicePrincipal'
param operatorsGroupId = readEnvironmentVariable('OPERATORS_GROUP_ID')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL')
param storageRedundancy = 'Standard_ZRS'
param monthlyBudget = 150
param budgetStartDate = readEnvironmentVariable('BUDGET_START_DATE')
param commit = readEnvironmentVariable('COMMIT', '')
param networkIsolation = true
param allowedIpRanges = split(readEnvironmentVariable('ALLOWED_IP_RANGES'), ',')
param logDailyCapGb = 2
