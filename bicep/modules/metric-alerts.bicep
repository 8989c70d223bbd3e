metadata description = 'Alerts on what Azure measures itself: the queues, the function app, the storage of the business.'

@description('Tags of every resource.')
param tags object

@description('Start of the name of every alert.')
@minLength(1)
@maxLength(60)
param prefix string

@description('Resource id of who is told.')
param actionGroupId string

@description('Resource id of the Service Bus namespace.')
param serviceBusId string

@description('Resource id of the function app.')
param appId string

@description('Resource id of the storage account of the business.')
param dataStorageId string

@description('Messages that may wait in one queue or topic, on the average of a quarter of an hour.')
@minValue(1)
@maxValue(1000000)
param backlogThreshold int

var everyEntity = [
  {
    name: 'EntityName'
    operator: 'Include'
    values: [
      '*'
    ]
  }
]
var throttlingAnswers = [
  {
    name: 'ResponseType'
    operator: 'Include'
    values: [
      'ServerBusyError'
      'ServerTimeoutError'
      'ClientThrottlingError'
      'ClientAccountRequestThrottlingError'
      'ClientAccountBandwidthThrottlingError'
    ]
  }
]

// `docs/operations/alerts.md` says of each what to do.
var alerts = [
  {
    name: 'dead-letters'
    meaning: 'A message could not be handled and lies in a dead-letter queue.'
    severity: 1
    scope: serviceBusId
    metricNamespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'DeadletteredMessages'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT5M'
    dimensions: everyEntity
  }
  {
    name: 'backlog'
    meaning: 'More messages come than are handled.'
    severity: 2
    scope: serviceBusId
    metricNamespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ActiveMessages'
    aggregation: 'Average'
    operator: 'GreaterThan'
    threshold: backlogThreshold
    window: 'PT15M'
    dimensions: everyEntity
  }
  {
    name: 'bus-server-errors'
    meaning: 'Service Bus fails.'
    severity: 2
    scope: serviceBusId
    metricNamespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ServerErrors'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT5M'
    dimensions: everyEntity
  }
  {
    name: 'bus-throttling'
    meaning: 'Service Bus is asked for more than its tier serves.'
    severity: 2
    scope: serviceBusId
    metricNamespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ThrottledRequests'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT5M'
    dimensions: everyEntity
  }
  {
    name: 'bus-user-errors'
    meaning: 'Requests to Service Bus are refused: lost locks, missing roles, missing entities.'
    severity: 3
    scope: serviceBusId
    metricNamespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'UserErrors'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 50
    window: 'PT15M'
    dimensions: everyEntity
  }
  {
    name: 'http-5xx'
    meaning: 'The API answers with server errors.'
    severity: 2
    scope: appId
    metricNamespace: 'Microsoft.Web/sites'
    metric: 'Http5xx'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 5
    window: 'PT5M'
    dimensions: []
  }
  {
    name: 'storage-availability'
    meaning: 'Storage of the business answers with errors of its own.'
    severity: 1
    scope: dataStorageId
    metricNamespace: 'Microsoft.Storage/storageAccounts'
    metric: 'Availability'
    aggregation: 'Average'
    operator: 'LessThan'
    threshold: 99
    window: 'PT15M'
    dimensions: []
  }
  {
    name: 'storage-throttling'
    meaning: 'Storage of the business is asked for more than it serves.'
    severity: 2
    scope: dataStorageId
    metricNamespace: 'Microsoft.Storage/storageAccounts'
    metric: 'Transactions'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 20
    window: 'PT5M'
    dimensions: throttlingAnswers
  }
]

resource metricAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [for alert in alerts: {
  name: '${prefix}-${alert.name}'
  location: 'global'
  tags: tags
  properties: {
    severity: alert.severity
    enabled: true
    autoMitigate: true
    evaluationFrequency: 'PT1M'
    windowSize: alert.window
    scopes: [
      alert.scope
    ]
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: alert.name
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: alert.metricNamespace
          metricName: alert.metric
          timeAggregation: alert.aggregation
          operator: alert.operator
          threshold: alert.threshold
          dimensions: alert.dimensions
          skipMetricValidation: true
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroupId
        webHookProperties: {
          meaning: alert.meaning
          whatToDo: 'docs/operations/alerts.md#${alert.name}'
        }
      }
    ]
  }
}]
