// Tables of objectives and of alerts.
local links = import 'links.libsonnet';
local palette = import 'palette.libsonnet';
local panels = import 'panels.libsonnet';
local queries = import 'queries.libsonnet';

local figure(unit, thresholds, decimals) = [
  ['unit', unit],
  ['decimals', decimals],
  ['thresholds', thresholds],
  ['custom.cellOptions', { type: 'color-text' }],
];

local budget = panels.steps([[null, palette.bad], [0, palette.warning], [0.25, palette.good]]);
local burn = panels.steps([[null, palette.good], [1, palette.warning], [6, palette.bad]]);
local coverage = panels.steps([[null, palette.warning], [0.9, palette.good]]);
local plain = panels.steps([[null, palette.neutral]]);

local states = {
  '0': { text: 'fine', color: palette.good, index: 0 },
  '1': { text: 'low budget', color: palette.warning, index: 1 },
  '2': { text: 'ticket', color: palette.warning, index: 2 },
  '3': { text: 'page', color: palette.bad, index: 3 },
};

local state = [
  ['mappings', [{ type: 'value', options: states }]],
  ['custom.cellOptions', { type: 'color-background' }],
  ['custom.width', 110],
];

local linked(link) = if link == null then [] else [['links', [link]]];
local since = [['unit', 'dateTimeFromNow'], ['custom.width', 150]];
local wide = [['custom.minWidth', 220]];

local severity(plan) = [
  ['mappings', [{
    type: 'value',
    options: {
      [plan.severities[index].name]: {
        text: plan.severities[index].name,
        color: if plan.severities[index].pages then palette.bad else palette.warning,
        index: index,
      }
      for index in std.range(0, std.length(plan.severities) - 1)
    },
  }]],
  ['custom.cellOptions', { type: 'color-text' }],
  ['custom.width', 100],
];

{
  budget: budget,
  burn: burn,
  coverage: coverage,

  // One line for each objective of a scope, worst first. `cells` says where the cells of service and slo lead.
  objectives(plan, about, scope, windows, cells)::
    local values = [
      { from: 'State', query: queries.objectives.state(scope, plan), shows: state },
      { from: 'Value', query: queries.objectives.value(scope), shows: figure('percentunit', plain, 3) },
    ] + [
      {
        from: 'All groups ' + window,
        query: queries.objectives.valueOfAll(scope, window),
        shows: figure('percentunit', plain, 3),
      }
      for window in scope.all
    ] + (if scope.budgets then [
      { from: 'Budget left', query: queries.objectives.budget(scope), shows: figure('percentunit', budget, 1) },
    ] else []) + [
      {
        from: 'Burn ' + window,
        query: queries.objectives.burnRate(scope, window),
        shows: figure('suffix:x', burn, 1),
      }
      for window in windows
    ] + [
      { from: 'Coverage', query: queries.objectives.coverage(scope), shows: figure('percentunit', coverage, 0) },
    ];
    local column(index) = {
      from: 'Value #' + std.char(66 + index),
      name: values[index].from,
      shows: values[index].shows,
    };
    local figures = [column(index) for index in std.range(0, std.length(values) - 1)];
    panels.table(
      about,
      [panels.cells(each) for each in [queries.objectives.info(scope)] + [value.query for value in values]],
      [figures[0], { from: 'title', name: 'Objective', shows: wide }]
      + [
        { from: 'slo', name: 'SLO', shows: linked(cells.slo) },
        { from: 'service', name: 'Service', shows: linked(cells.service) },
        { from: 'owner', name: 'Owner' },
        { from: 'target', name: 'Target' },
        { from: 'window', name: 'Window' },
      ]
      + figures[1:]
      + [{ from: 'playbook', name: 'Playbook', shows: linked(cells.playbook) }],
      [['State', true], ['Budget left', false]]
    ),

  // Alerts of objectives, with what is left of their budgets.
  burning(plan, about, matchers, cells):: panels.table(
    about,
    [panels.cells(queries.alerts.sinceWithObjective(matchers))]
    + (if plan.budgets then [panels.cells(queries.alerts.budgetOf(matchers))] else []),
    [
      { from: 'severity', name: 'Severity', shows: severity(plan) },
      { from: 'title', name: 'Objective', shows: wide },
      { from: 'alertname', name: 'Alert', shows: wide },
      { from: if plan.budgets then 'Value #A' else 'Value', name: 'Since', shows: since },
    ] + (if plan.budgets then [
      { from: 'Value #B', name: 'Budget left', shows: figure('percentunit', budget, 1) },
    ] else []) + [
      { from: 'service', name: 'Service', shows: linked(cells.service) },
      { from: 'slo', name: 'SLO' },
      { from: 'owner', name: 'Owner' },
      { from: 'playbook', name: 'Playbook', shows: linked(cells.playbook) },
    ],
    [['Since', true]]
  ),

  others(plan, about, query, cells):: panels.table(
    about,
    [panels.cells(query)],
    [
      { from: 'severity', name: 'Severity', shows: severity(plan) },
      { from: 'alertname', name: 'Alert', shows: wide },
      { from: 'Value', name: 'Since', shows: since },
      { from: 'service', name: 'Service', shows: linked(cells.service) },
      { from: 'slo', name: 'SLO' },
      { from: 'owner', name: 'Owner' },
      { from: 'playbook', name: 'Playbook', shows: linked(cells.playbook) },
    ],
    [['Since', true]]
  ),
}
