// Seeds and inputs that once broke something, tried again: on the TypeScript in this process, on the C under gcc's sanitisers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../suite';
import { C_PARTS, replay, replayerOf } from './c-programs';
import { keptInputs } from './kept';
import { drawsOf, mutated } from './mutate';
import { TARGETS } from './targets';

const test = suite('tests/fuzz');

/** Changed inputs of each target in the ordinary run, the same ones each time. */
const CHANGED = 200;

for (const target of TARGETS) {
  test(`DERS-VER-002 ${target.name}: ${target.promise}`, () => {
    const seeds = target.seeds();
    assert.ok(seeds.length > 0);
    for (const seed of seeds) target.run(seed);
    for (const { bytes, file } of keptInputs(target.name)) {
      try {
        target.run(bytes);
      } catch (error) {
        throw new Error(`${file}: ${(error as Error).stack}`);
      }
    }
    const draw = drawsOf(4711);
    for (let i = 0; i < CHANGED; i++)
      target.run(mutated(seeds[draw(seeds.length)] as Buffer, draw, seeds, target.changes));
  });
}

for (const part of C_PARTS) {
  test(`DERS-VER-003 ${part.name}: ${part.promise}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'ders-corpus-'));
    try {
      const draw = drawsOf(4711);
      const seeds = part.seeds();
      const changed = Array.from({ length: CHANGED }, () =>
        mutated(seeds[draw(seeds.length)] as Buffer, draw, seeds),
      );
      const files = [...seeds, ...changed].map((bytes, i) => {
        const file = join(folder, String(i));
        writeFileSync(file, bytes);
        return file;
      });
      const kept = keptInputs(part.name).map(({ file }) => file);
      assert.is(replay(replayerOf(part), [...files, ...kept]), '');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test('DERS-VER-002 the same seed makes the same inputs', () => {
  const [target] = TARGETS;
  const seeds = (target as (typeof TARGETS)[number]).seeds();
  const series = (seed: number) => {
    const draw = drawsOf(seed);
    return Array.from({ length: 50 }, () => mutated(seeds[0] as Buffer, draw, seeds).toString('hex'));
  };
  assert.equal(series(3), series(3));
  assert.not.equal(series(3), series(4));
});

test.run();
