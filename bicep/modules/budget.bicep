metadata description = 'What the resource group may cost in a month before somebody is told.'

@description('Name of the budget.')
@minLength(1)
@maxLength(63)
param name string

@description('Whole units of the subscription\'s currency a month.')
@minValue(1)
@maxValue(1000000)
param amount int

@description('First day of the month in which the budget began: YYYY-MM-01. It cannot be changed afterwards.')
@minLength(10)
@maxLength(10)
param startDate string

@description('E-mail address that is told.')
@minLength(6)
@maxLength(254)
param email string

var contacts = [
  email
]

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: startDate
    }
    notifications: {
      actual50: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 50
        thresholdType: 'Actual'
        contactEmails: contacts
      }
      actual75: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 75
        thresholdType: 'Actual'
        contactEmails: contacts
      }
      actual90: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 90
        thresholdType: 'Actual'
        contactEmails: contacts
      }
      forecast100: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: contacts
      }
    }
  }
}
