// The C parts under the sanitisers: with clang's coverage-guided fuzzer, and as plain programs that play kept inputs again.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as signed from '../engine/library/signed';
import { hostProgram } from '../hal/firmware/host-programs';

const root = resolve(__dirname, '../..');
const built = join(root, 'build/fuzz');

export interface CPart {
  name: string;
  promise: string;
  sources: string[];
  seeds: () => Buffer[];
}

const file = signed.fileOf(signed.goodParts());
const list = signed.trustBytes();
/** How it is tried, three bytes, and one for the reads (tests/fuzz/c/fuzz_signed_library.c). */
const tried = (how: number, bytes: Uint8Array) => Buffer.concat([Buffer.from([how, 0, 9, 0, 0]), bytes]);

export const C_PARTS: readonly CPart[] = [
  {
    name: 'c-cbor',
    promise: 'a reader that goes forward and stays inside',
    sources: ['fuzz_cbor.c', 'cbor.c'],
    seeds: () => [file, list, Buffer.from('a2016474657874024103', 'hex')],
  },
  {
    name: 'c-signed-library',
    promise: 'refused, or the very content that was signed; storage that fails is no crash',
    sources: [
      'fuzz_signed_library.c',
      'acceptance.c',
      'signed_library.c',
      'cbor.c',
      '../jerryscript-bindings/storage.c',
    ],
    seeds: () => [tried(0, file), tried(1, file), tried(2, file), tried(3, file), tried(4, list)],
  },
  {
    name: 'c-link-frame',
    promise: 'what is read is what was framed, after whatever came before',
    sources: ['fuzz_link_frame.c', 'link_frame.c', '../jerryscript-bindings/storage.c'],
    seeds: () => [Buffer.from('0411223344050102030400', 'hex'), Buffer.alloc(300, 1), Buffer.alloc(600, 0)],
  },
  {
    name: 'c-supervisor',
    promise: 'no motion without order and START, above the highest rate or after the lease',
    sources: [
      'fuzz_supervisor.c',
      ...['supervisor.c', 'supervisor_ceiling.c', 'supervisor_deviation.c', 'supervisor_order.c'],
    ],
    // START, an order outside the library, run, and time.
    seeds: () => [Buffer.from('0000' + '07' + '020a00020064' + '030000012c' + '9e0a00' + '9e0a00', 'hex')],
  },
];

const FLAGS = ['-std=c99', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-g', '-O1'];
const SANITISERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

function bytesOf(name: string, bytes: Uint8Array): string {
  return `static const unsigned char ${name}[] = {${[...bytes].join(',')}};\n`;
}

/** What the harness of signed files takes for authentic. */
function writeAuthentic(): void {
  mkdirSync(built, { recursive: true });
  const digest = [...signed.sha256(signed.CONTENT)].join(',');
  writeFileSync(
    join(built, 'fuzz_authentic.h'),
    `${bytesOf('TRUST_LIST', list)}static const unsigned char AUTHENTIC[1][32] = {{${digest}}};\n#define AUTHENTIC_DAY ${signed.TODAY}\n`,
  );
}

function run(command: string, words: string[]): string {
  const { status, stderr, error } = spawnSync(command, words, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')}\n${error?.message ?? stderr}`);
  return stderr;
}

const pathOf = (source: string) =>
  source.startsWith('fuzz_') ? `tests/fuzz/c/${source}` : join('hal/firmware', source);
const INCLUDES = ['-Ihal/firmware', `-I${built}`];
/** crypto.c under another name for its verification, so that the harness can stand in front of it. */
const RENAMED = '-Dders_ed25519_verify=ders_real_verify';

/** The fuzzer of a part; throws where clang or its runtime is missing. */
export function fuzzerOf(part: CPart): string {
  writeAuthentic();
  const program = join(built, part.name);
  const more: string[] = [];
  if (part.name === 'c-signed-library') {
    // Links crypto.c and libsodium as tests/hal/firmware does; those are not under the fuzzer's eye.
    more.push(...cryptoObjects());
  }
  const words = [
    ...FLAGS,
    ...SANITISERS,
    '-fsanitize=fuzzer',
    '-Wl,--gc-sections',
    '-lm',
    ...INCLUDES,
    ...part.sources.map(pathOf),
  ];
  run('clang', [...words, ...more, '-o', program]);
  return program;
}

function cryptoObjects(): string[] {
  const object = join(built, 'crypto.o');
  const sodium = 'node_modules/sodium-native/libsodium/src/libsodium/include';
  hostProgram('fuzz-crypto', ['tests/fuzz/c/replay_nothing.c'], []);
  run('gcc', [
    '-O1',
    '-c',
    RENAMED,
    `-I${sodium}`,
    `-I${sodium}/sodium`,
    'hal/firmware/crypto.c',
    '-o',
    object,
  ]);
  const folder = join(root, 'build/host-programs/sodium');
  const objects = readdirSync(folder).filter((name) => name.endsWith('.o'));
  return [object, ...objects.map((name) => join(folder, name))];
}

/** A program that plays inputs again: it needs gcc alone. */
export function replayerOf(part: CPart): string {
  writeAuthentic();
  const program = join(built, `${part.name}-replay`);
  const words = [
    ...FLAGS,
    ...SANITISERS,
    '-Wl,--gc-sections',
    ...INCLUDES,
    'tests/fuzz/c/replay_main.c',
    ...part.sources.map(pathOf),
  ];
  const more = part.name === 'c-signed-library' ? cryptoObjects() : [];
  run('gcc', [...words, ...more, '-o', program]);
  return program;
}

/** Plays files again; what the sanitisers or the harness said, empty where all is well. */
export function replay(program: string, files: string[]): string {
  const { status, stderr } = spawnSync(program, files, { encoding: 'utf8', timeout: 60_000 });
  return status === 0 ? '' : stderr || `ended with ${status}`;
}

export interface CFuzzed {
  runs: number;
  /** Lines of code that were reached, as the fuzzer counts them. */
  edges: number;
  crashes: { input: Buffer; problem: string }[];
}

/** Fuzzes for some seconds; what it found stays in build/fuzz for the next time. */
export function fuzz(part: CPart, kept: Buffer[], seconds: number, seed: number): CFuzzed {
  const program = fuzzerOf(part);
  const found = join(built, `${part.name}-corpus`);
  mkdirSync(found, { recursive: true });
  [...part.seeds(), ...kept].forEach((bytes, i) => writeFileSync(join(found, `seed-${i}`), bytes));
  const crashes = mkdtempSync(join(tmpdir(), 'ders-fuzz-'));
  const words = [
    `-max_total_time=${seconds}`,
    `-seed=${seed}`,
    '-max_len=4096',
    '-timeout=10',
    '-rss_limit_mb=1024',
  ];
  const { stderr } = spawnSync(
    program,
    [...words, `-artifact_prefix=${crashes}/`, '-print_final_stats=1', found],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  const inputs = readdirSync(crashes).map((name) => readFileSync(join(crashes, name)));
  rmSync(crashes, { recursive: true });
  const problem = stderr
    .split('\n')
    .filter((line) => /ERROR|SUMMARY|runtime error/.test(line))
    .join('\n');
  return {
    runs: Number(/number_of_executed_units:\s*(\d+)/.exec(stderr)?.[1] ?? 0),
    edges: Number([...stderr.matchAll(/cov: (\d+)/g)].at(-1)?.[1] ?? 0),
    crashes: inputs.map((input) => ({ input, problem })),
  };
}
