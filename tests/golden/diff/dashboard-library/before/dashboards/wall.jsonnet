local library = import "lib/panels.libsonnet";
function(plan, slosmith) slosmith.dashboard({ uid: "wall", title: "Wall", description: "A wall.", tags: [], from: "now-1h", refresh: "" }, [], [])
