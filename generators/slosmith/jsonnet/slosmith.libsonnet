// The library, as dashboards of your own receive it.
local layout = import 'layout.libsonnet';

{
  dashboard: import 'dashboard.libsonnet',
  row: layout.row,
  line: layout.line,
  panels: import 'panels.libsonnet',
  queries: import 'queries.libsonnet',
  variables: import 'variables.libsonnet',
  links: import 'links.libsonnet',
  annotations: import 'annotations.libsonnet',
  palette: import 'palette.libsonnet',
  tables: import 'tables.libsonnet',
}
