metadata description = 'The private ends of one resource in the network, and their names.'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the virtual network that `network.bicep` made.')
@minLength(2)
@maxLength(64)
param networkName string

@description('Resource id of what is reached.')
param targetId string

@description('Its name, for the names of the endpoints.')
@minLength(3)
@maxLength(60)
param targetName string

@description('Which of its services: {groupId, zone}, the DNS zone of `network.bicep` that names them.')
param services array

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: networkName
}

resource endpoints 'Microsoft.Network/privateEndpoints@2025-05-01' = [for service in services: {
  name: 'pep-${targetName}-${service.groupId}'
  location: location
  tags: tags
  properties: {
    subnet: {
      id: '${network.id}/subnets/private-endpoints'
    }
    privateLinkServiceConnections: [
      {
        name: service.groupId
        properties: {
          privateLinkServiceId: targetId
          groupIds: [
            service.groupId
          ]
        }
      }
    ]
  }
}]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [for (service, i) in services: {
  parent: endpoints[i]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: service.groupId
        properties: {
          privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', service.zone)
        }
      }
    ]
  }
}]
