metadata description = 'Alerts on what the app says: failures, parked messages, an outbox that is not emptied.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Start of the name of every alert.')
@minLength(1)
@maxLength(60)
param prefix string

@description('Resource id of who is told.')
param actionGroupId string

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

// `docs/operations/alerts.md` says of each what to do.
var alerts = [
  {
    name: 'parked-messages'
    meaning: 'A message that can never be handled was parked.'
    severity: 1
    query: 'AppTraces | where SeverityLevel >= 3 and Message startswith "parked "'
    operator: 'GreaterThan'
    threshold: 0
    frequency: 'PT5M'
    window: 'PT5M'
  }
  {
    name: 'messages-retried'
    meaning: 'Messages fail again and again, and come again later.'
    severity: 2
    query: 'AppTraces | where SeverityLevel >= 2 and Message startswith "attempt "'
    operator: 'GreaterThan'
    threshold: 10
    frequency: 'PT5M'
    window: 'PT15M'
  }
  {
    name: 'function-failures'
    meaning: 'Functions fail again and again.'
    severity: 2
    query: 'AppRequests | where Success == false and (ResultCode == "" or toint(ResultCode) == 0 or toint(ResultCode) >= 500)'
    operator: 'GreaterThan'
    threshold: 10
    frequency: 'PT5M'
    window: 'PT5M'
  }
  {
    name: 'outbox-age'
    meaning: 'Conferences changed, and what was stored was not swept for ten minutes: news may be that old.'
    severity: 1
    query: 'AppRequests | where OperationName == "sweep-conferences" and Success == true'
    operator: 'LessThan'
    threshold: 1
    frequency: 'PT5M'
    window: 'PT10M'
  }
  {
    name: 'outbox-found'
    meaning: 'The sweeper found what a crash had left unpublished, more often than crashes explain.'
    severity: 3
    query: 'AppTraces | where SeverityLevel >= 2 and Message has "had left unpublished"'
    operator: 'GreaterThan'
    threshold: 5
    frequency: 'PT15M'
    window: 'PT1H'
  }
  {
    name: 'audit-silent'
    meaning: 'No slice of the streams was audited for half an hour.'
    severity: 2
    query: 'AppRequests | where OperationName == "audit-streams" and Success == true'
    operator: 'LessThan'
    threshold: 1
    frequency: 'PT15M'
    window: 'PT30M'
  }
  {
    name: 'start-refused'
    meaning: 'The app does not start because its settings are not right.'
    severity: 1
    query: 'union AppTraces, AppExceptions | where Message has "SettingsError" or OuterMessage has "SettingsError"'
    operator: 'GreaterThan'
    threshold: 0
    frequency: 'PT5M'
    window: 'PT5M'
  }
]

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for alert in alerts: {
  name: '${prefix}-${alert.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${prefix}-${alert.name}'
    severity: alert.severity
    enabled: true
    autoMitigate: true
    skipQueryValidation: true
    evaluationFrequency: alert.frequency
    windowSize: alert.window
    scopes: [
      workspaceId
    ]
    criteria: {
      allOf: [
        {
          query: alert.query
          timeAggregation: 'Count'
          operator: alert.operator
          threshold: alert.threshold
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: [
        actionGroupId
      ]
      customProperties: {
        meaning: alert.meaning
        whatToDo: 'docs/operations/alerts.md#${alert.name}'
      }
    }
  }
}]
