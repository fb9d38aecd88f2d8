local lib = import 'lib.libsonnet';
{ apiVersion: 'slosmith/v1', kind: 'Service', name: lib.name }
