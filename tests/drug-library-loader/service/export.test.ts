// log export and report: event records against their schema, CSV, IHE messages, and the figures of the evaluation.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'csv-parse/sync';
import * as assert from 'uvu/assert';
import { evaluate } from '../../../drug-library-loader/service/evaluation';
import {
  EVENT_NAMES,
  type EventRecord,
  eventRecord,
} from '../../../drug-library-loader/service/event-record';
import { exportJournal } from '../../../drug-library-loader/service/export';
import { Ipec } from '../../../drug-library-loader/service/ipec';
import { type JournalFile, readJournalFile } from '../../../drug-library-loader/service/journal-file';
import { Pseudonyms } from '../../../drug-library-loader/service/pseudonym';
import { share } from '../../../drug-library-loader/service/report-page';
import { Detail, EventKind } from '../../../engine/journal/event';
import { suite } from '../../suite';
import { runService } from './run-service';
import { SamplePump, sampleDay } from './sample-journal';

const test = suite('drug-library-loader/service/export');

const folder = mkdtempSync(join(tmpdir(), 'pump-export-test-'));
test.after(() => rmSync(folder, { recursive: true }));

const PSEUDONYMS = new Pseudonyms(Buffer.alloc(32, 1));
const MADE = new Date('2026-12-08T00:00:00Z');

function journalOf(pump: SamplePump, name = 'SIM-0001.journal'): JournalFile {
  const path = join(mkdtempSync(join(folder, 'one-')), name);
  writeFileSync(path, pump.region());
  return readJournalFile(path, PSEUDONYMS);
}

const day = journalOf(sampleDay());

const schema = JSON.parse(
  readFileSync(resolve(__dirname, '../../../docs/formats/event-log.schema.json'), 'utf8'),
);
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
addFormats(ajv);
const validate = ajv.compile(schema);

function assertValid(line: unknown): void {
  assert.ok(validate(line), `${JSON.stringify(line)}: ${ajv.errorsText(validate.errors)}`);
}

test('DERS-LOG-030 every event of a day, and a gap, fits the schema', () => {
  for (const line of exportJournal(day, 'ndjson', MADE).text.trim().split('\n'))
    assertValid(JSON.parse(line));
  assertValid({ pump: 'x', event: 'gap', after: 3, before: 9 });
});

test('DERS-LOG-030 every kind and every detail fits the schema, and the schema knows every kind', () => {
  const pump = new SamplePump();
  const kinds = EVENT_NAMES.length;
  for (let kind = 1; kind < 100; kind++) pump.record(kind as EventKind);
  for (let detail = 1; detail < 80; detail++) pump.record(EventKind.STATUS, [detail, 1]);
  const { events } = journalOf(pump, 'all.journal');
  for (const event of events) assertValid(event);
  assert.is(
    new Set(events.map(({ event }) => event).filter((name) => EVENT_NAMES.includes(name))).size,
    kinds,
  );
  const known = schema.$defs.event.properties.event.anyOf.find((each: { enum?: string[] }) => each.enum).enum;
  assert.equal([...known].sort(), [...EVENT_NAMES].sort());
});

test('DERS-LOG-030 the schema refuses what is no event', () => {
  const good = day.events[0];
  assertValid(good);
  for (const change of [
    { number: 0 },
    { event: 'Hard Stop' },
    { time: 'noon' },
    { severity: 'medium' },
    { patient: 7 },
    { name: 'x' },
  ])
    assert.not(validate({ ...good, ...change }), JSON.stringify(change));
});

const at = (name: string) => day.events.filter(({ event }) => event === name);

test('DERS-LOG-031 an event says what happened in words, with drug and care area of its programming', () => {
  const [stop] = at('hard-stop');
  const { number, uptime, patient, ...rest } = stop;
  assert.equal(rest, {
    pump: 'SIM-0001',
    event: 'hard-stop',
    time: '2026-12-07T08:00:09Z',
    library: { sequence: 42, digest: '0102030405060708' },
    alert: 1,
    careArea: 'Adult ICU',
    drug: 'heparin',
    therapy: 'VTE',
    concentration: '25000 unit/500 mL',
    quantity: 'dose',
    bound: 'upper-hard',
    severity: 'hard',
    entered: '180 unit/kg/h',
    limit: '40 unit/kg/h',
    fold: '4.5',
    reason: 304,
    reasonText: 'Above upper hard limit',
  });
  assert.is(uptime, 9);
  const [change] = at('reprogrammed');
  assert.equal([change.old, change.new, change.drug], ['180 unit/kg/h', '18 unit/kg/h', 'heparin']);
  assert.is(at('soft-override')[0].overrideReasonText, 'Titration to effect');
  assert.equal(
    at('delivery-started').map(({ verdict }) => verdict),
    ['accept', 'accept', 'unprotected'],
  );
  // An infusion's own events know its drug.
  assert.equal(
    at('delivery-paused').map(({ drug }) => drug),
    ['heparin', 'DOPamine'],
  );
  assert.is(at('cancelled')[0].drug, 'sodium chloride 0.9%');
  assert.is(at('outside-library')[0].drug, undefined);
});

test('DERS-LOG-031 a clock that was never set, and numbers that nobody knows', () => {
  const record = {
    number: 5,
    kind: 99,
    wall: 0,
    monotonic: 12_345,
    library: { sequence: 0, digest: '' },
    details: [79, 'new', Detail.PERSON, 0, Detail.BOUND, 3, Detail.TEXT, ''],
  };
  const event = eventRecord(record, 'P', PSEUDONYMS);
  assert.equal(event, {
    pump: 'P',
    number: 5,
    event: 'event-99',
    time: null,
    uptime: 12.345,
    library: null,
    person: null,
    bound: '3',
    other: { '79': 'new' },
  } as unknown as EventRecord);
  assertValid(event);
});

test('DERS-LOG-032 patients and staff stand under pseudonyms: the same key the same, another key another', () => {
  const text = exportJournal(day, 'ndjson', MADE).text;
  const person = at('second-person')[0].person as string;
  assert.match(person, /^person-[0-9a-f]{12}$/);
  assert.not.match(text, /"person":\s*101|"patient":\s*7\b/);
  const again = readJournalFile(day.path, new Pseudonyms(Buffer.alloc(32, 1)));
  assert.is(exportJournal(again, 'ndjson', MADE).text, text);
  const other = readJournalFile(day.path, new Pseudonyms());
  assert.is.not(other.events[3].patient, day.events[3].patient);
  // The same session number on another pump is another patient.
  assert.is.not(PSEUDONYMS.patient('A', 7), PSEUDONYMS.patient('B', 7));
});

test('DERS-LOG-033 CSV: a row an event, one table for all, and no text that a spreadsheet calculates', () => {
  const pump = sampleDay();
  pump.record(EventKind.ALARM, [Detail.TEXT, '=HYPERLINK("x")']);
  const rows: Record<string, string>[] = parse(exportJournal(journalOf(pump), 'csv', MADE).text, {
    columns: true,
  });
  assert.is(rows.length, pump.journal.ring.last);
  assert.is(rows.find(({ event }) => event === 'hard-stop')?.fold, '4.5');
  assert.is(rows.find(({ event }) => event === 'hard-stop')?.librarySequence, '42');
  assert.is(rows.at(-1)?.text, '\'=HYPERLINK("x")');
  const names = new Set(
    day.events.flatMap((event) => Object.keys(event)).filter((name) => name !== 'library'),
  );
  for (const name of names) assert.ok(name in rows[0], name);
});

function segments(message: string): string[][] {
  return message
    .split('\r')
    .filter((text) => text !== '')
    .map((text) => text.split('|'));
}

const observation = (message: string, name: string) =>
  segments(message).find(([id, , , code]) => id === 'OBX' && code.includes(`^${name}^`))?.[5];

test('DERS-LOG-034 IHE PCD-10: what started, stopped and was complete, in order', () => {
  const { messages, leftOut, untimed } = new Ipec(MADE).export(day.events);
  assert.equal([leftOut, untimed], [0, 0]);
  const told = messages.map((message) =>
    [
      observation(message, 'MDC_ATTR_EVT_COND')?.split('^')[1].replace('MDC_EVT_PUMP_DELIV_', ''),
      observation(message, 'MDC_DEV_PUMP_CURRENT_DELIVERY_STATUS')?.replace('^pump-delivery-status-', ''),
      observation(message, 'MDC_FLOW_FLUID_PUMP_CURRENT'),
      observation(message, 'MDC_VOL_FLUID_DELIV_TOTAL'),
      observation(message, 'MDC_DEV_PUMP_NOT_DELIVERING_REASON')?.slice(1) ?? '',
    ].join(' '),
  );
  assert.equal(told, [
    'START delivering 29.5 0.000 ',
    'STOP not-delivering 0 29.500 pump-stopped-by-clinician',
    'START delivering 29.5 29.500 ',
    'COMP not-delivering 0 100.000 pump-stopped-not-specified',
    'START kvo 5 100.000 ',
    'STOP not-delivering 0 101.000 pump-stopped-by-clinician',
    'START delivering 76.9 0.000 ',
    'STOP transitioning 76.9 1.000 ',
    'START delivering 61.5 1.000 ',
    'STOP not-delivering 0 2.000 pump-stopped-alarming',
    'START delivering 125 0.000 ',
    'STOP not-delivering 0 500.000 pump-stopped-by-clinician',
  ]);
});

test('DERS-LOG-034 the first message, segment by segment, as in the sample of the IHE framework', () => {
  const [message] = new Ipec(MADE).export(day.events).messages;
  const patient = day.events[0].patient;
  assert.equal(message.split('\r'), [
    'MSH|^~\\&|SIM-0001|DERS|||20261208000000+0000||ORU^R42^ORU_R01|SIM-0001-9-START|P|2.6|||AL|NE||UNICODE UTF-8|en^English^ISO639||IHE_PCD_010^IHE PCD^1.3.6.1.4.1.19376.1.6.4.10^ISO',
    `PID|||${patient}^^^DERS^PI||^^^^^^S`,
    'OBR|1||SIM-0001-1^DERS|^heparin|||20261207080013+0000',
    'OBX|1||70049^MDC_DEV_PUMP_INFUS_LVP_MDS^MDC|1.0.0.0|||||||X|||||||SIM-0001',
    'OBX|2|ST|184517^MDC_PUMP_DRUG_LIBRARY_VERSION^MDC|1.0.0.1|2026.11.1||||||R',
    'OBX|3|CWE|68487^MDC_ATTR_EVT_COND^MDC|1.0.0.2|197288^MDC_EVT_PUMP_DELIV_START^MDC||||||R',
    'OBX|4|ST|68488^MDC_ATTR_EVT_SOURCE^MDC|1.0.0.3|1.1.2.0||||||R',
    'OBX|5||70050^MDC_DEV_PUMP_INFUS_LVP_VMD^MDC|1.1.0.0|||||||X',
    'OBX|6||70067^MDC_DEV_PUMP_DELIVERY_INFO^MDC|1.1.1.0|||||||X',
    'OBX|7|CWE|184519^MDC_PUMP_INFUSING_STATUS^MDC|1.1.1.1|^pump-status-infusing||||||R',
    'OBX|8|NM|158014^MDC_FLOW_FLUID_PUMP_CURRENT^MDC|1.1.1.2|29.5|265266^MDC_DIM_MILLI_L_PER_HR^MDC^mL/h^mL/h^UCUM|||||R',
    'OBX|9|CWE|158016^MDC_DEV_PUMP_ACTIVE_SOURCES^MDC|1.1.1.3|^pump-source-info-primary||||||R',
    'OBX|10||70071^MDC_DEV_PUMP_INFUSATE_SOURCE_PRIMARY^MDC|1.1.2.0|||||||X',
    'OBX|11|CWE|158005^MDC_DEV_PUMP_CURRENT_DELIVERY_STATUS^MDC|1.1.2.1|^pump-delivery-status-delivering||||||R',
    'OBX|12|CWE|158008^MDC_DEV_PUMP_PROGRAM_DELIVERY_MODE^MDC|1.1.2.2|^pump-program-delivery-mode-continuous||||||R',
    'OBX|13|ST|158012^MDC_DEV_PUMP_SOURCE_CHANNEL_LABEL^MDC|1.1.2.3|Primary||||||R',
    'OBX|14|NM|157784^MDC_FLOW_FLUID_PUMP^MDC|1.1.2.4|29.5|265266^MDC_DIM_MILLI_L_PER_HR^MDC^mL/h^mL/h^UCUM|||||R',
    'OBX|15|NM|157884^MDC_VOL_FLUID_TBI^MDC|1.1.2.5|100|263762^MDC_DIM_MILLI_L^MDC^mL^mL^UCUM|||||R',
    'OBX|16|NM|157993^MDC_VOL_FLUID_DELIV_TOTAL^MDC|1.1.2.6|0.000|263762^MDC_DIM_MILLI_L^MDC^mL^mL^UCUM|||||R',
    'OBX|17|NM|157872^MDC_VOL_FLUID_TBI_REMAIN^MDC|1.1.2.7|100.000|263762^MDC_DIM_MILLI_L^MDC^mL^mL^UCUM|||||R',
    'OBX|18|ST|184514^MDC_DRUG_NAME_LABEL^MDC|1.1.2.8|heparin||||||R',
    'OBX|19|ST|184516^MDC_PUMP_DRUG_LIBRARY_CARE_AREA^MDC|1.1.2.9|Adult ICU||||||R',
    'OBX|20|NM|68063^MDC_ATTR_PT_WEIGHT^MDC|1.1.2.10|82|263875^MDC_DIM_KILO_G^MDC^kg^kg^UCUM|||||R',
    '',
  ]);
});

test('DERS-LOG-034 dose rates by mass carry UCUM, others none; a number that no text gives is left empty', () => {
  const pump = new SamplePump();
  pump.powerOn();
  const doses: [string, string | undefined][] = [
    ['5 mcg/kg/min', '265619^MDC_DIM_MICRO_G_PER_KG_PER_MIN^MDC^ug/kg/min^ug/kg/min^UCUM'],
    ['2 mg/h', '^^^mg/h^mg/h^UCUM'],
    ['1.5 mg/m2/day', '^^^mg/m2/d^mg/m2/d^UCUM'],
    ['18 unit/kg/h', undefined],
    ['2 g', undefined],
    ['', undefined],
  ];
  for (const [dose] of doses) pump.start(['ICU', 'd|rug^1', '', ''], 2, '10 mL/h', dose);
  const { messages } = new Ipec(MADE).export(journalOf(pump).events);
  const starts = messages.filter((message) => message.includes('DELIV_START'));
  assert.equal(
    starts.map(
      (message) =>
        segments(message).find(([id, , , code]) => id === 'OBX' && code.includes('^MDC_RATE_DOSE^'))?.[6],
    ),
    doses.map(([, unit]) => unit),
  );
  assert.match(starts[0], /\|\^d\\F\\rug\\S\\1\|/);
  const stop = messages.find((message) => message.includes('DELIV_STOP')) as string;
  assert.match(stop, /\|\^MDC_EVT_PUMP_DELIV_STOP\^MDC\|/);
});

test('DERS-LOG-034 after a loss of power a resumption is a start; boluses are counted, not told', () => {
  const pump = new SamplePump(0);
  pump.powerOn();
  pump.start(['ICU', 'drug', '', ''], 2, '10 mL/h');
  pump.record(EventKind.BOLUS_STARTED, []);
  pump.record(EventKind.DEMAND_GIVEN, []);
  pump.record(EventKind.POWER_ON, []);
  pump.record(EventKind.DELIVERY_PAUSED, [Detail.CODE, 1]);
  pump.record(EventKind.DELIVERY_RESUMED, [Detail.DELIVERED, 4321]);
  const { messages, leftOut, untimed } = new Ipec(MADE).export(journalOf(pump).events);
  assert.is(leftOut, 2);
  assert.is(untimed, 2);
  assert.is(messages.length, 2);
  assert.is(observation(messages[1], 'MDC_VOL_FLUID_DELIV_TOTAL'), '4.321');
  assert.match(messages[0], /OBR\|1\|\|SIM-0001-1\^DERS\|\^drug\|\|\|\r/);
});

test('DERS-LOG-035 the figures: compliance, alerts, what was done, by drug and care area', () => {
  const evaluation = evaluate(day.events);
  const { total, byDrug, byCareArea, alerts, reasons, days, pumps } = evaluation;
  assert.equal(pumps, ['SIM-0001']);
  assert.equal([total.checked, total.outside, total.soft, total.hard], [2, 1, 2, 1]);
  assert.equal(total.outcomes, { reprogrammed: 1, overridden: 1, cancelled: 1, open: 0 });
  assert.equal(total.softOutcomes, { reprogrammed: 0, overridden: 1, cancelled: 1, open: 0 });
  assert.equal(
    byDrug.map(({ name, checked, outside, soft, hard }) => [name, checked, outside, soft, hard]),
    [
      ['DOPamine', 1, 0, 1, 0],
      ['heparin', 1, 0, 0, 1],
      ['sodium chloride 0.9%', 0, 0, 1, 0],
      ['(outside the library)', 0, 1, 0, 0],
    ],
  );
  assert.equal(
    byCareArea.map(({ name, soft, hard }) => [name, soft, hard]),
    [
      ['Adult ICU', 1, 1],
      ['Ward', 1, 0],
    ],
  );
  assert.equal(
    alerts.map(({ outcome, answer, fold }) => [outcome, answer, fold]),
    [
      ['reprogrammed', '18 unit/kg/h', '4.5'],
      ['overridden', 'Titration to effect', '1.3'],
      ['cancelled', '', '1.2'],
    ],
  );
  assert.equal(reasons, [{ reason: 'Titration to effect', count: 1 }]);
  assert.equal(days, [{ day: '2026-12-07', checked: 2, outside: 1, alerts: 3 }]);
});

test('DERS-LOG-035 two pumps with the same alert numbers; what cannot be judged is no alert; nothing at all', () => {
  const two = [...day.events, ...readJournalFile(day.path, PSEUDONYMS, { pump: 'B' }).events];
  assert.is(evaluate(two).alerts.length, 6);
  assert.is(evaluate(two).total.outcomes.reprogrammed, 2);
  const pump = new SamplePump();
  pump.alert(2, '5', '', '', 107);
  assert.equal(evaluate(journalOf(pump).events).alerts, []);
  const none = evaluate([]);
  assert.equal([none.alerts, none.days, none.from, none.total.checked], [[], [], null, 0]);
});

test('DERS-LOG-035 a share is never rounded to all or nothing', () => {
  const rows: [number, number, string][] = [
    [1, 3, '33.3 %'],
    [999, 1000, '99.9 %'],
    [9999, 10000, '99.9 %'],
    [1, 100000, '0.1 %'],
    [0, 5, '0 %'],
    [5, 5, '100 %'],
    [0, 0, '–'],
  ];
  for (const [part, whole, text] of rows) assert.is(share(part, whole), text, `${part} of ${whole}`);
});

test('DERS-LOG-036 report: figures on the screen, one page with plots and nothing from elsewhere', async () => {
  const page = join(folder, 'report.html');
  const { code, out, error } = await runService('report', day.path, '-o', page);
  assert.is(code, 0, error);
  assert.match(out, /Library compliance: 66\.7 %/);
  const html = readFileSync(page, 'utf8');
  assert.is(html.match(/<svg/g)?.length, 5);
  assert.not.match(html, /<script|https?:\/\/(?!www\.w3\.org)|@import|<link/);
  for (const text of ['heparin', '4.5 ×', 'reprogrammed to 18 unit/kg/h', 'Titration to effect', '66.7 %'])
    assert.ok(html.includes(text), text);
  assert.not.match(html, /person-|patient-[0-9a-f]/);
  const json = JSON.parse((await runService('report', day.path, '--json')).out);
  assert.is(json.total.checked, 2);
});

test('DERS-LOG-036 a journal that is not whole: exit code 1, said on the page, in the export and on the screen', async () => {
  const pump = sampleDay();
  for (let i = 0; i < 60; i++) pump.record(EventKind.STATUS, [Detail.TEXT, 'x'.repeat(60)]);
  const bytes = Buffer.from(pump.region());
  bytes.fill(0x55, 5000, 5400);
  const path = join(folder, 'damaged.journal');
  writeFileSync(path, bytes);
  const page = join(folder, 'damaged.html');
  const report = await runService('report', path, '-o', page);
  assert.is(report.code, 1);
  assert.match(report.error, /damaged\.journal: records \d+ to \d+ are missing \(\d+\)/);
  assert.match(readFileSync(page, 'utf8'), /Not every event could be read/);
  const { code, out, error } = await runService('log', 'export', path);
  assert.is(code, 1);
  assert.match(error, /are missing/);
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const gap = lines.findIndex(({ event }) => event === 'gap');
  assert.is(lines[gap - 1].number, lines[gap].after);
  assert.is(lines[gap + 1].number, lines[gap].before);
  for (const line of lines) assertValid(line);
  assert.match((await runService('log', 'export', path, '--format', 'csv')).out, /,gap,.*are missing/);
});

test('DERS-LOG-036 files that are no journal, keys that are too short: exit code 2, and nothing written', async () => {
  const text = join(folder, 'notes.txt');
  writeFileSync(text, 'these are my notes');
  for (const words of [
    ['report', text],
    ['log', 'export', text],
    ['log', 'export', join(folder, 'none')],
    ['log', 'export', day.path, '--format', 'xml'],
    ['log', 'export', day.path, '--pseudonym-key', text, '--output', join(folder, 'out.ndjson')],
  ]) {
    const key = words.includes(text) && words.length > 3 ? join(folder, 'short') : '';
    if (key) writeFileSync(key, 'short');
    const { code, error } = await runService(...words.map((word) => (word === text && key ? key : word)));
    assert.is(code, 2, words.join(' '));
    assert.ok(error.length > 0);
  }
});

test('DERS-LOG-036 the plots draw where there is nothing to draw', async () => {
  const pump = new SamplePump(0);
  pump.powerOn();
  const path = join(folder, 'quiet.journal');
  writeFileSync(path, pump.region());
  const page = join(folder, 'quiet.html');
  const { code, out } = await runService('report', path, '-o', page);
  assert.is(code, 0);
  assert.match(out, /no infusion started/);
  assert.match(readFileSync(page, 'utf8'), /No alerts in this period/);
});

test.run();
