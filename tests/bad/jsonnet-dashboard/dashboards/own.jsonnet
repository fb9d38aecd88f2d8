function(plan, slosmith)
  local service = plan.services[0];
  slosmith.queries.slo.budget(service.slos[1])
