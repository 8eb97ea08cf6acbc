// Reading a program: every field into its place, and every slip into its reason. Judging it is another file's matter.
import * as assert from 'uvu/assert';
import {
  DELIVERY_NAMES,
  type InfusionProgram,
  PROGRAM_TYPE_NAMES,
  QUANTITY_NAMES,
  Quantity,
  Reason,
  check,
  infusionProgram,
  newProgram,
  parseUnit,
  readConcentration,
  readQuantity,
} from '../../../engine/index';
import { suite } from '../../suite';
import { PUMP, recordModel, storedRecord } from '../library/sample';

const test = suite('engine/dose/infusion-program');

// field, quantity, text, coefficient, exponent, unit
const FIELDS: [string, Quantity, string, number, number, string][] = [
  ['weight', Quantity.WEIGHT, '82.5 kg', 825, -1, 'kg'],
  ['bsa', Quantity.BSA, '1.73 m2', 173, -2, 'm2'],
  ['rate', Quantity.RATE, '15 mL/h', 15, 0, 'mL/h'],
  ['volume', Quantity.VTBI, '250 mL', 250, 0, 'mL'],
  ['duration', Quantity.DURATION, '30 min', 30, 0, 'min'],
  ['dose', Quantity.DOSE, '5 mcg/kg/min', 5, 0, 'mcg/kg/min'],
  ['bolusDose', Quantity.BOLUS_DOSE, '80 units/kg', 80, 0, 'unit/kg'],
  ['bolusRate', Quantity.BOLUS_RATE, '100 mL/h', 100, 0, 'mL/h'],
  ['bolusDuration', Quantity.BOLUS_DURATION, '2 min', 2, 0, 'min'],
  ['loadingDose', Quantity.LOADING_DOSE, '150 mg', 150, 0, 'mg'],
  ['loadingRate', Quantity.LOADING_RATE, '15 mg/min', 15, 0, 'mg/min'],
  ['loadingDuration', Quantity.LOADING_DURATION, '0.5 h', 5, -1, 'h'],
  ['demandDose', Quantity.DEMAND_DOSE, '1.0 mg', 10, -1, 'mg'],
  ['lockout', Quantity.LOCKOUT, '5 min', 5, 0, 'min'],
  ['basal', Quantity.BASAL, '0.000000000001 g/day', 1, -12, 'g/day'],
  ['clinicianBolus', Quantity.CLINICIAN_BOLUS, '999999999 nanograms', 999999999, 0, 'nanogram'],
  ['running', Quantity.RUNNING, '0 mL/h', 0, 0, 'mL/h'],
];

for (const [field, quantity, text, coefficient, exponent, unit] of FIELDS) {
  test(`DERS-PROG-001 ${field} "${text}" is read into ${QUANTITY_NAMES[quantity]} and nothing else`, () => {
    const program = infusionProgram({ type: 'continuous', [field]: text });
    const wanted = newProgram(1);
    wanted.values.splice(quantity * 3, 3, coefficient, exponent, parseUnit(unit));
    assert.equal(program, wanted);
  });
}

test('DERS-PROG-001 a weight in grams is body weight', () => {
  const { values } = infusionProgram({ type: 'continuous', weight: '850 g' });
  assert.equal(values.slice(3, 6), [850, 0, parseUnit('g', true)]);
});

test('DERS-PROG-001 each type of program has its number', () => {
  const names = ['continuous', 'intermittent', 'pca', 'fluid', 'multi-step', 'titration', 'bolus', 'loading'];
  assert.equal(PROGRAM_TYPE_NAMES, ['', ...names]);
  names.forEach((type, i) => assert.equal(infusionProgram({ type }), newProgram(i + 1)));
});

// text, amount, volume
const CONCENTRATIONS: [string, number[]][] = [
  ['400 mg/250 mL', [400, 0, parseUnit('mg'), 250, 0, parseUnit('mL')]],
  ['25000 unit / 500 mL', [25000, 0, parseUnit('unit'), 500, 0, parseUnit('mL')]],
  ['0.51 g /117 mL', [51, -2, parseUnit('g'), 117, 0, parseUnit('mL')]],
  ['5 million units/ 0.5 mL', [5, 0, parseUnit('million unit'), 5, -1, parseUnit('mL')]],
  ['1 mg/1000 microlitre', [1, 0, parseUnit('mg'), 1000, 0, parseUnit('microlitre')]],
];

for (const [text, numbers] of CONCENTRATIONS) {
  test(`DERS-PROG-002 concentration "${text}"`, () => {
    const into = [9, 9, 9, 9, 9, 9, 9, 9];
    assert.is(readConcentration(text, into, 1), Reason.NONE);
    assert.equal(into, [9, ...numbers, 9]);
    const program = infusionProgram({ type: 'continuous', concentration: text });
    assert.equal(program.values.slice(Quantity.AMOUNT * 3, Quantity.AMOUNT * 3 + 6), numbers);
    assert.equal(program.problems, []);
  });
}

// what is wrong, text of a dose, reason
const SLIPS: [string, unknown, Reason][] = [
  ['empty', '', Reason.EMPTY],
  ['a space', ' ', Reason.EMPTY],
  ['a unit alone', 'mg/h', Reason.NOT_A_DECIMAL],
  ['a unit behind a space', ' mg/h', Reason.EMPTY],
  ['a number alone', '5', Reason.UNKNOWN_UNIT],
  ['a number and a space', '5 ', Reason.UNKNOWN_UNIT],
  ['no space', '5mg/h', Reason.NOT_A_DECIMAL],
  ['two spaces', '5  mg/h', Reason.UNKNOWN_UNIT],
  ['a tab', '5\tmg/h', Reason.NOT_A_DECIMAL],
  ['a space behind', '5 mg/h ', Reason.UNKNOWN_UNIT],
  ['two points', '5.0.0 mg/h', Reason.TWO_POINTS],
  ['ten digits', '1234567890 mg/h', Reason.TOO_MANY_DIGITS],
  ['a negative', '-5 mg/h', Reason.SIGNED],
  ['a plus', '+5 mg/h', Reason.SIGNED],
  ['no digit before the point', '.5 mg/h', Reason.NOT_A_DECIMAL],
  ['no digit behind the point', '5. mg/h', Reason.NOT_A_DECIMAL],
  ['NaN as text', 'NaN mg/h', Reason.NOT_A_DECIMAL],
  ['infinity as text', 'Infinity mg/h', Reason.NOT_A_DECIMAL],
  ['an exponent', '5e3 mg/h', Reason.NOT_A_DECIMAL],
  ['an unknown unit', '5 mg/hr', Reason.UNKNOWN_UNIT],
  ['a unit twice', '5 mg/h mg/h', Reason.UNKNOWN_UNIT],
  ['grams of a patient', '5 kg/h', Reason.UNKNOWN_UNIT],
  ['null', null, Reason.NOT_TEXT],
  ['a number of the language', 5, Reason.NOT_TEXT],
  ['NaN', Number.NaN, Reason.NOT_TEXT],
  ['infinity', Number.POSITIVE_INFINITY, Reason.NOT_TEXT],
  ['an object', { value: '5 mg/h' }, Reason.NOT_TEXT],
  ['a text object', Object('5 mg/h'), Reason.NOT_TEXT],
  ['an array', ['5 mg/h'], Reason.NOT_TEXT],
  ['a function', () => '5 mg/h', Reason.NOT_TEXT],
];

for (const [why, text, reason] of SLIPS) {
  test(`DERS-PROG-003 a quantity is refused: ${why}`, () => {
    const program = infusionProgram({ type: 'continuous', dose: text } as InfusionProgram);
    assert.equal(program, { ...newProgram(1), problems: [Quantity.DOSE, reason] });
    const into = [7, 7, 7];
    assert.is(readQuantity(text, into, 0), reason);
    assert.equal(into, [7, 7, 7], 'a refused quantity leaves nothing behind');
  });
}

// what is wrong, text of a concentration, reason
const BAD_CONCENTRATIONS: [string, unknown, Reason][] = [
  ['empty', '', Reason.EMPTY],
  ['a slash', '/', Reason.EMPTY],
  ['an amount alone', '400 mg', Reason.MISSING],
  ['no volume', '400 mg/', Reason.EMPTY],
  ['no amount', '/250 mL', Reason.EMPTY],
  ['no unit of the amount', '400/250 mL', Reason.UNKNOWN_UNIT],
  ['no unit of the volume', '400 mg/250', Reason.UNKNOWN_UNIT],
  ['no number of the volume', '400 mg/mL', Reason.NOT_A_DECIMAL],
  ['two slashes', '400 mg//250 mL', Reason.NOT_A_DECIMAL],
  ['a ten-digit volume', '400 mg/1234567890 mL', Reason.TOO_MANY_DIGITS],
  ['a signed volume', '400 mg/-250 mL', Reason.SIGNED],
  ['an unknown unit', '400 mgs/250 mL', Reason.UNKNOWN_UNIT],
  ['a number of the language', 1.6, Reason.NOT_TEXT],
  ['null', null, Reason.NOT_TEXT],
];

for (const [why, text, reason] of BAD_CONCENTRATIONS) {
  test(`DERS-PROG-003 a concentration is refused: ${why}`, () => {
    assert.is(readConcentration(text, [0, 0, 0, 0, 0, 0], 0), reason);
    const { problems } = infusionProgram({ type: 'continuous', concentration: text } as InfusionProgram);
    assert.equal(problems, [Quantity.CONCENTRATION, reason]);
  });
}

// what, field and value, quantity and reason
const FIELD_SLIPS: [string, Record<string, unknown>, number[]][] = [
  ['a field nobody knows', { speed: '5 mL/h' }, [Quantity.NONE, Reason.UNKNOWN_FIELD]],
  ['a field in another spelling', { Dose: '5 mg/h' }, [Quantity.NONE, Reason.UNKNOWN_FIELD]],
  ['a field of every object', { constructor: '5 mg/h' }, [Quantity.NONE, Reason.UNKNOWN_FIELD]],
  ['a field named like a method', { hasOwnProperty: '5 mg/h' }, [Quantity.NONE, Reason.UNKNOWN_FIELD]],
  ['__proto__ as JSON gives it', JSON.parse('{"__proto__":"5 mg/h"}'), [Quantity.NONE, Reason.UNKNOWN_FIELD]],
  ['an undefined field is absent', { dose: undefined, speed: undefined }, []],
  ['a null field is not', { dose: null }, [Quantity.DOSE, Reason.NOT_TEXT]],
  ['a weight that is missing its number', { weight: 'kg' }, [Quantity.WEIGHT, Reason.NOT_A_DECIMAL]],
  ['steps that are a text', { steps: '5 mL/h' }, [Quantity.STEPS, Reason.NOT_TEXT]],
  ['steps that are an object', { steps: { length: 1 } }, [Quantity.STEPS, Reason.NOT_TEXT]],
  ['deliveries that are a text', { delivered: 'none' }, [Quantity.ACCUMULATED_DOSE, Reason.NOT_TEXT]],
  [
    'two fields wrong: both are told',
    { dose: '5', rate: '-5 mL/h' },
    [Quantity.DOSE, Reason.UNKNOWN_UNIT, Quantity.RATE, Reason.SIGNED],
  ],
];

for (const [why, fields, problems] of FIELD_SLIPS) {
  test(`DERS-PROG-003 ${why}`, () => {
    // Not spread: that would make the own __proto__ of JSON a prototype.
    const given = Object.defineProperty(fields, 'type', { value: 'continuous', enumerable: true });
    assert.equal(infusionProgram(given as unknown as InfusionProgram).problems, problems);
  });
}

// what, type, number
const TYPES: [string, unknown, number][] = [
  ['unknown', 'drip', 0],
  ['empty', '', 0],
  ['in capitals', 'Continuous', 0],
  ['missing', undefined, 0],
  ['null', null, 0],
  ['a number', 1, 0],
  ['an object', {}, 0],
  ['an array that prints as a type', ['continuous'], 0],
];

for (const [why, type, number] of TYPES) {
  test(`DERS-PROG-003 type ${why}`, () =>
    assert.is(infusionProgram({ type } as InfusionProgram).type, number));
}

// Steps: what, step, numbers or reason
const RATE = [5, 0, parseUnit('mL/h')];
const STEPS: [string, unknown, number[] | Reason][] = [
  ['a rate for a time', { rate: '5 mL/h', duration: '30 min' }, [...RATE, 30, 0, parseUnit('min')]],
  ['a rate for a volume', { rate: '5 mL/h', volume: '1.5 mL' }, [...RATE, 15, -1, parseUnit('mL')]],
  ['a dose for a time', { dose: '5 mg/h', duration: '1 h' }, [5, 0, parseUnit('mg/h'), 1, 0, parseUnit('h')]],
  ['nothing', {}, Reason.MISSING],
  ['null', null, Reason.MISSING],
  ['a number', 5, Reason.MISSING],
  ['a text', 'step', Reason.UNKNOWN_FIELD],
  ['a field nobody knows', { rate: '5 mL/h', duration: '1 h', kvo: '1 mL/h' }, Reason.UNKNOWN_FIELD],
  ['dose and rate', { dose: '5 mg/h', rate: '5 mL/h', duration: '1 h' }, Reason.OVERDETERMINED],
  ['volume and duration', { rate: '5 mL/h', volume: '1 mL', duration: '1 h' }, Reason.OVERDETERMINED],
  ['neither volume nor duration', { rate: '5 mL/h' }, Reason.MISSING],
  ['neither dose nor rate', { duration: '1 h' }, Reason.MISSING],
  ['a duration that is a volume', { rate: '5 mL/h', duration: '1 mL' }, Reason.KIND_MISMATCH],
  ['a volume that is a duration', { rate: '5 mL/h', volume: '1 h' }, Reason.KIND_MISMATCH],
  ['a bad rate', { rate: '5', duration: '1 h' }, Reason.UNKNOWN_UNIT],
  ['a bad duration', { rate: '5 mL/h', duration: '-1 h' }, Reason.SIGNED],
  ['both bad: the first is told', { rate: '', duration: '-1 h' }, Reason.EMPTY],
];

for (const [why, step, outcome] of STEPS) {
  test(`DERS-PROG-004 a step of ${why}`, () => {
    const good = { rate: '7 mL/h', volume: '7 mL' };
    const read = infusionProgram({ type: 'multi-step', steps: [good, step] } as InfusionProgram);
    const before = [7, 0, parseUnit('mL/h'), 7, 0, parseUnit('mL')];
    if (typeof outcome === 'number') assert.is(read.steps.length % 6, 0, 'no half of a step is left behind');
    else assert.equal(read.steps, [...before, ...outcome]);
    assert.equal(read.problems, typeof outcome === 'number' ? [Quantity.STEPS, outcome] : []);
  });
}

// Deliveries are counted in quanta of their kind, rounded up: amount, kind of unit, quanta.
const DELIVERED: [string, string, number][] = [
  ['1 mg', 'mg', 1e9],
  ['0.000000000001 g', 'mg', 1],
  ['0.001 nanogram', 'mg', 1],
  ['0.0001 nanogram', 'mg', 1],
  ['0.0011 nanogram', 'mg', 2],
  ['1 unit', 'unit', 1e6],
  ['1 million unit', 'unit', 1e12],
  ['0.0005 milliunit', 'unit', 1],
  ['1 mmol', 'mmol', 1e6],
  ['1 mEq', 'mEq', 1e6],
  ['1 mL', 'mL', 1e6],
  ['1 microlitre', 'mL', 1000],
  ['1 kcal', 'kcal', 1e6],
  ['0 mg', 'mg', 0],
];

for (const [amount, unit, quanta] of DELIVERED) {
  test(`DERS-PROG-005 ${amount} delivered is ${quanta} quanta`, () => {
    DELIVERY_NAMES.forEach((kind, bit) => {
      const { delivered, problems } = infusionProgram({
        type: 'pca',
        delivered: [{ kind, amount, from: 60, until: 0 }],
      });
      assert.equal(problems, []);
      const [code, ...rest] = delivered;
      assert.equal(rest, [60, 0, quanta]);
      assert.is(code % 256, 2 ** bit);
      const same = infusionProgram({
        type: 'pca',
        delivered: [{ kind, amount: `1 ${unit}`, from: 1, until: 0 }],
      });
      assert.is(code, same.delivered[0], 'the kind of the unit decides');
    });
  });
}

// what, delivery, reason
const BAD_DELIVERIES: [string, unknown, Reason][] = [
  ['nothing', null, Reason.UNKNOWN_FIELD],
  ['an unknown kind', { kind: 'drip', amount: '1 mg', from: 1, until: 0 }, Reason.UNKNOWN_FIELD],
  ['no kind', { amount: '1 mg', from: 1, until: 0 }, Reason.UNKNOWN_FIELD],
  ['no amount', { kind: 'basal', from: 1, until: 0 }, Reason.NOT_TEXT],
  ['a number as amount', { kind: 'basal', amount: 1, from: 1, until: 0 }, Reason.NOT_TEXT],
  ['an amount without unit', { kind: 'basal', amount: '1', from: 1, until: 0 }, Reason.UNKNOWN_UNIT],
  ['a rate', { kind: 'basal', amount: '1 mg/h', from: 1, until: 0 }, Reason.KIND_MISMATCH],
  ['an amount per kilogram', { kind: 'basal', amount: '1 mg/kg', from: 1, until: 0 }, Reason.KIND_MISMATCH],
  ['a time', { kind: 'basal', amount: '1 h', from: 1, until: 0 }, Reason.KIND_MISMATCH],
  ['a weight', { kind: 'basal', amount: '1 kg', from: 1, until: 0 }, Reason.KIND_MISMATCH],
];

for (const [why, delivery, reason] of BAD_DELIVERIES) {
  test(`DERS-PROG-005 a delivery is refused: ${why}`, () => {
    const { problems } = infusionProgram({ type: 'pca', delivered: [delivery] } as InfusionProgram);
    assert.equal(problems, [Quantity.ACCUMULATED_DOSE, reason]);
  });
}

test('DERS-PROG-005 ages that are no numbers are kept as none, so that no window is judged by them', () => {
  for (const age of [null, '60', undefined, true, [60], {}, 60n]) {
    const given = { type: 'pca', delivered: [{ kind: 'basal', amount: '1 mg', from: age, until: age }] };
    const [, from, until] = infusionProgram(given as unknown as InfusionProgram).delivered;
    assert.ok(Number.isNaN(from) && Number.isNaN(until), String(age));
  }
});

// Only an object's own properties were typed: what it inherits, from a class or from a prototype that something polluted, is none of the program.
test('DERS-PROG-001 inherited fields are not typed', () => {
  const program = infusionProgram(
    Object.create({ type: 'continuous', dose: '5 mg/h', concentration: '1 mg/1 mL' }),
  );
  assert.equal(program, newProgram(0));
});
test('DERS-PROG-004 inherited fields of a step are not typed', () => {
  const step = (own: object, inherited: object) => Object.assign(Object.create(inherited), own);
  for (const [own, inherited, reason] of [
    [{ duration: '1 h' }, { rate: '5 mL/h' }, Reason.MISSING],
    [{ rate: '5 mL/h' }, { duration: '1 h' }, Reason.MISSING],
    [{ rate: '5 mL/h', duration: '1 h' }, { dose: '5 mg/h', volume: '9 mL', speed: '2' }, undefined],
  ] as [object, object, Reason | undefined][]) {
    const { problems } = infusionProgram({ type: 'multi-step', steps: [step(own, inherited)] });
    assert.equal(problems, reason === undefined ? [] : [Quantity.STEPS, reason]);
  }
});
test('DERS-PROG-005 inherited fields of a delivery are not given', () => {
  const whole = { kind: 'demand', amount: '1 mg', from: 60, until: 30 };
  for (const [name, problems] of [
    ['kind', [Quantity.ACCUMULATED_DOSE, Reason.UNKNOWN_FIELD]],
    ['amount', [Quantity.ACCUMULATED_DOSE, Reason.NOT_TEXT]],
    ['from', []],
    ['until', []],
  ] as [keyof typeof whole, number[]][]) {
    const { [name]: inherited, ...own } = whole;
    const delivery = Object.assign(Object.create({ [name]: inherited }), own);
    const program = infusionProgram({ type: 'pca', delivered: [delivery] });
    assert.equal(program.problems, problems);
    if (problems.length === 0) assert.ok(Number.isNaN(program.delivered[name === 'from' ? 1 : 2]));
  }
});
test('DERS-PROG-001 a polluted prototype adds nothing', () => {
  const pollution = { dose: '5 mg/h', weight: '82 kg', volume: '1 mL', kind: 'basal', until: 0 };
  const given = { type: 'multi-step', steps: [{ rate: '5 mL/h', duration: '1 h' }] };
  const clean = infusionProgram(given);
  Object.assign(Object.prototype, pollution);
  try {
    assert.equal(infusionProgram(given), clean);
  } finally {
    for (const name of Object.keys(pollution)) delete (Object.prototype as Record<string, unknown>)[name];
  }
});

// Whatever a JavaScript caller hands over: refused, never thrown at.
const thrower = () => {
  throw new Error('not to be asked');
};
const HOSTILE: [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['a number', 5],
  ['a text', 'continuous'],
  ['an array', []],
  ['a function', () => {}],
  ['an empty object', {}],
  ['an object without prototype', Object.create(null)],
  ['a frozen one', Object.freeze({ type: 'continuous', rate: '1 mL/h', dose: '1' })],
  ['a symbol as type', { type: Symbol('continuous') }],
  ['a type without prototype', { type: Object.create(null) }],
  ['a type whose text is broken, as JSON can give it', JSON.parse('{"type":{"toString":1,"valueOf":1}}')],
  ['a type whose text throws', { type: { toString: thrower } }],
  [
    'a field that throws when it is read',
    Object.defineProperty({ type: 'continuous' }, 'dose', { enumerable: true, get: thrower }),
  ],
  ['an object that throws at everything', new Proxy({}, { get: thrower, ownKeys: thrower })],
  [
    'a step that throws',
    { type: 'multi-step', steps: [Object.defineProperty({}, 'rate', { enumerable: true, get: thrower })] },
  ],
  ['a text of blanks without end', { type: 'continuous', concentration: `4 mg${' '.repeat(1e6)}x/250 mL` }],
  ['digits without end', { type: 'continuous', dose: `${'1'.repeat(1e6)} mg/h` }],
  ['a BigInt as dose', { type: 'continuous', dose: 5n }],
  ['a symbol as dose', { type: 'continuous', dose: Symbol('5 mg/h') }],
  ['steps with a hole', { type: 'multi-step', steps: new Array(3) }],
  [
    'a delivery with BigInt ages',
    { type: 'pca', delivered: [{ kind: 'basal', amount: '1 mg', from: 60n, until: 0n }] },
  ],
  [
    'a delivery with texts as ages',
    { type: 'pca', delivered: [{ kind: 'basal', amount: '1 mg', from: '60', until: '0' }] },
  ],
  [
    'a kind that is no text',
    { type: 'pca', delivered: [{ kind: Symbol('basal'), amount: '1 mg', from: 1, until: 0 }] },
  ],
];

for (const [why, given] of HOSTILE) {
  test(`DERS-PROG-006 refused, not thrown at: ${why}`, () => {
    const entry = storedRecord(
      recordModel([[Quantity.DOSE, 'mg/h', {}]], [[0, [1, 0, 0, parseUnit('mg'), 0, 1, 1]]]),
    );
    const limits = { entry, careArea: null, pump: storedRecord(PUMP) };
    assert.is(check(given as InfusionProgram, limits).verdict, 'refuse');
  });
}

test('DERS-PROG-006 reading leaves what it was given as it was', () => {
  const given = {
    type: 'multi-step',
    weight: '70 kg',
    concentration: '4 mg/250 mL',
    steps: [{ rate: '5 mL/h', duration: '1 h' }],
    delivered: [{ kind: 'basal', amount: '1 mg', from: 60, until: 0 }],
  };
  const before = JSON.stringify(given);
  infusionProgram(given);
  assert.is(JSON.stringify(given), before);
});

test('DERS-PROG-006 two programs read share nothing', () => {
  const first = infusionProgram({ type: 'continuous', rate: '5 mL/h' });
  infusionProgram({ type: 'continuous', dose: '7 mg/h', rate: '' });
  assert.equal(first.values.slice(Quantity.RATE * 3, Quantity.RATE * 3 + 3), [5, 0, parseUnit('mL/h')]);
  assert.equal(first.problems, []);
});

test.run();
