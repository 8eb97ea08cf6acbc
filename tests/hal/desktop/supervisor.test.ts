// The twin of the supervisor: the vectors, with time ms by ms and in jumps, and on the simulated pump.
import * as assert from 'uvu/assert';
import { suite } from '../../suite';
import { SupervisorBench } from './supervisor-bench';
import { VECTORS, lineOf, unmet, vectorStorage } from './supervisor-script';

const test = suite('hal/desktop/supervisor');

const storage = vectorStorage();

/** With jumps a trip may be seen a little later: only what the rules promise whatever the ticks is compared. */
function follows(events: string[], jumps: boolean): void {
  const bench = new SupervisorBench(storage, VECTORS.storage.slots, jumps);
  events.forEach((event, i) => {
    const lacks = unmet(event, bench.obey(lineOf(event)));
    assert.is(lacks, '', `event ${i + 1}, "${event}": ${lacks}`);
  });
}

for (const { title, events } of VECTORS.cases) {
  test(title, () => follows(events, false));
  const faulty = events.some((event) => /^(creep|encoder)/.test(event));
  if (!faulty) test(`${title}, in jumps`, () => follows(events, true));
}

test.run();
