import * as assert from 'uvu/assert';
import { StateKey } from '../../../engine/journal/event';
import { StateStore } from '../../../engine/journal/state-store';
// Loss of power at many moments, what is taken up afterwards, what of it may be forgotten; damaged and full state; clocks.
import { setClock } from '../../../engine/pump/settings';
import type { Remains } from '../../../hal/desktop/node-flash';
import { KeyCode, Part, Region, Sensor } from '../../../hal/hal';
import { suite } from '../../suite';
import { HOUR, MINUTE, type TestPump, WALL, testPump } from './test-pump';

const test = suite('engine/pump/power');
const OK = KeyCode.OK;
const STOP = KeyCode.STOP;
const OPTIONS = KeyCode.OPTIONS;
const HANDSET = KeyCode.HANDSET;
const BOLUS = KeyCode.BOLUS;

/** 20 mg of SUMMazine, of which 40 mg are allowed in 4 hours, in two minutes; then nothing runs. */
function given20(): TestPump {
  const pump = testPump().adult().drug('SUMMazine', '100 mg/100 mL').enter('1').enter('20').start();
  return pump
    .key(BOLUS)
    .enter('20')
    .enter('600')
    .start()
    .advance(2 * MINUTE)
    .key(STOP, STOP)
    .choose('Yes');
}

function stateOf(pump: TestPump): StateStore {
  const state = new StateStore(pump.flash, Region.STATE);
  state.open();
  return state;
}

// ms from START to the cut, and from there to power-on
for (const [after, off] of [
  [0, 1000],
  [1, 1000],
  [30_000, 1000],
  [59_999, 1000],
  [60_001, 1000],
  [61_000, HOUR],
  [10 * MINUTE, 5000],
  [23 * MINUTE + 17_123, 24 * HOUR],
] as const) {
  test(`DERS-PUMP-038 power lost ${after} ms after the start, back ${off} ms later: paused, one key goes on, at most a drop and 6 s are given twice`, () => {
    const pump = testPump().examplamine('20').advance(after);
    const before = pump.moved();
    pump.cut().advance(off).powerOn();
    assert.is(pump.title(), 'PAUSED');
    assert.is(pump.row(1), 'POWER FAILED: INFUSION STOPPED');
    pump.shows('EXAMPLamine 400 mg/250 mL').shows('Dose 5 mcg/kg/min').shows('Weight 80 kg');
    pump.advance(2000);
    assert.is(pump.moved(), before, 'it moves without a key');
    pump.start();
    assert.is(pump.rate(), 15);
    assert.is(pump.last('DELIVERY_RESUMED').INFUSION, 1);
    pump.advance(2 * HOUR);
    const total = pump.pump.delivery.given(Part.MAIN);
    assert.is(total, 20_000);
    // A drop, 15 mL/h for 6 s, and the rate that keeps the vein open.
    const moved = before + (pump.moved() - before - pump.pump.delivery.given(Part.KVO));
    assert.ok(moved >= 20_000 && moved <= 20_000 + 50 + 25 + 4, `${moved}`);
  });
}

// mL/h, ms from START to the cut
for (const [rate, after] of [
  [0.5, HOUR],
  [36, 4999],
  [36, 5001],
  [100, 299_000],
  [100, 301_000],
  [300, 7000],
  [300, 20 * MINUTE + 1234],
] as const) {
  test(`DERS-PUMP-038 ${rate} mL/h for ${after} ms, then power is lost: a drop and 6 s at most are forgotten, of the volume and of the patient's`, () => {
    const pump = testPump().saline(String(rate)).advance(after);
    const before = pump.moved();
    assert.ok(before > 0);
    pump.cut().powerOn();
    const known = pump.pump.delivery.total();
    assert.is(pump.pump.patient.total, known);
    assert.ok(known <= before && known >= before - 50 - (rate * 6) / 3.6 - 1, `${known} of ${before}`);
  });
}

test('DERS-PUMP-039 what of a demand was in counts when power is lost in it', () => {
  const pump = testPump().pca('', '30', '5', 'Without a limit').key(HANDSET).advance(40_000);
  const before = pump.moved();
  pump.cut().powerOn();
  const [account] = pump.pump.patient.accounts;
  // Milligrams in quanta, of 1 mg/mL; demands are counted as such.
  const total = (account?.deliveries ?? [])
    .filter((_, i) => i % 4 === 3)
    .reduce((sum, quanta) => sum + quanta, 0);
  assert.ok(
    before > 600 && pump.pump.patient.total >= before - 150,
    `${pump.pump.patient.total} of ${before}`,
  );
  assert.ok(total > 0);
});

test('DERS-PUMP-053 three hours of a fast infusion erase each of eight sectors of the state twice at most', () => {
  const pump = testPump().saline('300', '1000');
  const region = pump.flash.regionStart(Region.STATE);
  const erase = pump.flash.erase.bind(pump.flash);
  const erased: number[] = [];
  pump.flash.erase = (offset) => {
    if (offset >= region) erased.push(offset);
    return erase(offset);
  };
  pump.advance(3 * HOUR);
  const most = Math.max(0, ...erased.map((sector) => erased.filter((other) => other === sector).length));
  assert.ok(erased.length > 8 && most <= 2, `${most} of ${erased.length}`);
});

test('DERS-PUMP-038 a titration, confirmed limits and the second person survive', () => {
  const pump = testPump().adult().drug('PRESSine', 'Shock', '400', 'mcg/kg/min').enter('80').enter('25');
  pump.choose('Confirm').choose('Emergency').key(OK).enter('200').start().advance(90_000);
  pump
    .key(OPTIONS)
    .choose('Change the dose')
    .enter('26')
    .choose('Confirm')
    .choose('Titration')
    .enter('2468')
    .start();
  pump.advance(90_000).cut().powerOn();
  assert.is(pump.row(1), 'POWER FAILED: INFUSION STOPPED +1');
  pump.start();
  assert.is(pump.rate(), 78);
  assert.is(pump.row(1), 'SECOND PERSON MUST CO-SIGN');
  pump.key(OPTIONS).choose('Change the dose').enter('26');
  assert.is(pump.title(), 'CHANGE: CHECK, THEN START');
  assert.is(pump.records('SOFT_OVERRIDE').length, 2);
});

test('DERS-PUMP-038 an infusion outside the library survives, unchecked as it was', () => {
  const pump = testPump().choose('OUTSIDE').choose('Adult').choose('Go').enter('100').enter('500').start();
  pump.advance(90_000).cut().powerOn();
  assert.ok(pump.row(0).startsWith('UNCHECKED'));
  pump.start();
  assert.is(pump.rate(), 100);
});

test('DERS-PUMP-038 what was paused stays paused, and what was ended stays ended', () => {
  const pump = testPump().saline().advance(MINUTE).key(STOP).cut().powerOn();
  assert.is(pump.title(), 'PAUSED');
  pump.key(STOP).choose('Yes').cut().powerOn();
  assert.is(pump.title(), 'New patient?');
  pump.shows('No: same patient');
});

test('DERS-PUMP-038 power lost while programming: nothing of it is started, the patient is known', () => {
  const pump = testPump().examplamine().key(STOP, STOP).choose('Yes');
  pump.choose('Adult ICU').drug('SALine').enter('100').cut().powerOn();
  assert.is(pump.title(), 'New patient?');
  pump.choose('No').choose('Adult ICU').drug('EXAMPLamine', '400 mg').shows('OK keeps 80 kg');
});

test('DERS-PUMP-038 power lost while the vein is kept open: the infusion was complete, and is not taken up', () => {
  const pump = testPump()
    .saline('100', '5')
    .advance(10 * MINUTE)
    .cut()
    .powerOn();
  assert.is(pump.title(), 'New patient?');
  assert.is(pump.signals.priority, 0);
});

test('DERS-PUMP-038 the library of the infusion is held over the loss of power, and let go with its end', () => {
  const pump = testPump().saline().advance(MINUTE);
  assert.is(pump.pump.libraries.pinned, 0);
  pump.cut().powerOn();
  assert.is(pump.pump.libraries.pinned, 0);
  pump.key(STOP).choose('Yes');
  assert.is(pump.pump.libraries.pinned, -1);
});

// ---- power lost in the n-th operation of the flash, at START and in the minutes behind it

for (const remains of ['nothing', 'half', 'noise', 'everything'] as Remains[]) {
  test(`DERS-PUMP-038 power lost in any flash operation of a start, leaving ${remains}: the pump comes back without or with the infusion, never with another`, () => {
    let operations = 0;
    for (let n = 1; n < 40; n++) {
      const pump = testPump().saline('100', '50').advance(90_000).key(STOP, STOP).choose('Yes');
      pump.choose('Adult ICU').drug('EXAMPLamine', '400 mg').enter('80').enter('5').enter('20');
      pump.flash.cutPower(n, remains);
      pump.start().advance(61_000);
      if (pump.on) break;
      operations = n;
      pump.powerOn();
      if (pump.title() === 'PAUSED') {
        pump.shows('EXAMPLamine').start();
        assert.is(pump.rate(), 15, `operation ${n}`);
      } else assert.is(pump.title(), 'New patient?', `operation ${n}`);
      const ids = pump.records('PROGRAM_BEGUN').map(({ details }) => details.INFUSION);
      assert.equal(ids, [1, 2]);
      pump.key(STOP);
    }
    assert.ok(operations > 5, `${operations}`);
  });
}

// ---- patient and lockout

test('DERS-PUMP-039 weight, totals and what was given survive, as old as they are', () => {
  const pump = given20().cut().advance(HOUR).powerOn().choose('No');
  pump.key(OPTIONS).shows('This patient so far: 20 mL').key(KeyCode.BACK);
  // 20 mg were given an hour ago; with 7 mg/h it would be 41 mg in the 4 hours that they still count in.
  pump.choose('Adult ICU').drug('SUMMazine', '100 mg/100 mL').enter('7');
  assert.is(pump.title(), 'NOT POSSIBLE');
  pump.choose('Change it').enter('6');
  assert.is(pump.title(), 'Volume to be infused');
});

test('DERS-PUMP-039 time that nobody measured did not pass: with the clock lost, what was given is as recent as it was', () => {
  const pump = given20();
  pump.clock.lose();
  pump
    .advance(3000)
    .cut()
    .advance(24 * HOUR)
    .powerOn()
    .choose('No')
    .choose('Adult ICU');
  pump.drug('SUMMazine', '100 mg/100 mL').enter('6');
  assert.is(pump.title(), 'NOT POSSIBLE');
});

// s off, and what the clock says of it
for (const [off, known, early] of [
  [60, true, true],
  [299, true, false],
  [299, false, true],
] as const) {
  test(`DERS-PUMP-039 a lockout of 5 minutes after ${off} s off, ${known ? 'known' : 'unknown'}: ${early ? 'too soon' : 'over'}`, () => {
    const pump = testPump().pca().key(HANDSET).advance(2000);
    if (!known) pump.clock.lose();
    pump
      .cut()
      .advance(off * 1000)
      .powerOn()
      .start()
      .key(HANDSET);
    assert.is(pump.records('DEMAND_GIVEN').length, early ? 1 : 2);
    if (!early) return;
    assert.is(pump.message(), 'Demand refused: too soon');
    pump.advance(5 * MINUTE).key(HANDSET);
    assert.is(pump.records('DEMAND_GIVEN').length, 2);
  });
}

test('DERS-PUMP-039 a demand is known to have been given although power is lost at once', () => {
  const pump = testPump().pca().press(HANDSET).cut().powerOn().start().key(HANDSET);
  assert.is(pump.message(), 'Demand refused: too soon');
});

test('DERS-PUMP-037 a clock set forward does not make what was given older', () => {
  const pump = given20();
  pump.clock.setWall(WALL + 48 * 3600);
  pump.advance(3000).cut().advance(1000).powerOn().choose('No').choose('Adult ICU');
  pump.drug('SUMMazine', '100 mg/100 mL').enter('6');
  assert.is(pump.title(), 'NOT POSSIBLE');
});

test('DERS-PUMP-037 the clock is set in local time, while nothing runs; the journal has old and new', () => {
  const pump = testPump().adult().key(KeyCode.BACK, OPTIONS).choose('Time zone');
  assert.is(pump.selected(), 'UTC+00:00');
  pump.choose('UTC+01:00');
  assert.ok(pump.row(0).endsWith('09:00'));
  pump.key(OPTIONS).choose('Set the clock').enter('20261207').enter('0930');
  assert.ok(pump.row(0).endsWith('09:30'));
  const { OLD, NEW } = pump.last('CLOCK_SET');
  assert.is((NEW as number) - WALL, 30 * 60);
  assert.ok((OLD as number) - WALL < 60);
  pump.cut().powerOn();
  assert.ok(pump.row(0).endsWith('09:30'), 'the time zone survives');
});

test('DERS-PUMP-037 a day that there is not is asked for again', () => {
  const pump = testPump()
    .adult()
    .key(KeyCode.BACK, OPTIONS)
    .choose('Set the clock')
    .enter('20260230')
    .enter('0930');
  pump.shows('Cannot be set: 20260230 0930').enter('20260228').enter('2460');
  pump.shows('Cannot be set');
});

test('DERS-PUMP-037 while something runs the clock cannot be set', () => {
  const pump = testPump().saline();
  assert.is(setClock(pump.pump, WALL + 100), false);
  assert.is(pump.records('CLOCK_SET').length, 0);
});

test('DERS-PUMP-037 an unknown time is shown as such', () => {
  const pump = testPump({ wall: 0 });
  assert.ok(pump.row(0).endsWith('--:--'));
  pump.saline();
  assert.is(pump.rate(), 100);
});

test('DERS-PUMP-037 the wall clock jumps by years: nothing that infuses takes notice, the library is past its review', () => {
  const pump = testPump().saline().advance(MINUTE);
  pump.clock.setWall(WALL + 10 * 365 * 86_400);
  pump.advance(MINUTE);
  assert.is(pump.rate(), 100);
  assert.is(pump.row(1), 'DRUG LIBRARY PAST ITS REVIEW');
  pump.clock.setWall(1_600_000_000);
  pump.advance(MINUTE);
  assert.is(pump.rate(), 100);
  assert.is(pump.row(1), 'Demonstration data: not for clinical use');
});

// ---- damage

test('DERS-PUMP-040 a state of which nothing can be read: a new patient, and the screen says what is lost', () => {
  const pump = testPump().pca().key(HANDSET).advance(MINUTE).key(STOP, STOP).choose('Yes').cut();
  const state = stateOf(pump);
  state.keep(StateKey.LOCKOUT, ['nothing']);
  pump.powerOn();
  pump.shows('What the last patient was given is lost');
  assert.not.ok(pump.content().includes('same patient'));
});

// what is kept of the infusion, as the store gives it
const UNREADABLE: [string, (number | string)[]][] = [
  ['only its number, because it did not fit', [1]],
  ['a text in it', [1, 'x']],
  ['its end missing', [1, 0, 1, 11, 0, 4, 0, 0, 0, 0, 0, 100_000, 5000, 0, 0, 6, 0]],
];
for (const [what, values] of UNREADABLE) {
  test(`DERS-PUMP-040 an infusion that cannot be read again (${what}) is an alarm, not another infusion`, () => {
    const pump = testPump().saline().advance(MINUTE).cut();
    stateOf(pump).keep(StateKey.INFUSION, values);
    pump.powerOn();
    assert.is(pump.row(1), 'INFUSION LOST: PROGRAM IT AGAIN');
    assert.is(pump.title(), 'New patient?');
    pump.shows('What ran cannot be read');
    pump.cut().powerOn();
    assert.is(pump.signals.priority, 0);
  });
}

test('DERS-PUMP-040 an infusion that is too large to be kept runs, says so, and leaves no older one in its place', () => {
  const pump = testPump().saline().advance(MINUTE).key(STOP, STOP).choose('Yes');
  pump.choose('Adult ICU').drug('EXAMPLamine', '400 mg').enter('80').enter('5').enter('200');
  const { form } = pump.pump;
  for (let i = 0; i < 300; i++) form?.confirmed.push(1e9);
  pump.start();
  assert.is(pump.rate(), 15);
  assert.is(pump.row(1), 'EVENTS CANNOT BE RECORDED');
  pump.cut().powerOn();
  assert.is(pump.row(1), 'INFUSION LOST: PROGRAM IT AGAIN');
});

test('DERS-PUMP-040 a flash that cannot be read at all still leaves the way outside the library', () => {
  const pump = testPump().cut();
  const { flash } = pump;
  flash.read = () => 0;
  flash.word = () => -1;
  flash.crc32 = () => -1;
  flash.program = () => false;
  flash.erase = () => false;
  pump.powerOn();
  assert.is(pump.title(), 'New patient?');
  pump.choose('OUTSIDE').choose('Go on').enter('100').enter('100').start();
  assert.is(pump.rate(), 100);
});

test('DERS-PUMP-042 a library that is damaged while something runs: it goes on, and nothing of it is programmed any more', () => {
  const pump = testPump().examplamine('900').advance(MINUTE);
  pump.flash.cells[pump.flash.regionStart(Region.SLOT_A) + 2000] ^= 1;
  pump.advance(10 * MINUTE);
  assert.is(pump.rate(), 15);
  assert.is(pump.row(1), 'NO VALID DRUG LIBRARY');
  pump.key(OPTIONS);
  assert.not.ok(pump.content().includes('Bolus'));
});

test('DERS-PUMP-042 another library in the slot that was chosen from is never used for what was chosen', () => {
  const pump = testPump().adult().drug('SALine').enter('100');
  const library = pump.pump.library();
  if (library) library.head.sequence++;
  pump.enter('50');
  assert.is(pump.title(), 'NOT POSSIBLE');
});

test('DERS-PUMP-042 past its review the library is used, with an alarm and a record', () => {
  const pump = testPump({ wall: WALL + 200 * 86_400 });
  assert.is(pump.row(1), 'DRUG LIBRARY PAST ITS REVIEW');
  pump.saline();
  assert.is(pump.rate(), 100);
  assert.is(pump.records('ALARM').length, 1);
});

// ---- training

test('DERS-PUMP-036 training: nothing moves, the journal is another one, and the real patient comes back', () => {
  const pump = testPump().examplamine().advance(MINUTE).key(STOP, STOP).choose('Yes');
  const moved = pump.moved();
  pump.key(OPTIONS).choose('Training');
  assert.is(pump.row(1), 'TRAINING: NOTHING IS DELIVERED');
  const real = pump.records().length;
  pump.choose('Yes').choose('Adult ICU').drug('SALine').enter('100').enter('50').start();
  assert.ok(pump.row(0).startsWith('TRAINING'));
  pump.advance(10 * MINUTE);
  pump.shows('Infused 16.6 mL');
  assert.is(pump.moved(), moved);
  assert.not.ok(pump.signals.moving);
  assert.is(pump.records().length, real);
  assert.ok(pump.trainingRecords().some(({ kind }) => kind === 'DELIVERY_STARTED'));
  pump.advance(25 * MINUTE);
  assert.is(pump.title(), 'KEEPING THE VEIN OPEN');
  pump.key(STOP, STOP).choose('Yes').key(OPTIONS).choose('End training').choose('No: same');
  pump.shows('Care area').key(OPTIONS).shows('This patient so far: 0.25');
  assert.is(pump.moved(), moved);
});

test('DERS-PUMP-036 training: boluses, demands, lockout, pause and steps as in earnest', () => {
  const pump = testPump().adult().key(KeyCode.BACK, OPTIONS).choose('Training');
  pump.pca('1').advance(MINUTE).key(HANDSET);
  assert.is(pump.title(), 'INFUSING DEMAND DOSE');
  pump.advance(2 * MINUTE).key(HANDSET);
  assert.is(pump.message(), 'Demand refused: too soon');
  assert.is(pump.pump.delivery.given(Part.DEMAND), 1000);
  pump.key(STOP).advance(MINUTE).start();
  assert.is(pump.rate(), 1);
  pump.key(STOP, STOP).choose('Yes').choose('Adult ICU').drug('EXAMPLamine', '400 mg');
  pump
    .enter('80')
    .enter('5')
    .enter('20')
    .start()
    .key(BOLUS)
    .enter('4')
    .enter('150')
    .start()
    .advance(2 * MINUTE);
  assert.is(pump.pump.delivery.given(Part.BOLUS), 2500);
  assert.is(pump.rate(), 15);
  assert.is(pump.moved(), 0);
});

test('DERS-PUMP-036 DERS-PUMP-048 what has to be co-signed in earnest still has to be after training', () => {
  const pump = testPump().adult().drug('PRESSine', 'Shock', '400', 'mcg/kg/min');
  pump
    .enter('80')
    .enter('5')
    .enter('100')
    .start()
    .key(STOP, STOP)
    .choose('Yes')
    .key(OPTIONS)
    .choose('Training');
  assert.is(pump.row(1), 'TRAINING: NOTHING IS DELIVERED');
  pump.choose('Yes').key(OPTIONS).choose('End training').choose('No');
  assert.is(pump.row(1), 'SECOND PERSON MUST CO-SIGN');
});

test('DERS-PUMP-007 POWER and "No" lead back to the question that was open', () => {
  const pump = testPump().adult().drug('SALine').enter('100').key(KeyCode.POWER).choose('No');
  assert.is(pump.title(), 'Volume to be infused');
  pump.key(KeyCode.POWER, KeyCode.BACK).enter('50').start();
  assert.is(pump.rate(), 100);
});

test('DERS-PUMP-036 power lost in training: the pump comes back in earnest, with nothing running', () => {
  const pump = testPump()
    .adult()
    .key(KeyCode.BACK, OPTIONS)
    .choose('Training')
    .saline()
    .advance(2 * MINUTE);
  pump.cut().powerOn();
  assert.is(pump.row(1), 'Demonstration data: not for clinical use');
  assert.is(pump.title(), 'New patient?');
  assert.is(pump.pump.libraries.pinned, -1);
});

test('DERS-PUMP-036 in training sensors of the line do not matter, mains and battery do', () => {
  const pump = testPump().adult().key(KeyCode.BACK, OPTIONS).choose('Training').saline();
  pump.sensors[Sensor.DOOR] = 0;
  pump.sensors[Sensor.MAINS] = 0;
  pump.advance(3000);
  assert.is(pump.row(1), 'RUNNING ON BATTERY');
});

test('DERS-PUMP-036 switched off, the pump asks for nothing and keeps the patient', () => {
  const pump = testPump().saline().key(KeyCode.POWER);
  assert.is(pump.message(), 'End the infusion before switching off');
  pump.key(STOP, STOP).choose('Yes').key(KeyCode.POWER).choose('Yes, switch off');
  assert.is(pump.on, false);
  assert.is(pump.records('POWER_OFF').length, 1);
  pump.powerOn().shows('No: same patient').key(KeyCode.POWER, OK);
  assert.is(pump.title(), 'New patient?');
});

test.run();
