// One service: its objectives side by side, then each with a row of its own, then its hand-written alerts.
local layout = import 'layout.libsonnet';
local objective = import 'objective.libsonnet';
local slosmith = import 'slosmith.libsonnet';
local palette = slosmith.palette;
local panels = slosmith.panels;
local queries = slosmith.queries;
local tables = slosmith.tables;

local about(title, unit, noValue, description) = {
  title: title,
  unit: unit,
  noValue: noValue,
  description: description,
};
local cell(url, title) = if url == '' then null else slosmith.links.to(title, url, false);

local glance(plan, service) =
  local scope = queries.scope(
    [service.matcher, 'slo=~"$slo"'] + slosmith.variables.chosen(plan),
    budgets=service.budgets,
    all=service.all_windows
  );
  slosmith.row('All objectives', [
    slosmith.line(service.table_height, [
      tables.objectives(
        plan,
        about(
          'Objectives, worst first',
          'short',
          '-',
          'State: what fires, or whether less than a quarter of the budget is left. Value: the good share over the'
          + ' window, of the worst group. Burn: how many times faster than sustainable the budget burns. An SLO chooses itself.'
        ),
        scope,
        service.windows,
        {
          slo: cell(service.url + '?var-slo=$__value', 'Only this one'),
          service: null,
          playbook: cell(plan.playbook_url, 'Playbook'),
        }
      ),
    ]),
  ] + (if !service.budgets then [] else [
    slosmith.line(8, [
      panels.timeseries(
        about('Budgets left', 'percentunit', 'Nothing recorded', 'The error budgets of the chosen objectives, each over its own window.'),
        [panels.course(queries.objectives.budget(scope), '{{slo}}')],
        defaults={ decimals: 1, max: 1 }
      ),
    ] + (if service.windows == [] then [] else [panels.timeseries(
      about('Burn rates over ' + service.windows[0], 'suffix:x', 'No events', 'How many times faster than sustainable the budgets burn.'),
      [panels.course(queries.objectives.burnRate(scope, service.windows[0]), '{{slo}}')],
      defaults={ decimals: 1, min: 0 }
    )])),
  ]));

// Its expression over time. What it is compared with is a line, when the expression is a comparison with a number.
local handWritten(alert) = panels.timeseries(
  about(alert.name, 'short', 'The expression gives nothing', alert.description) { links: alert.links },
  [panels.course(alert.query, alert.legend)],
  thresholds=panels.steps([[null, palette.neutral]] + [[each, palette.bad] for each in alert.thresholds]),
  marks=alert.thresholds != []
);

local inLines(charts) = [
  slosmith.line(8, charts[first:first + 3])
  for first in std.range(0, std.length(charts) - 1)
  if first % 3 == 0
];

local alerts(plan, service) = slosmith.row('Hand-written alerts', [
  slosmith.line(6, [
    panels.timeline(
      about('Hand-written alerts that fired', 'short', 'No alert fired', 'When which hand-written alert of this service was firing.'),
      [panels.course(
        queries.alerts.firing([service.matcher, 'scope=""'] + slosmith.variables.chosen(plan), 'service, alertname, severity'),
        '{{alertname}} ({{severity}})'
      )]
    ),
  ]),
] + inLines([handWritten(each) for each in service.alerts]));

local dashboard(plan, service, rows) =
  local hasSlos = std.length(service.slos) > 0;
  slosmith.dashboard(
    service.dashboard,
    rows,
    [slosmith.variables.datasource(plan.project.datasource)]
    + (if hasSlos then [slosmith.variables.listed(
         'slo',
         'SLO',
         'Chooses what the first row and the marks on all charts show.',
         [slo.id for slo in service.slos]
       )] else [])
    + slosmith.variables.external(plan),
    slosmith.links.top(plan),
    [slosmith.annotations.alerts(
      queries.alerts.firing(
        [service.matcher] + slosmith.variables.chosen(plan) + (if hasSlos then ['slo=~"$slo|"'] else []),
        'slo, service, alertname, severity'
      ),
      '{{slo}} {{severity}}'
    )]
  );

{
  // The dashboard in one piece, and the pieces that it is put together from when there are many.
  whole(plan, service):: dashboard(
    plan,
    service,
    (if service.slos == [] then [] else [glance(plan, service)])
    + [objective(slo) for slo in service.slos]
    + (if service.alerts == [] then [] else [alerts(plan, service)])
  ),
  frame(plan, service):: dashboard(plan, service, []),
  glance(plan, service):: layout.panels([glance(plan, service)]),
  objective(plan, slo):: layout.panels([objective(slo)]),
  alerts(plan, service):: layout.panels([alerts(plan, service)]),
}
