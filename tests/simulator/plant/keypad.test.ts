// Contacts: they bounce for at most five milliseconds, end where the finger is, and stick when told.
import * as assert from 'uvu/assert';
import { suite } from '../../suite';
import { SECOND, ideal } from './ideal';

const test = suite('simulator/plant/keypad');

test('DERS-SIM-015 a press closes at once, bounces 5 ms at most, and ends closed; a release likewise', () => {
  const plant = ideal();
  let bounced = 0;
  for (let i = 0; i < 200; i++) {
    plant.advance(SECOND);
    const start = plant.now;
    plant.press('1');
    assert.equal(plant.sensors().keys, ['1']);
    plant.advance(SECOND);
    plant.release('1');
    plant.advance(SECOND);
    const edges = plant.keyEdges(start - 1);
    const pressed = edges.filter(({ at }) => at < start + SECOND);
    const released = edges.filter(({ at }) => at >= start + SECOND);
    assert.equal([pressed.at(0)?.contact, pressed.at(-1)?.contact], ['closed', 'closed']);
    assert.equal([released.at(0)?.contact, released.at(-1)?.contact], ['open', 'open']);
    assert.ok((pressed.at(-1)?.at ?? 0) - start <= 5);
    edges.slice(1).forEach((edge, n) => assert.is.not(edge.contact, edges[n]?.contact));
    bounced += pressed.length > 1 ? 1 : 0;
    assert.equal(plant.sensors().keys, []);
  }
  assert.ok(bounced > 50 && bounced < 200, `${bounced} of 200 bounced`);
});

test('DERS-SIM-015 released within its bounce, a key ends open', () => {
  const plant = ideal();
  for (let i = 0; i < 50; i++) {
    plant.press('ok');
    plant.advance(1);
    plant.release('ok');
    plant.advance(SECOND);
    assert.equal(plant.sensors().keys, []);
  }
});

// name, how the contact is stuck, what is read with the finger off, on, and after it is freed with the finger on
for (const [contact, off, on] of [
  ['closed', ['stop'], ['stop']],
  ['open', [], []],
] as const) {
  test(`DERS-SIM-015 a key stuck ${contact} reads so whatever a finger does`, () => {
    const plant = ideal();
    plant.stickKey('stop', contact);
    assert.equal(plant.sensors().keys, [...off]);
    plant.press('stop');
    plant.advance(SECOND);
    assert.equal(plant.sensors().keys, [...on]);
    plant.freeKey('stop');
    assert.equal(plant.sensors().keys, ['stop']);
    plant.release('stop');
    plant.advance(SECOND);
    assert.equal(plant.sensors().keys, []);
  });
}

test('DERS-SIM-015 two keys are two keys, and edges come in their order in time', () => {
  const plant = ideal({ parameters: { bounce: 0 } });
  plant.press('b');
  plant.advance(3);
  plant.press('a');
  plant.advance(3);
  plant.release('b');
  assert.equal(plant.sensors().keys, ['a']);
  assert.equal(
    plant.keyEdges(-1).map(({ at, key, contact }) => `${at} ${key} ${contact}`),
    ['0 b closed', '3 a closed', '6 b open'],
  );
});

test('DERS-SIM-015 an unplugged handset closes nothing', () => {
  const plant = ideal();
  plant.set({ handset: 'unplugged' });
  plant.press('handset');
  plant.advance(SECOND);
  assert.equal([plant.sensors().keys, plant.sensors().handset], [[], false]);
  plant.release('handset');
  plant.set({ handset: 'connected' });
  plant.press('handset');
  assert.equal([plant.sensors().keys, plant.sensors().handset], [['handset'], true]);
});

test('DERS-SIM-015 how a key stands is remembered longer than its edges', () => {
  const plant = ideal();
  plant.press('1');
  plant.advance(3_600_000);
  plant.stickKey('1', 'closed');
  plant.press('2');
  assert.equal(plant.sensors().keys, ['1', '2']);
});

test('DERS-SIM-017 a key without a name is refused', () => {
  assert.throws(() => ideal().press(''), /no name/);
});

test.run();
