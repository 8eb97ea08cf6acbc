// The staff list: whose code it is, and that nobody's is anybody's in a list that is damaged.
import * as assert from 'uvu/assert';
import { personOf } from '../../../engine/pump/person';
import { List, Provision } from '../../../engine/service/provision';
import { NodeCrypto } from '../../../hal/desktop/node-crypto';
import { NodeFlash } from '../../../hal/desktop/node-flash';
import type { Hal } from '../../../hal/hal';
import { provisionStaff } from '../../../simulator/bench/factory';
import { suite } from '../../suite';

const test = suite('engine/pump/person');

interface Staff {
  flash: NodeFlash;
  start: number;
  length: number;
  whose(code: string): number;
}

function staff(people?: { person: number; code: string }[]): Staff {
  const flash = new NodeFlash();
  provisionStaff(flash, people);
  const provision = new Provision(flash);
  provision.open();
  const start = provision.offset[List.STAFF] as number;
  const hal = { flash, crypto: new NodeCrypto(flash) } as unknown as Hal;
  return {
    flash,
    start,
    length: provision.length[List.STAFF] as number,
    whose: (code) => personOf(hal, start, code),
  };
}

// code, person of the demonstration list
for (const [code, person] of [
  ['2468', 101],
  ['1357', 102],
  ['2469', 0],
  ['246', 0],
  ['24680', 0],
  ['', 0],
  ['02468', 0],
] as const) {
  test(`DERS-PUMP-047 code "${code}" is person ${person}`, () => {
    assert.is(staff().whose(code), person);
  });
}

test('DERS-PUMP-047 the last of many is found, and a code of two persons is the later one’s', () => {
  const people = Array.from({ length: 200 }, (_, i) => ({ person: i + 1, code: String(10_000 + i) }));
  assert.is(staff(people).whose('10199'), 200);
});

test('DERS-PUMP-047 each bit of the list changed, nobody is anybody', () => {
  const { flash, start, length, whose } = staff();
  for (let i = 0; i < length; i++) {
    for (const bit of [1, 128]) {
      flash.cells[start + i] ^= bit;
      assert.equal([whose('2468'), whose('1357')], [0, 0], `byte ${i}`);
      flash.cells[start + i] ^= bit;
    }
  }
  assert.is(whose('2468'), 101);
});

test('DERS-PUMP-047 without a list, with a flash that cannot be read or a digest that is not made: nobody', () => {
  const { flash, start } = staff();
  const crypto = new NodeCrypto(flash);
  const hal = (changes: object) => ({ flash, crypto, ...changes }) as unknown as Hal;
  assert.is(personOf(hal({}), -1, '2468'), 0);
  assert.is(personOf(hal({}), flash.size, '2468'), 0);
  assert.is(personOf(hal({ crypto: { digest: () => false } }), start, '2468'), 0);
  assert.is(personOf(hal({ crypto: { digest: () => 1 } }), start, '2468'), 0);
  const { read } = flash;
  flash.read = () => 0;
  assert.is(personOf(hal({}), start, '2468'), 0);
  flash.read = read;
  assert.is(personOf(hal({}), start, '2468'), 101);
});

test('DERS-PUMP-047 a list that says it has too many, or none, has none', () => {
  const { flash, start, whose } = staff();
  for (const count of [0, 501, 0xffffffff]) {
    flash.cells.writeUInt32BE(count, start);
    assert.is(whose('2468'), 0);
  }
});

test.run();
