// What one process evaluates: dashboards, or pieces of them, each { kind, data }.
local service = import 'service.libsonnet';
local plan = std.parseJson(std.extVar('plan'));

local kinds = {
  overview(data):: (import 'overview.jsonnet')(plan),
  oncall(data):: (import 'oncall.jsonnet')(plan),
  service(data):: service.whole(plan, data),
  frame(data):: service.frame(plan, data),
  glance(data):: service.glance(plan, data),
  objective(data):: service.objective(plan, data),
  alerts(data):: service.alerts(plan, data),
};

[kinds[each.kind](each.data) for each in std.parseJson(std.extVar('pieces'))]
