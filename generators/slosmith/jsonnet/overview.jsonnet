// All objectives on one page, those first that need attention.
local slosmith = import 'slosmith.libsonnet';
local palette = slosmith.palette;
local panels = slosmith.panels;
local queries = slosmith.queries;
local tables = slosmith.tables;

function(plan)
  local scope = queries.scope(
    ['service=~"$service"'] + slosmith.variables.chosen(plan),
    ['owner=~"$owner"'],
    ['severity=~"$severity"'],
    plan.budgets,
    plan.all_windows
  );
  local about(title, unit, noValue, description) = {
    title: title,
    unit: unit,
    noValue: noValue,
    description: description,
  };
  local amount(title, description, query, colour) = panels.stat(
    about(title, 'short', '0', description),
    [panels.now(queries.count(query))],
    panels.steps([[null, palette.good], [1, colour]])
  );
  local cell(url, title) = if url == '' then null else slosmith.links.to(title, url, false);
  local worst(title, unit, description, query, thresholds, defaults) = panels.bars(
    about(title, unit, 'Nothing recorded', description),
    [panels.now(query, '{{slo}} ({{service}})')],
    thresholds,
    defaults
  );

  slosmith.dashboard(
    plan.overview,
    [
      slosmith.row('How it stands', [
        slosmith.line(4, [
          panels.stat(
            about('Objectives', 'short', '0', 'How many objectives the variables above choose.'),
            [panels.now(queries.count(queries.objectives.info(scope)))],
            panels.steps([[null, palette.neutral]])
          ),
          amount('Paging', 'Objectives of which an alert fires that wakes somebody.', queries.objectives.firing(scope, plan.pages), palette.bad),
          amount('Tickets', 'Objectives of which an alert fires that can wait for the day.', queries.objectives.firing(scope, plan.tickets), palette.warning),
        ] + (if !plan.budgets then [] else [
          amount('Budget spent', 'Objectives without any budget left.', queries.objectives.spent(scope), palette.bad),
        ]) + [
          amount('Little data', 'Objectives that had data in less than 90% of the evaluations: judge their values with care.', queries.objectives.thinlyCovered(scope), palette.warning),
        ]),
        slosmith.line(14, [
          tables.objectives(
            plan,
            about(
              'Objectives, worst first',
              'short',
              '-',
              'State: what fires, or whether less than a quarter of the budget is left. Value: the good share over the'
              + ' window, of the worst group. Burn: how many times faster than sustainable the budget burns. A service leads to its dashboard.'
            ),
            scope,
            plan.windows,
            {
              slo: null,
              service: cell(plan.service_url, 'Dashboard of the service'),
              playbook: cell(plan.playbook_url, 'Playbook'),
            }
          ),
        ]),
      ] + (if !plan.budgets then [] else [slosmith.line(9, [
        worst(
          'Least budget left',
          'percentunit',
          'The ten objectives with the smallest share of their error budget left.',
          queries.smallest('10', queries.objectives.budget(scope)),
          tables.budget,
          { decimals: 1, min: -1, max: 1 }
        ),
      ] + (if plan.windows == [] then [] else [worst(
        'Fastest burning',
        'suffix:x',
        'The ten objectives that burn fastest over ' + plan.windows[0] + ', in multiples of what is sustainable.',
        queries.largest('10', queries.objectives.burnRate(scope, plan.windows[0])),
        tables.burn,
        { decimals: 1, min: 0 }
      )]))])),
    ],
    [
      slosmith.variables.datasource(plan.project.datasource),
      slosmith.variables.labelled('service', 'Service', 'Shows the objectives of these services.', 'label_values(slo:metadata:info, service)'),
      slosmith.variables.labelled('owner', 'Owner', 'Shows the objectives of these teams.', 'label_values(slo:metadata:info{service=~"$service"}, owner)'),
    ] + slosmith.variables.external(plan) + [
      slosmith.variables.listed('severity', 'Severity', 'Counts only alerts of these severities, here and in the state.', [each.name for each in plan.severities]),
    ],
    slosmith.links.top(plan)
  )
