local slo(service, number, target) = {
  id: 'SLO-%s-%03d' % [std.asciiUpper(service), number],
  title: '%s availability %d' % [service, number],
  target: target,
  sli: { ratio: { bad: '%s_errors_total' % service, total: '%s_total' % service } },
};
[
  {
    apiVersion: 'slosmith/v1',
    kind: 'Service',
    name: service,
    alerting: { tiers: [{ severity: 'page', long: '1h', burn: 14.4 }] },
    slos: [slo(service, number, 99 + number * 0.1) for number in [1, 2]],
  }
  for service in ['zebra', 'apple']
]
