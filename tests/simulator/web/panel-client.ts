// A page without a browser: the socket, and what it was told.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Update } from '../../../simulator/web/message';
import { type Panel, openPanel } from '../../../simulator/web/server';
import { StandIn } from './stand-in';

export class Client {
  readonly updates: Update[] = [];
  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.updates.push(JSON.parse(String(data))));
  }

  static async open(panel: Panel): Promise<Client> {
    const origin = `http://127.0.0.1:${panel.port}`;
    const client = new Client(new WebSocket(`ws://127.0.0.1:${panel.port}/pump`, { origin }));
    await once(client.socket, 'open');
    await client.until((update) => update.pages !== undefined);
    return client;
  }

  /** A command, or what is none. */
  send(command: object | string): void {
    const text = typeof command === 'string' || Buffer.isBuffer(command) ? command : JSON.stringify(command);
    this.socket.send(text);
  }

  /** The first update that fits, of those that came, but for the first `from`, or will come. */
  async until(fits: (update: Update) => boolean, from = 0): Promise<Update> {
    for (let seen = from; ; ) {
      for (; seen < this.updates.length; seen++) {
        const update = this.updates[seen] as Update;
        if (fits(update)) return update;
      }
      await once(this.socket, 'message');
    }
  }

  async close(): Promise<void> {
    this.socket.close();
    await once(this.socket, 'close');
  }
}

/** Runs with a stand-in behind a server of its own. */
export async function withPanel(
  body: (panel: Panel, session: StandIn) => Promise<void>,
  port = 0,
): Promise<void> {
  const session = new StandIn();
  const panel = await openPanel(session, { port, stepVolume: 0.0005, seed: 1 });
  try {
    await body(panel, session);
  } finally {
    await panel.close();
  }
}
