// The onlooker finds what it looks for: applications that lie in one way each, and an honest one.
import * as assert from 'uvu/assert';
import { type Hal, Motion, Style } from '../../hal/hal';
import { Bench } from '../../simulator/bench';
import { Onlooker } from '../../simulator/onlooker';
import { suite } from '../suite';
import { StandIn } from './stand-in';

const test = suite('simulator/onlooker');

const HONEST = { status: 'ready', moving: '25 mL/h', standing: '', lamp: true };

class Teller extends StandIn {
  constructor(
    private readonly panel: Hal,
    private readonly says: typeof HONEST,
  ) {
    super(panel);
  }

  override step(): number {
    const wake = super.step();
    const moves = this.panel.supervisor.motion() === Motion.MOVING;
    this.panel.display.show(0, Style.STATUS, this.says.status);
    this.panel.display.show(5, Style.BIG, moves ? this.says.moving : this.says.standing);
    this.panel.signals.running(moves && this.says.lamp);
    return wake;
  }
}

/** What was found until the motor has turned for a while and has been stopped by an occlusion. */
function faults(lie: Partial<typeof HONEST> = {}): string[] {
  const onlooker = new Onlooker();
  const { watcher, afterStep } = onlooker;
  const says = { ...HONEST, ...lie };
  const bench = new Bench({ seed: 3, watcher, afterStep, application: (hal) => new Teller(hal, says) });
  bench.powerOn();
  bench.advance(3000);
  bench.tap('START');
  bench.advance(60_000);
  assert.is(bench.rate(), 25);
  assert.is(onlooker.starts, 1);
  bench.act({ do: 'set', changes: { downstreamOcclusion: 1 } });
  bench.advance(3_600_000);
  assert.is(bench.rate(), 0);
  return onlooker.faults;
}

const found = (lie: Partial<typeof HONEST>, ...expected: RegExp[]) => {
  const all = faults(lie);
  assert.is(all.length, expected.length, all.join('\n'));
  for (const [i, pattern] of expected.entries()) assert.match(all[i] as string, pattern);
};

test('DERS-SIM-042 nothing is found where the display tells the truth', () => found({}));

test('DERS-SIM-042 another rate than the motor makes', () =>
  found({ moving: '2.5 mL/h' }, /shows 2\.5 mL\/h and the motor makes 25/));

test('DERS-SIM-042 no rate while the motor turns', () =>
  found({ moving: 'running' }, /makes 25 mL\/h and the display shows no rate/));

test('DERS-SIM-042 a rate that stays when the motor stands', () =>
  found({ standing: '25 mL/h' }, /shows 25 mL\/h and the motor makes 0/));

test('DERS-SIM-042 another rate in the status row, beside the right one', () =>
  found({ status: 'MAIN 2.5 mL/h' }, /shows 2\.5 mL\/h and the motor makes 0/));

test('DERS-SIM-042 a lamp that is off while the motor turns', () =>
  found({ lamp: false }, /the lamp of the motor is off/));

test('DERS-SIM-042 a motor that turns in training', () =>
  found({ status: 'TRAINING' }, /the motor turns in training/));

test('DERS-SIM-042 a text that the display cannot show', () =>
  found({ standing: 'x'.repeat(41) }, /cannot show/));

test.run();
