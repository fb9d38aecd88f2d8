function(plan, slosmith) {
  ours: { uid: 'slo-shop', title: 'Shop' },
  long: { uid: 'a-uid-that-is-longer-than-the-forty-characters', title: 'Long' },
  none: 5,
}
