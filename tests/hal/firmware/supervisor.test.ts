// The supervisor in C, built for this computer under the sanitizers: the vectors, and any story beside its twin.
import { type SpawnSyncReturns, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { readCeiling } from '../../../hal/desktop/ceiling';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { REFERENCE_MECHANISM } from '../../../hal/desktop/supervisor';
import { suite } from '../../suite';
import { ceilingLibrary } from '../desktop/ceiling-library';
import { namesOf } from '../desktop/hal-names';
import { SupervisorBench } from '../desktop/supervisor-bench';
import { VECTORS, lineOf, unmet, vectorStorage } from '../desktop/supervisor-script';
import { stories } from '../desktop/supervisor-stories';

const test = suite('hal/firmware/supervisor');

const root = resolve(__dirname, '../../..');
const program = join(root, 'build/firmware/supervisor-host');
const folder = mkdtempSync(join(tmpdir(), 'supervisor-test-'));
const storage = vectorStorage();

test.before(() => {
  execFileSync('make', ['-s', '-C', __dirname, '-f', 'supervisor.mk'], { encoding: 'utf8' });
  writeFileSync(join(folder, 'storage'), storage);
});
test.after(() => rmSync(folder, { recursive: true }));

/** Another pump: numbers that are not all the same, so that none can stand for another. */
const OTHER_MECHANISM = { highestRate: 600_000, stepsPerMicrolitre: 5, countsPerStep: 3, watch: 700 };

function host(lines: string[], name = 'storage', other = false): SpawnSyncReturns<string> {
  const { highestRate, stepsPerMicrolitre, countsPerStep, watch } = other
    ? OTHER_MECHANISM
    : REFERENCE_MECHANISM;
  const mechanism = [highestRate, stepsPerMicrolitre, countsPerStep, watch, ...VECTORS.storage.slots.flat()];
  return spawnSync(program, [join(folder, name), ...mechanism.map(String)], {
    input: lines.join('\n'),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
}

/** An answer for each line; what a sanitizer says ends the test. */
function answers(lines: string[], name?: string, other?: boolean): string[] {
  const { status, stdout, stderr } = host(lines, name, other);
  assert.is(`${stderr}${status}`, '0', `${stderr} (exit code ${status})`);
  const all = stdout.split('\n').slice(0, -1);
  assert.is(all.length, lines.length, 'an answer for each line');
  return all;
}

// ---- the numbers of hal.ts

const header = readFileSync(join(root, 'hal/firmware/supervisor.h'), 'utf8');

/** Names and numbers of an enum of the header, without their prefix. */
function enumOf(name: string, prefix: string): Record<string, number> {
  const body = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(header)?.[1] ?? '';
  const rows = [...body.matchAll(/DERS_([A-Z_]+) = ([0-9a-fx]+)/g)];
  return Object.fromEntries(rows.map((row) => [(row[1] as string).slice(prefix.length), Number(row[2])]));
}

const ENUMS: [string, string, string][] = [
  ['ders_answer', 'ANSWER_', 'Answer'],
  ['ders_motion', 'MOTION_', 'Motion'],
  ['ders_halt', 'HALT_', 'Halt'],
  ['ders_part', 'PART_', 'Part'],
  ['ders_order', 'ORDER_', 'Order'],
];
for (const [name, prefix, names] of ENUMS) {
  test(`DERS-SUP-030 enum ${name} has the names and numbers of hal.ts`, () => {
    const numbers = namesOf(names);
    assert.ok(Object.keys(numbers).length >= 3);
    assert.equal(enumOf(name, prefix), numbers);
  });
}
test('DERS-SUP-030 the keys have the numbers of hal.ts', () => {
  const { START, STOP, HANDSET } = namesOf('KeyCode');
  assert.equal(enumOf('ders_key', 'KEY_'), { START, STOP, HANDSET });
});

// ---- vectors

const lines: string[] = [];
const firstOf = VECTORS.cases.map(({ events }) => {
  lines.push('begin', ...events.map(lineOf));
  return lines.length - events.length;
});
let answered: string[] | undefined;

VECTORS.cases.forEach(({ title, events }, number) => {
  test(title, () => {
    answered ??= answers(lines);
    events.forEach((event, i) => {
      const lacks = unmet(event, answered?.[(firstOf[number] as number) + i] ?? '');
      assert.is(lacks, '', `event ${i + 1}, "${event}": ${lacks}`);
    });
  });
});

// ---- beside the twin

for (const other of [false, true]) {
  const whose = other ? 'of another mechanism' : 'of the reference pump';
  test(`DERS-SUP-031 in any story ${whose} the twin and the C code answer, move, halt and count the same`, () => {
    const runs = process.env.DERS_LONG ? 20_000 : 400;
    const told = stories(runs, Number(process.env.DERS_SEED ?? 4));
    const all = answers(
      told.flatMap((events) => ['begin', ...events]),
      undefined,
      other,
    );
    const reached = new Set<string>();
    let at = 0;
    for (const events of told) {
      const bench = new SupervisorBench(
        storage,
        VECTORS.storage.slots,
        false,
        other ? OTHER_MECHANISM : undefined,
      );
      at++;
      events.forEach((event, i) => {
        const twin = bench.obey(event);
        assert.is(all[at++], twin, `${event} (event ${i + 1} of:\n${events.join('\n')})`);
        const [answer, motion, halt] = twin.split(' ').slice(-10) as [string, string, string];
        reached.add(`answer ${answer}`).add(`motion ${motion}`).add(`halt ${halt}`);
      });
    }
    // A test that meets only refusals says nothing.
    for (const name of ['Answer', 'Motion', 'Halt']) {
      for (const number of Object.values(namesOf(name))) {
        const what = `${name.toLowerCase()} ${number}`;
        assert.ok(reached.has(what), `no story reached ${what}`);
      }
    }
  });
}

// ---- ceilings

const CEILINGS: [string, number, number][] = [
  ['heads of one byte', 0, 0],
  ['a head of two bytes', 24, 255],
  ['a head of three bytes', 256, 65_535],
  ['a head of five bytes', 65_536, 300],
];
for (const [what, strings, records] of CEILINGS) {
  test(`DERS-SUP-032 ceilings of a library with ${what} are read, the same by both`, () => {
    const entries = [
      { rate: 1, volume: 2 ** 32 - 1 },
      { rate: 2 ** 32 - 1, volume: 7 },
    ];
    const library = ceilingLibrary(entries, strings, records);
    const image = Buffer.concat([Buffer.from([0x87, 0x87, 0x87]), library]);
    writeFileSync(join(folder, 'library'), image);
    const asked = [-1, 0, 1, 2];
    const c = answers(
      asked.map((number) => `ceiling 3 ${library.length} ${number}`),
      'library',
    );
    const wanted = ['0 0 0', `1 1 ${2 ** 32 - 1}`, `1 ${2 ** 32 - 1} 7`, '0 0 0'];
    asked.forEach((number, i) => {
      assert.is(c[i]?.split(' ').slice(0, 3).join(' '), wanted[i]);
      const twin = readCeiling(new MemoryStorage(image), 3, library.length, number);
      assert.equal(twin, entries[number] ?? null);
    });
  });
}

test('DERS-SUP-032 a library cut or changed anywhere is read the same by both, and never beyond its record', () => {
  const entries = [{ rate: 123_456, volume: 7_890 }];
  const library = ceilingLibrary(entries, 24, 0);
  let sound = 0;
  for (let byte = 0; byte < library.length; byte++) {
    for (const change of [0x01, 0x20, 0x80, 0xff]) {
      const changed = Buffer.from(library);
      changed[byte] = (changed[byte] as number) ^ change;
      const ceiling = readCeiling(new MemoryStorage(changed), 0, changed.length, 0);
      if (ceiling !== null) {
        assert.equal(ceiling, entries[0]);
        sound++;
      }
    }
  }
  assert.ok(sound > 0, 'what is only skipped may change');
  const images: Buffer[] = [];
  for (let byte = 0; byte < library.length; byte++) {
    const changed = Buffer.from(library);
    changed[byte] = (changed[byte] as number) ^ 0x20;
    images.push(changed);
  }
  writeFileSync(join(folder, 'changed'), Buffer.concat(images));
  const cut = images.map((_, i) => `ceiling 0 ${i} 0`);
  const whole = images.map((image, i) => `ceiling ${i * image.length} ${image.length} 0`);
  const c = answers([...whole, ...cut], 'changed');
  images.forEach((image, i) => {
    const twin = readCeiling(new MemoryStorage(image), 0, image.length, 0);
    assert.is(
      c[i]?.split(' ').slice(0, 3).join(' '),
      twin ? `1 ${twin.rate} ${twin.volume}` : '0 0 0',
      `byte ${i}`,
    );
    assert.match(c[images.length + i] ?? '', /^0 0 0 /);
  });
});

// [offset, length] of a library at 64, of 611 bytes; entry 0
const { offset: at, hex } = VECTORS.storage.libraries[0] as { offset: number; hex: string };
const long = hex.length / 2;
const PLACES: [number, number][] = [
  [-1, long],
  [at + 0.5, long],
  [at, 0],
  [at, -1],
  [at, long + 0.5],
  [2 ** 32, long],
  [at, 2 ** 32],
  [2 ** 32 - 1, long],
  [at, 2 ** 32 - 1 - at],
  [at, 2 ** 32 - at],
  [storage.length, 1],
  [storage.length - 1, 2],
];
for (const [offset, length] of PLACES) {
  test(`DERS-SUP-032 there is no library of ${length} bytes at ${offset}`, () => {
    assert.match(answers([`ceiling ${offset} ${length} 0`])[0] ?? '', /^0 0 0 /);
    assert.is(readCeiling(new MemoryStorage(storage), offset, length, 0), null);
  });
}

test('DERS-SUP-032 whichever read fails, the ceiling is not read', () => {
  // A head of one byte and seven of one to three, the key, the record.
  const reads = 24;
  const ask = (n: number) => [`readable ${n}`, `ceiling ${at} ${long} 0`];
  const all = answers(Array.from({ length: reads + 1 }, (_, n) => ask(n)).flat()).filter(
    (_, i) => i % 2 === 1,
  );
  const needed = all.findIndex((answer) => answer.startsWith('1 360000 50000 '));
  assert.ok(needed > 10, `${needed} reads needed`);
  all.forEach((answer, n) => assert.match(answer, n < needed ? /^0 0 0 / : /^1 360000 50000 /, `${n} reads`));
});

// ---- keys

test('DERS-HAL-009 in any story the C code tells the same edges as its twin', () => {
  const contact = fc
    .tuple(fc.constantFrom(0, 1, 15, 16, 21), fc.boolean())
    .map(([key, on]) => `contact ${key} ${on ? 1 : 0}`);
  const line = fc.oneof(
    { weight: 3, arbitrary: contact },
    { weight: 2, arbitrary: fc.nat(40).map((ms) => `turn ${ms}`) },
    { weight: 1, arbitrary: fc.nat(40).map((ms) => `wait ${ms}`) },
    { weight: 1, arbitrary: fc.nat(21).map((key) => `hold ${key}`) },
  );
  const told = fc.sample(fc.array(line, { minLength: 40, maxLength: 80, size: 'max' }), {
    numRuns: 100,
    seed: 5,
  });
  const all = answers(told.flatMap((events) => ['begin', ...events, 'wait 100']));
  let place = 0;
  let edges = 0;
  for (const events of told) {
    const bench = new SupervisorBench(storage, VECTORS.storage.slots);
    place++;
    for (const event of [...events, 'wait 100']) {
      const twin = bench.obey(event);
      edges += twin.split('@').length - 1;
      assert.is(all[place++], twin, event);
    }
  }
  assert.ok(edges > 500, `${edges} edges`);
});

test('DERS-HAL-009 there is no key 22', () => {
  const said = answers([
    'contact 22 1',
    'hold 22',
    'contact 4294967295 1',
    'wait 100',
    'contact 22 0',
    'wait 100',
  ]);
  for (const answer of said) assert.not.match(answer, /@/);
});

// ---- what the twin does not have

test('DERS-SUP-033 without hardware, a mechanism or a beginning everything is refused', () => {
  const [said] = host(['refusals']).stdout.split('\n');
  const begun = '-1 -1 -2 -1 -1 -1 -1 -1 -1 -1 -2 -2 -2 -2 -2 -2 -2 -2 5963287';
  assert.is(said, `${begun} 0 1 0 0 0 1 -1 0 1 0 0 0 1`);
});

test('DERS-SUP-033 counters may wrap', () => {
  const said = answers([
    'begin',
    'edge 15 1',
    'order -1 0 0 -1 360000 1000 0 0 0 0 0 0',
    'run 0 360000 5000',
    // A new supervisor, which stops the motor, just before both counters wrap.
    'wrap',
    'wait 4000',
    'edge 15 1',
    'order -1 0 0 -1 360000 1000 0 0 0 0 0 0',
    'run 0 360000 5000',
    'wait 4000',
  ]);
  const steps = 2 ** 32 - 101;
  assert.is(said[5], `- 0 1 0 0 0 0 0 ${steps} 1000`);
  assert.match(said[9] as string, /^- 2 0 400 0 0 0 400 699 /);
});

const NUMBERS: [string, string][] = [
  ['0', '0'],
  ['-1', '-1'],
  ['9007199254740991', '9007199254740991'],
  ['9007199254740992', '-9223372036854775808'],
  ['-9007199254740992', '-9223372036854775808'],
  ['1e300', '-9223372036854775808'],
  ['0.5', '-9223372036854775808'],
  ['nan', '-9223372036854775808'],
  ['inf', '-9223372036854775808'],
];
for (const [number, whole] of NUMBERS) {
  test(`DERS-SUP-033 ${number} as a whole number of the application: ${whole}`, () => {
    assert.is(answers([`whole ${number}`])[0]?.split(' ')[0], whole);
  });
}

test('DERS-SUP-033 each call lets the interrupt in again, and none keeps it out twice', () => {
  const calls = ['order 1', 'run 0 1 1', 'renew 1', 'stop', 'reset'];
  answers(['begin', ...calls, ...calls]);
});

test.run();
