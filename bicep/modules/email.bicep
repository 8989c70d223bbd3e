metadata description = 'Communication Services: the mail that registrants and business customers get.'

@description('Tags of every resource.')
param tags object

@description('Name of the Communication Services resource.')
@minLength(1)
@maxLength(63)
param name string

@description('Name of the e-mail service.')
@minLength(1)
@maxLength(63)
param emailServiceName string

@description('Where mail is kept at rest.')
@allowed([
  'Europe'
  'France'
  'Germany'
  'Switzerland'
  'UK'
  'United States'
])
param dataLocation string

@description('AzureManagedDomain, for about a hundred mails a day, or a domain of your own, to be verified by DNS records.')
@minLength(4)
@maxLength(253)
param domain string

@description('Whether the DNS records of a domain of your own are verified: before that nothing can be sent from it.')
param domainVerified bool

@description('Object id of the app\'s identity, which sends.')
param appPrincipalId string

var roles = loadJsonContent('../roles.json')
var hasOwnDomain = domain != 'AzureManagedDomain'
var canSend = !hasOwnDomain || domainVerified

resource emailService 'Microsoft.Communication/emailServices@2025-09-01' = {
  name: emailServiceName
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
  }
}

resource sendingDomain 'Microsoft.Communication/emailServices/domains@2025-09-01' = {
  parent: emailService
  name: domain
  location: 'global'
  tags: tags
  properties: {
    domainManagement: hasOwnDomain ? 'CustomerManaged' : 'AzureManaged'
    userEngagementTracking: 'Disabled'
  }
}

resource communication 'Microsoft.Communication/communicationServices@2025-09-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    disableLocalAuth: true
    linkedDomains: canSend ? [
      sendingDomain.id
    ] : []
  }
}

// There is no built-in role that only sends.
resource appSendsMail 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(communication.id, appPrincipalId, roles.communicationAndEmailServiceOwner)
  scope: communication
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.communicationAndEmailServiceOwner)
  }
}

output endpoint string = 'https://${communication.properties.hostName}'
output senderAddress string = 'DoNotReply@${sendingDomain.properties.mailFromSenderDomain}'
