local service(name) = {
  assert std.length(name) > 3 : 'the name `' + name + '` is too short',
  apiVersion: 'slosmith/v1', kind: 'Service', name: name,
};
[service('shop'), service('pay')]
