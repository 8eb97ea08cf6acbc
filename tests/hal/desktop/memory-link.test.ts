import * as assert from 'uvu/assert';
import { MemoryLink } from '../../../hal/desktop/memory-link';
import { suite } from '../../suite';

const test = suite('hal/desktop/memory-link');

test('DERS-HAL-013 a frame is copied on its way', () => {
  const link = new MemoryLink();
  const frame = Uint8Array.of(1, 2);
  assert.ok(link.deliver(frame));
  frame[0] = 9;
  const buffer = new Uint8Array(2);
  assert.is(link.receive(buffer), 2);
  assert.equal([...buffer], [1, 2]);
  assert.ok(link.send(buffer, 1));
  buffer[0] = 9;
  assert.equal([...(link.take() as Uint8Array)], [1]);
  assert.is(link.take(), undefined);
});

test('DERS-HAL-013 an unplugged cable carries nothing, and what was on it is gone', () => {
  const link = new MemoryLink();
  link.deliver(Uint8Array.of(1));
  link.send(Uint8Array.of(1), 1);
  assert.is(link.waiting, 1);
  link.unplug();
  assert.equal([link.receive(new Uint8Array(4)), link.take(), link.waiting], [0, undefined, 0]);
  assert.equal([link.deliver(Uint8Array.of(1)), link.send(Uint8Array.of(1), 1)], [false, false]);
  link.connected = true;
  assert.ok(link.deliver(Uint8Array.of(1)) && link.send(Uint8Array.of(1), 1));
});

test('DERS-HAL-013 an empty frame is none', () => {
  const link = new MemoryLink();
  link.deliver(new Uint8Array(0));
  link.deliver(Uint8Array.of(5));
  assert.is(link.receive(new Uint8Array(4)), 1);
});

test.run();
