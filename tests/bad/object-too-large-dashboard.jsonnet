local slo(n) = {
  id: 'SLO-SHOP-%03d' % n,
  title: 'Objective %d' % n,
  target: '99.9%',
  sli: { ratio: { bad: 'errors_total{path="%d"}' % n, total: 'requests_total{path="%d"}' % n } },
};

[
  {
    apiVersion: 'slosmith/v1',
    kind: 'Project',
    name: 'shops',
    retention: '45d',
    targets: ['kubernetes'],
    kubernetes: { server_side_apply: false },
  },
  { apiVersion: 'slosmith/v1', kind: 'Service', name: 'shop', slos: [slo(n) for n in std.range(1, 25)] },
]
