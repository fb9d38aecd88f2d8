// The variables on top of a dashboard. `$name` is written without braces: Flux would replace `${name}` by nothing.
local many = { includeAll: true, multi: true, allValue: '.*', current: { text: ['All'], value: ['$__all'] }, hide: 0 };

{
  datasource(name):: {
    name: 'datasource',
    label: 'Data source',
    description: 'The Prometheus that evaluates the rules.',
    type: 'datasource',
    query: 'prometheus',
    current: { text: name, value: name },
    hide: 0,
    refresh: 1,
    regex: '',
    options: [],
  },

  // The values that a label has; read anew when the time range changes.
  labelled(name, label, description, query):: many {
    name: name,
    label: label,
    description: description,
    type: 'query',
    datasource: { type: 'prometheus', uid: '$datasource' },
    definition: query,
    query: query,
    refresh: 2,
    regex: '',
    sort: 1,
    options: [],
  },

  // One for each external label: where the recordings of several clusters meet, they tell them apart. A Prometheus does not
  // put them on its own series, which `.*` matches all the same.
  external(plan):: [
    $.labelled(
      name,
      name,
      'Shows what comes from these.',
      'label_values(' + (if plan.objectives then 'slo:metadata:info' else 'ALERTS') + ', ' + name + ')'
    )
    for name in plan.external_labels
  ],
  chosen(plan):: [name + '=~"$' + name + '"' for name in plan.external_labels],

  // One of the values that are known beforehand.
  listed(name, label, description, values):: many {
    name: name,
    label: label,
    description: description,
    type: 'custom',
    query: std.join(',', values),
    options: [],
  },
}
