// What was given of a drug, against an account that keeps every delivery: never less of it in any window, and the same while there is room.
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { accumulatedPeak } from '../../../engine/dose/accumulated';
import { StateStore } from '../../../engine/journal/state-store';
import { Patient } from '../../../engine/pump/patient';
import { keepPatient, recallPatient } from '../../../engine/pump/recollection';
import { VirtualClock } from '../../../hal/desktop/clock';
import { NodeFlash } from '../../../hal/desktop/node-flash';
import { Region } from '../../../hal/hal';
import { suite } from '../../suite';

const test = suite('engine/pump/patient');

/** Deliveries one after the other: ms since the one before, ms that it takes, kind as a bit, quanta. */
const deliveries = (most: number, least = 0) =>
  fc.array(
    fc.record({
      wait: fc.integer({ min: 0, max: 40 * 60_000 }),
      takes: fc.integer({ min: 0, max: 20 * 60_000 }),
      kind: fc.constantFrom(1, 2, 4),
      quanta: fc.integer({ min: 1, max: 1_000_000 }),
    }),
    { minLength: least, maxLength: most },
  );

interface Given {
  kind: number;
  from: number;
  until: number;
  quanta: number;
}

function give(
  patient: Patient,
  all: { wait: number; takes: number; kind: number; quanta: number }[],
): Given[] {
  let now = 0;
  return all.map(({ wait, takes, kind, quanta }) => {
    const from = now + wait;
    now = from + takes;
    patient.gave('DRUG', 256 + kind, from, now, quanta);
    return { kind, from, until: now, quanta };
  });
}

/** Ages in whole seconds, as the check takes them, of every delivery by itself. */
function exactly(given: Given[], now: number): number[] {
  return given.flatMap(({ kind, from, until, quanta }) => {
    const last = Math.max(0, Math.floor((now - until) / 1000));
    return [256 + kind, Math.max(last, Math.floor((now - from) / 1000)), last, quanta];
  });
}

const WINDOW = 4 * 3600;

test('DERS-PUMP-043 no window ever holds less than was given in it, however many deliveries there were', () => {
  fc.assert(
    fc.property(
      fc.oneof(deliveries(80), deliveries(80, 40)),
      fc.integer({ min: 0, max: 8 * 3_600_000 }),
      fc.constantFrom(1, 2, 4, 3, 7),
      (all, later, counts) => {
        const patient = new Patient();
        const given = give(patient, all);
        const now = (given.at(-1)?.until ?? 0) + later;
        const told = accumulatedPeak(patient.delivered('drug', now), counts, WINDOW, 0, 0);
        const known = accumulatedPeak(exactly(given, now), counts, WINDOW, 0, 0);
        assert.ok(told >= known, `${told} < ${known}`);
      },
    ),
    { numRuns: 300 },
  );
});

test('DERS-PUMP-043 up to 24 deliveries that do not touch are told exactly', () => {
  fc.assert(
    fc.property(deliveries(24), fc.integer({ min: 0, max: 8 * 3_600_000 }), (all, later) => {
      const patient = new Patient();
      const given = give(
        patient,
        all.map((delivery) => ({ ...delivery, wait: delivery.wait + 1 })),
      );
      const now = (given.at(-1)?.until ?? 0) + later;
      assert.equal(patient.delivered('DRUG', now), exactly(given, now));
    }),
    { numRuns: 200 },
  );
});

test('DERS-PUMP-043 nothing is ever lost of what was given, merged, kept and recalled', () => {
  fc.assert(
    fc.property(deliveries(80), fc.integer({ min: 0, max: 100_000 }), (all, off) => {
      const patient = new Patient();
      const given = give(patient, all);
      const sum = given.reduce((total, { quanta }) => total + quanta, 0);
      const now = given.at(-1)?.until ?? 0;
      const state = new StateStore(new NodeFlash(), Region.STATE);
      state.open();
      assert.ok(keepPatient(state, now, 1_800_000_000, patient));
      const clock = new VirtualClock(1_800_000_000 + off);
      const other = new Patient();
      recallPatient(state, clock, other);
      const ages = other.delivered('DRUG', clock.monotonic());
      let told = 0;
      for (let i = 3; i < ages.length; i += 4) told += ages[i] as number;
      assert.is(told, sum);
      const peak = (numbers: number[]) => accumulatedPeak(numbers, 7, WINDOW, 0, 0);
      assert.ok(peak(ages) >= peak(exactly(given, now + off * 1000)));
    }),
    { numRuns: 100 },
  );
});

test('DERS-PUMP-043 twelve drugs are kept, each with all that was given of it', () => {
  const patient = new Patient();
  for (let n = 0; n < 40; n++)
    for (let drug = 0; drug < 12; drug++)
      patient.gave(`drug ${drug}`, 257, n * 100_000, n * 100_000 + 5000, 9e9 + drug);
  const state = new StateStore(new NodeFlash(), Region.STATE);
  state.open();
  assert.ok(keepPatient(state, 5_000_000, 1_800_000_000, patient));
  const other = new Patient();
  recallPatient(state, new VirtualClock(1_800_000_000), other);
  for (let drug = 0; drug < 12; drug++) {
    const ages = other.delivered(`DRUG ${drug}`, 0);
    let told = 0;
    for (let i = 3; i < ages.length; i += 4) told += ages[i] as number;
    assert.is(told, 40 * (9e9 + drug));
  }
});

test('DERS-PUMP-043 what goes on is one delivery an hour, also between demands', () => {
  const patient = new Patient();
  for (let minute = 0; minute < 240; minute++) {
    patient.gave('drug', 258, minute * 60_000, (minute + 1) * 60_000, 10);
    if (minute % 10 === 0) patient.gave('drug', 257, minute * 60_000, minute * 60_000 + 30_000, 5);
  }
  const ages = patient.delivered('drug', 240 * 60_000);
  const basal = ages.filter((_, i) => i % 4 === 0 && ages[i] === 258).length;
  assert.is(basal, 5);
});

test('DERS-PUMP-043 an account belongs to the drug, whatever the letters of its name, and ends with a new patient', () => {
  const patient = new Patient();
  patient.gave('DOPamine', 257, 0, 1000, 5);
  assert.is(patient.delivered('doPAMINE', 2000).length, 4);
  assert.is(patient.delivered('DOBUTamine', 2000).length, 0);
  patient.renew(2);
  assert.is(patient.delivered('DOPamine', 2000).length, 0);
});

test.run();
