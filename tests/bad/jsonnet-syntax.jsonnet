{
  apiVersion: 'slosmith/v1',
  kind: 'Service'
  name: 'shop',
}
