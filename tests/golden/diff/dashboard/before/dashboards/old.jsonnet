function(plan, slosmith) slosmith.dashboard({ uid: "an-old-one", title: "Wall", description: "A wall.", tags: [], from: "now-1h", refresh: "" }, [], [])
