// Figures of the long checks in the report: those that a run wrote, with revision and day, and nothing where there was none.
import * as assert from 'uvu/assert';
import { FUZZ, SUPERVISOR_MODEL, depthRow } from '../../safety/depth';
import type { Figures } from '../../safety/figures';
import { suite } from '../suite';

const test = suite('safety/depth');
const MODEL = { states: 276_460, properties: 9, possible: 6, takenOut: 16, seconds: 9 };
const figures = <Content>(content: Content, revision: string): Figures<Content> => ({
  revision,
  at: '2026-11-28T06:00:00.000Z',
  content,
});

test('DERS-SAFE-009 a check that was never run has no figures, and the command that makes them', () => {
  const { cells } = depthRow(FUZZ, () => undefined);
  assert.equal(cells[1], { mark: 'open', text: 'no figures' });
  assert.match(JSON.stringify(cells), /build\.sh fuzz/);
});

test('DERS-SAFE-009 what this checkout measured goes before what was kept, each with its own revision and day', () => {
  const of = { run: figures(MODEL, 'aaaa'), kept: figures({ ...MODEL, states: 5 }, 'bbbb') };
  const newest = depthRow(SUPERVISOR_MODEL, (_, which) => of[which]).cells;
  assert.match(String(newest[1]), /^276,460 states in 9 s: 9 properties hold/);
  assert.equal(newest.slice(2), [{ code: 'aaaa' }, '2026-11-28']);
  const kept = depthRow(SUPERVISOR_MODEL, (_, which) => (which === 'kept' ? of.kept : undefined)).cells;
  assert.match(String(kept[1]), /^5 states/);
  assert.equal(kept[2], { code: 'bbbb' });
});

test('DERS-SAFE-009 a fault that fuzzing found is told', () => {
  const content = {
    seconds: 4,
    targets: [
      { name: 'a', runs: 1200, faults: 0 },
      { name: 'b', runs: 800, faults: 2 },
    ],
  };
  const { cells } = depthRow(FUZZ, () => figures(content, 'cccc'));
  assert.is(cells[1], '2,000 inputs on 2 targets in 4 s: 2 faults');
});

test.run();
