// The core on the emulated board: the image boots, proves its C, verifies and opens a library in flash, and judges programs as Node does.
import * as assert from 'uvu/assert';
import { sampleLibrary } from '../../../bench/sample-library';
import { Library, infusionProgram, judgeProgram, parseUnit } from '../../../engine/index';
import { MemoryStorage } from '../../../hal/desktop/memory-storage';
import { suite } from '../../suite';
import { Emulator } from './emulator';
import { openCommand, signedRelease } from './release';

const test = suite('hal/firmware core on mps2-an386');
const release = signedRelease(sampleLibrary(60));
const library = new Library(new MemoryStorage(release.bytes));
let board: Emulator;

test.before(async () => {
  library.open(0, release.bytes.length);
  board = new Emulator({ image: 'test_core', library: release.file });
  assert.is(await board.line(), 'core mps2-an386 duktape');
  assert.is(await board.line(), 'self-test ok');
});
test.after(() => board.stop());

test('DERS-FW-001 the image opens a signed library in flash and judges a program', async () => {
  assert.match(await board.ask(openCommand(release)), /^open 0 0 \d+$/);
  for (const dose of ['5 mcg/kg/min', '500 mcg/kg/min', '90 mcg/kg/min']) {
    const key = library.key(7);
    assert.ok(key);
    const expected = judgeProgram(
      infusionProgram({ type: 'continuous', weight: '82 kg', dose, volume: '250 mL' }),
      library.limits(key.careArea, 7),
      [],
    );
    const units = [parseUnit('kg'), parseUnit('mcg/kg/min'), parseUnit('mL')];
    const numbers = `1 82 0 ${units[0]} 7 ${dose.split(' ')[0]} 0 ${units[1]} 5 250 0 ${units[2]}`;
    const line = `check ${key.careArea} 0 0 ${key.drug} ${key.therapy} ${key.variant} 1 3 ${numbers} 0 0`;
    assert.is((await board.ask(line)).split(' ').slice(1, 3).join(), `0,${expected}`);
  }
});

test.run();
