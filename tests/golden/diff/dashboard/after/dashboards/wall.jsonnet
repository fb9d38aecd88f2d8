function(plan, slosmith) slosmith.dashboard({ uid: "wall-2", title: "Wall", description: "A wall.", tags: [], from: "now-1h", refresh: "" }, [], [])
