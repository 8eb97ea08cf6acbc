// Demonstration keys and libraries: the same bytes each time, and faults that a pump tells apart.
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { verifyLibrary } from '../../drug-library-loader/signature/verify';
import {
  LIBRARIES,
  LIBRARY_FAULTS,
  NoLibrary,
  demonstrationKey,
  demonstrationTrust,
  demonstrationTrustBytes,
  librarySource,
  signedDemonstration,
} from '../../simulator/demonstration';
import { suite } from '../suite';

const test = suite('simulator/demonstration');
const HOSPITAL = join(LIBRARIES, 'demonstration-hospital');
const AT = new Date('2026-12-07T12:00:00Z');

function code(file: Buffer, release = false): number {
  return verifyLibrary(file, { trust: demonstrationTrust(), at: AT, release }).code;
}

test('DERS-SIM-037 a source signed twice gives the same bytes, which a pump takes', () => {
  const signed = signedDemonstration(HOSPITAL);
  assert.ok(signed.equals(signedDemonstration(HOSPITAL)));
  assert.is(code(signed), 0);
  assert.ok(demonstrationTrustBytes().equals(demonstrationTrustBytes()));
});

test('DERS-SIM-037 a release build refuses what demonstration keys signed', () => {
  assert.is(code(signedDemonstration(HOSPITAL), true), 655);
});

test('DERS-SIM-037 each person and role has a key of its own, marked as demonstration', () => {
  const ids = [
    demonstrationKey('author', 'a').id,
    demonstrationKey('author', 'b').id,
    demonstrationKey('approver', 'a').id,
  ];
  assert.is(new Set(ids).size, 3);
  assert.is(demonstrationKey('author', 'a').id, ids[0]);
  assert.ok(demonstrationKey('author', 'a').demonstration);
});

for (const [fault, reason] of [
  ['corrupt', 665],
  ['not authentic', 652],
  ['one signature', 647],
] as const) {
  test(`DERS-SIM-037 a library that is ${fault} is refused with ${reason}`, () => {
    assert.ok(LIBRARY_FAULTS.includes(fault));
    assert.is(code(signedDemonstration(HOSPITAL, { fault })), reason);
  });
}

test('DERS-SIM-037 a release with another sequence is good', () => {
  const signed = signedDemonstration(HOSPITAL, { sequence: 9 });
  const verification = verifyLibrary(signed, { trust: demonstrationTrust(), at: AT });
  assert.equal([verification.code, verification.manifest?.sequence], [0, 9]);
});

test('DERS-SIM-037 sources are found by name and by path, and the likely one is named', () => {
  assert.is(librarySource('demonstration-base'), join(LIBRARIES, 'demonstration-base'));
  assert.is(librarySource('demonstration-base', LIBRARIES), join(LIBRARIES, 'demonstration-base'));
  assert.throws(() => librarySource('demonstration-bse'), /Did you mean "demonstration-base"/);
});

test('DERS-SIM-037 a source that cannot be compiled is not signed', () => {
  try {
    signedDemonstration(__dirname);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, NoLibrary);
    assert.match((error as Error).message, 'cannot be signed');
  }
});

test.run();
