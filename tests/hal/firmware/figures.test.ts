// Instruction counts, heap and image against the committed figures: what became more than 5 % worse fails.
import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { FIGURES, type Figures, measure } from '../../../bench/firmware';
import { suite } from '../../suite';
import { NO_JERRYSCRIPT, RUNTIMES } from './images';

const test = suite('hal/firmware figures');
const committed: Record<string, Figures> = JSON.parse(readFileSync(FIGURES, 'utf8'));
const WORSE = 1.05;

for (const runtime of ['duktape', 'jerryscript']) {
  const title = `DERS-FW-006 ${runtime}: no figure is more than 5 % worse than the committed one`;
  if (!RUNTIMES.includes(runtime)) {
    test.skip(title, NO_JERRYSCRIPT);
    continue;
  }
  test(title, async () => {
    const figures = await measure(runtime);
    for (const [name, value] of Object.entries(figures)) {
      const before = committed[runtime][name as keyof Figures];
      assert.ok(
        value <= before * WORSE,
        `${name}: ${value}, committed ${before} (npm run bench writes new ones)`,
      );
    }
  });
}

test.run();
