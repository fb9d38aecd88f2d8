// What fires now, for whom, and what to do about it.
local slosmith = import 'slosmith.libsonnet';
local palette = slosmith.palette;
local panels = slosmith.panels;
local queries = slosmith.queries;
local tables = slosmith.tables;

function(plan)
  local chosen = ['severity=~"$severity"', 'owner=~"$owner"', 'service=~"$service"'] + slosmith.variables.chosen(plan);
  local about(title, unit, noValue, description) = {
    title: title,
    unit: unit,
    noValue: noValue,
    description: description,
  };
  local cell(url, title) = if url == '' then null else slosmith.links.to(title, url, false);
  local cells = {
    service: cell(plan.service_url, 'Dashboard of the service'),
    playbook: cell(plan.playbook_url, 'Playbook'),
  };
  local firing(severity) = panels.stat(
    about('Firing: ' + severity.name, 'short', '0', 'Alerts of severity ' + severity.name + ' that fire. ' + severity.text),
    [panels.now(queries.count(queries.alerts.firing(['severity="' + severity.name + '"'] + chosen)))],
    panels.steps([[null, palette.good], [1, if severity.pages then palette.bad else palette.warning]])
  );
  // Alerts do not carry their playbook as a label, so the query adds it.
  local others = std.join(' or ', [
    queries.alerts.sinceWithPlaybook(each.matchers + chosen, each.playbook)
    for each in plan.playbook_matchers
  ] + [queries.alerts.since(plan.other_matchers + chosen)]);

  slosmith.dashboard(
    plan.oncall,
    [
      slosmith.row('Firing now', [
        slosmith.line(4, [firing(each) for each in plan.severities] + [panels.stat(
          about('Alerting', 'short', 'SILENT', 'The Watchdog fires always. When it does not, no alert can reach anybody.'),
          [panels.now(queries.alerts.firing(['alertname="Watchdog"'], 'alertname'))],
          panels.steps([[null, palette.good]]),
          { mappings: [{ type: 'value', options: { '1': { text: 'works', color: palette.good, index: 0 } } }] }
        )]),
      ] + (if !plan.objectives then [] else [
        slosmith.line(10, [tables.burning(
          plan,
          about(
            'Objectives',
            'short',
            'No alert of an objective fires',
            'Alerts of objectives that fire, the newest first, with what is left of the budget (of the worst group). A playbook leads to its page.'
          ),
          ['scope!=""'] + chosen,
          cells
        )]),
      ]) + [
        slosmith.line(8, [tables.others(
          plan,
          about(
            'Other alerts',
            'short',
            'No other alert fires',
            'Hand-written alerts that fire, and those about the alerting itself, the newest first.'
          ),
          others,
          cells
        )]),
      ]),
      slosmith.row('How it came to this', [
        slosmith.line(10, [
          panels.timeline(
            about('Alerts that fired', 'short', 'No alert fired', 'When which alert was firing, by severity.'),
            [panels.course(queries.alerts.firing(chosen + ['severity!="none"']), '{{severity}} {{alertname}}')]
          ),
          panels.bars(
            about('By owner', 'short', 'No alert fires', 'How many alerts fire for each team.'),
            [panels.now('count by (owner) (' + queries.alerts.firing(chosen + ['severity!="none"']) + ')', '{{owner}}')],
            panels.steps([[null, palette.warning]]),
            { min: 0 }
          ),
        ]),
      ]),
    ],
    [
      slosmith.variables.datasource(plan.project.datasource),
      slosmith.variables.listed('severity', 'Severity', 'Shows alerts of these severities.', [each.name for each in plan.severities]),
      slosmith.variables.labelled('owner', 'Owner', 'Shows alerts of these teams.', 'label_values(ALERTS, owner)'),
      slosmith.variables.labelled('service', 'Service', 'Shows alerts of these services.', 'label_values(ALERTS{owner=~"$owner"}, service)'),
    ] + slosmith.variables.external(plan),
    slosmith.links.top(plan)
  )
