local secrets = import '../secrets.libsonnet';
{ apiVersion: 'slosmith/v1', kind: 'Service', name: secrets.name }
