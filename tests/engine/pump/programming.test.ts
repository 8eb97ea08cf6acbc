// Programming: what is asked, what is judged, what is confirmed, and what the journal says of it.
import * as assert from 'uvu/assert';
import { NodeFlash } from '../../../hal/desktop/node-flash';
import { KeyCode, Tone } from '../../../hal/hal';
import { provisionLibrary, provisionTrust } from '../../../simulator/bench/factory';
import { demonstrationTrustBytes } from '../../../simulator/demonstration';
import { suite } from '../../suite';
import { signedOfTests } from './pump-library';
import { HOUR, MINUTE, type TestPump, testPump } from './test-pump';

const test = suite('engine/pump/programming');
const OK = KeyCode.OK;
const BACK = KeyCode.BACK;
const UP = KeyCode.UP;
const OPTIONS = KeyCode.OPTIONS;
const BOLUS = KeyCode.BOLUS;

test('DERS-PUMP-001 New patient? is the first question, and without a last one there is no other patient to keep', () => {
  const pump = testPump();
  assert.is(pump.title(), 'New patient?');
  assert.equal(pump.content(), 'Yes\nOUTSIDE THE DRUG LIBRARY');
  pump.choose('Yes');
  assert.is(pump.title(), 'Care area');
  assert.is(pump.last('NEW_PATIENT').PATIENT, 1);
});

test('DERS-PUMP-001 no keeps weight, totals and the last program; yes clears them', () => {
  const pump = testPump().examplamine();
  pump.advance(HOUR).key(KeyCode.STOP).key(KeyCode.STOP).choose('Yes, end it');
  pump.key(OPTIONS);
  pump.shows('This patient so far: 15 mL');
  pump.choose('New patient').choose('No: same patient');
  pump.shows('Again: EXAMPLamine 400 mg/250 mL');
  pump.choose('Adult ICU').drug('EXAMPLamine', '400 mg/250 mL');
  pump.shows('OK keeps 80 kg');
  pump.key(BACK, BACK, BACK, OPTIONS).choose('New patient').choose('Yes: forget');
  assert.not.ok(pump.content().includes('Again'));
  pump.key(OPTIONS);
  pump.shows('This patient so far: 0 mL');
  pump.key(BACK).choose('Adult ICU').drug('EXAMPLamine', '400 mg/250 mL');
  assert.not.ok(pump.content().includes('keeps'));
  assert.equal(
    pump.records('NEW_PATIENT', 'SAME_PATIENT').map(({ kind, details }) => [kind, details.PATIENT]),
    [
      ['NEW_PATIENT', 1],
      ['SAME_PATIENT', 1],
      ['NEW_PATIENT', 2],
    ],
  );
});

test('DERS-PUMP-049 after standby the patient is asked for; standby reminds of nothing', () => {
  const pump = testPump().adult().key(BACK);
  pump.key(OPTIONS).choose('Standby');
  assert.is(pump.title(), 'STANDBY');
  pump.advance(HOUR);
  assert.is(pump.signals.priority, 0);
  pump.key(OK);
  assert.is(pump.title(), 'New patient?');
  pump.shows('No: same patient');
});

// what is chosen, then the titles until the first value is typed
const WAYS: [string, string[], string[]][] = [
  [
    'one entry: its concentration is shown all the same',
    ['EXAMPLamine'],
    ['Concentration', 'ADVICE 1 of 1', 'Weight'],
  ],
  ['two therapies', ['PRESSine', 'Shock'], ['Therapy', 'Concentration', 'Dosing unit']],
  ['two concentrations', ['PRESSine', 'Low output'], ['Therapy', 'Concentration', 'Weight']],
  ['no concentration', ['SALine'], ['Rate']],
  ['a custom concentration', ['MIXamycin'], ['Concentration', 'Drug in the container']],
];
for (const [what, choices, titles] of WAYS) {
  test(`DERS-PUMP-002 each step that tells entries apart is asked: ${what}`, () => {
    const pump = testPump().adult();
    const seen: string[] = [];
    for (const choice of choices) {
      pump.choose(choice);
      seen.push(pump.title());
      if (pump.title() === 'Therapy') continue;
      while (seen.length < titles.length) {
        pump.key(OK);
        seen.push(pump.title());
      }
    }
    while (seen.length < titles.length) {
      pump.key(OK);
      seen.push(pump.title());
    }
    assert.equal(seen, titles);
  });
}

test('DERS-PUMP-002 the dosing unit chosen is the one that is typed in', () => {
  const pump = testPump().adult().drug('PRESSine', 'Shock', '400 mg/250 mL', 'mcg/min');
  pump.shows('_ mcg/min');
});

test('DERS-PUMP-002 letters find a drug whatever its tall-man letters, and BACK takes the last away', () => {
  const pump = testPump().adult().search('sum');
  assert.is(pump.selected(), 'SUMMazine');
  pump.key(BACK, BACK, BACK);
  assert.is(pump.selected(), 'CUREpenem');
});

test('DERS-PUMP-003 every advice is read and acknowledged before a value is asked for', () => {
  const pump = testPump().adult().choose('WORDy').choose('400 mg');
  assert.is(pump.title(), 'ADVICE 1 of 2');
  while (pump.selected() === 'Next page') pump.key(OK);
  pump.choose('I have read this').choose('I have read this');
  assert.is(pump.title(), 'Dose');
  assert.is(pump.records('ADVISORY_ACKNOWLEDGED').length, 2);
});

test('DERS-PUMP-003 BACK from an advice gives the program up, and the journal says so', () => {
  const pump = testPump().adult().choose('EXAMPLamine').choose('400 mg/250 mL').key(BACK);
  assert.is(pump.title(), 'Concentration');
  assert.is(pump.last('CANCELLED').INFUSION, 1);
});

test('DERS-PUMP-004 a custom concentration is typed as amount and volume, each twice', () => {
  const pump = testPump().adult().drug('MIXamycin', 'custom');
  pump.shows('_ mg');
  pump.enter('500');
  assert.is(pump.title(), 'Drug in the container: TYPE IT AGAIN');
  pump.enter('50');
  pump.shows('Not the same: 500, then 50');
  pump.enter('500').enter('500');
  assert.is(pump.title(), 'Volume of the container');
  pump.enter('250').enter('250').enter('10').enter('50');
  assert.is(pump.title(), 'CHECK, THEN START');
  // 10 mg/h of 2 mg/mL
  pump.shows('Runs at 5 mL/h').start();
  assert.is(pump.rate(), 5);
});

test('DERS-PUMP-004 a custom concentration outside its limits is refused once both parts are known', () => {
  const pump = testPump().adult().drug('MIXamycin', 'custom');
  pump.enter('100').enter('100').enter('250').enter('250');
  assert.is(pump.title(), 'NOT POSSIBLE');
  pump.shows('Gives   0.4 mg/mL');
  pump.choose('Change it');
  assert.is(pump.title(), 'Drug in the container');
  pump.enter('500').enter('500').key(OK);
  assert.is(pump.title(), 'Dose');
});

// weight, whether it is typed twice, then the alert
const WEIGHTS: [string, boolean, string][] = [
  ['35', false, ''],
  ['34.9', true, 'SOFT LIMIT'],
  ['150', false, ''],
  ['150.1', true, 'SOFT LIMIT'],
  ['19.9', false, 'NOT POSSIBLE'],
  ['300.1', false, 'NOT POSSIBLE'],
];
for (const [weight, twice, alert] of WEIGHTS) {
  test(`DERS-PUMP-005 ${weight} kg is ${twice ? 'typed a second time' : 'typed once'}${alert && ` and alerts: ${alert}`}`, () => {
    const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter(weight);
    if (twice) {
      assert.is(pump.title(), 'Weight: TYPE IT AGAIN');
      pump.enter(weight);
    }
    assert.is(pump.title(), alert || 'Dose');
  });
}

test('DERS-PUMP-005 two different weights are none, and nothing of them stays', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('160').enter('16');
  assert.is(pump.title(), 'Weight');
  pump.shows('Not the same: 160, then 16');
  assert.not.ok(pump.content().includes('keeps'));
});

test('DERS-PUMP-005 two different weights leave the one that was there', () => {
  const pump = testPump().examplamine().key(KeyCode.STOP, KeyCode.STOP).choose('Yes');
  pump.choose('Adult ICU').drug('EXAMPLamine', '400 mg').enter('160').enter('16').shows('OK keeps 80 kg');
});

test('DERS-PUMP-005 a body surface is the patient’s too', () => {
  const pump = testPump().adult().drug('SURFaplatin', '100 mg').enter('2').enter('25').enter('60').start();
  pump.key(KeyCode.STOP, KeyCode.STOP).choose('Yes').choose('Adult ICU').drug('SURFaplatin', '100 mg');
  pump.shows('OK keeps 2 m2');
});

test('DERS-PUMP-005 a weight becomes the patient’s with the start, not before', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').key(BACK, BACK);
  assert.is(pump.title(), 'Concentration');
  pump.choose('400 mg/250 mL').choose('I have read this');
  assert.not.ok(pump.content().includes('80 kg'));
});

test('DERS-PUMP-005 in an area that weighs in grams, grams are typed', () => {
  const pump = testPump().choose('Yes').choose('Neonates').drug('NEOdrine', '15 mg/50 mL');
  pump.shows('_ g').enter('1200').enter('5').enter('50');
  // 5 mcg/kg/min for 1.2 kg of 0.3 mg/mL
  pump.shows('Runs at 1.2 mL/h');
});

test('DERS-PUMP-006 a suggestion is shown and taken by a key of its own; OK alone does not take it', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80');
  pump.shows('UP takes 5 mcg/kg/min').key(OK);
  assert.is(pump.message(), 'Type a number first');
  pump.key(UP, OK);
  assert.is(pump.title(), 'Volume to be infused');
});

test('DERS-PUMP-006 OPTIONS changes to the other way of entering, where the entry allows both', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80');
  assert.is(pump.row(13), 'OK  BACK  OPTIONS: Rate');
  pump.key(OPTIONS).enter('15').key(OPTIONS);
  assert.is(pump.title(), 'Duration');
  pump.enter('60');
  pump.shows('15 mL in 1 h 0 min');
});

test('DERS-PUMP-006 an entry by dose alone offers no rate', () => {
  const pump = testPump().adult().drug('THINNarin', '25000');
  assert.not.ok(pump.row(13).includes('OPTIONS'));
});

test('DERS-PUMP-006 an intermittent dose goes by dose or volume, over a time or at a rate', () => {
  const pump = testPump().adult().drug('CUREpenem', '1000 mg/100 mL').key(OPTIONS);
  assert.is(pump.title(), 'Volume to be infused');
  pump.enter('100').key(OPTIONS);
  assert.is(pump.title(), 'Rate');
  pump.enter('200');
  pump.shows('100 mL in 0 h 30 min');
});

// ---- alerts

test('DERS-PUMP-008 a soft limit shows what was entered, the limit and the fold, and is confirmed with a reason', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('25');
  assert.is(pump.title(), 'SOFT LIMIT');
  for (const text of ['Entered 25 mcg/kg/min', 'Limit   20 mcg/kg/min', '1.3 times the limit'])
    pump.shows(text);
  pump.choose('Confirm').choose('Emergency').key(OK);
  assert.is(pump.title(), 'Volume to be infused');
  const alert = pump.last('LIMIT_EVALUATED');
  assert.is(alert.SEVERITY, 1);
  const override = pump.last('SOFT_OVERRIDE');
  assert.equal([override.ALERT, override.OVERRIDE_REASON, override.INFUSION], [alert.ALERT, 3, 1]);
});

// what is programmed, and what the alert says of it
const TYPED: [string, (pump: TestPump) => unknown, string][] = [
  [
    'a dose',
    (pump) => pump.drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('25'),
    'Entered 25 mcg/kg/min',
  ],
  ['a rate', (pump) => pump.drug('RATEzolam', '50 mg').enter('120').enter('41'), 'Entered 41 mL/h'],
  [
    'the dose of a rate',
    (pump) => pump.drug('RATEzolam', '50 mg').enter('80').enter('18'),
    'Gives   0.225 mg/kg/h',
  ],
  [
    'the dose of a step',
    (pump) => pump.drug('STEPPidone', '900 mg').enter('5').enter('60'),
    'Entered 5 mg/min',
  ],
  ['a short step', (pump) => pump.drug('STEPPidone', '900 mg').enter('1').enter('9'), 'Entered 9 min'],
  [
    'an increase',
    (pump) =>
      pump
        .drug('EXAMPLamine', '400 mg/250 mL')
        .enter('80')
        .enter('5')
        .enter('90')
        .start()
        .key(OPTIONS)
        .choose('Change the dose')
        .enter('8'),
    'Gives   60 %',
  ],
];
for (const [what, program, text] of TYPED) {
  test(`DERS-PUMP-008 ${what} beyond its limit: "${text}", since what nobody typed was not entered`, () => {
    const pump = testPump().adult();
    program(pump);
    assert.ok(['SOFT LIMIT', 'NOT POSSIBLE'].includes(pump.title()), pump.picture());
    pump.shows(text);
  });
}

// the reason, the keys behind it, who is in the record
const CONFIRMED: [string, (pump: TestPump) => unknown, number][] = [
  ['Prescribed', (pump) => pump.enter('1357'), 102],
  ['Prescribed', (pump) => pump.enter('1111').enter('2468'), 101],
  ['Emergency', (pump) => pump.enter('2468'), 101],
  ['Emergency', (pump) => pump.key(OK), 0],
];
for (const [reason, keys, person] of CONFIRMED) {
  test(`DERS-PUMP-052 who confirms a soft limit says so by code: ${reason}, ${person || 'without one'}`, () => {
    const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('25');
    pump.choose('Confirm').choose(reason);
    assert.is(pump.title(), 'WHO CONFIRMS? TYPE YOUR CODE');
    pump.shows('Entered 25 mcg/kg/min');
    keys(pump);
    assert.is(pump.title(), 'Volume to be infused');
    assert.is(pump.last('SOFT_OVERRIDE').PERSON, person);
  });
}

test('DERS-PUMP-052 without a code nothing but an emergency is confirmed; three wrong ones lead back to the alert', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('25');
  pump.choose('Confirm').choose('Prescribed').key(OK);
  assert.is(pump.message(), 'Type a number first');
  pump.enter('1').enter('2').enter('3');
  assert.is(pump.title(), 'SOFT LIMIT');
  assert.is(pump.records('SOFT_OVERRIDE').length, 0);
  assert.equal(
    pump.records('IDENTIFIED').map(({ details }) => details.PERSON),
    [0, 0, 0],
  );
});

test('DERS-PUMP-052 a pump without a staff list asks for no code, and the record names nobody', () => {
  const flash = new NodeFlash();
  provisionTrust(flash, demonstrationTrustBytes());
  provisionLibrary(flash, signedOfTests());
  const pump = testPump({ flash }).adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('25');
  pump.choose('Confirm').choose('Prescribed');
  assert.is(pump.title(), 'Volume to be infused');
  assert.is(pump.last('SOFT_OVERRIDE').PERSON, 0);
});

test('DERS-PUMP-008 a soft limit is reprogrammed: to what, the journal says', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('25');
  pump.choose('Change it');
  assert.is(pump.title(), 'Dose');
  pump.shows('Was 25 mcg/kg/min').enter('2.5');
  const { ALERT, OLD, NEW } = pump.last('REPROGRAMMED');
  assert.equal([ALERT, OLD, NEW], [pump.last('LIMIT_EVALUATED').ALERT, '25 mcg/kg/min', '2.5 mcg/kg/min']);
});

test('DERS-PUMP-008 a soft limit is cancelled', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('25');
  pump.choose('Cancel programming');
  assert.is(pump.title(), 'Care area');
  assert.is(pump.last('CANCELLED').ALERT, pump.last('LIMIT_EVALUATED').ALERT);
});

test('DERS-PUMP-009 a hard limit is changed or cancelled, and nothing else; the refused value is not kept by OK', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('50.1');
  assert.is(pump.title(), 'NOT POSSIBLE');
  assert.ok(pump.content().endsWith('Change it\nCancel programming'));
  pump.choose('Change it').key(OK);
  assert.is(pump.message(), 'Type a number first');
  assert.is(pump.records('HARD_STOP').length, 1);
  pump.enter('50');
  assert.is(pump.title(), 'SOFT LIMIT');
});

// entered, the alert that it gives at its field
const DOSES: [string, string][] = [
  ['1.99', 'SOFT LIMIT'],
  ['2', ''],
  ['2.01', ''],
  ['20', ''],
  ['20.1', 'SOFT LIMIT'],
  ['50', 'SOFT LIMIT'],
  ['50.01', 'NOT POSSIBLE'],
];
for (const [dose, alert] of DOSES) {
  test(`DERS-PUMP-008 DERS-PUMP-009 ${dose} mcg/kg/min: ${alert || 'no alert'}`, () => {
    const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter(dose);
    assert.is(pump.title(), alert || 'Volume to be infused');
  });
}

test('DERS-PUMP-010 a rate rounded beyond the tolerance is confirmed once for this rate', () => {
  const pump = testPump().choose('Yes').choose('Neonates').drug('COARSEine', '10 mg/10 mL').enter('0.14');
  assert.is(pump.title(), 'SOFT LIMIT');
  pump.shows('Rate: Rounded rate beyond tolerance').choose('Confirm').choose('Prescribed').enter('2468');
  pump.enter('5');
  assert.is(pump.title(), 'CHECK, THEN START');
  pump.shows('Runs at 0.1 mL/h').start();
  assert.is(pump.rate(), 0.1);
  assert.is(pump.records('SOFT_OVERRIDE').length, 1);
});

test('DERS-PUMP-010 zero is refused with the reason', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('0');
  assert.is(pump.title(), 'Dose');
  pump.shows('Zero cannot be infused: 0');
});

test('DERS-PUMP-010 a rate below what the pump can do is refused at once', () => {
  const pump = testPump().choose('Yes').choose('Neonates').drug('COARSEine', '10 mg/10 mL').enter('0.04');
  assert.is(pump.title(), 'NOT POSSIBLE');
});

// ---- summary and start

test('DERS-PUMP-011 the summary says dose, rate, volume and time to empty, and BACK goes to the last value', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('5').enter('250');
  for (const text of ['Weight 80 kg', 'Dose 5 mcg/kg/min', 'Runs at 15 mL/h']) pump.shows(text);
  pump.shows('250 mL in 16 h 40 min').key(BACK);
  assert.is(pump.title(), 'Volume to be infused');
  pump.shows('OK keeps 250 mL').key(OK);
  assert.is(pump.title(), 'CHECK, THEN START');
});

test('DERS-PUMP-011 what is changed from the summary stands in the journal', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('5').enter('250');
  pump.key(BACK).enter('100');
  const { OLD, NEW, ALERT } = pump.last('REPROGRAMMED');
  assert.equal([OLD, NEW, ALERT], ['250 mL', '100 mL', undefined]);
});

test('DERS-PUMP-011 a summary that does not fit is read to its end before START works', () => {
  const pump = testPump().adult().drug('STEPPidone', '900 mg/500 mL');
  for (let step = 0; step < 4; step++) {
    pump.enter(String(step + 1)).enter('60');
    pump.choose(step < 3 ? 'Another step' : 'That was the last');
  }
  assert.is(pump.title(), 'CHECK, THEN START');
  pump.key(KeyCode.START);
  assert.is(pump.rate(), 0);
  pump.start();
  assert.ok(pump.rate() > 0);
});

test('DERS-PUMP-012 nothing but START begins an infusion', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('5').enter('250');
  pump.key(OK);
  assert.is(pump.message(), 'Press the START key');
  pump.key(BOLUS, UP, OPTIONS, 1, KeyCode.SILENCE, KeyCode.HANDSET).advance(MINUTE);
  assert.is(pump.moved(), 0);
  pump.start();
  assert.is(pump.rate(), 15);
  const { RATE, VOLUME, DOSE, WEIGHT, DRUG, CARE_AREA } = pump.last('DELIVERY_STARTED');
  assert.equal([RATE, VOLUME, DOSE, WEIGHT], ['15 mL/h', '250 mL', '5 mcg/kg/min', '80 kg']);
  assert.equal([DRUG, CARE_AREA], ['EXAMPLamine', 'Adult ICU']);
});

test('DERS-PUMP-012 START where nothing waits for it is refused', () => {
  const pump = testPump().adult();
  pump.tones();
  pump.start();
  assert.equal(pump.tones(), [Tone.REFUSED]);
  assert.is(pump.message(), 'Finish or leave this question first');
});

test('DERS-PUMP-012 START on a summary that is not read to its end starts nothing and says to read on', () => {
  const pump = testPump().adult().drug('PAINkill', 'No therapy named', '30 mg/30 mL').enter('1').enter('8');
  pump.enter('0.5').enter('30').choose('Add a loading dose').enter('2').enter('5');
  assert.is(pump.selected(), 'Next page');
  pump.key(KeyCode.START);
  assert.is(pump.message(), 'Read on with OK first');
  assert.is(pump.records('DELIVERY_STARTED').length, 0);
  pump.start();
  assert.is(pump.records('DELIVERY_STARTED').length, 1);
});

test('DERS-PUMP-012 a program is judged once more at START, with what was given meanwhile', () => {
  // At most 10 mg in 4 hours without a word, 12 mg at all.
  const pump = testPump().adult().drug('PAINkill', 'No therapy', '30 mg/30 mL');
  pump.enter('1').enter('6').key(OK).enter('30').start();
  for (let n = 0; n < 7; n++) pump.key(KeyCode.HANDSET).advance(6 * MINUTE);
  pump.key(BOLUS).enter('2');
  assert.is(pump.title(), 'BOLUS: CHECK, THEN START');
  pump
    .key(KeyCode.HANDSET)
    .advance(2 * MINUTE)
    .start();
  assert.is(pump.title(), 'SOFT LIMIT');
  pump.shows('Accumulated dose: Above upper soft limit');
  assert.is(pump.pump.delivery.given(1), 0);
});

test('DERS-PUMP-012 what is cancelled at the summary is recorded', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('5').enter('250');
  pump.choose('Cancel');
  assert.is(pump.last('CANCELLED').INFUSION, 1);
  assert.is(pump.title(), 'Care area');
});

test('DERS-PUMP-050 a START of which the supervisor knows nothing starts nothing, and says so', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('5').enter('250');
  const { supervisor } = pump;
  supervisor.edge = () => {};
  pump.start();
  assert.is(pump.message(), 'Press the START key again');
  assert.is(pump.rate(), 0);
  assert.is(pump.title(), 'CHECK, THEN START');
});

// ---- second person

function thinner(): TestPump {
  return testPump().adult().drug('THINNarin', '25000').enter('1000').enter('100');
}

test('DERS-PUMP-013 a second person is asked before the start, and stands in the journal by number', () => {
  const pump = thinner();
  assert.is(pump.title(), 'SECOND PERSON: TYPE YOUR CODE');
  pump.start();
  assert.is(pump.rate(), 0);
  pump.enter('2468');
  assert.is(pump.title(), 'CHECK, THEN START');
  pump.start();
  assert.is(pump.rate(), 10);
  assert.is(pump.last('SECOND_PERSON').PERSON, 101);
  assert.is(pump.last('DELIVERY_STARTED').PERSON, 101);
});

test('DERS-PUMP-013 a wrong code is recorded as nobody’s; after three the question is left', () => {
  const pump = thinner().enter('1111');
  pump.shows('Unknown code').enter('2469').enter('24680');
  assert.is(pump.title(), 'Volume to be infused');
  assert.equal(
    pump.records('SECOND_PERSON').map(({ details }) => details.PERSON),
    [0, 0, 0],
  );
});

test('DERS-PUMP-013 DERS-PUMP-052 who confirmed a limit is not the second person of the same program', () => {
  const pump = testPump().adult().drug('THINNarin', '25000 unit/250 mL').enter('2500');
  pump.choose('Confirm').choose('Prescribed').enter('2468').enter('200');
  assert.is(pump.title(), 'SECOND PERSON: TYPE YOUR CODE');
  pump.enter('2468').shows('Another person than who confirmed').enter('1357');
  assert.is(pump.title(), 'CHECK, THEN START');
  assert.is(pump.start().last('DELIVERY_STARTED').PERSON, 102);
});

test('DERS-PUMP-013 a change is checked by a second person too', () => {
  const pump = thinner().enter('2468').start().advance(MINUTE);
  pump.key(OPTIONS).choose('Change the dose').enter('1200');
  assert.is(pump.title(), 'SECOND PERSON: TYPE YOUR CODE');
});

test('DERS-PUMP-013 DERS-PUMP-048 a deferred second person signs after the start, and is reminded of until then', () => {
  const pump = testPump().adult().drug('PRESSine', 'Shock', '400 mg/250 mL', 'mcg/kg/min');
  pump.enter('80').enter('5').enter('100').start();
  assert.is(pump.rate(), 15);
  assert.is(pump.row(1), 'SECOND PERSON MUST CO-SIGN');
  pump.key(OPTIONS).choose('Co-sign').enter('1357');
  assert.equal([pump.last('COSIGNED').PERSON, pump.last('COSIGNED').CODE], [102, 1]);
  assert.is(pump.row(1), 'Demonstration data: not for clinical use');
});

test('DERS-PUMP-048 the end of the infusion does not make a co-signature needless', () => {
  const pump = testPump().adult().drug('PRESSine', 'Shock', '400 mg/250 mL', 'mcg/kg/min');
  pump.enter('80').enter('5').enter('100').start().advance(MINUTE);
  pump.key(KeyCode.STOP).key(KeyCode.STOP).choose('Yes, end it');
  assert.is(pump.row(1), 'SECOND PERSON MUST CO-SIGN');
  pump.key(OPTIONS).choose('Co-sign').enter('1357');
  assert.is(pump.last('COSIGNED').CODE, 1);
  assert.is(pump.row(1), 'Demonstration data: not for clinical use');
});

/** PRESSine, which wants a co-signature, started with a confirmed limit and ended. */
function unsigned(pump: TestPump, drug: string, ...choices: string[]): TestPump {
  pump
    .drug(drug, ...choices)
    .enter('80')
    .enter('25')
    .choose('Confirm')
    .choose('Titration')
    .enter('2468');
  return pump.enter('100').start().advance(MINUTE).key(KeyCode.STOP).key(KeyCode.STOP).choose('Yes, end it');
}

test('DERS-PUMP-048 a co-signature of an ended infusion is asked for after a loss of power too, by its drug and number', () => {
  const pump = unsigned(testPump().adult(), 'PRESSine', 'Shock', '400', 'mcg/kg/min').cut().powerOn();
  assert.is(pump.row(1), 'SECOND PERSON MUST CO-SIGN');
  pump.choose('No').key(OPTIONS).choose('Co-sign').shows('PRESSine').shows('Infusion 1').enter('1357');
  assert.equal([pump.last('COSIGNED').PERSON, pump.last('COSIGNED').CODE], [102, 1]);
  assert.is(pump.row(1), 'Demonstration data: not for clinical use');
  pump.cut().powerOn();
  assert.is(pump.row(1), 'Demonstration data: not for clinical use');
});

test('DERS-PUMP-048 DERS-PUMP-052 each infusion is signed for by itself, the first one first, by another than who confirmed', () => {
  const pump = unsigned(testPump().adult(), 'PRESSine', 'Shock', '400', 'mcg/kg/min').choose('Adult ICU');
  unsigned(pump, 'PRESSine', 'Shock', '400', 'mcg/kg/min');
  pump.key(OPTIONS).choose('Co-sign').shows('Infusion 1').enter('2468');
  pump.shows('Another person than who confirmed').enter('1357');
  assert.is(pump.row(1), 'SECOND PERSON MUST CO-SIGN');
  pump.key(OPTIONS).choose('Co-sign').shows('Infusion 2').enter('1357');
  assert.is(pump.row(1), 'Demonstration data: not for clinical use');
  assert.equal(
    pump.records('COSIGNED').map(({ details }) => details.CODE),
    [1, 2],
  );
});

// ---- outside the library

test('DERS-PUMP-014 the way round the library begins at the first screen, and needs no word about the patient', () => {
  const pump = testPump().choose('OUTSIDE').choose('Adult ICU');
  pump.shows('This infusion is not checked by the drug library.').choose('Go on without');
  assert.is(pump.row(1), 'NOT CHECKED BY THE DRUG LIBRARY');
  assert.ok(pump.row(0).startsWith('UNCHECKED'));
  pump.enter('100').enter('500').start();
  assert.is(pump.rate(), 100);
  assert.ok(pump.row(0).startsWith('UNCHECKED'));
  const { VERDICT, PATIENT, ENTRY } = pump.last('DELIVERY_STARTED');
  assert.equal([VERDICT, PATIENT, ENTRY], [3, 0, -1]);
  assert.is(pump.records('OUTSIDE_LIBRARY').length, 1);
});

// rate and volume outside the library, then the alert at that field: ceilings of the care area
const CEILINGS: [string, string, string][] = [
  ['125', '1000', ''],
  ['126', '', 'SOFT LIMIT'],
  ['251', '', 'NOT POSSIBLE'],
  ['100', '1001', 'NOT POSSIBLE'],
];
for (const [rate, volume, alert] of CEILINGS) {
  test(`DERS-PUMP-014 outside the library ${rate} mL/h${volume && `, ${volume} mL`}: ${alert || 'no alert'}`, () => {
    const pump = testPump()
      .adult()
      .key(BACK)
      .choose('OUTSIDE')
      .choose('Adult ICU')
      .choose('Go on')
      .enter(rate);
    if (volume !== '') pump.enter(volume);
    assert.is(pump.title(), alert || 'CHECK, THEN START');
  });
}

test('DERS-PUMP-014 DERS-PUMP-042 without any library there is this way, up to the device’s own ceilings', () => {
  const pump = testPump({ library: false });
  assert.is(pump.row(1), 'NO VALID DRUG LIBRARY');
  pump.choose('OUTSIDE').choose('Go on without').enter('501');
  assert.is(pump.title(), 'NOT POSSIBLE');
  pump.choose('Change it').enter('500').enter('3000').start();
  assert.is(pump.rate(), 500);
});

test('DERS-PUMP-014 the reminder comes back every 15 minutes, can be silenced, and ends when noted', () => {
  const pump = testPump()
    .choose('OUTSIDE')
    .choose('Adult ICU')
    .choose('Go on')
    .enter('100')
    .enter('900')
    .start();
  for (let n = 0; n < 2; n++) {
    pump.advance(15 * MINUTE - 5000);
    assert.is(pump.signals.priority, 0, `round ${n}`);
    pump.tones();
    pump.advance(7000);
    assert.is(pump.row(1), 'NOTE: NOTHING CHECKS THIS INFUSION');
    assert.equal(pump.tones(), [Tone.REMINDER]);
    pump.key(KeyCode.SILENCE);
    assert.equal([pump.signals.priority, pump.signals.audible], [1, false]);
    pump.key(OK);
    assert.is(pump.row(1), 'NOT CHECKED BY THE DRUG LIBRARY');
  }
});

test('DERS-PUMP-015 the way back asks for the patient, offers the dose that runs, and judges it', () => {
  const pump = testPump()
    .choose('OUTSIDE')
    .choose('Adult ICU')
    .choose('Go on')
    .enter('15')
    .enter('250')
    .start();
  pump.advance(HOUR).key(OPTIONS).choose('Enter it into the drug library');
  assert.is(pump.title(), 'New patient?');
  pump.choose('Yes').choose('Adult ICU').drug('EXAMPLamine', '400 mg/250 mL').enter('80');
  assert.is(pump.rate(), 15);
  pump.shows('UP takes 5 mcg/kg/min').key(UP, OK);
  assert.is(pump.title(), 'Volume to be infused');
  pump.shows('OK keeps 234.99').key(OK).start();
  assert.is(pump.rate(), 15);
  assert.not.ok(pump.row(0).includes('UNCHECKED'));
  assert.is(pump.last('DELIVERY_STOPPED').INFUSION, 1);
  const { INFUSION, VERDICT, PATIENT } = pump.last('DELIVERY_STARTED');
  assert.equal([INFUSION, VERDICT, PATIENT], [2, 2, 1]);
});

test('DERS-PUMP-014 what was infused before anybody said who the patient is counts for that patient', () => {
  const pump = testPump()
    .choose('OUTSIDE')
    .choose('Adult ICU')
    .choose('Go on')
    .enter('100')
    .enter('900')
    .start();
  pump.advance(HOUR).key(OPTIONS).choose('Enter it').choose('Yes').key(BACK);
  pump.key(KeyCode.STOP, KeyCode.STOP).choose('Yes').key(OPTIONS).shows('This patient so far: 100.');
});

test('DERS-PUMP-015 what runs is judged as soon as the library can: a weight that makes it a wrong dose alerts', () => {
  const pump = testPump()
    .choose('OUTSIDE')
    .choose('Adult ICU')
    .choose('Go on')
    .enter('100')
    .enter('900')
    .start();
  pump.key(OPTIONS).choose('Enter it').choose('Yes').choose('Adult ICU').drug('EXAMPLamine', '400 mg/250 mL');
  pump.enter('40');
  // 100 mL/h of 1.6 mg/mL for 40 kg are 66.7 mcg/kg/min.
  assert.is(pump.title(), 'NOT POSSIBLE');
  assert.is(pump.rate(), 100);
});

test('DERS-PUMP-015 an entry by rate is offered the rate that runs', () => {
  const pump = testPump()
    .choose('OUTSIDE')
    .choose('Adult ICU')
    .choose('Go on')
    .enter('15')
    .enter('250')
    .start();
  pump.key(OPTIONS).choose('Enter it').choose('Yes').choose('Adult ICU').drug('SALine');
  pump.shows('OK keeps 15 mL/h').key(OK, OK).start();
  assert.is(pump.rate(), 15);
});

// ---- changes of what runs

// new dose while 5 mcg/kg/min run, then the alert
const TITRATIONS: [string, string][] = [
  ['7.5', ''],
  ['7.51', 'SOFT LIMIT'],
  ['15', 'SOFT LIMIT'],
  ['15.1', 'NOT POSSIBLE'],
  ['2.5', ''],
  ['2.49', 'SOFT LIMIT'],
];
for (const [dose, alert] of TITRATIONS) {
  test(`DERS-PUMP-016 from 5 to ${dose} mcg/kg/min: ${alert || 'no alert'}`, () => {
    const pump = testPump().examplamine().advance(MINUTE).key(OPTIONS).choose('Change the dose');
    pump.shows('OK keeps 5 mcg/kg/min').enter(dose);
    assert.is(pump.title(), alert || 'CHANGE: CHECK, THEN START');
    assert.is(pump.rate(), 15);
  });
}

test('DERS-PUMP-016 from pause the whole range of the entry applies', () => {
  const pump = testPump()
    .examplamine()
    .advance(MINUTE)
    .key(KeyCode.STOP, OPTIONS)
    .choose('Change the dose')
    .enter('18');
  assert.is(pump.title(), 'CHANGE: CHECK, THEN START');
  pump.start();
  assert.is(pump.rate(), 54);
});

test('DERS-PUMP-010 DERS-PUMP-016 a step confirmed once is not asked again, until it gets worse', () => {
  const pump = testPump().examplamine('900').advance(MINUTE);
  const change = (dose: string) => pump.key(OPTIONS).choose('Change the dose').enter(dose);
  change('8').choose('Confirm').choose('Titration').enter('2468').start();
  assert.is(pump.rate(), 24);
  // Up by 60 % again: no worse.
  change('12.8');
  assert.is(pump.title(), 'CHANGE: CHECK, THEN START');
  pump.start();
  // 61 %: worse.
  change('20.7');
  assert.is(pump.title(), 'SOFT LIMIT');
});

test('DERS-PUMP-016 a change keeps what is left of the volume, to the moment of START', () => {
  const pump = testPump().examplamine('100').advance(HOUR).key(OPTIONS).choose('Change the dose').enter('6');
  pump
    .advance(2 * HOUR)
    .start()
    .advance(100);
  assert.is(Math.round(pump.pump.delivery.left() / 100), 550);
  pump.advance(10 * HOUR);
  assert.is(pump.pump.delivery.given(0), 100_000);
});

test('DERS-PUMP-016 what runs is what a change is typed in', () => {
  const pump = testPump()
    .adult()
    .drug('EXAMPLamine', '400 mg/250 mL')
    .enter('80')
    .key(OPTIONS)
    .enter('15')
    .enter('250');
  pump.start().key(OPTIONS).choose('Change the dose or rate');
  assert.is(pump.title(), 'Rate');
  assert.not.ok(pump.row(13).includes('OPTIONS'));
  pump.enter('20').start();
  assert.is(pump.rate(), 20);
});

test('DERS-PUMP-025 a changed volume is what is to come from now on', () => {
  const pump = testPump().saline('100', '500').advance(HOUR).key(OPTIONS).choose('Volume');
  pump.shows('Infused 100 mL').enter('20').start().advance(HOUR);
  assert.is(pump.pump.delivery.done(), 20_000);
});

test('DERS-PUMP-025 a volume of half a millilitre and one below a microlitre', () => {
  const pump = testPump()
    .saline('100', '500')
    .advance(HOUR)
    .key(OPTIONS)
    .choose('Volume')
    .enter('0.5')
    .start();
  pump.advance(HOUR);
  assert.is(pump.pump.delivery.done(), 500);
  const tiny = testPump().adult().drug('SALine').enter('100').enter('0.0004');
  assert.is(tiny.message(), 'This pump cannot deliver that');
  assert.is(tiny.title(), 'Volume to be infused');
});

test('DERS-PUMP-017 a new weight: the dose stays, the rate follows', () => {
  const pump = testPump().examplamine().advance(MINUTE).key(OPTIONS).choose('Change the weight');
  pump.choose('The dose').enter('60');
  pump.shows('Dose 5 mcg/kg/min').start();
  assert.is(pump.rate(), 11.3);
  assert.equal([pump.last('WEIGHT_CHANGED').OLD, pump.last('WEIGHT_CHANGED').NEW], ['80 kg', '60 kg']);
});

test('DERS-PUMP-017 a new weight: the rate stays, and the dose that it then is is offered', () => {
  const pump = testPump().examplamine().advance(MINUTE).key(OPTIONS).choose('Change the weight');
  pump.choose('The rate').enter('60').shows('UP takes 6.6667 mcg/kg/min');
  pump.key(OK);
  assert.is(pump.message(), 'Type a number first');
  pump.key(UP, OK).start();
  assert.is(pump.rate(), 15);
});

test('DERS-PUMP-017 a new weight is checked: with it the dose that the rate is may be too much', () => {
  const pump = testPump().examplamine().advance(MINUTE).key(OPTIONS).choose('Change the weight');
  pump
    .choose('The rate')
    .enter('20')
    .enter('20')
    .choose('Confirm')
    .choose('Prescribed')
    .enter('2468')
    .key(UP, OK);
  assert.is(pump.title(), 'CHANGE: CHECK, THEN START');
  pump.key(BACK).enter('30');
  assert.is(pump.title(), 'SOFT LIMIT');
});

test('DERS-PUMP-017 where the rate was typed, the dose of the old weight can stay', () => {
  const pump = testPump()
    .adult()
    .drug('EXAMPLamine', '400 mg/250 mL')
    .enter('80')
    .key(OPTIONS)
    .enter('15')
    .enter('250');
  pump.start().key(OPTIONS).choose('Change the weight').choose('The dose').enter('60');
  pump.shows('UP takes 5 mcg/kg/min').key(UP, OK).start();
  assert.is(pump.rate(), 11.3);
});

test('DERS-PUMP-017 an entry by rate alone keeps its rate', () => {
  const pump = testPump()
    .adult()
    .drug('RATEzolam', '50 mg/50 mL')
    .enter('80')
    .enter('10')
    .enter('40')
    .start();
  pump.key(OPTIONS).choose('Change the weight').enter('60').start();
  assert.is(pump.rate(), 10);
  assert.is(pump.last('WEIGHT_CHANGED').NEW, '60 kg');
});

test('DERS-PUMP-051 the last program of the same patient is taken up again, value by value', () => {
  const pump = testPump()
    .examplamine()
    .advance(MINUTE)
    .key(KeyCode.STOP)
    .key(KeyCode.STOP)
    .choose('Yes, end it');
  pump.choose('Again: EXAMPLamine');
  pump.shows('OK keeps 80 kg').key(OK);
  pump.shows('OK keeps 5 mcg/kg/min').key(OK);
  assert.not.ok(pump.content().includes('keeps'));
  pump.enter('50').start();
  assert.is(pump.rate(), 15);
  assert.is(pump.last('PROGRAM_BEGUN').INFUSION, 2);
});

test('DERS-PUMP-035 anaesthesia mode chooses its own entries, and is shown all the time', () => {
  const pump = testPump().adult().key(BACK);
  assert.is(pump.row(1), 'Demonstration data: not for clinical use');
  pump.key(OPTIONS).choose('Anaesthesia mode');
  assert.is(pump.last('ANAESTHESIA').NEW, 1);
  assert.is(pump.row(1), 'ANAESTHESIA MODE');
  pump.choose('Adult ICU').choose('SLEEPofol').choose('500 mg').enter('100').enter('50').start();
  assert.ok(pump.row(0).startsWith('ANAESTHESIA'));
  pump.key(OPTIONS);
  assert.ok(pump.row(0).includes('ANAESTHESIA'));
  pump.key(BACK, KeyCode.STOP, KeyCode.STOP).choose('Yes').key(OPTIONS).choose('End anaesthesia');
  assert.equal(
    pump.records('ANAESTHESIA').map(({ details }) => details.NEW),
    [1, 0],
  );
});

test('DERS-PUMP-045 programming, alerts and start carry one infusion number; each start has its segment', () => {
  const pump = testPump().adult().drug('EXAMPLamine', '400 mg/250 mL').enter('80').enter('25');
  pump.choose('Confirm').choose('Emergency').key(OK).enter('250').start().advance(MINUTE);
  pump.key(OPTIONS).choose('Change the dose').enter('20').start();
  const kinds = ['PROGRAM_BEGUN', 'LIMIT_EVALUATED', 'SOFT_OVERRIDE', 'DELIVERY_STARTED', 'DELIVERY_CHANGED'];
  for (const kind of kinds) assert.is(pump.last(kind).INFUSION, 1, kind);
  assert.is(
    (pump.last('DELIVERY_CHANGED').SEGMENT as number) - (pump.last('DELIVERY_STARTED').SEGMENT as number),
    1,
  );
  const { library } = pump.records('DELIVERY_STARTED')[0] ?? {};
  assert.is(library, 7);
});

test.run();
