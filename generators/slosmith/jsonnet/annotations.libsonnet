// Marks on the charts: the alerts that fired.
{
  alerts(expr, text):: {
    name: 'Alerts',
    datasource: { type: 'prometheus', uid: '$datasource' },
    enable: true,
    hide: false,
    iconColor: 'red',
    expr: expr,
    step: '1m',
    titleFormat: '{{alertname}}',
    textFormat: text,
    tagKeys: 'severity',
    useValueForTime: false,
  },
}
