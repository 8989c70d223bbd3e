using 'main.bicep'

// Over availability zones, a copy of the data in another region, warm instances, nothing open that need not be.
param environmentType = 'prod'
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param owner = readEnvironmentVariable('OWNER')
param costCentre = readEnvironmentVariable('COST_CENTRE')
param deployerPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID')
param deployerPrincipalType = 'ServicePrincipal'
param operatorsGroupId = readEnvironmentVariable('OPERATORS_GROUP_ID')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL')
param storageRedundancy = 'Standard_RAGZRS'
param zoneRedundant = true
param instanceMemory = 2048
param maximumInstanceCount = 100
param alwaysReadyHttp = 2
param alwaysReadyConsumers = 2
param webSku = 'Standard'
param webDomain = readEnvironmentVariable('WEB_DOMAIN', '')
param emailDomain = readEnvironmentVariable('EMAIL_DOMAIN')
param emailDomainVerified = bool(readEnvironmentVariable('EMAIL_DOMAIN_VERIFIED', 'false'))
param logRetentionDays = 90
param logDailyCapGb = -1
param monthlyBudget = 1000
param budgetStartDate = readEnvironmentVariable('BUDGET_START_DATE')
param commit = readEnvironmentVariable('COMMIT', '')
param networkIsolation = true
param allowedIpRanges = split(readEnvironmentVariable('ALLOWED_IP_RANGES'), ',')
