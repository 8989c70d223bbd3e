metadata name = 'Contoso Conference Management System'
metadata description = 'One environment of the system: its resource group and all that is in it.'

targetScope = 'subscription'

// ---- What environment

@description('Name of the environment: part of names, and how azd finds what is its.')
@minLength(1)
@maxLength(48)
param environmentName string

@description('Kind of the environment, for tags and for what only production needs.')
@allowed([
  'dev'
  'test'
  'prod'
])
param environmentType string

@description('Region of everything but the pages. It must offer Flex Consumption (az functionapp list-flexconsumption-locations).')
@minLength(4)
@maxLength(30)
param location string

@description('Region of the pages: static sites are in few, and served from everywhere.')
@allowed([
  'centralus'
  'eastasia'
  'eastus2'
  'westeurope'
  'westus2'
])
param webLocation string = 'westeurope'

@description('Who answers for it; a tag.')
@minLength(1)
@maxLength(100)
param owner string

@description('Who pays for it; a tag.')
@minLength(1)
@maxLength(50)
param costCentre string

// ---- Who

@description('Object id of whoever deploys and makes the keys; empty: nobody may.')
@maxLength(36)
param deployerPrincipalId string = ''

@description('What the deployer is: a person, or the service principal of a pipeline.')
@allowed([
  'ServicePrincipal'
  'User'
])
param deployerPrincipalType string = 'User'

@description('Object id of the operators\' Entra group; empty: nobody but the app reaches queues and data.')
@maxLength(36)
param operatorsGroupId string = ''

@description('E-mail address that alerts and news of the budget go to.')
@minLength(6)
@maxLength(254)
param alertEmail string

// ---- How much

@description('Service Bus tier.')
@allowed([
  'Standard'
  'Premium'
])
param serviceBusSku string = 'Standard'

@description('Messaging units, if the tier is Premium.')
@allowed([
  1
  2
  4
  8
  16
])
param serviceBusCapacity int = 1

@description('How often the data of the business is kept, and where.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
  'Standard_GZRS'
  'Standard_RAGZRS'
])
param storageRedundancy string = 'Standard_LRS'

@description('Spread the app over availability zones: two warm instances of every function are paid for then.')
param zoneRedundant bool = false

@description('Megabytes of memory of an instance.')
@allowed([
  512
  2048
  4096
])
param instanceMemory int = 2048

@description('How many instances there may be at once.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Requests that one instance serves at once.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int = 100

@description('Warm instances for HTTP. Zone redundancy makes it two at least.')
@minValue(0)
@maxValue(100)
param alwaysReadyHttp int = 0

@description('Warm instances of each function that receives messages. Zone redundancy makes it two at least.')
@minValue(0)
@maxValue(100)
param alwaysReadyConsumers int = 0

@description('Tier of the pages.')
@allowed([
  'Free'
  'Standard'
])
param webSku string = 'Free'

@description('Messages that may wait in one queue or topic before somebody is told.')
@minValue(1)
@maxValue(1000000)
param backlogThreshold int = 500

@description('Ask every five minutes from three places of the world whether orders can be placed. It costs some dollars a month.')
param availabilityTest bool = environmentType == 'prod'

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Gigabytes of logs a day; what is beyond is lost. -1: no limit.')
@minValue(-1)
@maxValue(1000)
param logDailyCapGb int = 1

@description('Whole units of the subscription\'s currency that a month may cost.')
@minValue(1)
@maxValue(1000000)
param monthlyBudget int

@description('First day of the month in which the budget began, YYYY-MM-01: set once, never changed.')
@minLength(10)
@maxLength(10)
param budgetStartDate string

// ---- How open

@description('Reach storage, keys and Service Bus Premium through private endpoints only.')
param networkIsolation bool = false

@description('Addresses of the virtual network, if there is one.')
@minLength(9)
@maxLength(18)
param networkAddressPrefix string = '10.40.0.0/20'

@description('Address ranges (a.b.c.d or a.b.c.d/n) that may reach them from outside although they are isolated: operators, pipelines.')
@maxLength(100)
param allowedIpRanges array = []

@description('Forbid to delete the storage account with the event store.')
param dataLocked bool = environmentType == 'prod'

@description('Forbid to purge the vault with the keys once it is deleted: for 90 days nobody can then take its name.')
param keysPurgeProtected bool = environmentType != 'dev'

// ---- What the app is told

@description('A domain of your own for the pages (az staticwebapp hostname set), without https://; empty: the one that Azure gives.')
@maxLength(253)
param webDomain string = ''

@description('AzureManagedDomain, or a domain of your own that mail comes from.')
@minLength(4)
@maxLength(253)
param emailDomain string = 'AzureManagedDomain'

@description('Set it once the DNS records of that domain are verified: a domain that is not cannot be linked.')
param emailDomainVerified bool = false

@description('Where mail is kept at rest.')
@allowed([
  'Europe'
  'France'
  'Germany'
  'Switzerland'
  'UK'
  'United States'
])
param emailDataLocation string = 'Europe'

@description('Commit of the repository that is deployed.')
@maxLength(64)
param commit string = ''

@description('Seconds that reserved seats are held for an order that is not paid.')
@minValue(1)
@maxValue(86400)
param reservationWindowSeconds int = 900

@description('Seconds after that until the seats are given back.')
@minValue(0)
@maxValue(86400)
param seatReleaseBufferSeconds int = 840

@description('Seconds that news and commands may be on their way before the audit takes them for lost.')
@minValue(1)
@maxValue(3600)
param auditPatienceSeconds int = 300

@description('Pace of the audit: it goes through all streams in 1,536 slices; at 1 that takes a day.')
@minValue(1)
@maxValue(1536)
param auditSlicesPerMinute int = 1

@description('Orders that one network may place within a minute, at one instance; 0: no limit.')
@minValue(0)
@maxValue(100000)
param ordersPerNetworkPerMinute int = 600

@description('Conferences that one network may create within an hour; 0: no limit.')
@minValue(0)
@maxValue(10000)
param conferencesPerNetworkPerHour int = 60

@description('Mails that may go to one address within a day without a payment or the owner as their cause; 0: no limit.')
@minValue(0)
@maxValue(10000)
param mailsPerRecipientPerDay int = 20

@description('Mails that one network may cause within an hour without a payment; 0: no limit.')
@minValue(0)
@maxValue(10000)
param mailsPerNetworkPerHour int = 60

var topology = loadJsonContent('topology.json')
var token = uniqueString(subscription().id, environmentName, location)
var tags = {
  'azd-env-name': environmentName
  workload: 'conference-management'
  environment: environmentType
  owner: owner
  costCentre: costCentre
  dataClassification: 'personal'
}

var networkName = 'vnet-${token}'
var busIsolated = networkIsolation && serviceBusSku == 'Premium'

// Zone redundancy asks for two warm instances of whatever scales on its own; else the timers need none.
var warmHttp = zoneRedundant ? max(alwaysReadyHttp, 2) : alwaysReadyHttp
var warmConsumers = zoneRedundant ? max(alwaysReadyConsumers, 2) : alwaysReadyConsumers
var consumersReady = [for consumer in topology.consumers: {
  name: 'function:${consumer}'
  instanceCount: warmConsumers
}]
var timersReady = [for timer in topology.timers: {
  name: 'function:${timer}'
  instanceCount: 2
}]
var httpReady = [
  {
    name: 'http'
    instanceCount: warmHttp
  }
]
var alwaysReady = concat(
  warmHttp > 0 ? httpReady : [],
  warmConsumers > 0 ? consumersReady : [],
  zoneRedundant ? timersReady : []
)

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    location: location
    tags: tags
    name: 'id-${token}'
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceName: 'log-${token}'
    componentName: 'appi-${token}'
    actionGroupName: 'ag-${token}'
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
    alertEmail: alertEmail
    appPrincipalId: identity.outputs.principalId
  }
}

module hostStorage 'modules/host-storage.bicep' = {
  name: 'host-storage'
  scope: group
  params: {
    location: location
    tags: tags
    name: 'sthost${token}'
    redundancy: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
    isolated: networkIsolation
    allowedIpRanges: allowedIpRanges
    workspaceId: monitoring.outputs.workspaceId
    appPrincipalId: identity.outputs.principalId
  }
}

module dataStorage 'modules/data-storage.bicep' = {
  name: 'data-storage'
  scope: group
  params: {
    location: location
    tags: tags
    name: 'stdata${token}'
    redundancy: storageRedundancy
    isolated: networkIsolation
    allowedIpRanges: allowedIpRanges
    locked: dataLocked
    workspaceId: monitoring.outputs.workspaceId
    appPrincipalId: identity.outputs.principalId
    operatorsGroupId: operatorsGroupId
  }
}

module serviceBus 'modules/service-bus.bicep' = {
  name: 'service-bus'
  scope: group
  params: {
    location: location
    tags: tags
    name: 'sb-${token}'
    sku: serviceBusSku
    capacity: serviceBusCapacity
    isolated: busIsolated
    allowedIpRanges: allowedIpRanges
    workspaceId: monitoring.outputs.workspaceId
    appPrincipalId: identity.outputs.principalId
    operatorsGroupId: operatorsGroupId
  }
}

module keyVault 'modules/key-vault.bicep' = {
  name: 'key-vault'
  scope: group
  params: {
    location: location
    tags: tags
    name: 'kv-${token}'
    isolated: networkIsolation
    allowedIpRanges: allowedIpRanges
    purgeProtected: keysPurgeProtected
    workspaceId: monitoring.outputs.workspaceId
    appPrincipalId: identity.outputs.principalId
    deployerPrincipalId: deployerPrincipalId
    deployerPrincipalType: deployerPrincipalType
  }
}

module email 'modules/email.bicep' = {
  name: 'email'
  scope: group
  params: {
    tags: tags
    name: 'acs-${token}'
    emailServiceName: 'mail-${token}'
    dataLocation: emailDataLocation
    domain: emailDomain
    domainVerified: emailDomainVerified
    appPrincipalId: identity.outputs.principalId
  }
}

module web 'modules/static-site.bicep' = {
  name: 'web'
  scope: group
  params: {
    location: webLocation
    tags: tags
    name: 'stapp-${token}'
    sku: webSku
  }
}

module network 'modules/network.bicep' = if (networkIsolation) {
  name: 'network'
  scope: group
  params: {
    location: location
    tags: tags
    name: networkName
    addressPrefix: networkAddressPrefix
  }
}

module hostStorageEndpoints 'modules/private-endpoint.bicep' = if (networkIsolation) {
  name: 'host-storage-endpoints'
  scope: group
  params: {
    location: location
    tags: tags
    networkName: networkName
    targetId: hostStorage.outputs.id
    targetName: 'host'
    services: [
      {
        groupId: 'blob'
        zone: 'privatelink.blob.${environment().suffixes.storage}'
      }
      {
        groupId: 'table'
        zone: 'privatelink.table.${environment().suffixes.storage}'
      }
    ]
  }
  dependsOn: [
    network
  ]
}

module dataStorageEndpoints 'modules/private-endpoint.bicep' = if (networkIsolation) {
  name: 'data-storage-endpoints'
  scope: group
  params: {
    location: location
    tags: tags
    networkName: networkName
    targetId: dataStorage.outputs.id
    targetName: 'data'
    services: [
      {
        groupId: 'blob'
        zone: 'privatelink.blob.${environment().suffixes.storage}'
      }
      {
        groupId: 'table'
        zone: 'privatelink.table.${environment().suffixes.storage}'
      }
    ]
  }
  dependsOn: [
    network
  ]
}

module keyVaultEndpoint 'modules/private-endpoint.bicep' = if (networkIsolation) {
  name: 'key-vault-endpoint'
  scope: group
  params: {
    location: location
    tags: tags
    networkName: networkName
    targetId: keyVault.outputs.id
    targetName: 'keys'
    services: [
      {
        groupId: 'vault'
        zone: 'privatelink.vaultcore.azure.net'
      }
    ]
  }
  dependsOn: [
    network
  ]
}

module serviceBusEndpoint 'modules/private-endpoint.bicep' = if (busIsolated) {
  name: 'service-bus-endpoint'
  scope: group
  params: {
    location: location
    tags: tags
    networkName: networkName
    targetId: serviceBus.outputs.id
    targetName: 'bus'
    services: [
      {
        groupId: 'namespace'
        zone: 'privatelink.servicebus.windows.net'
      }
    ]
  }
  dependsOn: [
    network
  ]
}

module app 'modules/function-app.bicep' = {
  name: 'function-app'
  scope: group
  params: {
    location: location
    tags: tags
    name: 'func-${token}'
    planName: 'plan-${token}'
    zoneRedundant: zoneRedundant
    instanceMemory: instanceMemory
    maximumInstanceCount: maximumInstanceCount
    httpConcurrency: httpConcurrency
    alwaysReady: alwaysReady
    subnetId: networkIsolation ? '${group.id}/providers/Microsoft.Network/virtualNetworks/${networkName}/subnets/app' : ''
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostStorageName: hostStorage.outputs.name
    packageContainerUrl: hostStorage.outputs.packageContainerUrl
    tableEndpoint: dataStorage.outputs.tableEndpoint
    blobEndpoint: dataStorage.outputs.blobEndpoint
    serviceBusHost: serviceBus.outputs.host
    componentName: monitoring.outputs.componentName
    vaultName: keyVault.outputs.name
    emailEndpoint: email.outputs.endpoint
    emailSender: email.outputs.senderAddress
    webOrigin: empty(webDomain) ? web.outputs.origin : 'https://${webDomain}'
    commit: commit
    reservationWindowSeconds: reservationWindowSeconds
    seatReleaseBufferSeconds: seatReleaseBufferSeconds
    auditPatienceSeconds: auditPatienceSeconds
    auditSlicesPerMinute: auditSlicesPerMinute
    ordersPerNetworkPerMinute: ordersPerNetworkPerMinute
    conferencesPerNetworkPerHour: conferencesPerNetworkPerHour
    mailsPerRecipientPerDay: mailsPerRecipientPerDay
    mailsPerNetworkPerHour: mailsPerNetworkPerHour
  }
  dependsOn: [
    network
    hostStorageEndpoints
    dataStorageEndpoints
    keyVaultEndpoint
    serviceBusEndpoint
  ]
}

module metricAlerts 'modules/metric-alerts.bicep' = {
  name: 'metric-alerts'
  scope: group
  params: {
    tags: tags
    prefix: environmentName
    actionGroupId: monitoring.outputs.actionGroupId
    serviceBusId: serviceBus.outputs.id
    appId: app.outputs.id
    dataStorageId: dataStorage.outputs.id
    backlogThreshold: backlogThreshold
  }
}

module logAlerts 'modules/log-alerts.bicep' = {
  name: 'log-alerts'
  scope: group
  params: {
    location: location
    tags: tags
    prefix: environmentName
    actionGroupId: monitoring.outputs.actionGroupId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module availability 'modules/availability.bicep' = if (availabilityTest) {
  name: 'availability'
  scope: group
  params: {
    location: location
    tags: tags
    prefix: environmentName
    componentName: monitoring.outputs.componentName
    url: '${app.outputs.url}/api/health/ready'
    actionGroupId: monitoring.outputs.actionGroupId
  }
}

module budget 'modules/budget.bicep' = {
  name: 'budget'
  scope: group
  params: {
    name: 'budget-${environmentName}'
    amount: monthlyBudget
    startDate: budgetStartDate
    email: alertEmail
  }
}

// In the words of azd and of the pipeline, which write them into their environment.
output AZURE_RESOURCE_GROUP string = group.name
output API_NAME string = app.outputs.name
output API_ORIGIN string = app.outputs.url
output WEB_NAME string = web.outputs.name
output WEB_ORIGIN string = empty(webDomain) ? web.outputs.origin : 'https://${webDomain}'
output KEY_VAULT_NAME string = keyVault.outputs.name
