metadata description = 'Asks from three places of the world whether orders can be placed.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Start of the name of test and alert.')
@minLength(1)
@maxLength(60)
param prefix string

@description('Name of the Application Insights component that keeps the results.')
param componentName string

@description('What is asked: GET, answered 200 while orders can be placed.')
param url string

@description('Resource id of who is told.')
param actionGroupId string

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource webTest 'Microsoft.Insights/webtests@2022-06-15' = {
  name: '${prefix}-ready'
  location: location
  tags: union(tags, {
    'hidden-link:${component.id}': 'Resource'
  })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${prefix}-ready'
    Name: '${prefix}-ready'
    Enabled: true
    Frequency: 300
    Timeout: 30
    Kind: 'standard'
    RetryEnabled: true
    Locations: [
      {
        Id: 'emea-nl-ams-azr'
      }
      {
        Id: 'emea-gb-db3-azr'
      }
      {
        Id: 'us-va-ash-azr'
      }
    ]
    Request: {
      RequestUrl: url
      HttpVerb: 'GET'
      ParseDependentRequests: false
      FollowRedirects: false
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 14
    }
  }
}

resource alert 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${prefix}-unreachable'
  location: 'global'
  tags: tags
  properties: {
    severity: 1
    enabled: true
    autoMitigate: true
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    scopes: [
      webTest.id
      component.id
    ]
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: webTest.id
      componentId: component.id
      failedLocationCount: 2
    }
    actions: [
      {
        actionGroupId: actionGroupId
        webHookProperties: {
          meaning: 'From two places of the world orders cannot be placed.'
          whatToDo: 'docs/operations/alerts.md#unreachable'
        }
      }
    ]
  }
}
