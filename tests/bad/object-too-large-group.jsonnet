local alert(n) = {
  name: 'Alert%d' % n,
  expr: 'max(value) > %d' % n,
  severity: 'low',
  summary: 'Too much',
  description: std.repeat('Words. ', 250),
  accept: [{ code: 'alert-untested', reason: 'it is about its size' }],
};

[
  { apiVersion: 'slosmith/v1', kind: 'Project', name: 'shops', retention: '45d', targets: ['kubernetes'] },
  { apiVersion: 'slosmith/v1', kind: 'Service', name: 'shop', alerts: [alert(n) for n in std.range(1, 150)] },
]
