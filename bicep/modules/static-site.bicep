metadata description = 'The pages, as files; they call the function app from the browser.'

@description('Region. Not every one has static sites.')
param location string

@description('Tags of every resource.')
param tags object

@description('Name of the static site.')
@minLength(2)
@maxLength(60)
param name string

@description('Free, or Standard: with an agreed availability and domains of your own for more than two names.')
@allowed([
  'Free'
  'Standard'
])
param sku string

resource site 'Microsoft.Web/staticSites@2024-11-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
    tier: sku
  }
  properties: {
    allowConfigFileUpdates: true
    stagingEnvironmentPolicy: 'Disabled'
  }
}

output name string = site.name
output origin string = 'https://${site.properties.defaultHostname}'
