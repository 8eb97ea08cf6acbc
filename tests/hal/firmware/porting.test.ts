// The example of docs/porting.md compiles and does what it says; what ders.h writes out of the engine agrees with it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { sampleLibrary, samplePoints } from '../../../bench/sample-library';
import { QUANTITY_NAMES } from '../../../engine/index';
import { suite } from '../../suite';
import { hostProgram } from './host-programs';
import { signedRelease } from './release';

const test = suite('hal/firmware porting');
const root = resolve(__dirname, '../../..');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'porting-test-'));
const CODE = join(root, 'build/firmware/bundle-duktape.code');
const DUKTAPE = '/usr/share/duktape';
test.after(() => rmSync(folder, { recursive: true }));

/** The example, with a block for pointers of 64 bits. */
function example(): string {
  const code = /```c\n([\s\S]*?)```/.exec(text('docs/porting.md'))?.[1];
  assert.ok(code);
  const wide = code.replace('(128 << 10)', '(384 << 10)');
  assert.is.not(wide, code);
  return wide;
}

test('DERS-FW-007 the example of docs/porting.md compiles, accepts what is inside and nothing else', () => {
  const build = join(root, 'build/host-programs');
  mkdirSync(build, { recursive: true });
  writeFileSync(join(build, 'porting_example.c'), example());
  const duktape = join(build, 'duktape.o');
  const seam = join(root, 'hal/jerryscript-bindings/duktape');
  const tuned = [`-I${join(root, 'build/firmware')}`, `-I${seam}`, '-include', 'duk_tuned.h', `-I${DUKTAPE}`];
  const compiled = spawnSync('gcc', [
    '-O1',
    '-w',
    ...tuned,
    '-DDUK_COMPILING_DUKTAPE=',
    '-c',
    join(seam, 'duk_code.c'),
    '-o',
    duktape,
  ]);
  assert.is(compiled.status, 0, String(compiled.stderr));
  const bundle = join(build, 'bundle.o');
  const embedded = spawnSync(
    'gcc',
    ['-c', 'hal/firmware/bundle.S', `-DBUNDLE="${CODE}"`, `-DCODE="${CODE}.inc"`, '-o', bundle],
    { cwd: root },
  );
  assert.is(embedded.status, 0, String(embedded.stderr));
  const program = hostProgram(
    'porting',
    [
      'tests/hal/firmware/porting_host.c',
      'build/host-programs/porting_example.c',
      ...['ders.c', 'acceptance.c', 'signed_library.c', 'cbor.c', 'crypto.c'].map(
        (name) => `hal/firmware/${name}`,
      ),
      ...['storage.c', 'js_heap.c', 'js_code.c', 'duktape/js_runtime.c'].map(
        (name) => `hal/jerryscript-bindings/${name}`,
      ),
      duktape,
      bundle,
    ],
    [...tuned, `-I${root}`],
  );
  const release = signedRelease(sampleLibrary(60));
  writeFileSync(join(folder, 'library'), release.file);
  writeFileSync(join(folder, 'trust'), release.trust);
  // dose, weight, and what entry 5 of the sample library makes of it
  const asked: [string, string, string][] = [
    [`${samplePoints(5).initial} mcg/kg/min`, '82 kg', '1'],
    ['5000 mcg/kg/min', '82 kg', '0'],
    ['20 mcg/kg/min', '8200 kg', '0'],
    ['20 mg/kg/min', '82 kg', '0'],
    ['20', '82 kg', '0'],
    ['NaN mcg/kg/min', '82 kg', '0'],
  ];
  const parameters = [join(folder, 'library'), join(folder, 'trust'), String(release.today)];
  for (const [dose, weight] of asked) parameters.push(dose, weight);
  const { stdout, stderr, status } = spawnSync(program, parameters, { encoding: 'utf8' });
  assert.is(status, 0, stderr);
  assert.equal(
    stdout.trim().split('\n'),
    asked.map(([, , expected]) => expected),
  );
});

/** The members of an enum in TypeScript or C as names and numbers. */
function members(source: string, name: string): Map<string, number> {
  const body = new RegExp(`enum ${name} \\{([\\s\\S]*?)\\n\\s*\\};?`).exec(`${source}\n`)?.[1] ?? '';
  const found = [...body.matchAll(/(\w+) = (0x[0-9a-f]+|-?\d+)/g)];
  assert.ok(found.length > 0, name);
  return new Map(found.map(([, member, value]) => [member, Number(value)]));
}

// C enum, its file, its prefix, the engine's enum and file, C names that are called otherwise there
const ENUMS: [string, string, string, string, string, Record<string, string>][] = [
  [
    'ders_quantity',
    'ders.h',
    'DERS_',
    'Quantity',
    'engine/dose/limit.ts',
    { PROGRAM: 'NONE', QUANTITIES: '' },
  ],
  ['ders_verdict_code', 'ders.h', 'DERS_', 'VerdictCode', 'engine/dose/check.ts', {}],
  ['ders_program_type', 'ders.h', 'DERS_', 'ProgramType', 'engine/dose/infusion-program.ts', {}],
  ['ders_reason', 'reason.h', 'DERS_REASON_', 'Reason', 'engine/reason.ts', {}],
];

for (const [cName, header, prefix, name, source, renamed] of ENUMS) {
  test(`DERS-FW-008 ${cName} of ${header} says what ${name} of the engine says`, () => {
    const engine = members(text(source), name);
    for (const [member, value] of members(text(`hal/firmware/${header}`), cName)) {
      const short = member.slice(prefix.length);
      const other = renamed[short] ?? short;
      if (other !== '') assert.is(value, engine.get(other), member);
    }
  });
}

test('DERS-FW-008 ders.c reads a finding as the engine writes it, and knows as many quantities', () => {
  const field = members(text('engine/dose/finding.ts'), 'Field');
  const order = /enum \{ (SEVERITY[A-Z_, ]*) \}/.exec(text('hal/firmware/ders.c'))?.[1].split(', ') ?? [];
  order.forEach((member, i) => assert.is(field.get(member), i, member));
  assert.is(order.length, 10);
  assert.is(field.get('SIZE'), 19);
  assert.is(members(text('engine/dose/deliverable-rate.ts'), 'RateField').get('SIZE'), 14);
  assert.match(text('hal/firmware/ders.h'), new RegExp(`DERS_QUANTITIES = ${QUANTITY_NAMES.length}\\b`));
});

test.run();
