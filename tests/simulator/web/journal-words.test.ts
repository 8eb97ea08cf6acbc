import * as assert from 'uvu/assert';
import type { JournalRecord } from '../../../simulator/bench/journal-page';
import { DETAIL_NAMES, KIND_NAMES } from '../../../simulator/bench/journal-page';
import { journalRow } from '../../../simulator/web/journal-words';
import { suite } from '../../suite';

const test = suite('simulator/web/journal-words');

const record = (kind: string, details: JournalRecord['details']): JournalRecord => ({
  number: 7,
  kind,
  wall: 1_796_652_120,
  monotonic: 1000,
  library: 1,
  details,
});

const HARD = {
  ALERT: 1,
  QUANTITY: 7,
  BOUND: 16,
  REASON: 304,
  ENTERED: '180 unit/kg/h',
  LIMIT: '36 unit/kg/h',
  FOLD: '5',
  SEVERITY: 2,
  PATIENT: 1,
};

const ROWS: [string, JournalRecord['details'], string, string, string][] = [
  [
    'HARD_STOP',
    HARD,
    'Hard stop',
    'alert 1, dose, above upper hard limit, entered 180 unit/kg/h, limit 36 unit/kg/h, 5 times',
    'danger',
  ],
  [
    'LIMIT_EVALUATED',
    { ...HARD, SEVERITY: 1 },
    'Limit evaluated',
    'alert 1, dose, above upper hard limit, entered 180 unit/kg/h, limit 36 unit/kg/h, 5 times',
    'caution',
  ],
  [
    'SOFT_OVERRIDE',
    { ALERT: 2, OVERRIDE_REASON: 0, FOLD: '' },
    'Soft override',
    'alert 2, because: Prescribed like this',
    'caution',
  ],
  [
    'REPROGRAMMED',
    { OLD: '180 unit/kg/h', NEW: '18 unit/kg/h' },
    'Reprogrammed',
    'was 180 unit/kg/h, now 18 unit/kg/h',
    'plain',
  ],
  [
    'DELIVERY_PAUSED',
    { CODE: 2, DELIVERED: 1500 },
    'Delivery paused',
    'STOP pressed, 1.5 mL delivered',
    'plain',
  ],
  ['SECOND_PERSON', { PERSON: 102 }, 'Second person', 'person 102', 'plain'],
  [
    'ALARM',
    { ALARM: 3, PRIORITY: 3, TEXT: 'OCCLUSION BELOW THE PUMP' },
    'Alarm',
    'Occlusion below the pump, high priority',
    'danger',
  ],
  ['ALARM', { ALARM: 24, PRIORITY: 1 }, 'Alarm', 'Container nearly empty, low priority', 'caution'],
  ['POWER_ON', { TEXT: 'simulated pump 0.1.0' }, 'Power on', 'simulated pump 0.1.0', 'plain'],
  ['RECORDS_LOST', { CODE: 12 }, 'Records lost', '12', 'danger'],
  [
    'LIBRARY_INSTALLED',
    { REASON: 0, CODE: 1, TEXT: '2026.11.2', NEW: 2 },
    'Library installed',
    '2026.11.2, release 2',
    'good',
  ],
  [
    'LIBRARY_REFUSED',
    { REASON: 665, CODE: 1, TEXT: '2026.11.2', NEW: 2 },
    'Library refused',
    'content not as signed, 2026.11.2, release 2',
    'danger',
  ],
  ['NEW_PATIENT', { PATIENT: 3 }, 'New patient', '', 'plain'],
];

for (const [kind, details, event, text, weight] of ROWS) {
  test(`DERS-WEB-012 ${kind} (${weight}) reads "${text}"`, () => {
    assert.equal(journalRow(record(kind, details)), { seq: 7, at: 1_796_652_120, event, text, weight });
  });
}

test('DERS-WEB-012 any kind and any detail that the pump writes has words', () => {
  const details = Object.fromEntries(DETAIL_NAMES.map((name) => [name, 1]));
  for (const kind of KIND_NAMES) {
    const { event, text } = journalRow(record(kind, details));
    assert.match(event, /^[A-Z][a-z -]+$/);
    assert.not.match(text, /undefined|NaN/);
  }
});

test.run();
