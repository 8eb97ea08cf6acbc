// Instruction counts, heap and image against the committed figures: what became more than 5 % worse fails.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { type AllFigures, FIGURES, measure } from '../../../bench/firmware';
import { measurePump } from '../../../bench/firmware-pump';
import { suite } from '../../suite';
import { NO_JERRYSCRIPT, RUNTIMES } from './images';

const test = suite('hal/firmware figures');
const committed: AllFigures = JSON.parse(readFileSync(FIGURES, 'utf8'));
const WORSE = 1.05;

function hold(figures: object, before: object): void {
  const limits: Record<string, number> = { ...before };
  assert.equal(Object.keys(figures).sort(), Object.keys(limits).sort());
  for (const [name, value] of Object.entries(figures))
    assert.ok(
      value <= limits[name] * WORSE,
      `${name}: ${value}, committed ${limits[name]} (npm run bench writes new ones)`,
    );
}

for (const runtime of ['duktape', 'jerryscript']) {
  const titles = [
    `DERS-FW-006 ${runtime}: no figure of the core is more than 5 % worse than the committed one`,
    `DERS-FW-043 ${runtime}: no figure of the whole pump is more than 5 % worse than the committed one`,
  ];
  const code = resolve(__dirname, `../../../build/firmware/bundle-${runtime}.code`);
  if (!RUNTIMES.includes(runtime) || !existsSync(code)) {
    const why = RUNTIMES.includes(runtime)
      ? 'the images carry source: JerryScript was built without snapshots'
      : NO_JERRYSCRIPT;
    for (const title of titles) test.skip(title, why);
    continue;
  }
  test(titles[0], async () => hold(await measure(runtime), committed.core[runtime]));
  test(titles[1], () => hold(measurePump(runtime), committed.pump[runtime]));
}

test.run();
