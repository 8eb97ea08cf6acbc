// The Makefile makes again what other flags go into.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../../suite';

const test = suite('hal/firmware flags');
const folder = mkdtempSync(join(tmpdir(), 'flags-test-'));
test.after(() => rmSync(folder, { recursive: true }));

const object = join(folder, 'netduinoplus2-none/test_c.o');

/** Makes the object with these flags; when it was written, in ns. */
function made(flags: string): bigint {
  const variables = ['BOARD=netduinoplus2', 'RUNTIME=none', 'IMAGE=test_c', `BUILD=${folder}`];
  const parameters = ['-s', '-C', resolve(__dirname, '../../../hal/firmware'), ...variables, object];
  const { status, stderr } = spawnSync('make', [...parameters, `IMAGE_FLAGS=${flags}`], { encoding: 'utf8' });
  assert.is(status, 0, stderr);
  return statSync(object, { bigint: true }).mtimeNs;
}

test('DERS-FW-009 an object is made again when the flags of its image change, and only then', () => {
  let last = 0n;
  for (const flags of [
    '',
    '-DSOMETHING=1',
    '-DSOMETHING=1 -DMORE',
    '-DSOMETHING=\'"two words"\'',
    '-DMORE',
    '',
  ]) {
    const first = made(flags);
    assert.ok(first > last, `with "${flags}" it is made again`);
    assert.is(made(flags), first, `with "${flags}" it is whole`);
    last = first;
  }
});

test.run();
