// Scenario files that last as long as a test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let count = 0;

/** Writes a file and gives its path. */
export function file(text: string, name = `${++count}.yaml`): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

export const HEAD = 'title: A case\nsource: a test\nrequirements: [DERS-SIM-030]\n';

/** A scenario of these steps on a pump without a library, which needs no compiling. */
export function scenario(steps: string, head = 'library: none\n'): string {
  const indented = steps
    .split('\n')
    .map((line) => `  ${line.trim()}`)
    .join('\n');
  return file(`${HEAD}${head}steps: |\n${indented}\n`);
}
