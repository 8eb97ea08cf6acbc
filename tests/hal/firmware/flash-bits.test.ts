// Bits of the stored library changed, on the emulated board: refused at the start with the code that the engine gives, and never infused by.
// The ordinary run takes every 17th bit of the envelope and every 211th of the content; DERS_LONG=1 takes all.
import * as assert from 'uvu/assert';
import { sampleLibrary } from '../../../bench/sample-library';
import { statusOf } from '../../../drug-library-loader/service/pump-status';
import { Proof } from '../../../engine/index';
import { Message } from '../../../engine/service/service';
import { Stage } from '../../../simulator/scenario/stage';
import { verified } from '../../engine/library/signed';
import { suite } from '../../suite';
import { RawCable, emulatedPump, smallLibrary } from './emulated-pump';
import { Emulator } from './emulator';
import { NO_JERRYSCRIPT, RUNTIMES } from './images';
import { openCommand, signedRelease } from './release';

const test = suite('hal/firmware flash-bits');
const LONG = process.env.DERS_LONG === '1';
const release = signedRelease(sampleLibrary(2));
const { file, bytes } = release;
/** Bits before the content: tags, manifest, headers, signatures. */
const ENVELOPE = (file.length - bytes.length) * 8;
const BITS = file.length * 8;

function bitsOf(from: number, to: number, step: number): number[] {
  const bits: number[] = [];
  for (let bit = from; bit < to; bit += LONG ? 1 : step) bits.push(bit);
  return bits;
}

const BOTH = [...bitsOf(0, ENVELOPE, 17), ...bitsOf(ENVELOPE, BITS, 211)];
const say = LONG ? `each of ${BITS} bits` : `${BOTH.length} of ${BITS} bits (DERS_LONG=1: each)`;

function changed(bit: number, of = file): Buffer {
  const other = Buffer.from(of);
  other[bit >> 3] ^= 1 << (bit & 7);
  return other;
}

for (const runtime of ['duktape', 'jerryscript']) {
  const title = `DERS-FW-042 ${runtime}: ${say} of the stored library changed, the core refuses it with the engine's code`;
  if (!RUNTIMES.includes(runtime)) {
    test.skip(title, NO_JERRYSCRIPT);
    continue;
  }
  test(title, async () => {
    const board = new Emulator({ image: 'test_core', runtime, library: file });
    try {
      await board.line();
      assert.is(await board.line(), 'self-test ok');
      const open = openCommand(release);
      assert.match(await board.ask(open), /^open 0 0 /);
      for (const bit of BOTH) {
        assert.is(await board.ask(`flip ${bit}`), `flip ${bit}`);
        const [, error, reason] = (await board.ask(open)).split(' ').map(Number);
        const expected = verified(changed(bit)).result;
        assert.is.not(expected, Proof.VERIFIED, `bit ${bit}`);
        assert.is.not(error, 0, `bit ${bit}`);
        assert.is(reason, expected as number, `bit ${bit}`);
        assert.is(await board.ask(`flip ${bit}`), `flip ${bit}`);
      }
      assert.match(await board.ask(open), /^open 0 0 /);
    } finally {
      await board.stop();
    }
  });
}

const PUMP_FILE = smallLibrary(7);
const PUMP_BITS = bitsOf(3, PUMP_FILE.length * 8, Math.floor(PUMP_FILE.length * 2.4)).filter(
  (bit) => !LONG || bit % 97 === 0,
);

/** A pump with this file in its slot is switched on and asked for its care areas. */
function switchedOn(file: Buffer, look: (stage: Stage, cable: RawCable) => void): void {
  const pump = emulatedPump(file);
  try {
    pump.bench.powerOn();
    pump.bench.advance(1000);
    const stage = new Stage(pump.bench, __dirname);
    stage.choose('Yes');
    look(stage, new RawCable(pump));
  } finally {
    pump.bench.close();
  }
}

test('DERS-FW-042 the pump offers the care areas of the library as it was signed', () => {
  switchedOn(PUMP_FILE, (stage, cable) => {
    assert.ok(stage.shows('icu'));
    assert.is(statusOf(cable.ask(Message.STATUS).values).reason, 0);
  });
});

test(`DERS-FW-042 ${PUMP_BITS.length} bits changed, one at a time: the pump says that it has no valid library, and does not infuse by it`, () => {
  for (const bit of PUMP_BITS) {
    const file = changed(bit, PUMP_FILE);
    switchedOn(file, (stage, cable) => {
      assert.ok(stage.shows('NO VALID DRUG LIBRARY'), `bit ${bit}`);
      assert.not(stage.shows('icu'), `bit ${bit}`);
      const status = statusOf(cable.ask(Message.STATUS).values);
      assert.is(status.library, null, `bit ${bit}`);
      assert.is(status.reason, verified(file).result as number, `bit ${bit}`);
      stage.press('START');
      stage.bench.advance(60_000);
      assert.is(stage.bench.rate(), 0, `bit ${bit}`);
    });
  }
});

test.run();
