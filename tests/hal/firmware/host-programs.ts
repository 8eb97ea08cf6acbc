// C of the firmware compiled for this machine, with sanitisers: what needs no board is tested here.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
const sodium = join(root, 'node_modules/sodium-native/libsodium/src/libsodium');
const SODIUM_SOURCES = [
  'crypto_sign/ed25519/ref10/open.c',
  'crypto_sign/ed25519/ref10/sign.c',
  'crypto_core/ed25519/ref10/ed25519_ref10.c',
  'crypto_hash/sha256/cp/hash_sha256_cp.c',
  'crypto_hash/sha512/cp/hash_sha512_cp.c',
  'crypto_verify/sodium/verify.c',
  'sodium/utils.c',
];
const INCLUDES = ['include', 'include/sodium', 'include/sodium/private'].map(
  (path) => `-I${join(sodium, path)}`,
);

function run(parameters: string[]): void {
  const { status, stderr, error } = spawnSync('gcc', parameters, { encoding: 'utf8', cwd: root });
  if (status !== 0) throw new Error(`gcc ${parameters.join(' ')}\n${error?.message ?? stderr}`);
}

/** Compiles and links; the program's path. Paths are from the top of the repository. */
export function hostProgram(name: string, sources: string[], flags: string[] = []): string {
  const folder = join(root, 'build/host-programs');
  mkdirSync(folder, { recursive: true });
  const program = join(folder, name);
  const sanitisers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-g', '-O1'];
  const warnings = ['-std=c99', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror'];
  const libraries = SODIUM_SOURCES.map((path) => join(sodium, path));
  // libsodium without sanitisers: it shifts negative numbers, as it may with the compilers it knows.
  const archive = join(folder, 'sodium');
  mkdirSync(archive, { recursive: true });
  const objects = libraries.map((path) => join(archive, `${path.split('/').at(-1)}.o`));
  libraries.forEach((path, i) =>
    run([
      '-O2',
      '-w',
      '-ffunction-sections',
      '-DNATIVE_LITTLE_ENDIAN=1',
      '-DCONFIGURED=1',
      ...INCLUDES,
      '-c',
      path,
      '-o',
      objects[i],
    ]),
  );
  run([
    ...warnings,
    ...sanitisers,
    ...INCLUDES,
    ...flags,
    ...sources,
    ...objects,
    '-Wl,--gc-sections',
    '-lm',
    '-o',
    program,
  ]);
  return program;
}
