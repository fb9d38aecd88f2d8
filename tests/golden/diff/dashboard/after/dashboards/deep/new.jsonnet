function(plan, slosmith) slosmith.dashboard({ uid: "new", title: "Wall", description: "A wall.", tags: [], from: "now-1h", refresh: "" }, [], [])
