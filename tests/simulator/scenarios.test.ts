// Every scenario of simulator/scenarios is a test of its own, with its requirement ids.
import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { createColors } from 'picocolors';
import * as assert from 'uvu/assert';
import { play } from '../../simulator/scenario/play';
import { report } from '../../simulator/scenario/report';
import { readScenario } from '../../simulator/scenario/scenario';
import { suite } from '../suite';

const test = suite('simulator/scenarios');
const FOLDER = resolve(__dirname, '../../simulator/scenarios');
const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .sort();

/** ms of wall time: far above what any of them takes. */
const TIMEOUT = 120_000;

for (const name of FILES) {
  const scenario = readScenario(join(FOLDER, name));
  test(`${scenario.requirements.join(' ')} ${basename(name, '.yaml')}: ${scenario.title}`, () => {
    const played = play(scenario, { timeout: TIMEOUT });
    assert.is(played.outcome, 'passed', `\n${report(played, createColors(false))}`);
  });
}

test('DERS-SIM-040 at least 60 cases are played, each with a title of its own', () => {
  const titles = FILES.map((name) => readScenario(join(FOLDER, name)).title);
  assert.ok(FILES.length >= 60, `${FILES.length}`);
  assert.is(new Set(titles).size, FILES.length);
});

test.run();
