// What must hold at any time, whatever keys, faults and power cuts come, from infusions of every type on.
import * as assert from 'uvu/assert';
import { MotorAction } from '../../../engine/pump/alarm';
import { Phase } from '../../../engine/pump/delivery';
import { quantaOf } from '../../../engine/pump/infusion';
import { Halt, KeyCode, Motion, Part, Sensor } from '../../../hal/hal';
import { suite } from '../../suite';
import { type TestPump, testPump } from './test-pump';

const test = suite('engine/pump/invariants');

/** DERS_LONG=1 looks for longer. */
const RUNS = process.env.DERS_LONG ? 200 : 4;

/** Numbers that look drawn and are the same every time (Lehmer, 2^31 − 1). */
function drawer(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const BEGINNINGS: [string, () => TestPump][] = [
  ['continuous', () => testPump().examplamine('60')],
  [
    'with a limit on the accumulated dose',
    () => testPump().adult().drug('SUMMazine', '100 mg').enter('5').enter('50').start(),
  ],
  ['patient-controlled', () => testPump().pca('1', '20', '2')],
  ['patient-controlled without a basal rate', () => testPump().pca('', '20', '2')],
  [
    'patient-controlled with a limit on the accumulated dose',
    () =>
      testPump()
        .adult()
        .drug('PAINkill', 'No therapy', '30 mg')
        .enter('1')
        .enter('6')
        .enter('0.5')
        .enter('30')
        .start(),
  ],
  [
    'multi-step',
    () =>
      testPump()
        .adult()
        .drug('STEPPidone', '900 mg')
        .enter('1')
        .enter('20')
        .choose('Another')
        .enter('2')
        .enter('20')
        .choose('That')
        .start(),
  ],
  [
    'outside the library',
    () => testPump().choose('OUTSIDE').choose('Adult').choose('Go').enter('90').enter('80').start(),
  ],
];

const KEYS = [
  ...Array<KeyCode>(8).fill(KeyCode.OK),
  ...Array<KeyCode>(5).fill(KeyCode.START),
  ...Array<KeyCode>(4).fill(KeyCode.HANDSET),
  ...[
    KeyCode.UP,
    KeyCode.UP,
    KeyCode.DOWN,
    KeyCode.DOWN,
    KeyCode.BACK,
    KeyCode.OPTIONS,
    KeyCode.BOLUS,
    KeyCode.STOP,
  ],
  ...[KeyCode.SILENCE, KeyCode.POINT, 0, 1, 2, 3, 4, 5, 6, 8],
] as KeyCode[];

const FAULTS: [Sensor, number][] = [
  [Sensor.DOOR, 0],
  [Sensor.DOWNSTREAM_PRESSURE, 900],
  [Sensor.RESERVOIR_EMPTY, 1],
  [Sensor.HANDSET, 0],
  [Sensor.AIR_BUBBLE, 300],
];

/** Whole quanta in the account of what runs. */
function accounted(pump: TestPump): number {
  const { infusion } = pump.pump.delivery;
  const ages = pump.pump.patient.delivered(infusion?.chosen.drug ?? '', pump.pump.now);
  return ages.reduce((sum, number, i) => (i % 4 === 3 ? sum + number : sum), 0);
}

function holds(pump: TestPump): void {
  const { delivery, alarms } = pump.pump;
  const { infusion } = delivery;
  const moving = pump.supervisor.motion() === Motion.MOVING;
  const is = (good: boolean, what: string) => assert.ok(good, `${what}\n${pump.picture()}`);
  // Between the supervisor's last step of a part and the application's next look.
  const complete = pump.supervisor.halt() === Halt.COMPLETE;
  is(
    moving === delivery.moving() || complete,
    `the motor ${moving ? 'moves' : 'stands'}, and the pump believes otherwise`,
  );
  is(!moving || infusion !== null, 'something moves that nobody programmed');
  is(!moving || alarms.action() !== MotorAction.STOP, 'it moves against an alarm');
  is(pump.signals.moving === moving || complete, 'the lamp of the motor says otherwise');
  if (!infusion) return;
  const ends = infusion.plan.ends;
  const most = ends[ends.length - 1] as number;
  // A patient-controlled infusion that runs out is stopped within the pump's own step.
  is(delivery.done() <= most + 2, `${delivery.done()} of ${most} microlitres`);
  is(delivery.phase !== Phase.NONE, 'an infusion without a phase');
  if (moving && delivery.part === Part.MAIN)
    is(delivery.rate === infusion.plan.rates[delivery.current], 'not the rate of the plan');
  if (moving && delivery.part === Part.KVO)
    is(delivery.rate <= (infusion.plan.rates.at(-1) as number), 'the vein is kept open too fast');
  pump.pump.tally.take();
  // What this infusion gave is in the account, what others gave may be there too; a cut takes at most what was not kept, of both.
  const least = [0, 1, 2, 3].reduce((sum, part) => sum + quantaOf(infusion, delivery.given(part as Part)), 0);
  is(accounted(pump) >= least, `the account has ${accounted(pump)} of ${least} quanta`);
}

for (const [what, begin] of BEGINNINGS) {
  test(`DERS-PUMP-018 DERS-PUMP-043 DERS-PUMP-046 any keys, faults and power cuts from an infusion on: ${what}`, () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const draw = drawer(seed * 104_729 + what.length);
      const pump = begin();
      const sound = { ...pump.sensors };
      for (let n = 0; n < 250; n++) {
        const chance = draw(100);
        if (chance === 0) pump.cut().advance(draw(600_000)).powerOn();
        else if (chance < 4) {
          const [sensor, reading] = FAULTS[draw(FAULTS.length)] as [Sensor, number];
          pump.sensors[sensor] = draw(2) === 0 ? reading : (sound[sensor] as number);
        } else if (chance < 12) pump.advance(draw(150_000));
        else pump.key(KEYS[draw(KEYS.length)] as KeyCode);
        if (!pump.on) pump.powerOn();
        if (draw(12) === 0) Object.assign(pump.sensors, sound);
        holds(pump);
      }
    }
  });
}

test.run();
