// A library that comes while somebody chooses from the one before.
import { createHash } from 'node:crypto';
import * as assert from 'uvu/assert';
import { decodeAnswer, encodeRequest } from '../../../drug-library-loader/service/message';
import { Reason } from '../../../engine/reason';
import { BLOCK, FileKind } from '../../../engine/service/library-slots';
import { Message } from '../../../engine/service/service';
import { KeyCode } from '../../../hal/hal';
import { suite } from '../../suite';
import { signedOfTests } from './pump-library';
import { type TestPump, testPump } from './test-pump';

const test = suite('engine/pump/library-change');
const NEXT_RELEASE = signedOfTests(8);

function ask(pump: TestPump, message: Message, ...values: (number | Uint8Array)[]): Reason {
  pump.link.deliver(encodeRequest(1, message, values));
  pump.advance(2000);
  return decodeAnswer(pump.link.take() as Uint8Array)?.reason ?? Reason.CANNOT_JUDGE;
}

function install(pump: TestPump): void {
  const digest = createHash('sha256').update(NEXT_RELEASE).digest();
  ask(pump, Message.BEGIN, FileKind.LIBRARY, NEXT_RELEASE.length, digest);
  for (let at = 0; at < NEXT_RELEASE.length; at += BLOCK)
    ask(pump, Message.BLOCK, at, NEXT_RELEASE.subarray(at, at + BLOCK));
  for (let reason = Reason.IN_PROGRESS as Reason; reason === Reason.IN_PROGRESS; )
    reason = ask(pump, Message.COMMIT);
  assert.is(pump.pump.libraries.manifest?.sequence, 8);
}

const PLACES: [string, (pump: TestPump) => TestPump][] = [
  ['the care area', (pump) => pump.choose('Yes')],
  ['the drug', (pump) => pump.choose('Yes').choose('Adult ICU')],
  ['the concentration', (pump) => pump.choose('Yes').choose('Adult ICU').choose('EXAMPLamine')],
];

for (const [where, begin] of PLACES)
  test(`DERS-PUMP-151 a library that comes while ${where} is chosen: chosen again, and a dose is asked for as a dose`, () => {
    const pump = begin(testPump());
    install(pump);
    if (where === 'the care area') pump.choose('Adult ICU').shows('The drug library is another one now');
    else if (where === 'the drug') pump.choose('EXAMPLamine').choose('400 mg');
    else pump.choose('400 mg');
    while (pump.title().startsWith('ADVICE')) pump.choose('I have read this');
    // By whichever way: what was chosen in the old library is not asked for, and the choice begins again.
    for (let presses = 0; presses < 9 && pump.title() !== 'Care area'; presses++) pump.key(KeyCode.BACK);
    pump.choose('Adult ICU').drug('EXAMPLamine', '400 mg');
    assert.is(pump.title(), 'Weight');
    pump.enter('80');
    assert.is(pump.title(), 'Dose');
    pump.enter('5').enter('20').start();
    assert.is(pump.rate(), 15);
  });

test('DERS-PUMP-151 what was chosen in a library that is gone is asked for no further', () => {
  const pump = PLACES[1]?.[1](testPump()) as TestPump;
  install(pump);
  pump.choose('SALine');
  pump.shows('The drug library cannot be read');
  assert.is(pump.pump.delivery.infusion, null);
});

test.run();
