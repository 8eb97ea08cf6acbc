// One simulated pump behind a web page, on this computer only. Every page that is open shows the same pump.
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { UsageError } from '../../drug-library-loader/cli/usage-error';
import type { KeyCode } from '../../hal/hal';
import { BoardError } from '../target/board-process';
import { type Asset, pageAssets } from './bundle';
import { WrongCommand, readCommand } from './command';
import { benchCurves } from './flow-record';
import type { Command, Place, Update } from './message';
import { Runner } from './runner';
import type { Session } from './session';
import { View } from './view';

const HOST = '127.0.0.1';

/** Wall ms between two turns of the pump, and of those between two pictures of the plant. */
const TURN = 20;
const TURNS_A_PICTURE = 5;

/** Wall ms in which pages learn that the pump will stand still. */
const NOTICE_TIME = 50;

/** Ports tried one after the other. */
const PORTS = 20;

/** Bytes of the longest message; a library slot is smaller. */
const LONGEST = 4 * 1024 * 1024;

export interface PanelOptions {
  /** First port to try; 0 lets the system choose. */
  port: number;
  /** mL of a motor step. */
  stepVolume: number;
  /** Of the pump on the bench that curves are taken from. */
  seed: number;
  /** Told of a port that is taken. */
  onTaken?(port: number): void;
  /** Where the pump's firmware can run; nowhere else unless told. */
  targets?: Targets;
}

export interface Targets {
  /** What is missing now is looked up each time. */
  places(): readonly Place[];
  /** A pump there that goes on with what `from` has in its flash; `from` is closed. Throws a BoardError, and `from` goes on. */
  move(from: Session, target: string): Session;
}

export interface Panel {
  readonly port: number;
  readonly address: string;
  close(): Promise<void>;
}

const HEADERS = {
  // Nothing from elsewhere, and nobody else's page around it.
  'Content-Security-Policy':
    "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** Names under which this server may be asked; a page of another site that leads here by a name of its own is none. */
function isOwnHost(host: string | undefined): boolean {
  return host !== undefined && /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
}

/** Code and text of a refusal, or the asset that was asked for. */
function found(assets: ReadonlyMap<string, Asset>, request: IncomingMessage): Asset | [number, string] {
  if (!isOwnHost(request.headers.host)) return [403, 'This server answers on this computer only.'];
  if (request.method !== 'GET' && request.method !== 'HEAD') return [405, 'Only GET.'];
  const path = (request.url ?? '/').split('?')[0] as string;
  return assets.get(path) ?? [404, 'There is nothing here; the front panel is at /.'];
}

function answer(
  assets: ReadonlyMap<string, Asset>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const asset = found(assets, request);
  const [code, type, body] = Array.isArray(asset)
    ? [asset[0], 'text/plain; charset=utf-8', Buffer.from(`${asset[1]}\n`)]
    : [200, asset.type, asset.body];
  response.writeHead(code, { ...HEADERS, 'Content-Type': type, 'Content-Length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Serves the page for `session` and lets its time pass. Rejects where no port can be had. */
export async function openPanel(session: Session, options: PanelOptions): Promise<Panel> {
  const assets = await pageAssets();
  const http = createServer((request, response) => answer(assets, request, response));
  const port = await listen(http, options);
  const sockets = new WebSocketServer({
    server: http,
    path: '/pump',
    maxPayload: LONGEST,
    verifyClient: ({ origin, req }: { origin: string; req: IncomingMessage }) =>
      isOwnHost(req.headers.host) && origin === `http://${req.headers.host}`,
  });
  const pump = new Shared(session, options, sockets);
  return {
    port,
    address: `http://${HOST}:${port}/`,
    close: async () => {
      pump.stop();
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((done) => sockets.close(done));
      await new Promise((done) => {
        http.close(done);
        http.closeAllConnections();
      });
    },
  };
}

type Http = ReturnType<typeof createServer>;

async function listen(http: Http, { port: first, onTaken }: PanelOptions): Promise<number> {
  for (let port = first; port < first + PORTS && port < 65536; port++) {
    const taken = await new Promise<boolean>((done, failed) => {
      const onError = (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE') done(true);
        else failed(error);
      };
      http.once('error', onError);
      http.listen(port, HOST, () => {
        http.off('error', onError);
        done(false);
      });
    });
    if (!taken) return (http.address() as AddressInfo).port;
    onTaken?.(port);
  }
  throw new UsageError(`the ports ${first} to ${first + PORTS - 1} are all in use: give another with --port`);
}

/** The one pump and all pages that look at it. */
class Shared {
  private runner: Runner;
  private view: View;
  /** Why nothing is done with the pump: it is on its way to another board, or its board is gone. */
  private standstill = '';
  private readonly timer: NodeJS.Timeout;
  private moving: NodeJS.Timeout | undefined;
  private turns = 0;
  /** Which keys each page holds down. */
  private readonly holding = new Map<WebSocket, Set<KeyCode>>();

  constructor(
    private session: Session,
    private readonly options: PanelOptions,
    private readonly sockets: WebSocketServer,
  ) {
    this.runner = new Runner(session, options.stepVolume);
    this.view = new View(session, this.runner);
    sockets.on('connection', (socket) => this.welcome(socket));
    this.timer = setInterval(() => this.turn(), TURN);
  }

  stop(): void {
    clearInterval(this.timer);
    clearTimeout(this.moving);
  }

  private welcome(socket: WebSocket): void {
    this.holding.set(socket, new Set());
    send(socket, this.whole());
    this.tellPages();
    socket.on('error', () => socket.terminate());
    socket.on('message', (data, isBinary) => this.take(socket, data, isBinary));
    socket.on('close', () => {
      // Whoever is gone holds no key.
      for (const key of this.holding.get(socket) ?? []) this.release(socket, key);
      this.holding.delete(socket);
      this.tellPages();
    });
  }

  private tellPages(): void {
    this.broadcast({ pages: this.holding.size });
  }

  private whole(): Update {
    return { ...this.view.whole(), places: this.options.targets?.places(), standstill: this.standstill };
  }

  private turn(): void {
    if (this.standstill !== '') return;
    try {
      this.runner.tick();
      this.tell();
      if (++this.turns % TURNS_A_PICTURE === 0) this.broadcast(this.view.slow());
    } catch (error) {
      this.fail(error);
    }
  }

  /** A board that is gone ends the session, not the server; anything else is a defect and must be seen. */
  private fail(error: unknown): void {
    if (!(error instanceof BoardError)) throw error;
    this.standstill = `${error.message}. Choose where the pump runs to go on with what is in its flash.`;
    this.broadcast({ standstill: this.standstill });
  }

  private tell(): void {
    this.broadcast(this.view.quick());
  }

  private broadcast(update: Update | undefined): void {
    if (!update) return;
    const text = JSON.stringify(update);
    for (const socket of this.holding.keys()) if (socket.readyState === socket.OPEN) socket.send(text);
  }

  private take(socket: WebSocket, data: RawData, isBinary: boolean): void {
    try {
      const command = isBinary ? undefined : readCommand(String(data));
      if (command?.do === 'target') this.move(socket, command.target);
      else if (this.standstill !== '') send(socket, { problem: 'The pump stands still.' });
      else if (command === undefined) {
        send(socket, { installed: this.session.install(new Uint8Array(data as Buffer)) });
        this.broadcast(this.view.slow());
        this.tell();
      } else this.carryOut(socket, command);
    } catch (error) {
      // The plant says in its own words what it does not take.
      if (error instanceof WrongCommand || error instanceof RangeError || error instanceof TypeError)
        send(socket, { problem: error.message });
      else this.fail(error);
    }
  }

  /** Another pump with the same flash. The board needs a moment of this process, which the pages are told of before. */
  private move(socket: WebSocket, target: string): void {
    const { targets } = this.options;
    const before = this.standstill;
    const place = targets?.places().find(({ name }) => name === target);
    if (targets === undefined || place === undefined)
      throw new WrongCommand(`there is no target "${target}"`);
    if (place.missing !== undefined) {
      send(socket, { problem: place.missing, about: this.view.whole().about });
      return;
    }
    if (before === '' && target === this.session.target) return;
    this.standstill = `The pump starts on ${place.label}.`;
    this.broadcast({ standstill: this.standstill });
    this.moving = setTimeout(() => {
      try {
        this.session = targets.move(this.session, target);
        this.standstill = '';
        this.runner = new Runner(this.session, this.options.stepVolume);
        this.view = new View(this.session, this.runner);
        for (const keys of this.holding.values()) keys.clear();
      } catch (error) {
        if (!(error instanceof BoardError)) throw error;
        this.standstill = before;
        send(socket, { problem: error.message });
      }
      this.broadcast(this.whole());
    }, NOTICE_TIME);
  }

  private carryOut(socket: WebSocket, command: Exclude<Command, { do: 'target' }>): void {
    const { session, runner } = this;
    switch (command.do) {
      case 'press':
        this.press(socket, command.key, command.mark);
        break;
      case 'release':
        this.release(socket, command.key);
        break;
      case 'curves':
        this.curves(socket, command);
        break;
      case 'speed':
        runner.speed = command.speed;
        break;
      case 'step':
        runner.advance(command.seconds * 1000);
        break;
      case 'set':
        session.set(command.changes);
        break;
      case 'bubble':
        session.bubble(command.volume, command.place);
        break;
      case 'hang':
        session.hang(command.volume, command.container);
        break;
      case 'charge':
        session.charge(command.fraction);
        break;
      case 'power':
        if (command.on) session.powerOn();
        else session.powerCut();
        break;
    }
    // A key's effect is on the screen already; the rest shows in the picture.
    if (command.do === 'press' || command.do === 'release') return;
    this.tell();
    this.broadcast(this.view.slow());
  }

  private press(socket: WebSocket, key: KeyCode, mark: number): void {
    this.holding.get(socket)?.add(key);
    this.runner.press(key);
    this.tell();
    send(socket, { mark });
  }

  private release(socket: WebSocket, key: KeyCode): void {
    const mine = this.holding.get(socket);
    if (!mine?.delete(key)) return;
    // Two fingers on one key: it comes up with the last.
    if ([...this.holding.values()].some((keys) => keys.has(key))) return;
    this.runner.release(key);
    this.tell();
  }

  private curves(socket: WebSocket, { of, rate }: Command & { do: 'curves' }): void {
    const curves = of === 'bench' ? benchCurves(this.options.seed, rate) : this.runner.recorder.curves();
    send(socket, curves ? { curves } : { problem: 'No infusion has run for half a minute yet.' });
  }
}

function send(socket: WebSocket, update: Update): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(update));
}
