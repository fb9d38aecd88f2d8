// Links of panels, of table cells, and on top of a dashboard.
{
  // Of a panel, or of a cell, where `$__value` is the text of the cell.
  to(title, url, elsewhere=true):: { title: title, url: url, targetBlank: elsewhere },

  dashboard(title, url):: {
    type: 'link',
    title: title,
    url: url,
    icon: 'dashboard',
    tooltip: '',
    tags: [],
    asDropdown: false,
    includeVars: false,
    keepTime: true,
    targetBlank: false,
  },

  page(title, url):: $.dashboard(title, url) { icon: 'doc', keepTime: false, targetBlank: true },

  // A menu of all dashboards with a tag.
  tagged(title, tag):: $.dashboard(title, '') { type: 'dashboards', tags: [tag], asDropdown: true },

  // What every dashboard has on top.
  top(plan)::
    (if plan.objectives then [$.dashboard('Overview', '/d/' + plan.overview.uid)] else [])
    + [
      $.dashboard('On call', '/d/' + plan.oncall.uid),
      $.tagged('All dashboards', plan.overview.tags[0]),
    ] + (if plan.handbook == '' then [] else [$.page('Handbook', plan.handbook)]),
}
