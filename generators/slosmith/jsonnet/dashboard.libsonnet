// A dashboard from its rows. `about` is { uid, title, description, tags, from, refresh }.
local layout = import 'layout.libsonnet';
local required = import 'required.libsonnet';

local keys = ['uid', 'title', 'description', 'tags', 'from', 'refresh'];

function(about, rows, variables, links=[], annotations=[])
  assert required('a dashboard', about, keys);
  {
    uid: about.uid,
    title: about.title,
    description: about.description,
    tags: about.tags,
    // Of Grafana 10.4.
    schemaVersion: 39,
    editable: false,
    graphTooltip: 1,
    refresh: about.refresh,
    time: { from: about.from, to: 'now' },
    timezone: 'browser',
    links: links,
    annotations: { list: annotations },
    templating: { list: variables },
    panels: layout.panels(rows),
  }
