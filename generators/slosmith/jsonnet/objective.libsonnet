// The row of one SLO: how it stands, then how it came to this. An SLO without a budget, without tiers or with groups
// has other panels where the usual ones would say nothing.
local layout = import 'layout.libsonnet';
local links = import 'links.libsonnet';
local palette = import 'palette.libsonnet';
local panels = import 'panels.libsonnet';
local queries = import 'queries.libsonnet';
local tables = import 'tables.libsonnet';

local lines = palette.lines;
local letters = panels.letters;
local neutral = { color: palette.neutral, value: null };
local plain = panels.steps([[null, palette.neutral]]);
local spent = panels.steps([[null, palette.bad], [0, palette.neutral]]);
local none = panels.steps([[null, palette.good], [0.5, palette.bad]]);
local soon = panels.steps([[null, palette.bad], [86400, palette.warning], [604800, palette.good]]);
local dashes = [['custom.lineStyle', { fill: 'dash', dash: [10, 10] }], ['custom.lineWidth', 1]];

function(slo)
  local of = queries.slo;
  local grouped = slo.legend != '';
  local fires = if slo.observe then 'would fire if this objective did not only observe' else 'fires';
  local tiered = std.length(slo.tiers) > 0;
  local about(title, unit, noValue, description) = {
    title: title,
    description: description,
    unit: unit,
    noValue: noValue,
    links: slo.links,
  };
  local lately = 'Nothing recorded in the last 15 minutes';
  local now(expr) = [panels.now(expr, slo.legend)];
  local named(text) = if grouped then slo.legend + ' ' + text else text;
  local single(about, expr, thresholds, defaults={}) =
    if grouped then panels.bars(about, now(expr), thresholds, defaults)
    else panels.stat(about, now(expr), thresholds, defaults);

  local budget = about(
    'Budget left',
    'percentunit',
    lately,
    'What is left of the error budget of ' + slo.budget_window + ': ' + slo.beta_text
    + ' of ' + slo.counted + ' may be bad. Below 0 it is overspent.'
  );
  local value = about(
    'Value over ' + slo.window,
    'percentunit',
    lately,
    slo.promise + '. This is the good share over ' + slo.window + '; the target is ' + slo.target + '.'
  );
  local burnRate = about(
    'Burn rate now',
    'suffix:x',
    'No events',
    'How many times faster than sustainable the budget burns, over ' + slo.burn_text
    + '. At 1 it lasts exactly ' + slo.budget_window + '.'
  );
  local exhaustion = about(
    'Budget gone in',
    's',
    'Not burning, or already gone',
    'If errors go on as over the last ' + slo.burn_text + ', the rest of the budget lasts this long.'
  );
  local coverage = about(
    'Data coverage',
    'percentunit',
    lately,
    'The share of the evaluations in ' + slo.budget_window
    + ' that had data. What is missing counts neither as good nor as bad.'
  );
  local errorsOfHour = about(
    if slo.unit == 'events' then 'Errors in the last hour' else 'Bad time in the last hour',
    if slo.unit == 'events' then 'short' else 's',
    'No events',
    'Not one is allowed: the target is 100%, so there is no budget.'
  );

  local ranges = { decimals: 1, max: 1 };
  local standing = [single(value, of.value(slo), panels.steps([[null, palette.bad], [slo.target_ratio, palette.good]]), { decimals: 3, max: 1 })] + (
    if slo.zero_tolerance then [single(errorsOfHour, of.errorsOfHour(slo), none)]
    else [
      single(budget, of.budget(slo), tables.budget, ranges),
      single(burnRate, of.burnRateNow(slo), tables.burn, { decimals: 1 }),
      single(exhaustion, of.exhaustion(slo), soon, { decimals: 1 }),
    ]
  ) + [single(coverage, of.coverage(slo), tables.coverage, ranges)];

  local budgetCourse = panels.timeseries(
    budget { title: 'Budget left over ' + slo.budget_window, timeFrom: slo.budget_window },
    [panels.course(of.budget(slo), named('budget left'))],
    thresholds=spent,
    marks=true,
    defaults={ decimals: 1, max: 1 }
  );
  local valueCourse = panels.timeseries(
    value { title: 'Error ratio over ' + slo.window, timeFrom: slo.window, description: 'The bad share over ' + slo.window + '. ' + slo.promise + '.' },
    [
      panels.course(of.windowRatio(slo), named('over ' + slo.window)),
      panels.course(of.threshold(slo, '1'), 'allowed: ' + slo.beta_text),
    ],
    defaults={ min: 0 }
  );

  // A line without a colour of its own takes the next of Grafana's: the lines of groups are not known beforehand.
  local line(expr, text, colour='') = [panels.course(expr, text), if colour == '' then [] else [['color', panels.fixed(colour)]]];
  local dashed(expr, text, colour) = [panels.course(expr, text), [['color', panels.fixed(colour)]] + dashes];
  local chart(about, drawn, defaults={}, thresholds=plain, marks=false) = panels.timeseries(
    about,
    std.makeArray(std.length(drawn), function(index) drawn[index][0]),
    [
      panels.override('byFrameRefID', letters[index], drawn[index][1])
      for index in std.range(0, std.length(drawn) - 1)
      if std.length(drawn[index][1]) > 0
    ],
    thresholds,
    marks,
    { min: 0 } + defaults
  );

  // One line for each group is enough: the tiers are drawn for all groups together.
  local ratios =
    if grouped then [
      line(of.errorRatioNow(slo), named('over ' + slo.burn_text)),
      dashed(of.threshold(slo, slo.tiers[0].burn), slo.tiers[0].text, palette.grey),
    ]
    else
      [line(of.errorRatio(slo, tier.long), 'over ' + tier.long, lines[tier.index]) for tier in slo.tiers]
      + [dashed(of.threshold(slo, tier.burn), tier.text, lines[tier.index]) for tier in slo.tiers];
  local errorRatio = chart(
    about(
      'Error ratio and thresholds',
      'percentunit',
      'No events',
      if grouped then
        'The bad share of ' + slo.counted + ' in each group over ' + slo.burn_text + ', and as a dashed line the share'
        + ' above which an alert ' + fires + '. The other tiers are drawn for all groups together.'
      else
        'The bad share of ' + slo.counted + ' over the long window of each tier, and as a dashed line the share above'
        + ' which its alert ' + fires + ', once the short window is above it as well.'
    ),
    ratios
  );
  local burns =
    if !tiered then [line(of.burnRateNow(slo), named('over 1h'))]
    else if grouped then [
      line(of.burnRateOfAll(slo, tier.long), 'all together over ' + tier.long, lines[tier.index])
      for tier in slo.tiers
    ]
    else [line(of.burnRate(slo, tier.short), 'over ' + tier.short, lines[tier.index]) for tier in slo.tiers];
  local burnCourse = chart(
    about(
      'Burn rate',
      'suffix:x',
      'No events',
      'How many times faster than sustainable the budget burns'
      + (if !tiered then '.'
         else if grouped then ', for all groups together; the dashed lines are where the alerts start.'
         else ', over the short windows, which end an alert; the dashed lines are where the alerts start.')
    ),
    burns,
    { decimals: 1 },
    if tiered then {
      mode: 'absolute',
      steps: [neutral] + [{ color: lines[tier.index], value: tier.burn_number } for tier in slo.rising],
    } else plain,
    tiered
  );

  local traffic =
    if slo.unit == 'events' then chart(
      about('Events and errors', 'cps', 'No data', 'What is counted each second, and how much of it is bad.' + slo.measurement),
      [
        line(of.events(slo), named('events'), if grouped then '' else palette.neutral),
        line(of.errors(slo), named('errors'), if grouped then '' else palette.bad),
      ]
    ) else chart(
      about('Bad time', 'percentunit', 'No data', 'The share of the time that is bad, at each evaluation.' + slo.measurement),
      [line(of.errors(slo), named('bad'), if grouped then '' else palette.bad)],
      { max: 1 }
    );
  local fired = panels.timeline(
    about('Alerts that fired', 'short', 'No alert fired', 'When which alert of this objective was firing.'),
    [panels.course(of.firing(slo), '{{alertname}} ({{severity}})')]
  );

  local tall = if grouped then 6 else 4;
  layout.row(
    slo.title + ' (' + slo.id + '): ' + slo.target + ' over ' + slo.window,
    [
      layout.line(tall, standing),
      layout.line(8, if slo.zero_tolerance then [valueCourse]
                     else if !tiered then [budgetCourse, valueCourse, burnCourse]
                     else [budgetCourse, errorRatio, burnCourse]),
      layout.line(7, [traffic] + (if slo.alerts then [fired] else [])),
    ]
  )
