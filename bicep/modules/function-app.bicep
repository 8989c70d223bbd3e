metadata description = 'The function app on a Flex Consumption plan, and every setting that it finds in its environment.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the function app.')
@minLength(2)
@maxLength(60)
param name string

@description('Name of its plan.')
@minLength(1)
@maxLength(60)
param planName string

@description('Spread the instances over availability zones. Needs host storage with Standard_ZRS and two always-ready instances of everything.')
param zoneRedundant bool

@description('Megabytes of memory of an instance.')
@allowed([
  512
  2048
  4096
])
param instanceMemory int

@description('How many instances there may be at once, of all functions together.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int

@description('Requests that one instance serves at once. The plan\'s own default for Python is one.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int

@description('Instances that wait warm: {name, instanceCount}, name being `http` or `function:NAME`.')
param alwaysReady array

@description('Resource id of the subnet that the app reaches out from; empty: none.')
param subnetId string

@description('Resource id of the app\'s identity.')
param identityId string

@description('Client id of the app\'s identity.')
param identityClientId string

@description('Name of the host\'s storage account.')
param hostStorageName string

@description('URL of the container that packages are deployed to.')
param packageContainerUrl string

@description('Where the tables of the business are, without a slash at the end.')
param tableEndpoint string

@description('Where the blobs of the business are, without a slash at the end.')
param blobEndpoint string

@description('Host name of the Service Bus namespace.')
param serviceBusHost string

@description('Name of the Application Insights component.')
param componentName string

@description('Name of the vault with the keys.')
param vaultName string

@description('Endpoint of Communication Services, which mail is sent by.')
@minLength(12)
param emailEndpoint string

@description('Address that mail comes from.')
@minLength(3)
param emailSender string

@description('Origin of the pages, without a slash at the end: links lead there, and only they may call the API from a browser.')
param webOrigin string

@description('Commit of the repository that is deployed; may be empty.')
param commit string

@description('Seconds that reserved seats are held for an order that is not paid.')
@minValue(1)
@maxValue(86400)
param reservationWindowSeconds int

@description('Seconds after that until the seats are given back.')
@minValue(0)
@maxValue(86400)
param seatReleaseBufferSeconds int

@description('Seconds that news and commands may be on their way before the audit takes them for lost.')
@minValue(1)
@maxValue(3600)
param auditPatienceSeconds int

@description('Pace of the audit: it goes through all streams in 1,536 slices.')
@minValue(1)
@maxValue(1536)
param auditSlicesPerMinute int

@description('Orders that one network may place within a minute, at one instance; 0: no limit.')
@minValue(0)
@maxValue(100000)
param ordersPerNetworkPerMinute int

@description('Conferences that one network may create within an hour; 0: no limit.')
@minValue(0)
@maxValue(10000)
param conferencesPerNetworkPerHour int

@description('Mails that may go to one address within a day without a payment or the owner as their cause; 0: no limit.')
@minValue(0)
@maxValue(10000)
param mailsPerRecipientPerDay int

@description('Mails that one network may cause within an hour without a payment; 0: no limit.')
@minValue(0)
@maxValue(10000)
param mailsPerNetworkPerHour int

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, {
    'azd-service-name': 'api'
  })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'python'
        version: '3.13'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady
        triggers: {
          http: {
            perInstanceConcurrency: httpConcurrency
          }
        }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
      cors: {
        allowedOrigins: [
          webOrigin
        ]
        supportCredentials: false
      }
      appSettings: [
        {
          name: 'AzureWebJobsStorage__accountName'
          value: hostStorageName
        }
        {
          name: 'AzureWebJobsStorage__credential'
          value: 'managedidentity'
        }
        {
          name: 'AzureWebJobsStorage__clientId'
          value: identityClientId
        }
        {
          name: 'APPLICATIONINSIGHTS_CONNECTION_STRING'
          value: component.properties.ConnectionString
        }
        {
          name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING'
          value: 'ClientId=${identityClientId};Authorization=AAD'
        }
        {
          name: 'ENVIRONMENT'
          value: 'azure'
        }
        {
          name: 'COMMIT'
          value: commit
        }
        {
          name: 'IDENTITY_CLIENT_ID'
          value: identityClientId
        }
        {
          name: 'DataStorage__tableServiceUri'
          value: tableEndpoint
        }
        {
          name: 'DataStorage__blobServiceUri'
          value: blobEndpoint
        }
        {
          name: 'ServiceBus__fullyQualifiedNamespace'
          value: serviceBusHost
        }
        {
          name: 'ServiceBus__credential'
          value: 'managedidentity'
        }
        {
          name: 'ServiceBus__clientId'
          value: identityClientId
        }
        {
          name: 'Email__endpoint'
          value: emailEndpoint
        }
        {
          name: 'EMAIL_SENDER'
          value: emailSender
        }
        {
          name: 'TOKEN_SIGNING_KEYS'
          value: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=token-signing-keys)'
        }
        {
          name: 'LOCATOR_KEY'
          value: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=locator-key)'
        }
        {
          name: 'PUBLIC_BASE_URL'
          value: webOrigin
        }
        {
          name: 'RESERVATION_WINDOW_SECONDS'
          value: string(reservationWindowSeconds)
        }
        {
          name: 'SEAT_RELEASE_BUFFER_SECONDS'
          value: string(seatReleaseBufferSeconds)
        }
        {
          name: 'AUDIT_PATIENCE_SECONDS'
          value: string(auditPatienceSeconds)
        }
        {
          name: 'AUDIT_SLICES_PER_MINUTE'
          value: string(auditSlicesPerMinute)
        }
        {
          name: 'ORDERS_PER_NETWORK_PER_MINUTE'
          value: string(ordersPerNetworkPerMinute)
        }
        {
          name: 'CONFERENCES_PER_NETWORK_PER_HOUR'
          value: string(conferencesPerNetworkPerHour)
        }
        {
          name: 'MAILS_PER_RECIPIENT_PER_DAY'
          value: string(mailsPerRecipientPerDay)
        }
        {
          name: 'MAILS_PER_NETWORK_PER_HOUR'
          value: string(mailsPerNetworkPerHour)
        }
        {
          // Shorter only where somebody wants to see an invoice fall due.
          name: 'INVOICE_DAY_SECONDS'
          value: '86400'
        }
      ]
    }
  }
}

output id string = app.id
output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
