// Measures, side by side in one run: what a check costs against other ways of checking, what a look-up costs against decoding the
// library, and what the bundle takes in Duktape on the host. Prints one table and writes bench/results.json.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { Decoder } from 'cbor-x';
import { Engine } from 'json-rules-engine';
import { encodeLibrary } from '../drug-library-loader/compiler/encode';
import {
  type InfusionProgram,
  Library,
  type Limits,
  VerdictCode,
  check,
  findEntries,
  infusionProgram,
  judgeProgram,
  newProgram,
} from '../engine/index';
import { MemoryStorage } from '../hal/desktop/memory-storage';
import { drugLibraryRows } from './drug-library';
import { firmware } from './firmware';
import { CARE_AREAS, WEIGHT, sampleLibrary, samplePoints } from './sample-library';
import { simulatedDay } from './simulated-day';

const root = resolve(__dirname, '..');
const ROUNDS = 7;

interface Row {
  what: string;
  value: number;
  unit: string;
  note?: string;
}

/** Median of the times per call in nanoseconds of each candidate; candidates take turns in every round. */
async function sideBySide(candidates: Record<string, { calls: number; run: (calls: number) => unknown }>) {
  const times: Record<string, number[]> = {};
  for (const [name, { calls, run }] of Object.entries(candidates)) {
    times[name] = [];
    await run(Math.ceil(calls / 4));
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, { calls, run }] of Object.entries(candidates)) {
      const start = process.hrtime.bigint();
      await run(calls);
      times[name].push(Number(process.hrtime.bigint() - start) / calls);
    }
    process.stderr.write('.');
  }
  process.stderr.write('\n');
  return Object.fromEntries(
    Object.entries(times).map(([name, values]) => [name, values.sort((a, b) => a - b)[ROUNDS >> 1]]),
  );
}

/** The same programs in every form: around and inside the limits of entry 0. */
const points = samplePoints(0);
const WEIGHTS = ['82', '71.5', '34.9', '150', '301'];
const DOSES = [
  points.initial,
  points.upperSoft,
  points.upperHard,
  points.lowerSoft,
  String(Number(points.upperHard) * 10),
];
const PROGRAMS: InfusionProgram[] = WEIGHTS.flatMap((weight) =>
  DOSES.map((dose) => ({
    type: 'continuous',
    weight: `${weight} kg`,
    dose: `${dose} mcg/kg/min`,
    volume: '250 mL',
  })),
);
const FACTS = WEIGHTS.flatMap((weight) => DOSES.map((dose) => facts(Number(weight), Number(dose))));

/** What the other ways are given: plain numbers, with rate and duration worked out in floating point. */
function facts(weight: number, dose: number) {
  const rate = (dose * weight * 60 * 250) / 400000;
  return { weight, dose, rate, vtbi: 250, duration: 250 / rate };
}

const LIMITS: [name: string, Partial<typeof points>][] = [
  ['weight', WEIGHT],
  ['dose', points],
  ['rate', { lowerHard: '0.1', upperHard: '500' }],
  ['vtbi', { upperHard: '3000' }],
];

function rulesEngine(): Engine {
  const engine = new Engine();
  for (const [fact, limit] of LIMITS) {
    for (const [name, operator] of [
      ['lowerHard', 'lessThan'],
      ['lowerSoft', 'lessThan'],
      ['upperSoft', 'greaterThan'],
      ['upperHard', 'greaterThan'],
    ] as const) {
      const value = limit[name];
      if (value === undefined) continue;
      engine.addRule({
        conditions: { all: [{ fact, operator, value: Number(value) }] },
        event: { type: name.endsWith('Hard') ? 'hard' : 'soft', params: { fact, name } },
      });
    }
  }
  return engine;
}

function schema(hard: boolean) {
  const properties = LIMITS.map(([name, limit]) => {
    const lower = hard ? limit.lowerHard : limit.lowerSoft;
    const upper = hard ? limit.upperHard : limit.upperSoft;
    const range: Record<string, unknown> = { type: 'number' };
    if (lower !== undefined) range.minimum = Number(lower);
    if (upper !== undefined) range.maximum = Number(upper);
    return [name, range];
  });
  return {
    type: 'object',
    required: LIMITS.map(([name]) => name),
    properties: Object.fromEntries(properties),
  };
}

const NUMBERS = LIMITS.map(([name, limit]) => ({
  name: name as 'weight' | 'dose' | 'rate' | 'vtbi',
  lowerHard: Number(limit.lowerHard ?? Number.NEGATIVE_INFINITY),
  lowerSoft: Number(limit.lowerSoft ?? Number.NEGATIVE_INFINITY),
  upperSoft: Number(limit.upperSoft ?? Number.POSITIVE_INFINITY),
  upperHard: Number(limit.upperHard ?? Number.POSITIVE_INFINITY),
}));

function naive(given: (typeof FACTS)[number]): number {
  let worst = 0;
  for (const limit of NUMBERS) {
    const value = given[limit.name];
    if (value < limit.lowerHard || value > limit.upperHard) worst = 2;
    else if ((value < limit.lowerSoft || value > limit.upperSoft) && worst < 2) worst = 1;
  }
  return worst;
}

async function checks(limits: Limits): Promise<Row[]> {
  const flat = PROGRAMS.map((program) => infusionProgram(program));
  const rules = rulesEngine();
  const ajv = new Ajv();
  const hard = ajv.compile(schema(true));
  const soft = ajv.compile(schema(false));
  const expected = flat.map((program) => judgeProgram(program, limits, []));
  const rank = [VerdictCode.ACCEPT, VerdictCode.CONFIRM, VerdictCode.REFUSE];
  for (const [i, given] of FACTS.entries()) {
    const { events } = await rules.run(given);
    const byRules = events.some((event) => event.type === 'hard') ? 2 : events.length > 0 ? 1 : 0;
    const answers = [byRules, hard(given) ? (soft(given) ? 0 : 1) : 2, naive(given)];
    if (answers.some((answer) => rank[answer] !== expected[i])) {
      throw new Error(
        `the candidates disagree on ${JSON.stringify(PROGRAMS[i])}: ${answers} and ${expected[i]}`,
      );
    }
  }
  const times = await sideBySide({
    'engine, numbers in, codes out': {
      calls: 20000,
      run: (calls) => {
        for (let i = 0; i < calls; i++) judgeProgram(flat[i % flat.length], limits, []);
      },
    },
    'engine, text in, verdict in words out': {
      calls: 10000,
      run: (calls) => {
        for (let i = 0; i < calls; i++) check(PROGRAMS[i % PROGRAMS.length], limits);
      },
    },
    'json-rules-engine': {
      calls: 2000,
      run: async (calls) => {
        for (let i = 0; i < calls; i++) await rules.run(FACTS[i % FACTS.length]);
      },
    },
    'ajv, compiled schemas (for orientation)': {
      calls: 200000,
      run: (calls) => {
        let refused = 0;
        for (let i = 0; i < calls; i++)
          refused += hard(FACTS[i % FACTS.length]) && soft(FACTS[i % FACTS.length]) ? 0 : 1;
        return refused;
      },
    },
    'naive floating point (for orientation)': {
      calls: 200000,
      run: (calls) => {
        let worst = 0;
        for (let i = 0; i < calls; i++) worst += naive(FACTS[i % FACTS.length]);
        return worst;
      },
    },
  });
  const rows: Row[] = Object.entries(times).map(([name, nanoseconds]) => ({
    what: `checks: ${name}`,
    value: Math.round(1e9 / nanoseconds),
    unit: 'checks/s',
  }));
  rows.push({
    what: 'engine (numbers) over json-rules-engine',
    value: Math.round(times['json-rules-engine'] / times['engine, numbers in, codes out']),
    unit: 'times',
    note: 'aim: at least 10',
  });
  rows.push({
    what: 'engine (words) over json-rules-engine',
    value: Math.round(times['json-rules-engine'] / times['engine, text in, verdict in words out']),
    unit: 'times',
  });
  return rows;
}

/** What a program without an index does: decode everything, then look. */
function decodeAndSearch(decoder: Decoder, bytes: Buffer, careArea: number, drug: string): number {
  const sections = decoder.decode(bytes) as Buffer[];
  const [, offsets, strings, , index, records] = sections;
  let found = 0;
  for (let at = 0; at < index.length; at += 16) {
    const place = index.readUInt32BE(at + 8);
    const record = decoder.decode(records.subarray(place >>> 10, (place >>> 10) + (place & 1023))) as Map<
      number,
      number[]
    >;
    const id = (index.readUInt32BE(at) >>> 8) & 0xffff;
    const from = offsets.readUInt32BE(id * 4);
    const to = id * 4 + 4 < offsets.length ? offsets.readUInt32BE(id * 4 + 4) : strings.length;
    const name = decoder.decode(strings.subarray(from, to)) as string;
    if (index[at] === careArea && name === drug && record.size > 0) found++;
  }
  return found;
}

async function lookUps(): Promise<Row[]> {
  const { bytes } = encodeLibrary(sampleLibrary(5000));
  const storage = new MemoryStorage(bytes);
  const library = new Library(storage);
  if (library.open(0, bytes.length) !== 0) throw new Error('the sample library does not open');
  const opened = storage.bytesRead;
  const names = Array.from({ length: 50 }, (_, i) => ({
    careArea: CARE_AREAS[i % 5],
    drug: `drug ${String(i * 17).padStart(3, '0')}`,
  }));
  const keys = names.map((name) => library.key(findEntries(library, name)[0]?.number ?? 0));
  storage.bytesRead = 0;
  const first = keys[7];
  if (!first || library.limits(first.careArea, library.find(first)) === null)
    throw new Error('a look-up failed');
  const looked = storage.bytesRead;
  const decoder = new Decoder({ mapsAsObjects: false, useRecords: false });
  const times = await sideBySide({
    ids: {
      calls: 20000,
      run: (calls) => {
        for (let i = 0; i < calls; i++) {
          const key = keys[i % keys.length];
          if (key) library.limits(key.careArea, library.find(key));
        }
      },
    },
    names: {
      calls: 2000,
      run: (calls) => {
        for (let i = 0; i < calls; i++) findEntries(library, names[i % names.length]);
      },
    },
    decode: {
      calls: 8,
      run: (calls) => {
        for (let i = 0; i < calls; i++)
          decodeAndSearch(decoder, bytes, (i % 5) + 1, names[i % names.length].drug);
      },
    },
  });
  return [
    {
      what: 'look-up by key and its limits, 5,000 entries',
      value: Math.round(1e9 / times.ids),
      unit: 'per s',
    },
    {
      what: 'look-up by names, all entries of the drug',
      value: Math.round(1e9 / times.names),
      unit: 'per s',
    },
    {
      what: 'decoding the library with cbor-x and searching',
      value: Math.round(1e10 / times.decode) / 10,
      unit: 'per s',
    },
    {
      what: 'look-up by key over decoding',
      value: Math.round(times.decode / times.ids),
      unit: 'times',
      note: 'aim: at least 1,000',
    },
    { what: 'library of 5,000 entries', value: bytes.length, unit: 'bytes' },
    { what: 'read of it to open it and look up one entry', value: opened + looked, unit: 'bytes' },
  ];
}

const HEAP_SCRIPT = `
var storage = {
  size: host.size(0),
  word: function (at) { return host.word(0, at); },
  read: function (at, buffer, length) { return host.read(0, at, buffer, length); },
  crc32: function (at, length, start) { return host.crc32(0, at, length, start); },
  search: function (at, count, key0, key1) { return host.search(0, at, count, key0, key1); }
};
var library = new ders.Library(storage);
function once() {
  var opened = library.open(0, storage.size);
  var key = library.key(2500);
  var limits = library.limits(key.careArea, library.find(key));
  var program = { type: 'continuous', weight: '82 kg', dose: '5 mcg/kg/min', volume: '250 mL' };
  return opened === 0 ? ders.check(program, limits).verdict : 'not opened';
}
`;

interface Heap {
  start: number;
  load: number;
  script: number;
  peak: number;
}

function heap(): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'ders-bench-'));
  try {
    writeFileSync(join(folder, 'library.bin'), encodeLibrary(sampleLibrary(5000)).bytes);
    writeFileSync(join(folder, 'once.js'), HEAP_SCRIPT);
    const { stdout, stderr } = spawnSync(
      join(root, 'build/js-host'),
      [
        '--heap',
        '--flash',
        join(folder, 'library.bin'),
        '--call',
        'once',
        join(root, 'dist/engine.js'),
        join(folder, 'once.js'),
      ],
      { input: 'now\n', encoding: 'utf8' },
    );
    const verdict = stdout.trim();
    if (!['accept', 'confirm', 'refuse'].includes(verdict))
      throw new Error(`Duktape answered "${verdict}" ${stderr}`);
    const figures = JSON.parse(stderr.trim().split('\n').at(-1) as string) as Heap;
    return [
      {
        what: 'dist/engine.js',
        value: statSync(join(root, 'dist/engine.js')).size,
        unit: 'bytes',
        note: 'at most 32,768',
      },
      {
        what: 'dist/engine-signed.js',
        value: statSync(join(root, 'dist/engine-signed.js')).size,
        unit: 'bytes',
        note: 'at most 40,960',
      },
      { what: 'Duktape heap at start (64-bit host)', value: figures.start, unit: 'bytes' },
      { what: 'Duktape heap after loading the engine', value: figures.load, unit: 'bytes' },
      {
        what: 'Duktape heap, peak of loading, one look-up and one check',
        value: figures.peak,
        unit: 'bytes',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function revision(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

async function main(): Promise<void> {
  const { bytes } = encodeLibrary(sampleLibrary(1));
  const library = new Library(new MemoryStorage(bytes));
  library.open(0, bytes.length);
  const limits = library.limits(1, 0);
  if (limits === null) throw new Error('the sample library has no entry');
  // An unusable program must be refused before anything is measured.
  if (judgeProgram(newProgram(0), limits, []) !== VerdictCode.REFUSE)
    throw new Error('an empty program was not refused');
  const rows = [
    ...(await checks(limits)),
    ...(await lookUps()),
    ...heap(),
    ...drugLibraryRows(),
    ...simulatedDay(),
    ...(await firmware()),
  ];
  const results = {
    method: `median of ${ROUNDS} rounds, candidates taking turns in one process; same limits and programs, answers compared first; drug-library as its users run it, median of 3`,
    machine: `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}`,
    revision: revision(),
    rows,
  };
  const width = Math.max(...rows.map((row) => row.what.length));
  for (const row of rows) {
    const value = row.value.toLocaleString('en-US').padStart(12);
    console.log(`${row.what.padEnd(width)} ${value} ${row.unit}${row.note ? ` (${row.note})` : ''}`);
  }
  const target = join(__dirname, 'results.json');
  writeFileSync(`${target}.part`, `${JSON.stringify(results, null, 2)}\n`);
  renameSync(`${target}.part`, target);
  console.log(`${results.machine}; ${results.method}`);
}

main().catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
