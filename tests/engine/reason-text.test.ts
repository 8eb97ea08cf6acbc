// The text table of the reasons: every one has its own text, none is left over, and the IHE codes are those of the published table.
import * as assert from 'uvu/assert';
import * as engine from '../../engine/index';
import { suite } from '../suite';

const { Reason, iheCode, reasonText } = engine;

const test = suite('engine/reason-text');

// Run from source a constant enum is an object, numbers under their names and names under their numbers.
const REASONS = Object.entries((engine as unknown as { Reason: Record<string, number> }).Reason)
  .filter(([name]) => !/^\d+$/.test(name))
  .map(([name, code]): [string, number] => [name, code]);

test('DERS-TEXT-010 there are reasons, and no two share a number', () => {
  assert.ok(REASONS.length > 50);
  assert.is(new Set(REASONS.map(([, code]) => code)).size, REASONS.length);
  assert.is(Reason.NONE, 0);
});

const UNKNOWN = reasonText(Reason.CANNOT_JUDGE);

for (const [name, code] of REASONS.filter(([, number]) => number !== 0)) {
  test(`DERS-TEXT-010 ${name} (${code}) has a text of its own`, () => {
    const text = reasonText(code);
    assert.ok(text.length >= 4 && text.trim() === text);
    const same = REASONS.filter(([, other]) => reasonText(other) === text && other !== 0);
    assert.equal(same, [[name, code]]);
  });
}

test('DERS-TEXT-010 a number that is no reason reads as what cannot be judged', () => {
  const known = new Set(REASONS.map(([, code]) => code));
  for (let code = -10; code < 2000; code++) {
    if (!known.has(code)) assert.is(reasonText(code), UNKNOWN, String(code));
  }
  for (const odd of [Number.NaN, 0.5, Number.POSITIVE_INFINITY]) assert.is(reasonText(odd), UNKNOWN);
  assert.is(reasonText(Reason.NONE), UNKNOWN, 'nothing wrong has no text to show');
});

test('DERS-TEXT-010 numbers are grouped by layer', () => {
  const layers = [1, 2, 3, 4, 5, 6];
  for (const [name, code] of REASONS) {
    assert.ok(code === 0 || layers.includes(Math.floor(code / 100)), `${name} is ${code}`);
  }
});

// IHE PCD Point-of-care Infusion Verification, PumpErrorCodes: code and what it says, and the reasons that say the same.
const IHE: [number, string, number[]][] = [
  [9003, 'a value is missing', [Reason.MISSING]],
  [9004, 'a value is not valid', [Reason.ZERO]],
  [9005, 'a value is outside what the pump can do', [Reason.RATE_ROUNDS_TO_ZERO]],
  [9008, 'the unit is not known', [Reason.UNKNOWN_UNIT]],
  [9009, 'units do not match the library', [Reason.KIND_MISMATCH, Reason.UNIT_NOT_IN_LIBRARY]],
  [9010, 'the drug is not in the library', [Reason.NOT_IN_LIBRARY, Reason.NOT_FOUND]],
  [9019, 'the weight is missing', [Reason.WEIGHT_MISSING]],
  [9024, 'a hard limit is exceeded', [Reason.BELOW_LOWER_HARD, Reason.ABOVE_UPPER_HARD]],
];

for (const [ihe, meaning, reasons] of IHE) {
  test(`DERS-TEXT-011 IHE ${ihe}: ${meaning}`, () => {
    assert.equal(
      REASONS.map(([, code]) => code).filter((code) => iheCode(code) === ihe),
      reasons,
    );
  });
}

test('DERS-TEXT-011 every other reason has no IHE code', () => {
  const named = new Set(IHE.flatMap(([, , reasons]) => reasons));
  for (const [name, code] of REASONS) assert.is(iheCode(code) > 0, named.has(code), name);
  assert.is(iheCode(9999 as number), 0);
});

test.run();
