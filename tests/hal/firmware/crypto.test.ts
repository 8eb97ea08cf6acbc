// The C crypto on the emulated boards: its own start-up vectors, and Wycheproof's signatures.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../../suite';
import { Emulator } from './emulator';

const test = suite('hal/firmware crypto');
const vectors = process.env.DERS_VECTORS ?? resolve(__dirname, '../../../../shared/vectors');
const path = join(vectors, 'wycheproof-ed25519.json');
const TITLE = "DERS-FW-003 Wycheproof's Ed25519 signatures are judged on the board as they should be";

interface Group {
  publicKey: { pk: string };
  tests: { tcId: number; msg: string; sig: string; result: 'valid' | 'invalid' }[];
}

if (existsSync(path)) {
  test(TITLE, async () => {
    const groups: Group[] = JSON.parse(readFileSync(path, 'utf8')).testGroups;
    const board = new Emulator({ image: 'test_core' });
    let count = 0;
    try {
      await board.line();
      await board.line();
      for (const { publicKey, tests } of groups) {
        for (const { tcId, msg, sig, result } of tests) {
          const answer = await board.ask(`verify ${publicKey.pk} ${sig || '-'} ${msg || '-'}`);
          assert.is(answer.split(' ')[1], result === 'valid' ? '0' : '-1', `test ${tcId}`);
          count++;
        }
      }
    } finally {
      await board.stop();
    }
    assert.is(count, 151);
  });
} else test.skip(TITLE, `${path} is not there`);

test('DERS-FW-004 the STM32F405 boots its C image without a JavaScript runtime and passes its self-test', async () => {
  const board = new Emulator({ board: 'netduinoplus2', runtime: 'none', image: 'test_c' });
  try {
    assert.is(await board.line(), 'c netduinoplus2');
    assert.is(await board.line(), 'self-test ok');
    assert.is(await board.ask('still here'), 'still here');
  } finally {
    await board.stop();
  }
});

test.run();
