// The budgets of all services, for the screen on the wall.
function(plan, slosmith)
  local panels = slosmith.panels;
  local budget(service, slo) = panels.stat(
    {
      title: slo.title,
      description: 'What is left of the error budget.',
      unit: 'percentunit',
      noValue: 'No data',
    },
    [panels.now(slosmith.queries.slo.budget(slo))],
    slosmith.tables.budget
  );

  [
    slosmith.dashboard(
      {
        uid: 'wall-' + service.name,
        title: 'Wall: ' + service.title,
        description: 'The budgets of ' + service.title + '.',
        tags: ['wall'],
        from: 'now-24h',
        refresh: '5m',
      },
      [slosmith.row('Budgets', [
        slosmith.line(8, [budget(service, slo) for slo in service.slos if !slo.zero_tolerance]),
      ])],
      [slosmith.variables.datasource(plan.project.datasource)]
    )
    for service in plan.services
  ]
