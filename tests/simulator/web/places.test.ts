// The pump behind a page changes its place: what pages are told, and what happens where that does not go.
import * as assert from 'uvu/assert';
import { BoardError } from '../../../simulator/target/board-process';
import { BenchSession } from '../../../simulator/web/bench-session';
import type { Place } from '../../../simulator/web/message';
import { Places } from '../../../simulator/web/places';
import { type Targets, openPanel } from '../../../simulator/web/server';
import type { Session } from '../../../simulator/web/session';
import { suite } from '../../suite';
import { Client } from './panel-client';
import { StandIn } from './stand-in';

const test = suite('simulator/web/places');

const COMMAND = 'pump.elf is missing: ./build.sh firmware --board absent builds it';
const PLACES: Place[] = [
  { name: 'desktop', label: 'desktop' },
  { name: 'board', label: 'a board' },
  { name: 'absent', label: 'another', missing: COMMAND },
  { name: 'dead', label: 'a third' },
];

class OnBoard extends StandIn {
  override readonly target: string = 'board';
  gone = false;

  override advance(ms: number): void {
    if (this.gone) throw new BoardError('the emulated board is gone; it said: fault');
    super.advance(ms);
  }
}

const moves: string[] = [];
const targets: Targets = {
  places: () => PLACES,
  move: (from: Session, name: string) => {
    moves.push(`${from.target} to ${name}`);
    if (name === 'dead') throw new BoardError('the emulated board does not start');
    return name === 'desktop' ? new StandIn() : new OnBoard();
  },
};

async function shown<T extends StandIn>(session: T, body: (client: Client, session: T) => Promise<void>) {
  const panel = await openPanel(session, { port: 0, stepVolume: 0.0005, seed: 1, targets });
  const client = await Client.open(panel);
  moves.length = 0;
  try {
    await body(client, session);
  } finally {
    await client.close();
    await panel.close();
  }
}

test('DERS-WEB-020 a page that comes is told where the pump runs, where it could, and what is missing for that', () =>
  shown(new StandIn(), async (client) => {
    const { about, places, standstill } = await client.until((update) => update.about !== undefined);
    assert.is(about?.target, 'desktop');
    assert.equal(places, PLACES);
    assert.is(standstill, '');
  }));

test('DERS-WEB-020 at another place it is shown whole, and no key is held there', () =>
  shown(new StandIn(), async (client) => {
    client.send({ do: 'press', key: 3, mark: 1 });
    await client.until((update) => update.held?.length === 1);
    const from = client.updates.length;
    client.send({ do: 'target', target: 'board' });
    await client.until((update) => update.standstill === 'The pump starts on a board.', from);
    const whole = await client.until((update) => update.about !== undefined, from);
    assert.is(whole.about?.target, 'board');
    assert.is(whole.standstill, '');
    assert.equal(whole.held, []);
    assert.is(whole.screen?.length, 14);
    assert.is(whole.journal?.whole, true);
    assert.equal(moves, ['desktop to board']);
  }));

const NOT: [string, object, RegExp][] = [
  [
    'a target whose image is missing',
    { do: 'target', target: 'absent' },
    /build\.sh firmware --board absent/,
  ],
  ['a board that does not start', { do: 'target', target: 'dead' }, /does not start/],
  ['a target that there is not', { do: 'target', target: 'moon' }, /no target "moon"/],
];
for (const [name, command, message] of NOT) {
  test(`DERS-WEB-020 ${name} is told, and the pump goes on where it was`, () =>
    shown(new StandIn(), async (client, session) => {
      const from = client.updates.length;
      client.send(command);
      const { problem } = await client.until((update) => update.problem !== undefined, from);
      assert.match(problem ?? '', message);
      const { now } = session;
      await client.until(({ time }) => time !== undefined && time.now > now, from);
      client.send({ do: 'press', key: 5, mark: 7 });
      await client.until((update) => update.mark === 7, from);
      assert.equal(session.edges, ['5 down']);
    }));
}

test('DERS-WEB-020 where it runs already nothing happens', () =>
  shown(new StandIn(), async (client, session) => {
    client.send({ do: 'target', target: 'desktop' });
    client.send({ do: 'press', key: 5, mark: 7 });
    await client.until((update) => update.mark === 7);
    assert.equal(session.edges, ['5 down']);
    assert.equal(moves, []);
  }));

test('DERS-WEB-021 a board that is gone stands still in words, takes no key, and another place goes on', () =>
  shown(new OnBoard(), async (client, session) => {
    const from = client.updates.length;
    session.gone = true;
    const { standstill } = await client.until((update) => update.standstill !== undefined, from);
    assert.match(standstill ?? '', /^the emulated board is gone; it said: fault\. Choose/);
    client.send({ do: 'press', key: 5, mark: 7 });
    const { problem } = await client.until((update) => update.problem !== undefined, from);
    assert.is(problem, 'The pump stands still.');
    assert.equal(session.edges, []);
    client.send({ do: 'target', target: 'board' });
    await client.until((update) => update.standstill === '', from);
    assert.equal(moves, ['board to board']);
  }));

test('DERS-WEB-020 a session that is recorded stays where it is', () => {
  const places = new Places({ seed: 1, library: 'demonstration-hospital', volume: 250, trace: true });
  const { session } = places;
  assert.throws(
    () => places.move(session, 'desktop'),
    (error: Error) => error instanceof BoardError && /recorded/.test(error.message),
  );
  assert.is(places.session, session);
});

test('DERS-WEB-020 a pump that goes on with the flash of another has its journal, clock and library', () => {
  const options = { seed: 1, library: 'demonstration-hospital', volume: 250 };
  const first = new BenchSession(options);
  first.advance(90_000);
  const kept = first.kept();
  const rows = first.journal(-1, 500);
  const next = new BenchSession({ ...options, seed: 2, volume: 100, kept });
  assert.equal(next.library(), first.library());
  assert.is(next.wall(), first.wall());
  assert.equal(next.journal(-1, 500).slice(0, rows.length), rows);
  assert.ok(next.newest() > first.newest());
});

test.run();
