// The C tests of js_runtime.h, once for each back-end that was built: both must pass the same list.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../../suite';

const build = resolve(__dirname, '../../../build');
const BACK_ENDS = [
  ['Duktape', 'binding-test'],
  ['JerryScript', 'binding-test-jerryscript'],
];

const test = suite('hal/jerryscript-bindings');
const lines = (run: SpawnSyncReturns<string>): string[] => run.stdout.split('\n').slice(0, -1);

function idOf(title: string): string {
  if (/byte code .*refused/.test(title)) return 'DERS-SEAM-003';
  return /byte code/.test(title) ? 'DERS-SEAM-002' : 'DERS-SEAM-001';
}

for (const [name, file] of BACK_ENDS) {
  const program = resolve(build, file);
  if (!existsSync(program)) {
    const title = `DERS-SEAM-001 the seam over ${name}`;
    if (name === 'Duktape')
      test(title, () => assert.unreachable(`build/${file} is missing: npm run build:js-host`));
    else test.skip(title, 'no JerryScript was installed when js-host was built (JERRYSCRIPT_PREFIX)');
    continue;
  }
  let answers: string[] = [];
  test.before(() => {
    answers = lines(spawnSync(program, { encoding: 'utf8', timeout: 120_000 }));
  });
  for (const title of lines(spawnSync(program, ['--list'], { encoding: 'utf8' }))) {
    test(`${idOf(title)} ${name}: ${title}`, () => {
      const answer = answers.find((line) => line.replace(/^(not )?ok /, '').split(':')[0] === title);
      assert.is(answer ?? 'no answer: the program ended before', `ok ${title}`);
    });
  }
}

test.run();
