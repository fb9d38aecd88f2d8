// Says what a caller left out where it was called: Jsonnet itself notices only when the result is written.
function(what, about, keys)
  local missing = [key for key in keys if !(key in about)];
  if std.length(missing) == 0 then true
  else error what + ' needs `' + std.join('`, `', missing) + '`'
