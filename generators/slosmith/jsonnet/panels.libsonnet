// The kinds of panels. Each has a title, a description, a unit, and a text for when there is nothing to show.
local palette = import 'palette.libsonnet';
local required = import 'required.libsonnet';

local datasource = { type: 'prometheus', uid: '$datasource' };
// What a function of the standard library or a comprehension costs is felt in thousands of panels, so there are few.
local letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T'];
local steps(thresholds) = {
  mode: 'absolute',
  steps: [{ color: each[1], value: each[0] } for each in thresholds],
};

// `about` is { title, description, unit, noValue }, and may have `links` and `timeFrom`.
local panel(type, about, targets, defaults, options, overrides=[], transformations=[]) =
  assert required('a panel', about, ['title', 'description', 'unit', 'noValue']);
  {
    type: type,
    title: about.title,
    description: about.description,
    datasource: datasource,
    targets: std.makeArray(std.length(targets), function(index) targets[index] { refId: letters[index] }),
    fieldConfig: { defaults: { unit: about.unit, noValue: about.noValue } + defaults, overrides: overrides },
    options: options,
    [if 'links' in about && std.length(about.links) > 0 then 'links']: about.links,
    [if 'timeFrom' in about then 'timeFrom']: about.timeFrom,
    [if std.length(transformations) > 0 then 'transformations']: transformations,
  };

// `properties` are pairs [id, value].
local override(matcher, options, properties) = {
  matcher: { id: matcher, options: options },
  properties: [{ id: each[0], value: each[1] } for each in properties],
};

local lineOf = {
  drawStyle: 'line',
  lineInterpolation: 'linear',
  lineWidth: 2,
  fillOpacity: 0,
  showPoints: 'never',
  // Ten minutes: what is recorded every five stays a line, and an outage shows as a gap.
  spanNulls: 600000,
};

local plain = steps([[null, palette.neutral]]);
local lastValue = { calcs: ['lastNotNull'], fields: '', values: false };
local legend = { displayMode: 'list', placement: 'bottom', showLegend: true };

{
  // Grafana's names for the queries of a panel, by their place.
  letters: letters,
  // Colours for values, from pairs [from, colour]; the first is [null, colour].
  steps: steps,
  override: override,

  // Now: one value for each series. Over time: lines.
  now(expr, legend=''):: { expr: expr, legendFormat: legend, instant: true, range: false },
  course(expr, legend=''):: { expr: expr, legendFormat: legend, instant: false, range: true },
  cells(expr):: { expr: expr, format: 'table', instant: true, range: false },

  stat(about, targets, thresholds, defaults={}):: panel(
    'stat',
    about,
    targets,
    { color: { mode: 'thresholds' }, thresholds: thresholds } + defaults,
    {
      colorMode: 'value',
      graphMode: 'none',
      justifyMode: 'auto',
      orientation: 'auto',
      textMode: 'auto',
      reduceOptions: lastValue,
    }
  ),

  // `marks` draws the thresholds as dashed lines.
  timeseries(about, targets, overrides=[], thresholds=plain, marks=false, defaults={}):: panel(
    'timeseries',
    about,
    targets,
    {
      color: { mode: 'palette-classic-by-name' },
      custom: lineOf { [if marks then 'thresholdsStyle']: { mode: 'dashed' } },
      thresholds: thresholds,
    } + defaults,
    { legend: legend, tooltip: { mode: 'multi', sort: 'desc' } },
    overrides
  ),

  bars(about, targets, thresholds, defaults={}):: panel(
    'bargauge',
    about,
    targets,
    { color: { mode: 'thresholds' }, thresholds: thresholds } + defaults,
    { displayMode: 'basic', orientation: 'horizontal', showUnfilled: true, valueMode: 'color', reduceOptions: lastValue }
  ),

  // When alerts fired: a bar for each series, as long as its value is 1.
  timeline(about, targets):: panel(
    'state-timeline',
    about,
    targets,
    {
      color: { mode: 'fixed', fixedColor: palette.bad },
      custom: { fillOpacity: 80, lineWidth: 0 },
      mappings: [{ type: 'value', options: { '1': { text: 'firing', color: palette.bad, index: 0 } } }],
    },
    {
      alignValue: 'left',
      mergeValues: true,
      rowHeight: 0.8,
      showValue: 'never',
      legend: { displayMode: 'list', placement: 'bottom', showLegend: false },
      tooltip: { mode: 'single', sort: 'none' },
    }
  ),

  // `columns` are { from, name } with optional properties of the column in `shows` (pairs as in override), in the order of the table; a query
  // gives a column for each label, and one for its value, called `Value #A` after the query. What no column is made
  // from is left out. `sort` are pairs [name, descending].
  table(about, targets, columns, sort=[]):: panel(
    'table',
    about,
    targets,
    { custom: { align: 'auto', cellOptions: { type: 'auto' }, filterable: false, inspect: false } },
    {
      cellHeight: 'sm',
      footer: { show: false, countRows: false, fields: '', reducer: ['sum'] },
      showHeader: true,
      sortBy: [{ displayName: each[0], desc: each[1] } for each in sort],
    },
    [override('byName', each.name, each.shows) for each in columns if 'shows' in each],
    [
      { id: 'merge', options: {} },
      { id: 'filterFieldsByName', options: { include: { names: [each.from for each in columns] } } },
      {
        id: 'organize',
        options: {
          excludeByName: {},
          indexByName: { [columns[index].from]: index for index in std.range(0, std.length(columns) - 1) },
          renameByName: { [each.from]: each.name for each in columns },
        },
      },
    ]
  ),

  fixed(colour):: { mode: 'fixed', fixedColor: colour },
}
