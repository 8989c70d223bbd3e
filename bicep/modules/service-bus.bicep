metadata description = 'The queues, the topic, its subscriptions and who may send and receive, from `topology.json`.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the namespace.')
@minLength(6)
@maxLength(50)
param name string

@description('Standard, or Premium: with capacity of its own, private endpoints and larger messages.')
@allowed([
  'Standard'
  'Premium'
])
param sku string

@description('Messaging units of Premium. Standard has none.')
@allowed([
  1
  2
  4
  8
  16
])
param capacity int

@description('Close the public end to all but `allowedIpRanges`. Premium only.')
param isolated bool

@description('Address ranges that may reach the namespace although it is isolated: operators, pipelines.')
param allowedIpRanges array

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Object id of the app\'s identity.')
param appPrincipalId string

@description('Object id of the operators\' Entra group, which may look into queues and empty them; empty: nobody.')
@maxLength(36)
param operatorsGroupId string

var roles = loadJsonContent('../roles.json')
var topology = loadJsonContent('../topology.json')

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: sku == 'Premium' ? {
    name: 'Premium'
    tier: 'Premium'
    capacity: capacity
  } : {
    name: 'Standard'
    tier: 'Standard'
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: isolated && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
  }
}

resource network 'Microsoft.ServiceBus/namespaces/networkRuleSets@2024-01-01' = if (isolated) {
  parent: namespace
  name: 'default'
  properties: {
    defaultAction: 'Deny'
    publicNetworkAccess: empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
    trustedServiceAccessEnabled: true
    ipRules: [for allowed in allowedIpRanges: {
      ipMask: allowed
      action: 'Allow'
    }]
  }
}

resource queues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [for queue in topology.queues: {
  parent: namespace
  name: queue.name
  properties: queue.properties
}]

resource topic 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' = {
  parent: namespace
  name: topology.topic.name
  properties: topology.topic.properties
}

module subscriptions 'service-bus-subscription.bicep' = [for consumer in topology.subscriptions: {
  name: 'subscription-${consumer.name}'
  params: {
    namespaceName: namespace.name
    topicName: topic.name
    name: consumer.name
    settings: consumer.properties
    rules: consumer.rules
    appPrincipalId: appPrincipalId
  }
}]

resource appReceives 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (queue, i) in topology.queues: {
  name: guid(queues[i].id, appPrincipalId, roles.serviceBusDataReceiver)
  scope: queues[i]
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataReceiver)
  }
}]

resource appSends 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (queue, i) in topology.queues: {
  name: guid(queues[i].id, appPrincipalId, roles.serviceBusDataSender)
  scope: queues[i]
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataSender)
  }
}]

resource appPublishes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(topic.id, appPrincipalId, roles.serviceBusDataSender)
  scope: topic
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataSender)
  }
}

resource operatorsOwn 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorsGroupId)) {
  name: guid(namespace.id, operatorsGroupId, roles.serviceBusDataOwner)
  scope: namespace
  properties: {
    principalId: operatorsGroupId
    principalType: 'Group'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataOwner)
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

output id string = namespace.id
output host string = '${namespace.name}.servicebus.windows.net'
