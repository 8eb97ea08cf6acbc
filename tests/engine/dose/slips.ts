// Slips of the finger and of the program behind it.

/** What is not a quantity. */
export const UNREADABLE: unknown[] = [
  ...[
    '',
    ' ',
    '1.2.3 mg',
    '1..5 mL',
    '1234567890 mg',
    '0.1234567891 mg',
    '0.0000000000001 mg',
    '-5 mg',
    '+5 mL/h',
  ],
  ...[
    '5',
    '5 ',
    '5  mg',
    '5mg',
    '5 furlong',
    '5 mg/fortnight',
    '5 mg/h/kg',
    '05 mg',
    '.5 mg',
    '5. mg',
    '1e3 mg',
  ],
  ...['NaN mL/h', 'Infinity mL/h', '5 MG', '5 toString', '٥ mg', '1,5 mg', 'mg'],
  ...[5, Number.NaN, Number.POSITIVE_INFINITY, null, true, {}, ['5 mg']],
];

/** Units that stand in the wrong place more often than not. */
export const OTHER_UNITS: string[] = [
  ...[
    'mg',
    'mcg',
    'mg/h',
    'mcg/kg/min',
    'mg/kg/h',
    'mg/m2/h',
    'unit/h',
    'milliunit/kg/min',
    'mmol/h',
    'mEq/h',
  ],
  ...[
    'mL/h',
    'mL',
    'mL/kg/h',
    'mL/min',
    'microlitre',
    'kcal/h',
    'kg',
    'g',
    'm2',
    'min',
    'h',
    'day',
    '%',
    'mmHg',
  ],
  ...['step', 'micrograms', 'units/h', 'mg/mL'],
];
