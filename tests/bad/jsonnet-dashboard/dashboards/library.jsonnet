// The library notices what is missing, and the mistake is here.
function(plan, slosmith)
  slosmith.dashboard({ uid: 'wall', title: 'Wall' }, [], [])
