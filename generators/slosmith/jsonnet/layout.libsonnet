// Rows of lines of panels, put into Grafana's 24 columns: the panels of a line share its width and have its height, so
// nothing can overlap and no gap can open.
local columns = 24;

local line(height, panels) =
  local share = std.floor(columns / std.length(panels));
  local wider = columns - share * std.length(panels);
  {
    height: height,
    placed(y):: std.makeArray(std.length(panels), function(index) panels[index] {
      gridPos: {
        x: index * share + (if index < wider then index else wider),
        y: y,
        w: if index < wider then share + 1 else share,
        h: height,
      },
    }),
  };

local stacked(lines, y) = std.foldl(
  function(done, line) { y: done.y + line.height, panels: done.panels + line.placed(done.y) },
  lines,
  { y: y, panels: [] }
);

local row(title, lines) = { title: title, lines: lines };

local opened(row, y) =
  local body = stacked(row.lines, y + 1);
  local head = {
    type: 'row',
    title: row.title,
    collapsed: false,
    gridPos: { x: 0, y: y, w: columns, h: 1 },
    panels: [],
  };
  { y: body.y, panels: [head] + body.panels };

{
  line: line,
  row: row,

  // All panels of the rows, placed.
  panels(rows):: std.foldl(
    function(done, row)
      local next = opened(row, done.y);
      { y: next.y, panels: done.panels + next.panels },
    rows,
    { y: 0, panels: [] }
  ).panels,
}
