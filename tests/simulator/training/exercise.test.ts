// Exercises that score themselves: for each one attempt that gets all points and one that does not, with the points it gets.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { type Exercise, begin, exercises, perform, scoreOf } from '../../../simulator/training/exercise';
import { suite } from '../../suite';

interface Attempts {
  exercise: string;
  right: string[];
  wrong: string[];
  /** Right, wrong, most. */
  points: [number, number, number];
}

const test = suite('simulator/training');
const all: Attempts[] = parse(readFileSync(join(__dirname, 'attempts.yaml'), 'utf8'));
const known = exercises();
const named = (name: string) => known.find((each) => each.name === name) as Exercise;

function scored(name: string, steps: string[]) {
  const stage = begin(named(name));
  try {
    for (const step of steps) perform(stage, step);
    return scoreOf(named(name), stage);
  } finally {
    stage.bench.close();
  }
}

test('DERS-SIM-043 every exercise of the list has attempts, and its points make ten', () => {
  assert.equal(
    known.map(({ name }) => name),
    all.map(({ exercise }) => exercise),
  );
  for (const { aim, criteria } of known)
    assert.is(
      [aim, ...criteria].reduce((sum, { points }) => sum + points, 0),
      10,
    );
});

for (const { exercise, right, wrong, points } of all) {
  test(`DERS-SIM-043 ${exercise}: the right attempt gets ${points[0]} of ${points[2]}`, () => {
    const score = scored(exercise, right);
    assert.equal([score.points, score.most], [points[0], points[2]], JSON.stringify(score.reasons));
  });

  test(`DERS-SIM-043 ${exercise}: the wrong one gets ${points[1]}, and hears why`, () => {
    const score = scored(exercise, wrong);
    assert.is(score.points, points[1], JSON.stringify(score.reasons));
    assert.ok(score.reasons.some(({ points, most, why }) => points < most && why.length > 10));
  });

  test(`DERS-SIM-043 ${exercise}: doing nothing gets nothing`, () => {
    const nothing = scored(exercise, []);
    assert.is(nothing.points, 0, JSON.stringify(nothing.reasons));
  });
}

test('DERS-SIM-043 a step that is none is an error, not a point', () => {
  const stage = begin(named('tenfold-slip'));
  assert.throws(() => perform(stage, 'pres START'), /press/);
  stage.bench.close();
});

test.run();
