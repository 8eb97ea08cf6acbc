// What moves: volumes of every type of program, boluses, demands, keeping a vein open, pause, resume, and what the supervisor refuses.
import * as assert from 'uvu/assert';
import { Phase } from '../../../engine/pump/delivery';
import { Answer, Halt, KeyCode, Part, Sensor, Tone } from '../../../hal/hal';
import { suite } from '../../suite';
import { HOUR, MINUTE, type TestPump, testPump } from './test-pump';

const test = suite('engine/pump/delivery');
const OK = KeyCode.OK;
const UP = KeyCode.UP;
const STOP = KeyCode.STOP;
const START = KeyCode.START;
const OPTIONS = KeyCode.OPTIONS;
const BOLUS = KeyCode.BOLUS;
const HANDSET = KeyCode.HANDSET;

const given = (pump: TestPump) => [0, 1, 2, 3].map((part) => pump.pump.delivery.given(part as Part));

// program, how long it takes, microlitres of the plan, mL/h at the beginning, and of the rate that keeps the vein open behind it
const PROGRAMS: [string, (pump: TestPump) => TestPump, number, number, number, number][] = [
  ['continuous by dose', (pump) => pump.examplamine('20'), 81 * MINUTE, 20_000, 15, 5],
  ['fluid', (pump) => pump.saline('100', '50.5'), 31 * MINUTE, 50_500, 100, 5],
  [
    'continuous over a duration',
    (pump) =>
      pump.adult().drug('EXAMPLamine', '400 mg').enter('80').enter('5').key(OPTIONS).enter('20').start(),
    21 * MINUTE,
    5000,
    15,
    5,
  ],
  [
    'intermittent by dose: 1 g in 30 min',
    (pump) => pump.adult().drug('CUREpenem', '1000 mg').enter('1000').enter('30').start(),
    31 * MINUTE,
    100_000,
    200,
    5,
  ],
  [
    'intermittent by volume at a rate',
    (pump) =>
      pump.adult().drug('CUREpenem', '1000 mg').key(OPTIONS).enter('50').key(OPTIONS).enter('100').start(),
    31 * MINUTE,
    50_000,
    100,
    5,
  ],
  [
    'intermittent by body surface: 25 mg/m2 for 2 m2',
    (pump) => pump.adult().drug('SURFaplatin', '100 mg').enter('2').enter('25').enter('60').start(),
    61 * MINUTE,
    50_000,
    50,
    5,
  ],
  [
    'outside the library',
    (pump) => pump.choose('OUTSIDE').choose('Adult').choose('Go').enter('60').enter('10').start(),
    11 * MINUTE,
    10_000,
    60,
    5,
  ],
  [
    'slower than the rate that keeps a vein open',
    (pump) => pump.saline('0.4', '0.1'),
    16 * MINUTE,
    100,
    0.4,
    0.4,
  ],
  [
    'an entry with a keep-open rate of its own',
    (pump) => pump.adult().drug('PRESSine', 'Shock', '400', 'mcg/min').enter('400').enter('5').start(),
    21 * MINUTE,
    5000,
    15,
    2,
  ],
  [
    'an entry that keeps no vein open',
    (pump) =>
      pump.adult().drug('PRESSine', 'Shock', '400', 'mcg/kg/min').enter('80').enter('5').enter('5').start(),
    21 * MINUTE,
    5000,
    15,
    0,
  ],
];
for (const [what, program, ms, volume, rate, kvo] of PROGRAMS) {
  test(`DERS-PUMP-018 DERS-PUMP-023 ${what}: exactly its volume, then ${kvo} mL/h`, () => {
    const pump = program(testPump());
    assert.is(pump.rate(), rate);
    pump.advance(ms);
    assert.is(pump.pump.delivery.given(Part.MAIN), volume);
    assert.is(pump.rate(), kvo);
    assert.is(pump.title(), kvo > 0 ? 'KEEPING THE VEIN OPEN' : 'COMPLETE');
    assert.ok(pump.records('ALARM').some(({ details }) => details.TEXT === 'INFUSION COMPLETE'));
    assert.is(pump.last('DELIVERY_COMPLETE').DELIVERED, volume);
    assert.is(pump.records('KVO_STARTED').length, kvo > 0 ? 1 : 0);
    const before = pump.moved();
    pump.advance(HOUR);
    assert.ok(Math.abs(pump.moved() - before - kvo * 1000) <= 1, `${pump.moved() - before}`);
  });
}

test('DERS-PUMP-018 each step of a multi-step program runs at its rate for its time', () => {
  const pump = testPump().adult().drug('STEPPidone', '900 mg/500 mL');
  pump.enter('1').enter('60').choose('Another').enter('2').enter('30').choose('That was').start();
  // 1.8 mg/mL: 1 mg/min is 33.3 mL/h, 2 mg/min 66.7 mL/h.
  assert.is(pump.rate(), 33.3);
  pump.shows('Step 1 of 2').advance(59 * MINUTE);
  assert.is(pump.rate(), 33.3);
  pump.advance(2 * MINUTE);
  assert.is(pump.rate(), 66.7);
  pump.shows('Step 2 of 2');
  assert.is(pump.last('DELIVERY_CHANGED').RATE, '66.7 mL/h');
  pump.advance(30 * MINUTE);
  assert.is(pump.pump.delivery.given(Part.MAIN), 33_300 + 33_350);
  assert.is(pump.title(), 'KEEPING THE VEIN OPEN');
});

test('DERS-PUMP-018 a pause and a power cut in the second step go on in the second step', () => {
  const pump = testPump().adult().drug('STEPPidone', '900 mg/500 mL');
  pump.enter('1').enter('60').choose('Another').enter('2').enter('30').choose('That was').start();
  pump
    .advance(70 * MINUTE)
    .key(STOP)
    .advance(MINUTE)
    .start();
  assert.is(pump.rate(), 66.7);
  pump.advance(90_000).cut().powerOn().start();
  assert.is(pump.rate(), 66.7);
  pump.shows('Step 2 of 2').advance(30 * MINUTE);
  assert.ok(Math.abs(pump.pump.delivery.given(Part.MAIN) - 66_650) <= 1);
});

test('DERS-PUMP-023 after the end more can be programmed; the alarm of the end goes with it', () => {
  const pump = testPump()
    .saline('100', '10')
    .advance(7 * MINUTE);
  assert.is(pump.title(), 'KEEPING THE VEIN OPEN');
  pump.key(OPTIONS).choose('Volume').enter('10').start();
  assert.is(pump.title(), 'INFUSING');
  assert.is(pump.row(1), 'INFUSION NEARLY COMPLETE');
  pump.advance(7 * MINUTE);
  assert.is(pump.pump.delivery.given(Part.MAIN), 20_000);
});

test('DERS-PUMP-023 the rate that keeps the vein open can be paused and taken up again', () => {
  const pump = testPump()
    .saline('100', '10')
    .advance(7 * MINUTE)
    .key(STOP);
  assert.is(pump.rate(), 0);
  pump.advance(MINUTE).start();
  assert.is(pump.title(), 'KEEPING THE VEIN OPEN');
  assert.is(pump.rate(), 5);
});

// ---- boluses

test('DERS-PUMP-019 a bolus by dose and rate is given on top, and what ran goes on', () => {
  const pump = testPump().examplamine().advance(MINUTE).key(BOLUS).enter('4').enter('150');
  assert.is(pump.title(), 'BOLUS: CHECK, THEN START');
  pump.shows('2.5 mL at once, at 150 mL/h').start();
  assert.is(pump.title(), 'INFUSING BOLUS');
  assert.is(pump.rate(), 150);
  pump.advance(MINUTE + 500);
  assert.is(pump.rate(), 15);
  assert.is(pump.pump.delivery.given(Part.BOLUS), 2500);
  assert.is(pump.last('BOLUS_COMPLETE').DELIVERED, 2500);
  assert.is(pump.last('BOLUS_STARTED').DOSE, '4 mg');
  pump.advance(20 * HOUR);
  assert.equal(given(pump).slice(0, 2), [250_000, 2500]);
});

test('DERS-PUMP-019 what ran goes on at once behind a bolus and behind a demand', () => {
  const pump = testPump().examplamine().key(BOLUS).enter('4').enter('150').start();
  // 2.5 mL at 150 mL/h take a minute; the keys took 100 ms.
  pump.advance(MINUTE - 100 - 10);
  assert.is(pump.rate(), 150);
  // A microlitre takes 24 ms.
  pump.advance(40);
  assert.is(pump.rate(), 15);
  const other = testPump()
    .pca('1')
    .key(HANDSET)
    .advance(MINUTE - 100 - 10);
  assert.is(other.rate(), 60);
  other.advance(80);
  assert.is(other.rate(), 1);
});

test('DERS-PUMP-019 a bolus over a time', () => {
  const pump = testPump().examplamine().key(BOLUS).enter('4').key(OPTIONS).enter('5').start();
  assert.is(pump.rate(), 30);
});

test('DERS-PUMP-019 a loading dose comes first, once', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg').enter('80').enter('5').enter('20');
  pump.choose('Add a loading dose').key(UP, OK, UP, OK);
  pump.shows('5 mL at once, at 150 mL/h').shows('Runs at 15 mL/h').start();
  assert.is(pump.rate(), 150);
  pump.advance(2 * MINUTE + 500);
  assert.is(pump.rate(), 15);
  pump.advance(2 * HOUR);
  assert.equal(given(pump).slice(0, 2), [20_000, 5000]);
  pump.key(STOP).advance(1000).start();
  assert.is(pump.pump.delivery.given(Part.BOLUS), 5000);
});

test('DERS-PUMP-019 BACK leaves a loading dose out again', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg').enter('80').enter('5').enter('20');
  pump.choose('Add a loading dose').key(UP, OK).key(KeyCode.BACK, KeyCode.BACK);
  assert.is(pump.title(), 'CHECK, THEN START');
  pump.start();
  assert.is(pump.rate(), 15);
});

test('DERS-PUMP-019 a bolus is judged: its dose, its rate', () => {
  const pump = testPump().examplamine().key(BOLUS).enter('9');
  assert.is(pump.title(), 'SOFT LIMIT');
  pump.choose('Change it').enter('17');
  assert.is(pump.title(), 'NOT POSSIBLE');
  pump.choose('Change it').enter('4').enter('301');
  assert.is(pump.title(), 'NOT POSSIBLE');
});

// what is done between the questions and START
const NO_BOLUS: [string, (pump: TestPump) => TestPump, string][] = [
  ['paused', (pump) => pump.key(STOP), 'No bolus now: nothing runs'],
  ['at the end', (pump) => pump.advance(HOUR), 'No bolus now: nothing runs'],
];
for (const [what, between, message] of NO_BOLUS) {
  test(`DERS-PUMP-019 a bolus asked for before and started ${what} is refused`, () => {
    const pump = testPump().examplamine('1').key(BOLUS).enter('4').enter('150');
    between(pump).start();
    assert.is(pump.message(), message);
    assert.is(pump.pump.delivery.given(Part.BOLUS), 0);
  });
}

test('DERS-PUMP-019 BOLUS is refused while paused, while another is given, at the end, and where the entry has none', () => {
  const refused = (pump: TestPump) => {
    pump.tones();
    pump.key(BOLUS);
    assert.is(pump.message(), 'No bolus now');
    assert.equal(pump.tones(), [Tone.REFUSED]);
  };
  refused(testPump().examplamine().key(STOP));
  refused(testPump().examplamine().key(BOLUS).enter('4').enter('30').start());
  refused(testPump().examplamine('1').advance(HOUR));
  refused(testPump().saline());
});

test('DERS-PUMP-020 STOP in a bolus, then START: the bolus goes on to its volume', () => {
  const pump = testPump().examplamine().key(BOLUS).enter('4').enter('150').start().advance(30_000).key(STOP);
  assert.is(pump.rate(), 0);
  pump.advance(MINUTE).start();
  assert.is(pump.title(), 'INFUSING BOLUS');
  pump.advance(31_000);
  assert.is(pump.pump.delivery.given(Part.BOLUS), 2500);
  assert.is(pump.rate(), 15);
});

// what happens in the middle of a bolus of 2.5 mL, after which START goes on without it
const DROPPED: [string, (pump: TestPump) => TestPump][] = [
  ['power lost', (pump) => pump.cut().advance(5000).powerOn()],
  [
    'a stall',
    (pump) => {
      pump.motor.jam(true);
      pump.advance(10_000);
      pump.motor.jam(false);
      return pump.advance(2000);
    },
  ],
];
for (const [what, happens] of DROPPED) {
  test(`DERS-PUMP-020 ${what} in a bolus: the rest is not given by itself, and the screen says so`, () => {
    const pump = testPump().examplamine().key(BOLUS).enter('4').enter('150').start().advance(30_000);
    happens(pump);
    pump.start();
    assert.is(pump.rate(), 15);
    pump.shows('The rest of the bolus is not given');
    pump.advance(10 * MINUTE);
    assert.ok(pump.pump.delivery.given(Part.BOLUS) < 2000);
  });
}

test('DERS-PUMP-020 a change while a bolus is paused drops its rest, and says so', () => {
  const pump = testPump().examplamine().key(BOLUS).enter('4').enter('150').start().advance(30_000).key(STOP);
  pump.key(OPTIONS).choose('Change the dose').enter('6').start();
  assert.is(pump.rate(), 18);
  pump.shows('The rest of the bolus is not given: 1.').advance(10 * MINUTE);
  assert.ok(pump.pump.delivery.given(Part.BOLUS) < 1300);
});

// ---- patient-controlled analgesia

test('DERS-PUMP-021 a demand is given once, and again only when its lockout is over', () => {
  const pump = testPump().pca().advance(1000);
  assert.is(pump.title(), 'READY');
  pump.key(HANDSET);
  assert.is(pump.title(), 'INFUSING DEMAND DOSE');
  pump.advance(2 * MINUTE);
  assert.is(pump.pump.delivery.given(Part.DEMAND), 1000);
  pump.key(HANDSET);
  assert.is(pump.message(), 'Demand refused: too soon');
  // From the start of one to the start of the next.
  pump.advance(3 * MINUTE - 400).key(HANDSET);
  assert.is(pump.last('DEMAND_REFUSED').CODE, Answer.LOCKED_OUT);
  pump
    .advance(300)
    .key(HANDSET)
    .advance(2 * MINUTE);
  assert.is(pump.pump.delivery.given(Part.DEMAND), 2000);
  assert.is(pump.records('DEMAND_GIVEN').length, 2);
  assert.is(pump.records('DEMAND_REFUSED').length, 2);
});

test('DERS-PUMP-021 no tone tells a patient whether a dose is given', () => {
  const pump = testPump().pca();
  pump.tones();
  pump.key(HANDSET, HANDSET);
  assert.equal(pump.tones(), [Tone.KEY, Tone.KEY]);
});

test('DERS-PUMP-021 with a basal rate the demand comes on top', () => {
  const pump = testPump().pca('1');
  assert.is(pump.rate(), 1);
  pump
    .advance(HOUR)
    .key(HANDSET)
    .advance(2 * MINUTE);
  assert.is(pump.rate(), 1);
  assert.is(pump.pump.delivery.given(Part.DEMAND), 1000);
});

// what stands against a demand, and how the refusal is recorded
const REFUSED: [string, (pump: TestPump) => TestPump, number][] = [
  [
    'the handset is not connected',
    (pump) => {
      pump.sensors[Sensor.HANDSET] = 0;
      return pump.advance(3000);
    },
    Answer.NOT_ORDERED,
  ],
  ['it is paused', (pump) => pump.key(STOP), Answer.NOT_ORDERED],
  [
    'an alarm stops it',
    (pump) => {
      pump.sensors[Sensor.DOOR] = 0;
      return pump.advance(3000);
    },
    Answer.NOT_ORDERED,
  ],
  ['a clinician’s dose is under way', (pump) => pump.choose('Bolus').enter('2').start(), Answer.NOT_ORDERED],
];
for (const [what, happens, code] of REFUSED) {
  test(`DERS-PUMP-021 no demand while ${what}; the journal has it`, () => {
    const begin = testPump();
    if (what.startsWith('a clinician')) {
      begin
        .adult()
        .drug('PAINkill', 'No therapy', '30 mg')
        .enter('1')
        .enter('8')
        .key(OK)
        .enter('30')
        .start()
        .key(OPTIONS);
    } else begin.pca('1');
    const pump = happens(begin).key(HANDSET).advance(1000);
    assert.is(pump.pump.delivery.given(Part.DEMAND), 0);
    assert.is(pump.last('DEMAND_REFUSED').CODE, code);
  });
}

test('DERS-PUMP-021 at the maximum of four hours a demand is refused, an alarm says so, and the basal rate goes on', () => {
  const pump = testPump().adult().drug('PAINkill', 'No therapy', '30 mg/30 mL');
  pump.enter('2').enter('6').enter('0.5').enter('30').start();
  // At most 10 mg in 4 hours: 2 mg basal, four demands.
  for (let n = 0; n < 6; n++) pump.key(HANDSET).advance(6 * MINUTE);
  assert.is(pump.records('DEMAND_GIVEN').length, 4);
  assert.is(pump.row(1), 'DEMAND REFUSED: MAXIMUM DOSE REACHED');
  assert.is(pump.rate(), 0.5);
  pump.key(OK);
  assert.is(pump.row(1), 'Demonstration data: not for clinical use');
  // When the first ones are four hours ago there is room again.
  pump
    .advance(4 * HOUR)
    .key(HANDSET)
    .advance(3 * MINUTE);
  assert.is(pump.records('DEMAND_GIVEN').length, 5);
});

test('DERS-PUMP-021 demands use up the container: none is given that it does not hold whole, and it says that it is nearly empty', () => {
  const pump = testPump().pca('', '2.5');
  for (let n = 0; n < 4; n++) pump.key(HANDSET).advance(6 * MINUTE);
  assert.is(pump.pump.delivery.given(Part.DEMAND), 2000);
  assert.is(pump.row(1), 'INFUSION NEARLY COMPLETE');
  assert.is(pump.records('DEMAND_REFUSED').length, 2);
});

test('DERS-PUMP-021 basal rate and demands together end with the container, and nothing moves behind it', () => {
  const pump = testPump().pca('2', '5');
  for (let n = 0; n < 3; n++) pump.key(HANDSET).advance(6 * MINUTE);
  pump.advance(3 * HOUR);
  assert.is(pump.title(), 'COMPLETE');
  const total = pump.pump.delivery.total();
  assert.ok(total >= 5000 && total <= 5002, `${total}`);
  const moved = pump.moved();
  pump.advance(HOUR);
  assert.is(pump.moved(), moved);
});

test('DERS-PUMP-021 STOP and START: without a basal rate it stands ready again, and the lockout goes on', () => {
  const pump = testPump()
    .pca()
    .key(HANDSET)
    .advance(2 * MINUTE)
    .key(STOP);
  assert.is(pump.title(), 'PAUSED');
  pump.start();
  assert.is(pump.title(), 'READY');
  pump.key(HANDSET);
  assert.is(pump.message(), 'Demand refused: too soon');
  pump.advance(3 * MINUTE).key(HANDSET);
  assert.is(pump.title(), 'INFUSING DEMAND DOSE');
});

test('DERS-PUMP-021 STOP in a demand: START does not give its rest', () => {
  const pump = testPump().pca('1').key(HANDSET).advance(30_000).key(STOP).advance(1000).start();
  assert.is(pump.rate(), 1);
  pump.advance(MINUTE);
  assert.ok(pump.pump.delivery.given(Part.DEMAND) < 600);
});

test('DERS-PUMP-022 a clinician’s bolus is given once, and counts', () => {
  const pump = testPump().adult().drug('PAINkill', 'No therapy', '30 mg/30 mL');
  pump.enter('1').enter('6').enter('0.5').enter('30').start().key(BOLUS).enter('2');
  pump.shows('2 mL at once, at 60 mL/h').start();
  assert.is(pump.title(), 'INFUSING BOLUS');
  pump.advance(3 * MINUTE);
  assert.is(pump.pump.delivery.given(Part.BOLUS), 2000);
  assert.is(pump.rate(), 0.5);
  pump.key(HANDSET).advance(3 * MINUTE);
  assert.equal(given(pump).slice(1, 3), [2000, 1000]);
  assert.is(pump.last('BOLUS_STARTED').PROGRAM_TYPE, 3);
});

test('DERS-PUMP-021 neither a clinician’s bolus nor a loading dose is more than the container holds', () => {
  const pump = testPump().adult().drug('PAINkill', 'No therapy', '30 mg/30 mL');
  pump.enter('1').enter('6').key(OK).enter('1.5').choose('Add a loading dose').enter('2');
  if (pump.title() !== 'CHECK, THEN START') pump.enter('2');
  pump.start();
  assert.is(pump.message(), 'More than the container holds');
  assert.is(pump.rate(), 0);
  const other = testPump().adult().drug('PAINkill', 'No therapy', '30 mg/30 mL');
  other
    .enter('1')
    .enter('6')
    .key(OK)
    .enter('2.5')
    .start()
    .key(HANDSET)
    .advance(2 * MINUTE)
    .key(BOLUS)
    .enter('2')
    .start();
  assert.is(other.message(), 'More than the container holds');
  assert.is(other.title(), 'BOLUS: CHECK, THEN START');
});

test('DERS-PUMP-021 the last of the container can be given, to the microlitre', () => {
  const pump = testPump().adult().drug('PAINkill', 'No therapy', '30 mg/30 mL');
  pump.enter('1').enter('6').key(OK).enter('2').start().key(BOLUS).enter('2').start();
  assert.is(pump.title(), 'INFUSING BOLUS');
  pump.advance(3 * MINUTE);
  assert.is(pump.title(), 'COMPLETE');
  assert.is(pump.pump.delivery.total(), 2000);
});

test('DERS-PUMP-022 an entry without a basal rate asks for none', () => {
  const pump = testPump().adult().drug('PAINkill', 'Demands alone', '30 mg').enter('1').enter('5');
  assert.is(pump.title(), 'Volume to be infused');
  pump.enter('30').start();
  assert.is(pump.title(), 'READY');
});

test('DERS-PUMP-022 a program of PCA is changed value by value; none of it is lost', () => {
  const pump = testPump().pca('1').advance(MINUTE).key(OPTIONS).choose('Change the program');
  pump.shows('OK keeps 1 mg').key(OK).enter('10');
  pump.shows('0 for none').enter('0').start();
  assert.is(pump.title(), 'READY');
  pump.key(HANDSET).advance(2 * MINUTE);
  assert.is(pump.pump.delivery.given(Part.DEMAND), 1000);
  pump.advance(5 * MINUTE).key(HANDSET);
  assert.is(pump.message(), 'Demand refused: too soon');
});

test('DERS-PUMP-021 HANDSET without PCA does nothing, and says so', () => {
  const pump = testPump().saline().key(HANDSET);
  assert.is(pump.message(), 'No dose on demand here');
  assert.is(pump.rate(), 100);
});

// ---- pause, resume, supervisor

test('DERS-PUMP-024 STOP pauses, START goes on, STOP twice asks whether to end', () => {
  const pump = testPump().saline().advance(MINUTE).key(STOP);
  assert.is(pump.title(), 'PAUSED');
  assert.is(pump.last('DELIVERY_PAUSED').CODE, Halt.STOP_KEY);
  const moved = pump.moved();
  pump.advance(MINUTE);
  assert.is(pump.moved(), moved);
  pump.start();
  assert.is(pump.rate(), 100);
  assert.is(pump.records('DELIVERY_RESUMED').length, 1);
  pump.key(STOP, STOP);
  assert.is(pump.title(), 'End the infusion?');
  pump.choose('No');
  assert.is(pump.title(), 'PAUSED');
  pump.key(STOP).choose('Yes');
  assert.is(pump.title(), 'Care area');
  assert.is(pump.pump.delivery.phase, Phase.NONE);
});

test('DERS-PUMP-024 an infusion at the very limit of an accumulated dose goes on after a pause', () => {
  // 10 mg/h in any 4 hours are the 40 mg that are allowed.
  const pump = testPump().adult().drug('SUMMazine', '100 mg/100 mL').enter('10').enter('99').start();
  pump
    .advance(90 * MINUTE)
    .key(STOP)
    .advance(MINUTE)
    .start();
  assert.is(pump.rate(), 10);
  pump.advance(90_000).cut().powerOn().start();
  assert.is(pump.rate(), 10);
});

test('DERS-PUMP-024 the library it was checked with has to allow it still', () => {
  const pump = testPump().examplamine().advance(MINUTE).key(STOP);
  const { limits } = pump.pump;
  pump.pump.limits = () => null;
  pump.start();
  assert.is(pump.message(), 'The library does not allow it any more');
  assert.is(pump.rate(), 0);
  pump.pump.limits = limits;
  pump.start();
  assert.is(pump.rate(), 15);
});

test('DERS-PUMP-024 after a stall one key goes on from where it stood', () => {
  const pump = testPump()
    .saline('100', '10')
    .advance(3 * MINUTE);
  pump.motor.jam(true);
  pump.advance(10_000);
  assert.is(pump.row(1), 'TOO LITTLE DELIVERED');
  // Tried too early, it stalls again.
  pump.start().advance(10_000);
  assert.is(pump.row(1), 'TOO LITTLE DELIVERED');
  assert.is(pump.rate(), 0);
  pump.motor.jam(false);
  pump.advance(2000).start();
  assert.is(pump.rate(), 100);
  pump.advance(5 * MINUTE);
  assert.is(pump.title(), 'KEEPING THE VEIN OPEN');
  assert.is(pump.pump.delivery.given(Part.MAIN), 10_000);
});

test('DERS-PUMP-050 when the supervisor refuses to go on in the middle, it stops with an alarm; START goes on', () => {
  const pump = testPump().examplamine().key(BOLUS).enter('4').enter('150').start();
  const { supervisor } = pump;
  const { run } = supervisor;
  supervisor.run = () => Answer.REFUSED;
  pump.advance(2 * MINUTE);
  assert.is(pump.title(), 'PAUSED');
  assert.is(pump.row(1), 'STOPPED BY THE SAFETY SYSTEM');
  supervisor.run = run;
  pump.start();
  assert.is(pump.rate(), 15);
  assert.is(pump.pump.delivery.given(Part.BOLUS), 2500);
});

test('DERS-PUMP-050 when it refuses the very first movement behind its own order, that is an alarm too', () => {
  const pump = testPump().adult().drug('SALine').enter('100').enter('50');
  const { supervisor } = pump;
  const { run } = supervisor;
  supervisor.run = () => Answer.REFUSED;
  pump.start();
  assert.is(pump.title(), 'PAUSED');
  assert.is(pump.row(1), 'STOPPED BY THE SAFETY SYSTEM');
  supervisor.run = run;
  pump.advance(1000).start();
  assert.is(pump.rate(), 100);
});

test('DERS-PUMP-050 a lease that ran out is an alarm, and START goes on', () => {
  const pump = testPump().saline().advance(MINUTE);
  // The application is late by more than the lease.
  pump.clock.advance(6000);
  pump.supervisor.tick(pump.clock.monotonic());
  pump.advance(2000);
  assert.is(pump.row(1), 'STOPPED BY THE SAFETY SYSTEM');
  assert.is(pump.last('DELIVERY_PAUSED').CODE, Halt.LEASE);
  pump.start();
  assert.is(pump.rate(), 100);
});

test('DERS-PUMP-024 START again while it runs is refused and changes nothing', () => {
  const pump = testPump().saline().advance(MINUTE);
  const orders = pump.pump.counters[3];
  pump.key(START);
  assert.is(pump.message(), 'Nothing to start here');
  assert.is(pump.pump.counters[3], orders);
  assert.is(pump.rate(), 100);
});

test('DERS-PUMP-024 while a question is open, the status row says what moves', () => {
  const pump = testPump().saline().advance(MINUTE).key(OPTIONS);
  assert.ok(pump.row(0).startsWith('100 mL/h'));
  pump.key(STOP);
  assert.ok(pump.row(0).startsWith('PAUSED'));
  pump.start();
  assert.is(pump.message(), 'Finish or leave this question first');
});

test('DERS-PUMP-045 totals stand in the journal every hour', () => {
  const pump = testPump()
    .saline('100', '500')
    .advance(3 * HOUR + MINUTE);
  const totals = pump
    .records('STATUS')
    .map(({ details }) => Math.round((details.DELIVERED as number) / 1000));
  assert.equal(totals, [100, 200, 300]);
});

test.run();
