// Scenario files: read, or told what is wrong with them.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { Mistakes, readScenario } from '../../simulator/scenario/scenario';
import type { Change } from './mutate';
import type { Target } from './target';

const FOLDER = resolve(__dirname, '../../simulator/scenarios');
const WORDS = [
  'expect',
  'press',
  'advance',
  '10 min',
  '1e9',
  '-0',
  'NaN',
  '""',
  '"',
  '#',
  '|',
  '&a',
  '*a',
  '!!js',
  '{',
  '[',
  '\t',
  'within',
];

/** Lines exchanged, doubled or moved in from another file; words put where others stood. */
const LINES: Change[] = [
  (bytes, draw, others) => {
    const lines = bytes.toString().split('\n');
    const other = (others[draw(others.length)] as Buffer).toString().split('\n');
    lines.splice(draw(lines.length), draw(2), other[draw(other.length)] as string);
    return Buffer.from(lines.join('\n'));
  },
  (bytes, draw) => {
    const words = bytes.toString().split(' ');
    words[draw(words.length)] = WORDS[draw(WORDS.length)] as string;
    return Buffer.from(words.join(' '));
  },
];

let folder = '';

function place(): string {
  if (folder === '') {
    folder = mkdtempSync(join(tmpdir(), 'ders-fuzz-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  return join(folder, 'scenario.yaml');
}

export const scenarioFile: Target = {
  name: 'scenario-file',
  promise: 'read, or refused with file and line',
  seeds: () =>
    readdirSync(FOLDER)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readFileSync(join(FOLDER, name))),
  changes: LINES,
  run(input) {
    const path = place();
    writeFileSync(path, input);
    try {
      const { steps } = readScenario(path);
      assert.ok(Array.isArray(steps));
    } catch (error) {
      if (!(error instanceof Mistakes)) throw error;
      assert.match(error.message, /scenario\.yaml:\d+/);
    }
  },
};
