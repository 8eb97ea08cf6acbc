// Units: every one there is, in both displays; what is not one; and what a unit means, through the check.
import * as assert from 'uvu/assert';
import {
  Basis,
  Kind,
  Quantity,
  Reason,
  Time,
  Unit,
  basisOf,
  check,
  isUnit,
  kindOf,
  parseUnit,
  scaleOf,
  timeOf,
  unitText,
} from '../../../engine/index';
import { suite } from '../../suite';
import { PUMP, type Rows, recordModel, storedRecord } from '../library/sample';

const test = suite('engine/dose/unit');

// substance as ISMP writes it, as the BNF writes it, kind
const SUBSTANCES: [string, string, Kind][] = [
  ['g', 'g', Kind.MASS],
  ['mg', 'mg', Kind.MASS],
  ['mcg', 'micrograms', Kind.MASS],
  ['nanogram', 'nanograms', Kind.MASS],
  ['unit', 'units', Kind.ACTIVITY],
  ['milliunit', 'milliunits', Kind.ACTIVITY],
  ['million unit', 'million units', Kind.ACTIVITY],
  ['mmol', 'mmol', Kind.AMOUNT],
  ['micromol', 'micromol', Kind.AMOUNT],
  ['mEq', 'mEq', Kind.CHARGE],
  ['mL', 'mL', Kind.VOLUME],
  ['microlitre', 'microlitres', Kind.VOLUME],
  ['kcal', 'kcal', Kind.ENERGY],
];

// never with a basis or a time
const ALONE: [string, string, Kind][] = [
  ['kg', 'kg', Kind.BODY_WEIGHT],
  ['m2', 'm²', Kind.BODY_SURFACE],
  ['%', '%', Kind.PER_CENT],
  ['step', 'steps', Kind.COUNT],
  ['mmHg', 'mmHg', Kind.PRESSURE],
];

const BASES: [string, Basis][] = [
  ['', Basis.NONE],
  ['/kg', Basis.KILOGRAM],
  ['/m2', Basis.SQUARE_METRE],
];
const TIMES: [string, Time][] = [
  ['', Time.NONE],
  ['/min', Time.MINUTE],
  ['/h', Time.HOUR],
  ['/day', Time.DAY],
];

interface Meaning {
  us: string;
  uk: string;
  kind: Kind;
  basis: Basis;
  time: Time;
}

const UNITS: Meaning[] = [
  ...SUBSTANCES.flatMap(([us, uk, kind]) => [
    ...BASES.flatMap(([per, basis]) =>
      TIMES.map(([every, time]) => ({ us: us + per + every, uk: uk + per + every, kind, basis, time })),
    ),
    { us: `${us}/mL`, uk: `${uk}/mL`, kind, basis: Basis.MILLILITRE, time: Time.NONE },
  ]),
  ...ALONE.map(([us, uk, kind]) => ({ us, uk, kind, basis: Basis.NONE, time: Time.NONE })),
  ...TIMES.slice(1).map(([text, time]) => {
    const word = text.slice(1);
    return { us: word, uk: word, kind: Kind.DURATION, basis: Basis.NONE, time };
  }),
];

for (const { us, uk, kind, basis, time } of UNITS) {
  test(`DERS-UNIT-001 ${us} is read, printed and known`, () => {
    const unit = parseUnit(us);
    assert.ok(isUnit(unit));
    assert.equal([unitText(unit), unitText(unit, false), unitText(unit, true)], [us, us, uk]);
    assert.is(parseUnit(uk), unit);
    assert.equal([kindOf(unit), basisOf(unit), timeOf(unit)], [kind, basis, time]);
  });
}

test('DERS-UNIT-001 a gram of a patient is told from a gram of a drug by where it stands', () => {
  const patient = parseUnit('g', true);
  assert.is.not(patient, parseUnit('g'));
  assert.is(kindOf(patient), Kind.BODY_WEIGHT);
  assert.ok(isUnit(patient));
  assert.equal([unitText(patient), unitText(patient, true)], ['g', 'g']);
  assert.is(parseUnit('kg', true), parseUnit('kg'));
  assert.is(parseUnit('g/h', true), 0);
});

test('DERS-UNIT-001 the units that the check names are what they are called', () => {
  const named: [Unit, string][] = [
    [Unit.MILLILITRE, 'mL'],
    [Unit.MILLILITRE_PER_HOUR, 'mL/h'],
    [Unit.KILOGRAM, 'kg'],
    [Unit.SQUARE_METRE, 'm2'],
    [Unit.PER_CENT, '%'],
    [Unit.HOUR, 'h'],
    [Unit.MINUTE, 'min'],
  ];
  for (const [unit, text] of named) assert.is(parseUnit(text), unit);
});

// power of ten against g, unit, mol, Eq, mL, kcal, kg, m²; whatever it is divided by
const SCALES: [string, number][] = [
  ['g', 0],
  ['mg', -3],
  ['mcg', -6],
  ['nanogram', -9],
  ['unit', 0],
  ['milliunit', -3],
  ['million unit', 6],
  ['mmol', -3],
  ['micromol', -6],
  ['mEq', -3],
  ['mL', 0],
  ['microlitre', -3],
  ['kcal', 0],
  ['kg', 0],
  ['m2', 0],
];

for (const [text, scale] of SCALES) {
  test(`DERS-UNIT-003 ${text} is 10^${scale} of its kind`, () => {
    for (const per of ['', '/kg', '/m2/day', '/min', '/mL']) {
      const unit = parseUnit(text + per);
      if (unit !== 0) assert.is(scaleOf(unit), scale);
    }
  });
}

test('DERS-UNIT-003 a gram of a patient is a thousandth of a kilogram', () => {
  assert.is(scaleOf(parseUnit('g', true)), scaleOf(Unit.KILOGRAM) - 3);
});

test('DERS-UNIT-002 no other number is a unit', () => {
  const known = new Set([...UNITS.map(({ us }) => parseUnit(us)), parseUnit('g', true)]);
  assert.is(known.size, UNITS.length + 1, 'no two units share a number');
  for (let unit = -1000; unit < 5000; unit++) assert.is(isUnit(unit), known.has(unit), String(unit));
});

const NOT_NUMBERS: [string, unknown][] = [
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['negative infinity', Number.NEGATIVE_INFINITY],
  ['between mL and mL/min', Unit.MILLILITRE + 0.5],
  ['just below a unit', Unit.MINUTE - 1e-9],
  ['a unit and 2^31', Unit.MILLILITRE_PER_HOUR + 2 ** 31],
  ['a unit and 2^32', Unit.MILLILITRE_PER_HOUR + 2 ** 32],
  ['a unit and 2^36', Unit.MINUTE + 2 ** 36],
  ['a unit below −2^32', Unit.MINUTE - 2 ** 32],
  ['undefined', undefined],
  ['a text', 'mL'],
];

for (const [what, unit] of NOT_NUMBERS) {
  test(`DERS-UNIT-002 not a unit: ${what}`, () => assert.is(isUnit(unit as number), false));
}

const NONSENSE = [
  '',
  ' ',
  '/',
  '//',
  ' mg',
  'mg ',
  'mg /kg',
  'MG',
  'Mg',
  'ML',
  'ml',
  'l',
  'L',
  'mgs',
  'ug',
  'µg',
  'μg',
  'ng',
  'microgram',
  'U',
  'u',
  'IU',
  'iu',
  'Unit',
  'MU',
  'million',
  'million  unit',
  'cc',
  'cal',
  'lb',
  'oz',
  'tsp',
  'gtt/min',
  'drops',
  'mg/',
  '/mg',
  'mg//min',
  'mg/kg/',
  'mg/min/',
  'mg/kg/kg',
  'mg/kg/m2',
  'mg/min/kg',
  'mg/kg/min/h',
  'mg/h/h',
  'mg/mg',
  'mg/hr',
  'mg/hour',
  'mg/H',
  'mg/minute',
  'mg/s',
  'mg/sec',
  'mg/d',
  'mg/week',
  'mg/m²',
  'mg/dL',
  'mg/mL/h',
  'mg/mL/kg',
  'mg/kg/mL',
  'mg/g',
  'mg/lb',
  'min/h',
  'h/kg',
  'min/mL',
  'hours',
  'days',
  's',
  'kg/h',
  'kg/kg',
  'kg/mL',
  'm2/h',
  '%/h',
  '%/kg',
  'step/h',
  'steps/kg',
  'mmHg/h',
  'mmHg/mL',
  'per cent',
  'constructor',
  'toString',
  '__proto__',
  'mg/constructor',
  'mg/kg/toString',
  'length',
  '0',
  '1',
  '176',
  'undefined',
  'null',
];

for (const text of NONSENSE) {
  test(`DERS-UNIT-002 not a unit: "${text}"`, () => {
    assert.is(parseUnit(text), 0);
    assert.is(parseUnit(text, true), 0);
  });
}

// What a unit means, through the check. One millilitre holds one milligram.

const PER_ML: [number, number[]][] = [[0, [1, 0, 0, parseUnit('mg'), 0, 1, 1]]];

function bounds(rows: Rows, program: Record<string, string>): string[] {
  const entry = storedRecord(recordModel(rows, PER_ML));
  const { findings } = check(
    { type: 'continuous', ...program },
    { entry, careArea: null, pump: storedRecord(PUMP) },
  );
  return findings.map(({ quantity, bound, code }) =>
    bound ? `${quantity} ${bound}` : `${quantity} ${code}`,
  );
}

// The same amount, rate or time in two units: the limit in the second, and what was typed in the first, is neither above nor below.
const EQUAL: [string, string, string][] = [
  ['rate', '60 mL/h', '1 mL/min'],
  ['rate', '1 mL/min', '60 mL/h'],
  ['rate', '24 mL/day', '1 mL/h'],
  ['rate', '1 mL/h', '24 mL/day'],
  ['rate', '1440 mL/day', '1 mL/min'],
  ['rate', '60000 microlitre/h', '1 mL/min'],
  ['rate', '1 mL/h', '1000 microlitre/h'],
  ['volume', '1500 microlitre', '1.5 mL'],
  ['volume', '1.5 mL', '1500 microlitre'],
  ['duration', '1 day', '24 h'],
  ['duration', '24 h', '1 day'],
  ['duration', '90 min', '1.5 h'],
  ['duration', '1.5 h', '90 min'],
  ['duration', '1440 min', '1 day'],
  ['weight', '2500 g', '2.5 kg'],
  ['weight', '2.5 kg', '2500 g'],
];
const KEYS: Record<string, Quantity> = {
  rate: Quantity.RATE,
  volume: Quantity.VTBI,
  duration: Quantity.DURATION,
  weight: Quantity.WEIGHT,
};

for (const [name, given, limit] of EQUAL) {
  test(`DERS-UNIT-003 ${name}: ${given} is ${limit}, and nothing beside it`, () => {
    const [number, unit] = limit.split(' ');
    const program: Record<string, string> = { rate: '7 mL/h', [name]: given };
    const same = (points: Rows[number][2]) => bounds([[KEYS[name], unit, points]], program);
    const quantity = name === 'volume' ? 'vtbi' : name;
    const above = String(Number(number) + 0.001);
    const below = String(Number(number) - 0.001);
    assert.equal(same({ lowerHard: number, upperHard: number }), []);
    assert.equal(same({ lowerHard: above }), [`${quantity} lower-hard`]);
    assert.equal(same({ upperHard: below }), [`${quantity} upper-hard`]);
  });
}

// Each pair of one kind: a rate in mL/h read as a dose in the limit's unit, through a concentration of one of the first in 1 mL.
const DRUGS: [string, string, string][] = [
  ['g', 'mg', '1000'],
  ['g', 'mcg', '1000000'],
  ['mg', 'g', '0.001'],
  ['mg', 'mcg', '1000'],
  ['mcg', 'nanogram', '1000'],
  ['nanogram', 'mg', '0.000001'],
  ['unit', 'milliunit', '1000'],
  ['million unit', 'unit', '1000000'],
  ['milliunit', 'million unit', '0.000000001'],
  ['mmol', 'micromol', '1000'],
  ['mEq', 'mEq', '1'],
  ['kcal', 'kcal', '1'],
];

for (const [from, to, factor] of DRUGS) {
  for (const [per, hourly] of [
    ['h', '1'],
    ['min', '60'],
    ['day', '1'],
  ]) {
    test(`DERS-UNIT-003 1 ${from} is ${factor} ${to}, per ${per}`, () => {
      const head: [number, number[]][] = [[0, [1, 0, 0, parseUnit(from), 0, 1, 1]]];
      const limit = { lowerHard: factor, upperHard: factor };
      const entry = storedRecord(recordModel([[Quantity.DOSE, `${to}/${per}`, limit]], head));
      const rate = per === 'day' ? '1 mL/day' : `${hourly} mL/h`;
      const verdict = check(
        { type: 'continuous', rate },
        { entry, careArea: null, pump: storedRecord(PUMP) },
      );
      assert.equal(
        verdict.findings.filter(({ quantity }) => quantity === 'dose'),
        [],
      );
    });
  }
}

// Kinds never convert: a concentration in each kind, a dose in each other one.
const KINDS = ['mg', 'unit', 'mmol', 'mEq', 'kcal'];

for (const from of KINDS) {
  for (const to of KINDS.filter((other) => other !== from)) {
    test(`DERS-UNIT-004 ${from} never becomes ${to}`, () => {
      const head: [number, number[]][] = [[0, [1, 0, 0, parseUnit(from), 0, 1, 1]]];
      const entry = storedRecord(recordModel([[Quantity.DOSE, `${to}/h`, {}]], head));
      const limits = { entry, careArea: null, pump: storedRecord(PUMP) };
      for (const program of [{ dose: `1 ${to}/h` }, { rate: '1 mL/h' }]) {
        const verdict = check({ type: 'continuous', ...program }, limits);
        assert.is(verdict.verdict, 'refuse');
        assert.ok(verdict.findings.some(({ code }) => code === Reason.KIND_MISMATCH));
        assert.is(verdict.rate, 'dose' in program ? undefined : verdict.rate);
      }
      const typed = check({ type: 'continuous', dose: `1 ${from}/h` }, limits);
      assert.is(typed.findings[0].code, Reason.KIND_MISMATCH);
      assert.is(typed.verdict, 'refuse');
    });
  }
}

// what is in the wrong place, program
const MISPLACED: [string, Record<string, string>][] = [
  ['a drug as weight', { rate: '1 mL/h', weight: '70 mg' }],
  ['grams of a drug are not offered as weight', { rate: '1 mL/h', weight: '70 mcg' }],
  ['a surface as weight', { rate: '1 mL/h', weight: '1.7 m2' }],
  ['a weight as surface', { rate: '1 mL/h', bsa: '70 kg' }],
  ['a time as volume', { rate: '1 mL/h', volume: '1 h' }],
  ['a rate as volume', { rate: '1 mL/h', volume: '1 mL/h' }],
  ['a volume as rate', { rate: '1 mL' }],
  ['a volume as duration', { rate: '1 mL/h', duration: '1 mL' }],
  ['a drug as rate', { rate: '1 mg/h' }],
  ['a weight as dose', { dose: '1 kg' }],
  ['a per cent as dose', { dose: '1 %' }],
];

for (const [why, program] of MISPLACED) {
  test(`DERS-UNIT-004 refused: ${why}`, () => {
    const entry = storedRecord(recordModel([[Quantity.DOSE, 'mg/h', {}]], PER_ML));
    const verdict = check(
      { type: 'continuous', ...program },
      { entry, careArea: null, pump: storedRecord(PUMP) },
    );
    assert.is(verdict.verdict, 'refuse');
    assert.ok(verdict.findings.some(({ code }) => code === Reason.KIND_MISMATCH));
  });
}

test.run();
