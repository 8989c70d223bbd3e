metadata description = 'One subscription of the topic: what it lets through, and that the app receives from it.'

@description('Name of the namespace.')
param namespaceName string

@description('Name of the topic.')
param topicName string

@description('Name of the subscription: its consumer\'s.')
@minLength(1)
@maxLength(50)
param name string

@description('Properties of the subscription as its resource type has them.')
param settings object

@description('What is let through, any of: {name, properties}; a message must carry all application properties of one.')
param rules array

@description('Object id of the app\'s identity.')
param appPrincipalId string

var roles = loadJsonContent('../roles.json')

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: namespaceName
}

resource topic 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' existing = {
  parent: namespace
  name: topicName
}

resource consumer 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = {
  parent: topic
  name: name
  properties: settings
}

// Service Bus gives a new subscription a rule of this name that lets everything through: it is made to let nothing.
resource nothingElse 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = {
  parent: consumer
  name: '$Default'
  properties: {
    filterType: 'SqlFilter'
    sqlFilter: {
      sqlExpression: '1=0'
    }
  }
}

@batchSize(1)
resource filters 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = [for rule in rules: {
  parent: consumer
  name: rule.name
  properties: {
    filterType: 'CorrelationFilter'
    correlationFilter: {
      properties: rule.properties
    }
  }
}]

resource appReceives 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(consumer.id, appPrincipalId, roles.serviceBusDataReceiver)
  scope: consumer
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataReceiver)
  }
}
