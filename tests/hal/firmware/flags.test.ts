// The Makefile makes again what other flags go into.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../../suite';

const test = suite('hal/firmware flags');
const folder = mkdtempSync(join(tmpdir(), 'flags-test-'));
test.after(() => rmSync(folder, { recursive: true }));

function make(flags: string, ...more: string[]): number | null {
  const target = join(folder, 'netduinoplus2-none/test_c.o');
  const variables = ['BOARD=netduinoplus2', 'RUNTIME=none', 'IMAGE=test_c', `BUILD=${folder}`];
  const parameters = ['-s', '-C', resolve(__dirname, '../../../hal/firmware'), ...variables, ...more, target];
  return spawnSync('make', [...parameters, `IMAGE_FLAGS=${flags}`], { stdio: 'ignore' }).status;
}

test('DERS-FW-009 an object is made again when the flags of its image change, and only then', () => {
  for (const flags of ['', '-DSOMETHING=1', '-DSOMETHING=\'"two words"\'', '']) {
    assert.is(make(flags, '-q'), 1, `with "${flags}" it is stale`);
    assert.is(make(flags), 0);
    assert.is(make(flags, '-q'), 0, `with "${flags}" it is whole`);
  }
});

test.run();
