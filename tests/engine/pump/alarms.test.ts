// Alarms, row by row of their table: what brings them, what the motor does, how they end, when they get worse; and the pause of their sound.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { ALARMS, AUDIO_PAUSE, Alarm, Alarms, MotorAction } from '../../../engine/pump/alarm';
import { RecordedSignals } from '../../../hal/desktop/recorded-panel';
import { KeyCode, Loudness, Priority, Sensor } from '../../../hal/hal';
import { suite } from '../../suite';
import { alarmTable } from './alarm-table';
import { HOUR, MINUTE, type TestPump, testPump } from './test-pump';

const test = suite('engine/pump/alarms');
const OK = KeyCode.OK;
const STOP = KeyCode.STOP;
const OPTIONS = KeyCode.OPTIONS;
const HANDSET = KeyCode.HANDSET;
const SILENCE = KeyCode.SILENCE;

const set = (sensor: Sensor, value: number) => (pump: TestPump) => {
  pump.sensors[sensor] = value;
  pump.advance(3000);
};
const outsideLibrary = () =>
  testPump().choose('OUTSIDE').choose('Adult').choose('Go').enter('100').enter('900').start();
const pcaToItsMaximum = () => {
  const pump = testPump().adult().drug('PAINkill', 'No therapy', '30 mg');
  return pump.enter('2').enter('6').enter('0.5').enter('30').start();
};

interface Case {
  alarm: Alarm;
  /** A pump in which it is not there yet. */
  before: () => TestPump;
  cause: (pump: TestPump) => void;
  /** What ends the cause; absent where nothing but its end by a person does. */
  cure?: (pump: TestPump) => void;
}

const running = () => testPump().saline('100', '900').advance(MINUTE);

const CASES: Case[] = [
  {
    alarm: Alarm.FREE_FLOW,
    before: running,
    cause: (pump) => {
      pump.drops = 200;
      pump.advance(3000);
    },
    cure: () => {},
  },
  {
    alarm: Alarm.OVER_DELIVERY,
    before: running,
    cause: (pump) => {
      pump.motor.crept += 400;
      pump.advance(3000);
    },
    cure: () => {},
  },
  {
    alarm: Alarm.UNDER_DELIVERY,
    before: running,
    cause: (pump) => {
      pump.motor.jam(true);
      pump.advance(30_000);
    },
    cure: (pump) => pump.motor.jam(false),
  },
  {
    alarm: Alarm.DOWNSTREAM_OCCLUSION,
    before: running,
    cause: set(Sensor.DOWNSTREAM_PRESSURE, 400),
    cure: set(Sensor.DOWNSTREAM_PRESSURE, 10),
  },
  {
    alarm: Alarm.UPSTREAM_OCCLUSION,
    before: running,
    cause: set(Sensor.UPSTREAM_PRESSURE, -100),
    cure: set(Sensor.UPSTREAM_PRESSURE, 0),
  },
  {
    alarm: Alarm.AIR_BUBBLE,
    before: running,
    cause: set(Sensor.AIR_BUBBLE, 80),
    cure: set(Sensor.AIR_BUBBLE, 0),
  },
  {
    alarm: Alarm.AIR_ACCUMULATED,
    before: running,
    cause: set(Sensor.AIR_ACCUMULATED, 200),
    cure: set(Sensor.AIR_ACCUMULATED, 0),
  },
  {
    alarm: Alarm.DOOR_OPEN,
    before: running,
    cause: (pump) => {
      pump.sensors[Sensor.CLAMP] = 1;
      set(Sensor.DOOR, 0)(pump);
    },
    cure: set(Sensor.DOOR, 1),
  },
  {
    alarm: Alarm.SET_MISSING,
    before: running,
    cause: (pump) => {
      pump.sensors[Sensor.CLAMP] = 1;
      set(Sensor.SET_LOADED, 0)(pump);
    },
    cure: set(Sensor.SET_LOADED, 1),
  },
  {
    alarm: Alarm.RESERVOIR_EMPTY,
    before: running,
    cause: set(Sensor.RESERVOIR_EMPTY, 1),
    cure: set(Sensor.RESERVOIR_EMPTY, 0),
  },
  { alarm: Alarm.SENSOR_FAULT, before: running, cause: set(Sensor.DROPS, 0), cure: () => {} },
  {
    alarm: Alarm.SUPERVISOR_TRIP,
    before: running,
    cause: (pump) => {
      pump.clock.advance(6000);
      pump.supervisor.tick(pump.clock.monotonic());
      pump.advance(2000);
    },
    cure: () => {},
  },
  {
    alarm: Alarm.BATTERY_DEPLETED,
    before: running,
    cause: (pump) => {
      pump.sensors[Sensor.BATTERY_MINUTES] = 10;
      set(Sensor.MAINS, 0)(pump);
    },
    cure: set(Sensor.MAINS, 1),
  },
  {
    alarm: Alarm.POWER_FAILED,
    before: running,
    cause: (pump) => {
      pump.advance(MINUTE).cut().powerOn();
    },
    cure: () => {},
  },
  {
    alarm: Alarm.INFUSION_LOST,
    before: running,
    cause: (pump) => {
      pump.advance(MINUTE).cut();
      damageLibrary(pump);
      pump.powerOn();
    },
    cure: () => {},
  },
  {
    alarm: Alarm.BATTERY_LOW,
    before: running,
    cause: (pump) => {
      pump.sensors[Sensor.BATTERY_MINUTES] = 30;
      set(Sensor.MAINS, 0)(pump);
    },
    cure: set(Sensor.MAINS, 1),
  },
  {
    alarm: Alarm.END_OF_INFUSION,
    before: () => testPump().saline('100', '2'),
    cause: (pump) => {
      pump.advance(2 * MINUTE);
    },
  },
  {
    alarm: Alarm.COSIGNATURE,
    before: () =>
      testPump().adult().drug('PRESSine', 'Shock', '400', 'mcg/kg/min').enter('80').enter('5').enter('100'),
    cause: (pump) => {
      pump.start();
    },
    cure: (pump) => {
      pump.key(OPTIONS).choose('Co-sign').enter('2468');
    },
  },
  {
    alarm: Alarm.LIBRARY_MISSING,
    before: running,
    cause: (pump) => {
      pump.pump.libraries.active = null;
      pump.advance(3000);
    },
  },
  {
    alarm: Alarm.HANDSET_MISSING,
    before: () => testPump().pca('1').advance(1000),
    cause: set(Sensor.HANDSET, 0),
    cure: set(Sensor.HANDSET, 1),
  },
  {
    alarm: Alarm.REPEATED_ALARMS,
    before: running,
    cause: (pump) => {
      for (let n = 0; n < 3; n++) {
        set(Sensor.DOWNSTREAM_PRESSURE, 500)(pump);
        set(Sensor.DOWNSTREAM_PRESSURE, 10)(pump);
        pump.start();
      }
    },
    cure: () => {},
  },
  {
    alarm: Alarm.PAUSED_LONG,
    before: () => running().key(STOP),
    cause: (pump) => {
      pump.advance(2 * MINUTE);
    },
    cure: (pump) => {
      pump.start();
    },
  },
  {
    alarm: Alarm.KEY_STUCK,
    before: running,
    cause: (pump) => {
      pump.press(5);
      pump.advance(31_000);
    },
    cure: (pump) => {
      pump.release(5).advance(10);
    },
  },
  {
    alarm: Alarm.JOURNAL_FAULT,
    before: running,
    cause: (pump) => {
      pump.flash.program = () => false;
      pump.flash.erase = () => false;
      pump.key(STOP).start();
    },
  },
  {
    alarm: Alarm.RESERVOIR_LOW,
    before: running,
    cause: set(Sensor.RESERVOIR_LOW, 1),
    cure: set(Sensor.RESERVOIR_LOW, 0),
  },
  { alarm: Alarm.MAINS_LOST, before: running, cause: set(Sensor.MAINS, 0), cure: set(Sensor.MAINS, 1) },
  {
    alarm: Alarm.NEAR_END,
    before: () => testPump().saline('100', '20'),
    cause: (pump) => {
      pump.advance(3 * MINUTE);
    },
  },
  {
    alarm: Alarm.UNFINISHED,
    before: () => running().key(OPTIONS),
    cause: (pump) => {
      pump.advance(MINUTE);
    },
    cure: (pump) => {
      pump.key(KeyCode.DOWN);
    },
  },
  {
    alarm: Alarm.OUTSIDE_LIBRARY,
    before: outsideLibrary,
    cause: (pump) => {
      pump.advance(15 * MINUTE + 3000);
    },
    cure: () => {},
  },
  {
    alarm: Alarm.LIBRARY_PAST_REVIEW,
    before: running,
    cause: (pump) => {
      pump.clock.setWall(1_803_859_200 + 86_400);
      pump.advance(3000);
    },
  },
  {
    alarm: Alarm.MAXIMUM_DOSE,
    before: pcaToItsMaximum,
    cause: (pump) => {
      for (let n = 0; n < 5; n++) pump.key(HANDSET).advance(6 * MINUTE);
    },
    cure: () => {},
  },
];

/** Flips a byte of the library, so that it is not verified at power-on. */
function damageLibrary(pump: TestPump): void {
  pump.flash.cells[pump.flash.regionStart(0) + 2000] ^= 1;
}

const NO_MOTOR = [Alarm.POWER_FAILED, Alarm.INFUSION_LOST, Alarm.PAUSED_LONG, Alarm.COSIGNATURE];

for (const { alarm, before, cause, cure } of CASES) {
  const [priority, action, latched, minutes, text] = ALARMS[alarm] as (typeof ALARMS)[number];
  const fault = alarm === Alarm.SENSOR_FAULT;

  test(`DERS-PUMP-026 ${text}: comes with its cause, at priority ${priority}; the motor ${['goes on', 'keeps the vein open', 'stops'][action]}`, () => {
    const pump = before();
    assert.not.ok(pump.pump.alarms.active(alarm), 'it is there before its cause');
    if (fault) pump.sensors[Sensor.DOWNSTREAM_PRESSURE] = Number.NaN;
    const rate = pump.pump.delivery.rate;
    cause(pump);
    assert.ok(pump.pump.alarms.active(alarm), pump.picture());
    assert.ok(pump.signals.priority >= priority, `${pump.signals.priority}`);
    const events = pump.records('ALARM').filter(({ details }) => details.ALARM === alarm);
    if (alarm !== Alarm.JOURNAL_FAULT)
      assert.equal(
        [events.length, events[0]?.details.TEXT, events[0]?.details.PRIORITY],
        [1, text, priority],
      );
    if (action === MotorAction.STOP) {
      assert.is(pump.pump.delivery.rate, 0);
      const moved = pump.moved();
      pump.advance(MINUTE);
      assert.ok(pump.moved() - moved <= 0 || alarm === Alarm.OVER_DELIVERY);
    } else if (action === MotorAction.KVO) assert.is(pump.pump.delivery.rate, 5000);
    else if (!NO_MOTOR.includes(alarm)) assert.is(pump.pump.delivery.rate, rate);
  });

  if (cure) {
    test(`DERS-PUMP-026 DERS-PUMP-029 ${text}: ${latched ? 'stays until somebody takes note of it' : 'ends with its cause'}`, () => {
      const pump = before();
      if (fault) pump.sensors[Sensor.DOWNSTREAM_PRESSURE] = Number.NaN;
      cause(pump);
      cure(pump);
      if (fault) pump.sensors[Sensor.DOWNSTREAM_PRESSURE] = 10;
      pump.advance(3000);
      assert.is(pump.pump.alarms.active(alarm), latched);
      if (!latched) return;
      // The sound is paused with one press, the alarm ended with another; what stops the motor also by START.
      pump.key(SILENCE);
      assert.ok(pump.pump.alarms.active(alarm));
      if (action === MotorAction.STOP && alarm !== Alarm.INFUSION_LOST) pump.start();
      else pump.key(SILENCE);
      assert.not.ok(pump.pump.alarms.active(alarm), pump.picture());
      if (action === MotorAction.STOP && alarm !== Alarm.INFUSION_LOST)
        assert.is(pump.rate(), 100, pump.picture());
      assert.is(pump.records('ALARM_CLEARED').filter(({ details }) => details.ALARM === alarm).length, 1);
    });
  }

  if (action === MotorAction.STOP && !NO_MOTOR.includes(alarm) && cure) {
    test(`DERS-PUMP-026 ${text}: START does nothing while the cause is there`, () => {
      const momentary = [
        Alarm.FREE_FLOW,
        Alarm.OVER_DELIVERY,
        Alarm.SUPERVISOR_TRIP,
        Alarm.UNDER_DELIVERY,
        Alarm.UPSTREAM_OCCLUSION,
        Alarm.AIR_BUBBLE,
        Alarm.AIR_ACCUMULATED,
      ];
      if (momentary.includes(alarm)) return;
      const pump = before();
      if (fault) pump.sensors[Sensor.DOWNSTREAM_PRESSURE] = Number.NaN;
      cause(pump);
      pump.start();
      assert.is(pump.message(), 'Remove the cause of the alarm first');
      assert.is(pump.rate(), 0);
    });
  }

  if (minutes > 0) {
    test(`DERS-PUMP-028 ${text}: one priority worse after ${minutes} min, and heard although its sound was paused`, () => {
      const alarms = new Alarms(new RecordedSignals(), () => {});
      alarms.set(alarm, true);
      alarms.step();
      alarms.now = minutes * MINUTE - 1;
      assert.is(alarms.priority(alarm), priority);
      alarms.pause();
      alarms.step();
      assert.ok(alarms.paused());
      alarms.now++;
      alarms.step();
      assert.is(alarms.priority(alarm), priority + 1);
      assert.not.ok(alarms.paused());
    });
  }
}

test('DERS-PUMP-026 each alarm of the table has its case here, and each row its text of at most 37 characters', () => {
  assert.equal(
    CASES.map(({ alarm }) => alarm),
    Array.from({ length: Alarm.TRAINING }, (_, alarm) => alarm),
  );
  assert.is(ALARMS.length, Alarm.COUNT);
  for (const [priority, action, , , text] of ALARMS) {
    assert.ok(text.length <= (priority === Priority.NONE ? 40 : 37), text);
    if (action === MotorAction.STOP) assert.is(priority, Priority.HIGH, text);
  }
});

test('DERS-PUMP-026 docs/alarms.md has the table of the pump', () => {
  assert.ok(
    readFileSync(join(__dirname, '../../../docs/alarms.md'), 'utf8').endsWith(`\n\n${alarmTable()}\n`),
  );
});

// ---- sound

test('DERS-PUMP-027 the sound is paused for 120 s at most', () => {
  const pump = running();
  set(Sensor.MAINS, 0)(pump);
  pump.key(SILENCE);
  assert.equal([pump.signals.priority, pump.signals.audible], [Priority.LOW, false]);
  assert.ok(pump.row(0).includes('SILENT'));
  pump.advance(AUDIO_PAUSE - 3000);
  assert.not.ok(pump.signals.audible);
  pump.advance(3000);
  assert.ok(pump.signals.audible);
  assert.is(pump.records('ALARM_PAUSED').length, 1);
});

test('DERS-PUMP-054 the loudness of alarms is chosen, recorded old and new, and holds when the pump is switched on again', () => {
  const pump = testPump().adult().key(KeyCode.BACK, KeyCode.OPTIONS);
  assert.is(pump.signals.level, Loudness.LOUD);
  pump.choose('Loudness: loud');
  assert.is(pump.selected(), 'loud');
  pump.key(KeyCode.ONE, OK);
  assert.is(pump.signals.level, Loudness.QUIET);
  assert.equal([pump.last('LOUDNESS').OLD, pump.last('LOUDNESS').NEW], [Loudness.LOUD, Loudness.QUIET]);
  pump.cut().powerOn();
  assert.is(pump.signals.level, Loudness.QUIET);
  pump.choose('No').key(KeyCode.OPTIONS).choose('Loudness: quiet');
});

test('DERS-PUMP-027 a new alarm ends the pause, though it be less', () => {
  const pump = running();
  set(Sensor.RESERVOIR_EMPTY, 1)(pump);
  pump.key(SILENCE);
  set(Sensor.MAINS, 0)(pump);
  assert.equal([pump.signals.priority, pump.signals.audible], [Priority.HIGH, true]);
});

test('DERS-PUMP-027 without an alarm there is nothing to silence', () => {
  const pump = running().key(SILENCE);
  assert.is(pump.message(), 'No alarm to silence');
});

test('DERS-PUMP-027 the worst alarm is shown, with how many more there are; then the next', () => {
  const pump = running();
  set(Sensor.MAINS, 0)(pump);
  set(Sensor.RESERVOIR_LOW, 1)(pump);
  set(Sensor.RESERVOIR_EMPTY, 1)(pump);
  assert.is(pump.row(1), 'CONTAINER EMPTY +2');
  set(Sensor.RESERVOIR_EMPTY, 0)(pump);
  pump.start();
  assert.is(pump.row(1), 'CONTAINER NEARLY EMPTY +1');
});

test('DERS-PUMP-027 an alarm is shown over every question, and the question goes on', () => {
  const pump = running().key(OPTIONS).choose('Volume').type('12');
  set(Sensor.DOOR, 0)(pump);
  assert.is(pump.row(1), 'FREE FLOW: CLOSE THE CLAMP +1');
  assert.ok(pump.row(0).startsWith('PAUSED'));
  pump.shows('12_ mL').type('3').shows('123_ mL');
});

// ---- what sensors may say

// mmHg, whether it alarms in the adult area (400) and in one that says nothing (525)
for (const [pressure, adult, other] of [
  [399, false, false],
  [400, true, false],
  [524, true, false],
  [525, true, true],
] as const) {
  test(`DERS-PUMP-026 ${pressure} mmHg below the pump: ${adult} with the area's threshold, ${other} with the device's`, () => {
    const there = testPump().saline().advance(MINUTE);
    const here = testPump()
      .choose('Yes')
      .choose('Neonates')
      .drug('NEOdrine', '15 mg')
      .enter('1200')
      .enter('5')
      .enter('50')
      .start();
    for (const [pump, alarms] of [
      [there, adult],
      [here, other],
    ] as const) {
      set(Sensor.DOWNSTREAM_PRESSURE, pressure)(pump);
      assert.is(pump.pump.alarms.active(Alarm.DOWNSTREAM_OCCLUSION), alarms);
    }
  });
}

test('DERS-PUMP-026 thresholds of the care area hold after a power cut too', () => {
  const pump = testPump().saline().advance(90_000).cut().powerOn().start();
  set(Sensor.DOWNSTREAM_PRESSURE, 400)(pump);
  assert.ok(pump.pump.alarms.active(Alarm.DOWNSTREAM_OCCLUSION));
});

test('DERS-PUMP-031 air that somebody looked at is no alarm again; the next bubble is, though no larger', () => {
  const pump = running();
  pump.sensors[Sensor.AIR_BUBBLE] = 90;
  set(Sensor.AIR_ACCUMULATED, 90)(pump);
  assert.is(pump.row(1), 'AIR BUBBLE IN LINE');
  pump.start().advance(MINUTE);
  assert.is(pump.rate(), 100);
  set(Sensor.AIR_ACCUMULATED, 169)(pump);
  assert.is(pump.rate(), 100);
  set(Sensor.AIR_ACCUMULATED, 170)(pump);
  assert.is(pump.row(1), 'AIR BUBBLE IN LINE');
  pump.start().advance(MINUTE);
  set(Sensor.AIR_BUBBLE, 85)(pump);
  assert.ok(pump.pump.alarms.active(Alarm.AIR_BUBBLE));
});

test('DERS-PUMP-031 old air that leaves the window of 15 minutes makes no room for new', () => {
  const pump = running();
  set(Sensor.AIR_ACCUMULATED, 200)(pump);
  pump.start();
  set(Sensor.AIR_ACCUMULATED, 50)(pump);
  set(Sensor.AIR_ACCUMULATED, 249)(pump);
  assert.is(pump.rate(), 100);
  set(Sensor.AIR_ACCUMULATED, 250)(pump);
  assert.is(pump.row(1), 'TOO MUCH AIR IN 15 MINUTES');
});

test('DERS-PUMP-031 a pump that does not count all air does not forgive a bubble', () => {
  const pump = testPump({ without: [Sensor.AIR_ACCUMULATED] })
    .saline()
    .advance(MINUTE);
  set(Sensor.AIR_BUBBLE, 90)(pump);
  pump.start();
  assert.is(pump.message(), 'Remove the cause of the alarm first');
});

test('DERS-PUMP-031 drops: a few more than the motor accounts for are none, 21 are free flow', () => {
  const pump = testPump().saline('1', '500');
  pump.drops = 20;
  pump.advance(3000);
  assert.not.ok(pump.pump.alarms.active(Alarm.FREE_FLOW));
  pump.drops = 21;
  pump.advance(3000);
  assert.ok(pump.pump.alarms.active(Alarm.FREE_FLOW));
  // Looked at, they are no alarm any more; more of them are.
  pump.start();
  assert.is(pump.rate(), 1);
  pump.drops = 42;
  pump.advance(3000);
  assert.ok(pump.pump.alarms.active(Alarm.FREE_FLOW));
});

test('DERS-PUMP-031 without drops although the motor turns too little is delivered', () => {
  const pump = testPump().saline('100', '500');
  pump.drops = 0;
  pump.advance(2 * MINUTE);
  assert.is(pump.row(1), 'TOO LITTLE DELIVERED');
});

test('DERS-PUMP-031 filling a line outside the pump is no free flow; flow in the pump at rest is', () => {
  const pump = testPump().adult();
  pump.sensors[Sensor.DOOR] = 0;
  pump.sensors[Sensor.CLAMP] = 1;
  pump.drops = 100;
  pump.advance(3000);
  assert.is(pump.signals.priority, 0);
  pump.sensors[Sensor.DOOR] = 1;
  pump.advance(3000);
  pump.drops = 130;
  pump.advance(3000);
  assert.is(pump.row(1), 'FREE FLOW: CLOSE THE CLAMP');
});

// door and set, and the clamp that should hold the line then
for (const [door, loaded, clamp, free] of [
  [1, 1, 0, false],
  [0, 1, 1, false],
  [0, 1, 0, true],
  [1, 0, 1, false],
  [1, 0, 0, true],
] as const) {
  test(`DERS-PUMP-031 door ${door ? 'closed' : 'open'}, set ${loaded ? 'in' : 'out'}, clamp ${clamp ? 'closed' : 'open'}: ${free ? 'free flow' : 'no free flow'}`, () => {
    const pump = testPump().adult();
    pump.sensors[Sensor.DOOR] = door;
    pump.sensors[Sensor.SET_LOADED] = loaded;
    set(Sensor.CLAMP, clamp)(pump);
    assert.is(pump.pump.alarms.active(Alarm.FREE_FLOW), free);
  });
}

test('DERS-PUMP-031 a motor that turns although nothing runs is an alarm, programmed or not', () => {
  const pump = testPump().adult();
  pump.motor.crept += 400;
  pump.advance(3000);
  assert.is(pump.row(1), 'TOO MUCH DELIVERED');
});

for (const sensor of [
  Sensor.DOWNSTREAM_PRESSURE,
  Sensor.UPSTREAM_PRESSURE,
  Sensor.AIR_BUBBLE,
  Sensor.AIR_ACCUMULATED,
  Sensor.DOOR,
  Sensor.SET_LOADED,
  Sensor.CLAMP,
  Sensor.DROPS,
]) {
  test(`DERS-PUMP-032 sensor ${sensor} that cannot be read stops an infusion; where the pump has none it runs`, () => {
    const pump = running();
    if (sensor === Sensor.DROPS) pump.drops = Number.NaN;
    else pump.sensors[sensor] = Number.NaN;
    pump.advance(3000);
    assert.ok(pump.pump.alarms.active(Alarm.SENSOR_FAULT));
    assert.is(pump.rate(), 0);
    const other = testPump({ without: [sensor] })
      .saline()
      .advance(10 * MINUTE);
    assert.is(other.rate(), 100, other.picture());
    assert.is(other.signals.priority, 0);
  });
}

// what the supply, the container or the handset do not say is told as the worst they could say, and stops no more than that
for (const [sensor, alarm, rate] of [
  [Sensor.MAINS, Alarm.MAINS_LOST, 1],
  [Sensor.RESERVOIR_LOW, Alarm.RESERVOIR_LOW, 1],
  [Sensor.HANDSET, Alarm.HANDSET_MISSING, 1],
  [Sensor.RESERVOIR_EMPTY, Alarm.RESERVOIR_EMPTY, 0],
] as const) {
  test(`DERS-PUMP-032 sensor ${sensor} that cannot be read is the alarm that it would bring`, () => {
    const pump = testPump().pca('1').advance(1000);
    pump.sensors[sensor] = Number.NaN;
    pump.advance(3000);
    assert.ok(pump.pump.alarms.active(alarm));
    assert.not.ok(pump.pump.alarms.active(Alarm.SENSOR_FAULT));
    assert.is(pump.rate(), rate);
  });
}

test('DERS-PUMP-033 keys that are down at power-on answer nothing, and are reported', () => {
  const pump = testPump().cut().powerOn([OK, KeyCode.START]);
  assert.is(pump.title(), 'New patient?');
  assert.is(pump.row(1), 'A KEY IS STUCK');
  pump.release(OK).release(KeyCode.START).advance(10);
  assert.is(pump.row(1), 'Demonstration data: not for clinical use');
  pump.key(OK);
  assert.is(pump.title(), 'Care area');
});

test('DERS-PUMP-033 a stuck key stays an alarm while others are pressed', () => {
  const pump = testPump().adult().press(9).advance(29_000);
  assert.not.ok(pump.pump.alarms.active(Alarm.KEY_STUCK));
  pump.key(KeyCode.DOWN).advance(3000);
  assert.is(pump.row(1), 'A KEY IS STUCK');
});

test('DERS-PUMP-034 programming left unfinished: after a minute, louder after two more, ended by any key; what was typed stays', () => {
  const pump = testPump().adult().drug('SALine').type('10').advance(MINUTE);
  assert.is(pump.row(1), 'PROGRAMMING NOT FINISHED');
  assert.is(pump.signals.priority, Priority.LOW);
  pump.advance(2 * MINUTE);
  assert.is(pump.signals.priority, Priority.MEDIUM);
  pump.type('0').shows('100_ mL/h');
  assert.is(pump.signals.priority, Priority.NONE);
});

test('DERS-PUMP-034 the first screens may be left standing', () => {
  assert.is(testPump().advance(HOUR).signals.priority, Priority.NONE);
  assert.is(testPump().choose('Yes').advance(HOUR).signals.priority, Priority.NONE);
});

test('DERS-PUMP-034 near the end: ten minutes before it, by the rates still to come', () => {
  const pump = testPump().adult().drug('STEPPidone', '900 mg/500 mL');
  pump.enter('1').enter('20').choose('Another').enter('2').enter('20').choose('That was').start();
  pump.advance(29 * MINUTE);
  assert.not.ok(pump.pump.alarms.active(Alarm.NEAR_END));
  pump.advance(2 * MINUTE);
  assert.ok(pump.pump.alarms.active(Alarm.NEAR_END));
});

test('DERS-PUMP-030 three stops in ten minutes are an alarm that START does not end', () => {
  const pump = running();
  const stop = () => {
    set(Sensor.DOWNSTREAM_PRESSURE, 500)(pump);
    set(Sensor.DOWNSTREAM_PRESSURE, 10)(pump);
    pump.start();
  };
  stop();
  stop();
  pump.advance(10 * MINUTE);
  stop();
  assert.not.ok(pump.pump.alarms.active(Alarm.REPEATED_ALARMS));
  stop();
  stop();
  assert.is(pump.row(1), 'STOPPED 3 TIMES IN 10 MIN: CHECK LINE');
  assert.is(pump.rate(), 100);
  pump.key(OK);
  assert.not.ok(pump.pump.alarms.active(Alarm.REPEATED_ALARMS));
});

test('DERS-PUMP-029 an alarm whose cause is gone is ended by OK where nothing is asked; one whose cause is there is not', () => {
  const pump = running();
  set(Sensor.RESERVOIR_EMPTY, 1)(pump);
  pump.key(OK);
  assert.ok(pump.pump.alarms.active(Alarm.RESERVOIR_EMPTY));
  set(Sensor.RESERVOIR_EMPTY, 0)(pump);
  pump.key(OK);
  assert.not.ok(pump.pump.alarms.active(Alarm.RESERVOIR_EMPTY));
  assert.is(pump.rate(), 0);
});

test('DERS-PUMP-029 an infusion that was lost does not stand in the way of the next one', () => {
  const pump = running().advance(MINUTE).cut();
  damageLibrary(pump);
  pump.powerOn();
  assert.is(pump.row(1), 'INFUSION LOST: PROGRAM IT AGAIN +1');
  pump.shows('It ran at 100 mL/h');
  pump.choose('OUTSIDE').choose('Go').enter('100').enter('100').start();
  assert.is(pump.rate(), 100);
});

test('DERS-PUMP-041 an infusion goes on although nothing can be recorded; when it can again, the alarm ends and what was lost is counted', () => {
  const pump = running();
  const { program, erase } = pump.flash;
  pump.flash.program = () => false;
  pump.flash.erase = () => false;
  pump.key(STOP).start();
  assert.is(pump.row(1), 'EVENTS CANNOT BE RECORDED');
  assert.is(pump.rate(), 100);
  pump.flash.program = program;
  pump.flash.erase = erase;
  pump.key(STOP).start();
  assert.not.ok(pump.pump.alarms.active(Alarm.JOURNAL_FAULT));
  assert.ok((pump.last('RECORDS_LOST').CODE as number) >= 2);
});

test.run();
