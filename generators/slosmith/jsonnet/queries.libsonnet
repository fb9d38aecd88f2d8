// The PromQL of all panels. Only recordings and alerts are read, so a dashboard costs Prometheus little.
//
// Whatever is read is reduced by its identity, so that two replicas do not count twice, and to the worst where it is about
// several groups or clusters: the largest of what is bad, the smallest of what is good. What is recorded every five minutes
// is as old as that, and would be stale to an instant selector now and then: `lately` looks back further.
local by(labels, expr) = 'max by (' + labels + ') (' + expr + ')';
local leastBy(labels, expr) = 'min by (' + labels + ') (' + expr + ')';
local lately(series) = 'last_over_time(' + series + '[15m])';

local budget = 'slo:error_budget:remaining';
local coverage = 'slo:data:coverage';
local windowRatio = 'slo:error_ratio:window';

local errorShare(selector, range) =
  'sum_over_time(slo:errors:rate' + selector + '[' + range + '])'
  + ' / (sum_over_time(slo:events:rate' + selector + '[' + range + ']) > 0)';

// How fast errors come now: over the window of the first tier, or over an hour when there is no tier.
local ratioNow(slo) =
  if slo.burn_window == '' then errorShare(slo.selector, '1h')
  else 'slo:error_ratio:rate' + slo.burn_window + slo.selector;

local firing(matchers) = 'ALERTS{alertstate="firing"' + std.join('', [',' + each for each in matchers]) + '}';

// Of one SLO; a grouped one gives a series for each group.
local ofSlo = {
  budget(slo):: leastBy(slo.by, lately(budget + slo.selector)),
  value(slo):: leastBy(slo.by, '1 - ' + lately(windowRatio + slo.selector)),
  windowRatio(slo):: by(slo.by, lately(windowRatio + slo.selector)),
  coverage(slo):: leastBy(slo.by, lately(coverage + slo.selector)),
  errorRatio(slo, window):: by(slo.by, 'slo:error_ratio:rate' + window + slo.selector),
  errorRatioNow(slo):: by(slo.by, ratioNow(slo)),
  errorRatioOfAll(slo, window):: by('slo, service', 'slo:error_ratio_all:rate' + window + slo.selector),
  burnRate(slo, window):: by(slo.by, 'slo:error_ratio:rate' + window + slo.selector + ' / ' + slo.beta),
  burnRateNow(slo):: by(slo.by, ratioNow(slo) + ' / ' + slo.beta),
  burnRateOfAll(slo, window)::
    by('slo, service', 'slo:error_ratio_all:rate' + window + slo.selector + ' / ' + slo.beta),
  // From the recorded target, so that a changed target shows since when it holds.
  threshold(slo, burn):: by('slo, service', burn + ' * (1 - slo:target:ratio' + slo.selector + ')'),
  exhaustion(slo)::
    leastBy(slo.by, '(' + lately(budget + slo.selector) + ' > 0) * ' + slo.budget_seconds + ' / (' + ratioNow(slo) + ' > 0)'),
  events(slo):: by(slo.by, 'slo:events:rate' + slo.selector),
  errors(slo):: by(slo.by, 'slo:errors:rate' + slo.selector),
  // A count where events are counted, and seconds where time is.
  errorsOfHour(slo):: by(slo.by, 'sum_over_time(slo:errors:rate' + slo.selector + '[1h]) * ' + slo.interval),
  firing(slo):: by('slo, service, alertname, severity', firing([slo.matcher])),
};

// Of all SLOs that `scope` selects: `matchers` for every series, and optionally `owner` for those that carry one.
local ofScope = {
  local info(scope, labels='slo, service') =
    by(labels, 'slo:metadata:info{' + std.join(',', scope.matchers + scope.owner) + '}'),
  local owned(scope, expr) = if scope.owner == [] then expr else expr + ' and on (slo, service) ' + info(scope),
  local selector(scope) = '{' + std.join(',', scope.matchers) + '}',
  local each(scope, expr) = by('slo, service', owned(scope, expr)),
  local least(scope, expr) = leastBy('slo, service', owned(scope, expr)),
  local alerts(scope, severities) =
    firing(['severity=~"' + severities + '"', 'slo!=""'] + scope.matchers + scope.severity),

  info(scope):: info(scope, 'slo, service, title, owner, target, window, playbook'),
  // Of the group that is worst.
  value(scope):: least(scope, '1 - ' + lately(windowRatio + selector(scope))),
  // Of all groups together, where there are groups.
  valueOfAll(scope, window):: least(scope, '1 - slo:error_ratio_all:rate' + window + selector(scope)),
  budget(scope):: least(scope, lately(budget + selector(scope))),
  spent(scope):: each(scope, lately(budget + selector(scope)) + ' <= 0'),
  coverage(scope):: least(scope, lately(coverage + selector(scope))),
  thinlyCovered(scope):: each(scope, lately(coverage + selector(scope)) + ' < 0.9'),
  burnRate(scope, window)::
    each(
      scope,
      'slo:error_ratio:rate' + window + selector(scope)
      + ' / on (slo, service) group_left () ' + by('slo, service', '1 - slo:target:ratio' + selector(scope))
    ),
  // 3: an alert fires that pages, 2: one that is a ticket, 1: less than a quarter of the budget is left, 0: none of these.
  state(scope, plan)::
    each(
      scope,
      '(3 * ' + alerts(scope, plan.pages)
      + ' or 2 * ' + alerts(scope, plan.tickets)
      + (if scope.budgets then ' or (' + lately(budget + selector(scope)) + ' < bool 0.25)' else '')
      + ' or 0 * slo:metadata:info' + selector(scope) + ')'
    ),
  firing(scope, severities):: each(scope, alerts(scope, severities)),
};

// Of alerts, whether they belong to an SLO or not.
local ofAlerts = {
  local identity = 'slo, service, alertname, severity, owner',
  local since(matchers) =
    'min by (' + identity + ') (1000 * ALERTS_FOR_STATE{' + std.join(',', matchers) + '}'
    + ' and ignoring (alertstate) ' + firing(matchers) + ')',

  firing(matchers, labels=identity):: by(labels, firing(matchers)),
  // Milliseconds, as Grafana wants them.
  since(matchers):: since(matchers),
  sinceWithPlaybook(matchers, playbook)::
    'label_replace(' + since(matchers) + ', "playbook", "' + playbook + '", "", "")',
  sinceWithObjective(matchers)::
    since(matchers) + ' * on (slo, service) group_left (title, playbook) '
    + by('slo, service, title, playbook', 'slo:metadata:info'),
  // Of the group that has least.
  budgetOf(matchers)::
    by(
      identity,
      firing(matchers) + ' * on (slo, service) group_left () ' + leastBy('slo, service', lately(budget))
    ),
};

{
  by: by,
  count(query):: 'count(' + query + ')',
  smallest(amount, query):: 'bottomk(' + amount + ', ' + query + ')',
  largest(amount, query):: 'topk(' + amount + ', ' + query + ')',
  slo: ofSlo,
  // `budgets` says whether any of the SLOs has an error budget; `all` has the windows over which the ratio over all groups is shown.
  scope(matchers, owner=[], severity=[], budgets=true, all=[]):: {
    matchers: matchers,
    owner: owner,
    severity: severity,
    budgets: budgets,
    all: all,
  },
  objectives: ofScope,
  alerts: ofAlerts,
}
