import * as assert from 'uvu/assert';
import { Priority } from '../../../hal/hal';
import { type Burst, HARMONICS, burstOf } from '../../../simulator/web/page/burst';
import { suite } from '../../suite';

const test = suite('simulator/web/burst');

/** Pulses; least and most of a pulse, of the space between two, of the pause between bursts, ms (sources in burst.ts). */
const RANGES: [string, Priority, number, [number, number], [number, number], [number, number]][] = [
  ['high', Priority.HIGH, 10, [75, 200], [50, 125], [2500, 15_000]],
  ['medium', Priority.MEDIUM, 3, [125, 250], [125, 250], [2500, 30_000]],
  ['low', Priority.LOW, 2, [125, 250], [125, 250], [15_000, 60_000]],
];

const within = (value: number, [low, high]: [number, number]) => value >= low && value <= high;

for (const [name, priority, count, length, space, pause] of RANGES) {
  const burst = burstOf(priority) as Burst;
  test(`DERS-WEB-010 ${name} priority: ${count} pulses of the right length, pause after the burst`, () => {
    assert.is(burst.pulses.length, count);
    for (const pulse of burst.pulses) {
      assert.ok(within(pulse.length, length), `${pulse.length} ms`);
      assert.ok(within(pulse.pitch, [150, 1000]), `${pulse.pitch} Hz`);
      assert.ok(
        burst.edge >= pulse.length * 0.1 && burst.edge <= pulse.length * 0.2,
        `edge ${burst.edge} ms`,
      );
    }
    assert.ok(within(burst.pause, pause));
  });
  test(`DERS-WEB-010 ${name} priority: pulses follow each other without overlap`, () => {
    const spaces = burst.pulses.slice(1).map((pulse, i) => {
      const before = burst.pulses[i] as Burst['pulses'][number];
      return pulse.at - before.at - before.length;
    });
    const short = spaces.filter((each) => within(each, space));
    // In the high priority the last two of each five, and the second five, stand apart.
    assert.is(short.length, priority === Priority.HIGH ? 6 : count - 1, String(spaces));
    if (priority !== Priority.HIGH) return;
    assert.ok(within(spaces[4] as number, [350, 1300]));
    assert.equal(spaces.slice(0, 4), spaces.slice(5));
    assert.ok((spaces[2] as number) > (spaces[1] as number));
  });
}

test('DERS-WEB-010 no alarm, no burst', () => assert.is(burstOf(Priority.NONE), undefined));

test('DERS-WEB-010 four harmonics beside the fundamental, within 15 dB of each other', () => {
  assert.is(HARMONICS.length, 5);
  assert.ok(20 * Math.log10(Math.max(...HARMONICS) / Math.min(...HARMONICS)) <= 15);
});

test.run();
