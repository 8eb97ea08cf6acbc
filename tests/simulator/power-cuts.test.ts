// Power lost in every writing and erasing of the flash, from switching on to a running vasopressor: the pump comes back, runs nothing by
// itself, and what was started is resumed by one key.
import * as assert from 'uvu/assert';
import type { Remains } from '../../hal/desktop/node-flash';
import { Priority } from '../../hal/hal';
import type { Bench } from '../../simulator/bench';
import { JournalPage } from '../../simulator/bench/journal-page';
import { demonstrationTrustBytes, librarySource, signedDemonstration } from '../../simulator/demonstration';
import { Onlooker } from '../../simulator/onlooker';
import { Stage } from '../../simulator/scenario/stage';
import { DEFAULT_SETUP, benchOf } from '../../simulator/setup';
import { suite } from '../suite';

const test = suite('simulator/power-cuts');

const SETUP = {
  ...DEFAULT_SETUP,
  trust: demonstrationTrustBytes().toString('base64'),
  library: signedDemonstration(librarySource('demonstration-hospital')).toString('base64'),
};
const RATE = 15.4;

/** DOPamine, 82 kg, 5 mcg/kg/min, for ten minutes. Ends where power does. */
function session(bench: Bench, stage: Stage): void {
  const steps: (() => void)[] = [
    () => bench.powerOn(),
    () => stage.choose('Yes'),
    () => stage.choose('Adult ICU'),
    () => stage.search('dopa'),
    () => stage.choose('DOPamine'),
    () => stage.choose('400 mg/250 mL'),
    () => stage.choose('I have read this'),
    () => stage.choose('I have read this'),
    () => stage.enter('82', 'kg'),
    () => stage.enter('5', 'mcg/kg/min'),
    () => stage.enter('250', 'mL'),
    () => stage.press('START'),
    () => bench.advance(600_000),
  ];
  for (const step of steps) {
    try {
      step();
    } catch (error) {
      // A list that is no longer there, because the pump is off.
      if (bench.on) throw error;
    }
    if (!bench.on) return;
  }
}

function made(): { bench: Bench; stage: Stage; onlooker: Onlooker } {
  const onlooker = new Onlooker();
  const bench = benchOf(SETUP, onlooker.watcher, { afterStep: onlooker.afterStep });
  return { bench, stage: new Stage(bench, __dirname), onlooker };
}

/** Kinds of records, oldest first; the numbers must rise by one. */
function journal(bench: Bench): string[] {
  const records = new JournalPage(bench.flash, bench.crypto).from(1);
  records.forEach(({ number }, i) => assert.is(number, i + 1));
  return records.map(({ kind }) => kind);
}

const whole = made();
const before = whole.bench.flash.operations;
session(whole.bench, whole.stage);
const OPERATIONS = whole.bench.flash.operations - before;

test('DERS-SIM-041 the session writes to the flash, and runs', () => {
  assert.ok(OPERATIONS > 20, `${OPERATIONS}`);
  assert.is(whole.bench.rate(), RATE);
  assert.ok(journal(whole.bench).includes('DELIVERY_STARTED'));
});

for (const remains of ['nothing', 'half', 'noise', 'everything'] satisfies Remains[]) {
  test(`DERS-SIM-041 DERS-PUMP-124 power lost in each of ${OPERATIONS} operations, of which ${remains} remains`, () => {
    for (let n = 1; n <= OPERATIONS; n++) {
      const { bench, stage, onlooker } = made();
      bench.flash.cutPower(n, remains);
      session(bench, stage);
      assert.not(bench.on, `operation ${n} was not reached`);
      bench.advance(20_000);
      bench.flash.powerOn();
      const kept = journal(bench);
      bench.powerOn();
      bench.advance(3000);
      const say = `operation ${n}, behind ${kept.at(-1)}`;
      assert.is(bench.rate(), 0, say);
      assert.match(bench.screen()[0]?.text ?? '', '2026.11.1', say);
      assert.equal(journal(bench).slice(0, kept.length), kept, say);
      const interrupted = bench.lamps().alarm === Priority.HIGH;
      // What belongs to the start itself may be cut: then it was, or was not, and nothing in between.
      if (kept.slice(0, -1).includes('DELIVERY_STARTED')) assert.ok(interrupted, say);
      if (!kept.includes('PROGRAM_BEGUN')) assert.not(interrupted, say);
      stage.press('START');
      assert.is(bench.rate(), interrupted ? RATE : 0, say);
      assert.equal(onlooker.faults, [], say);
    }
  });
}

test.run();
