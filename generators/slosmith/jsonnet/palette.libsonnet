// Okabe and Ito's palette, which people of any colour vision tell apart, and what its colours stand for here.
local colours = {
  orange: '#E69F00',
  skyBlue: '#56B4E9',
  green: '#009E73',
  yellow: '#F0E442',
  blue: '#0072B2',
  vermillion: '#D55E00',
  purple: '#CC79A7',
  grey: '#999999',
};

colours {
  good: colours.green,
  warning: colours.orange,
  bad: colours.vermillion,
  neutral: colours.skyBlue,
  unknown: colours.grey,
  // For the lines of one chart, in this order.
  lines: [
    colours.vermillion,
    colours.orange,
    colours.blue,
    colours.skyBlue,
    colours.green,
    colours.purple,
    colours.yellow,
    colours.grey,
  ],
}
