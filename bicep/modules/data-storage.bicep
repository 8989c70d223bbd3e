metadata description = 'The storage account of the business: the event store, the read models, parked messages.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the storage account.')
@minLength(3)
@maxLength(24)
param name string

@description('How often the data is kept, and where.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
  'Standard_GZRS'
  'Standard_RAGZRS'
])
param redundancy string

@description('Close the public end to all but `allowedIpRanges`.')
param isolated bool

@description('Address ranges that may reach the account although it is isolated: operators, pipelines.')
param allowedIpRanges array

@description('Forbid to delete the account: it holds the event store.')
param locked bool

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Object id of the app\'s identity.')
param appPrincipalId string

@description('Object id of the operators\' Entra group, which may read; empty: nobody.')
@maxLength(36)
param operatorsGroupId string

var roles = loadJsonContent('../roles.json')
var topology = loadJsonContent('../topology.json')
var operatorRoles = [
  roles.storageTableDataReader
  roles.storageBlobDataReader
]

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: redundancy
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    isLocalUserEnabled: false
    isSftpEnabled: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isolated && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isolated ? 'Deny' : 'Allow'
      ipRules: [for allowed in allowedIpRanges: {
        value: allowed
        action: 'Allow'
      }]
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: {
      enabled: true
      days: 30
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: 30
    }
  }
}

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [for container in topology.containers: {
  parent: blobs
  name: container
  properties: {
    publicAccess: 'None'
  }
}]

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' = [for table in topology.tables: {
  parent: tableService
  name: table
}]

// A blob is written anew with each change of its order: what was before is worth a month.
resource oldVersionsGo 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'old-versions'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
            }
            actions: {
              version: {
                delete: {
                  daysAfterCreationGreaterThan: 30
                }
              }
            }
          }
        }
      ]
    }
  }
  dependsOn: [
    blobs
  ]
}

// The account, not table by table: a transaction is sent to the account's own address, `/$batch`.
resource appWritesTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, appPrincipalId, roles.storageTableDataContributor)
  scope: account
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageTableDataContributor)
  }
}

resource appWritesBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (container, i) in topology.containers: {
  name: guid(containers[i].id, appPrincipalId, roles.storageBlobDataContributor)
  scope: containers[i]
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}]

resource operatorsRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in operatorRoles: if (!empty(operatorsGroupId)) {
  name: guid(account.id, operatorsGroupId, role)
  scope: account
  properties: {
    principalId: operatorsGroupId
    principalType: 'Group'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  name: 'event-store'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'It holds the event store, which nothing else can be made of again.'
  }
}

resource blobAudit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: blobs
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'audit'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

// Metrics only: the log of a table has a line for each request, several hundred for an order.
resource tableMetrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: tableService
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

output id string = account.id
output tableEndpoint string = 'https://${account.name}.table.${environment().suffixes.storage}'
output blobEndpoint string = 'https://${account.name}.blob.${environment().suffixes.storage}'
