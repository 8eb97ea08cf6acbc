// Inputs that once broke something stay under tests/fuzz/corpus and are tried again in every run of the tests.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CORPUS = join(__dirname, 'corpus');

export interface Kept {
  file: string;
  bytes: Buffer;
}

export function keptInputs(target: string): Kept[] {
  const folder = join(CORPUS, target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .map((file) => ({ file, bytes: readFileSync(file) }));
}

/** Names it after its content; the file's path. */
export function keep(target: string, input: Buffer): string {
  const folder = join(CORPUS, target);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${createHash('sha256').update(input).digest('hex').slice(0, 16)}.bin`);
  writeFileSync(file, input);
  return file;
}
