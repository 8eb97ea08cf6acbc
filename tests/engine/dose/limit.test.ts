// The five points of a limit: every set of them, asked at, just below and just above each, in two units (after LoopKit's
// tests of its guardrail); which of several limits is reported; what was confirmed before.
import * as assert from 'uvu/assert';
import {
  Bound,
  type Finding,
  Key,
  type Limits,
  QUANTITY_NAMES,
  Quantity,
  Reason,
  check,
  parseUnit,
} from '../../../engine/index';
import { suite } from '../../suite';
import { PUMP, type Rows, recordModel, storedRecord } from '../library/sample';

const test = suite('engine/dose/limit');

const pump = storedRecord(PUMP);
const ONE_TO_ONE: [number, number[]] = [Key.HEAD, [1, 0, 0, parseUnit('mg'), 0, 1, 1]];

function limits(rows: Rows, careArea: Rows = []): Limits {
  return {
    entry: storedRecord(recordModel(rows, [ONE_TO_ONE])),
    careArea: storedRecord(recordModel(careArea)),
    pump,
  };
}

function bounds(findings: Finding[]): string[] {
  return findings.map(({ quantity, bound, severity, code }) => `${quantity} ${bound ?? code} ${severity}`);
}

// Points in thousandths of mL/h, and the same in the finest unit that another way of writing has.
const POINTS = [1000, 2000, 3000, 4000, 5000];
const BOUNDS = [Bound.LOWER_HARD, Bound.LOWER_SOFT, Bound.INITIAL, Bound.UPPER_SOFT, Bound.UPPER_HARD];
const WRITTEN: [string, string, number, number[]][] = [
  ['mL/h', 'mL/h', -3, POINTS],
  ['mL/day', 'mL/h', -3, POINTS.map((point) => point * 24)],
  ['microlitre/h', 'mL/h', 0, POINTS],
];

/** What a person with the five numbers on paper would say. */
function onPaper(value: number, mask: number): string[] {
  const [lowerHard, lowerSoft, , upperSoft, upperHard] = POINTS;
  if (mask & Bound.LOWER_HARD && value < lowerHard) return ['rate lower-hard hard'];
  if (mask & Bound.LOWER_SOFT && value < lowerSoft) return ['rate lower-soft soft'];
  if (mask & Bound.UPPER_HARD && value > upperHard) return ['rate upper-hard hard'];
  if (mask & Bound.UPPER_SOFT && value > upperSoft) return ['rate upper-soft soft'];
  return [];
}

for (const [unit, typed, exponent, points] of WRITTEN) {
  for (let mask = 0; mask < 32; mask++) {
    const names = BOUNDS.map((bound, i) => (mask & bound ? 'LSIsU'[i] : '-')).join('');
    test(`DERS-LIB-020 points ${names} in ${unit}: at, below and above each`, () => {
      const items = points.filter((_, i) => mask & BOUNDS[i]);
      const entry = storedRecord(
        new Map([
          ONE_TO_ONE,
          [Quantity.RATE, [parseUnit(unit), exponent, mask, ...items]],
          [Quantity.DOSE, [parseUnit('mg/h'), 0, 0]],
        ]),
      );
      for (const point of POINTS) {
        for (const value of [point - 1, point, point + 1]) {
          const program = { type: 'continuous', rate: `${(value / 1000).toFixed(3)} ${typed}` };
          const { findings } = check(program, { entry, careArea: null, pump });
          assert.equal(bounds(findings), onPaper(value, mask), `${value} thousandths`);
        }
      }
    });
  }
}

test('DERS-LIB-020 points may be equal, and the value on all of them is inside', () => {
  const same = { lowerHard: '3', lowerSoft: '3', initial: '3', upperSoft: '3', upperHard: '3' };
  const only = limits([[Quantity.RATE, 'mL/h', same]]);
  assert.is(check({ type: 'continuous', rate: '3 mL/h' }, only).verdict, 'accept');
  assert.equal(bounds(check({ type: 'continuous', rate: '2.99 mL/h' }, only).findings), [
    'rate lower-hard hard',
  ]);
  assert.equal(bounds(check({ type: 'continuous', rate: '3.01 mL/h' }, only).findings), [
    'rate upper-hard hard',
  ]);
});

test('DERS-LIB-020 a limit of zero lets nothing above it through', () => {
  const none = limits([[Quantity.RATE, 'mL/h', { upperHard: '0' }]]);
  assert.equal(bounds(check({ type: 'continuous', rate: '0.01 mL/h' }, none).findings), [
    'rate upper-hard hard',
  ]);
});

// why, entry's points, care area's points, typed, findings with their limits
type Points = Rows[number][2];
const SOURCES: [string, Points, Points, string, string[]][] = [
  ['the entry alone', { upperHard: '10' }, {}, '11', ['upper-hard 10']],
  ['the care area alone', {}, { upperHard: '10' }, '11', ['upper-hard 10']],
  ['the pump alone', {}, {}, '10000', ['upper-hard 9999']],
  ['both: the entry speaks', { upperHard: '10' }, { upperHard: '5' }, '11', ['upper-hard 10']],
  ['the care area is narrower', { upperHard: '10' }, { upperHard: '5' }, '7', ['upper-hard 5']],
  [
    'different bounds of the same side',
    { upperSoft: '10' },
    { upperHard: '20' },
    '21',
    ['upper-hard 20', 'upper-soft 10'],
  ],
  ['all three', { upperSoft: '10' }, { upperHard: '20' }, '10000', ['upper-hard 20', 'upper-soft 10']],
];

for (const [why, entry, careArea, typed, wanted] of SOURCES) {
  test(`DERS-LIB-021 entry, care area, pump: ${why}`, () => {
    const both = limits([[Quantity.RATE, 'mL/h', entry]], [[Quantity.RATE, 'mL/h', careArea]]);
    const { findings } = check({ type: 'continuous', rate: `${typed} mL/h` }, both);
    assert.equal(
      findings.map(({ bound, limit }) => `${bound} ${limit}`),
      wanted,
    );
  });
}

// A cap stands beside the limit, in a unit of its own.
const CAP = Key.CAP + Quantity.DOSE;
const CAPPED: [string, Points, Points, string, string[]][] = [
  ['neither crossed', { upperHard: '10' }, { upperHard: '800' }, '10', []],
  ['the cap alone', { upperHard: '10' }, { upperHard: '700' }, '10', ['dose cap hard']],
  ['a soft cap', { upperHard: '10' }, { upperSoft: '700' }, '10', ['dose cap soft']],
  ['both', { upperHard: '10' }, { upperHard: '700' }, '11', ['dose upper-hard hard', 'dose cap hard']],
  ['at the cap', { upperHard: '10' }, { upperHard: '800' }, '10', []],
];

for (const [why, points, cap, typed, wanted] of CAPPED) {
  test(`DERS-LIB-022 a dose by weight and its cap: ${why}`, () => {
    const capped = limits([
      [Quantity.DOSE, 'mg/kg/h', points],
      [CAP, 'mg/h', cap],
    ]);
    const program = { type: 'continuous', dose: `${typed} mg/kg/h`, weight: '80 kg' };
    assert.equal(bounds(check(program, capped).findings), wanted);
  });
}

// why, dose confirmed, dose asked again, bound, findings then
const CONFIRMED: [string, string, string, Points, string][] = [
  ['the same value', '6', '6', { upperSoft: '5' }, 'confirmed'],
  ['a better one', '6', '5.5', { upperSoft: '5' }, 'confirmed'],
  ['a worse one by the last digit', '6', '6.0000001', { upperSoft: '5' }, 'soft'],
  ['the same value, below', '2', '2', { lowerSoft: '3' }, 'confirmed'],
  ['a better one, below', '2', '2.5', { lowerSoft: '3' }, 'confirmed'],
  ['a worse one, below', '2', '1.9999999', { lowerSoft: '3' }, 'soft'],
];

for (const [why, before, now, points, outcome] of CONFIRMED) {
  test(`DERS-LIB-023 confirmed before: ${why}`, () => {
    const soft = limits([[Quantity.DOSE, 'mg/h', points]]);
    const first = check({ type: 'continuous', dose: `${before} mg/h` }, soft);
    assert.is(first.verdict, 'confirm');
    const again = check({ type: 'continuous', dose: `${now} mg/h` }, soft, first.confirmable);
    assert.is(again.verdict, outcome === 'confirmed' ? 'accept' : 'confirm');
    assert.equal(
      again.findings.map(({ confirmed, severity }) => [confirmed, severity]),
      [[outcome === 'confirmed' ? true : undefined, 'soft']],
    );
  });
}

test('DERS-LIB-023 what was confirmed counts for no other bound, quantity or unit', () => {
  const dose = limits([[Quantity.DOSE, 'mg/h', { upperSoft: '5' }]]);
  const rate = limits([
    [Quantity.DOSE, 'mg/h', {}],
    [Quantity.RATE, 'mL/h', { upperSoft: '5' }],
  ]);
  const other = limits([[Quantity.DOSE, 'mg/day', { upperSoft: '5' }]]);
  const hard = limits([[Quantity.DOSE, 'mg/h', { upperHard: '5' }]]);
  const below = limits([[Quantity.DOSE, 'mg/h', { lowerSoft: '7' }]]);
  const { confirmable } = check({ type: 'continuous', dose: '6 mg/h' }, dose);
  assert.is(check({ type: 'continuous', dose: '6 mg/h' }, dose, confirmable).verdict, 'accept');
  assert.is(check({ type: 'continuous', rate: '6 mL/h' }, rate, confirmable).verdict, 'confirm');
  assert.is(check({ type: 'continuous', dose: '6 mg/day' }, other, confirmable).verdict, 'confirm');
  assert.is(check({ type: 'continuous', dose: '6 mg/h' }, hard, confirmable).verdict, 'refuse');
  assert.is(check({ type: 'continuous', dose: '6 mg/h' }, below, confirmable).verdict, 'confirm');
});

test('DERS-LIB-023 what was confirmed against one limit is asked again against another', () => {
  const before = limits([[Quantity.DOSE, 'mg/h', { upperSoft: '5' }]]);
  const { confirmable } = check({ type: 'continuous', dose: '6 mg/h' }, before);
  for (const point of ['4', '5.5', '0.5']) {
    const now = limits([[Quantity.DOSE, 'mg/h', { upperSoft: point }]]);
    assert.is(check({ type: 'continuous', dose: '6 mg/h' }, now, confirmable).verdict, 'confirm', point);
  }
  const same = limits([
    [Quantity.DOSE, 'mg/h', { lowerSoft: '1', initial: '2', upperSoft: '5', upperHard: '9' }],
  ]);
  assert.is(check({ type: 'continuous', dose: '6 mg/h' }, same, confirmable).verdict, 'accept');
});

test('DERS-LIB-023 a confirmation that is no longer one is not believed', () => {
  const soft = limits([[Quantity.DOSE, 'mg/h', { upperSoft: '5' }]]);
  const { confirmable } = check({ type: 'continuous', dose: '6 mg/h' }, soft);
  for (let i = 0; i < confirmable.length; i++) {
    for (const broken of [Number.NaN, -99, 0.5, undefined as unknown as number, Number.POSITIVE_INFINITY]) {
      const changed = confirmable.slice();
      changed[i] = broken;
      const { verdict, findings } = check({ type: 'continuous', dose: '60 mg/h' }, soft, changed);
      assert.is.not(verdict, 'accept', `item ${i} as ${broken}`);
      assert.is(findings[0].confirmed, undefined);
    }
    const short = check({ type: 'continuous', dose: '6.5 mg/h' }, soft, confirmable.slice(0, i));
    assert.is(short.verdict, 'confirm');
  }
  for (const odd of [null, 5, 'text', {}, [[]], [null]]) {
    assert.is.not(check({ type: 'continuous', dose: '6 mg/h' }, soft, odd as number[]).verdict, 'accept');
  }
});

// Limits in a unit that their quantity is not counted in: never judged, always refused.
const ODD: [string, Rows, Record<string, string>][] = [
  [
    'titration in mg/h',
    [[Quantity.TITRATION_UP, 'mg/h', { upperHard: '50' }]],
    { type: 'titration', dose: '6 mg/h', running: '5 mg/h' },
  ],
  [
    'weight in mg',
    [[Quantity.WEIGHT, 'mcg', { upperHard: '50' }]],
    { type: 'continuous', dose: '6 mg/h', weight: '80 kg' },
  ],
  ['rate in mL', [[Quantity.RATE, 'mL', { upperHard: '50' }]], { type: 'continuous', dose: '6 mg/h' }],
  [
    'volume in mL/h',
    [[Quantity.VTBI, 'mL/h', { upperHard: '50' }]],
    { type: 'continuous', dose: '6 mg/h', volume: '5 mL' },
  ],
  [
    'duration in mL',
    [[Quantity.DURATION, 'mL', { upperHard: '50' }]],
    { type: 'continuous', dose: '6 mg/h', volume: '5 mL' },
  ],
  [
    'duration in mL, typed',
    [[Quantity.DURATION, 'mL', { upperHard: '50' }]],
    { type: 'continuous', dose: '6 mg/h', duration: '5 h' },
  ],
];

for (const [why, rows, program] of ODD) {
  test(`DERS-LIB-020 a limit of the wrong kind refuses: ${why}`, () => {
    const { verdict, findings } = check(
      program as { type: string },
      limits([[Quantity.DOSE, 'mg/h', {}], ...rows]),
    );
    assert.is(verdict, 'refuse');
    assert.ok(findings.some(({ code }) => code === Reason.KIND_MISMATCH));
  });
}

test('DERS-LIB-020 a limit on a custom concentration that is not per mL refuses', () => {
  for (const unit of ['mg', 'mg/kg', 'mg/h']) {
    const rows: Rows = [
      [Quantity.CONCENTRATION, unit, { upperHard: '50' }],
      [Quantity.DOSE, 'mg/h', {}],
    ];
    const entry = storedRecord(recordModel(rows, [[Key.HEAD, [1, 0, 0]]]));
    const program = { type: 'continuous', dose: '6 mg/h', concentration: '4 mg/250 mL' };
    assert.is(check(program, { entry, careArea: null, pump }).verdict, 'refuse', unit);
  }
});

// How each program names the quantity that a limit crossed, one a row: quantity, unit of its limit, program.
const EACH: [Quantity, string, Record<string, string>][] = [
  [Quantity.WEIGHT, 'kg', { type: 'continuous', rate: '9 mL/h', weight: '9 kg' }],
  [Quantity.BSA, 'm2', { type: 'continuous', rate: '9 mL/h', bsa: '9 m2' }],
  [Quantity.RATE, 'mL/h', { type: 'continuous', rate: '9 mL/h' }],
  [Quantity.VTBI, 'mL', { type: 'continuous', rate: '9 mL/h', volume: '9 mL' }],
  [Quantity.DURATION, 'h', { type: 'continuous', rate: '9 mL/h', duration: '9 h' }],
  [Quantity.DOSE, 'mg/h', { type: 'continuous', dose: '9 mg/h' }],
  [Quantity.TITRATION_UP, '%', { type: 'titration', rate: '109 mL/h', running: '100 mL/h' }],
  [Quantity.TITRATION_DOWN, '%', { type: 'titration', rate: '91 mL/h', running: '100 mL/h' }],
  [Quantity.BOLUS_RATE, 'mL/h', { type: 'bolus', bolusDose: '1 mg', bolusRate: '9 mL/h' }],
  [Quantity.BOLUS_DOSE, 'mg', { type: 'bolus', bolusDose: '9 mg', bolusRate: '1 mL/h' }],
  [Quantity.BOLUS_DURATION, 'min', { type: 'bolus', bolusDose: '1 mg', bolusDuration: '9 min' }],
  [Quantity.LOADING_RATE, 'mL/h', { type: 'loading', loadingDose: '1 mg', loadingRate: '9 mL/h' }],
  [Quantity.LOADING_DOSE, 'mg', { type: 'loading', loadingDose: '9 mg', loadingRate: '1 mL/h' }],
  [Quantity.LOADING_DURATION, 'min', { type: 'loading', loadingDose: '1 mg', loadingDuration: '9 min' }],
];

for (const [quantity, unit, program] of EACH) {
  for (const [bound, code] of [
    ['lower-hard', Reason.BELOW_LOWER_HARD],
    ['lower-soft', Reason.BELOW_LOWER_SOFT],
    ['upper-soft', Reason.ABOVE_UPPER_SOFT],
    ['upper-hard', Reason.ABOVE_UPPER_HARD],
  ] as [string, Reason][]) {
    test(`DERS-LIB-020 ${QUANTITY_NAMES[quantity]} ${bound}`, () => {
      const name = bound.replace(/-(.)/, (_, letter) => letter.toUpperCase());
      const point = bound.startsWith('lower') ? '9.001' : '8.999';
      const rows: Rows = [[quantity, unit, { [name]: point }]];
      // Entries of this form need the dose that is typed to be theirs.
      for (const [key, dose] of [
        [Quantity.DOSE, 'mg/h'],
        [Quantity.BOLUS_DOSE, 'mg'],
        [Quantity.LOADING_DOSE, 'mg'],
      ] as [Quantity, string][]) {
        if (key !== quantity) rows.push([key, dose, {}]);
      }
      const { findings, verdict } = check(program as { type: string }, limits(rows));
      const found = findings.filter((finding) => finding.quantity === QUANTITY_NAMES[quantity]);
      assert.equal(
        found.map((finding) => [finding.bound, finding.code, finding.entered, finding.limit, finding.unit]),
        [[bound, code, '9', point, unit]],
      );
      assert.is(verdict, bound.endsWith('hard') ? 'refuse' : 'confirm');
    });
  }
}

test.run();
