// A second cluster in production: the same promises, and its own people.
local pager(name) = { pagerduty: { routing_key_file: '/etc/alertmanager/pagerduty-' + name } };

{
  apiVersion: 'slosmith/v1',
  kind: 'Environment',
  name: 'eu2',
  project: { external_labels: { cluster: 'eu2' } },
  oncall: { teams: { shop: { page: pager('eu2') } } },
  alerts: { StockStale: { expr: 'time() - max(stock_updated_timestamp_seconds) > 1800' } },
}
