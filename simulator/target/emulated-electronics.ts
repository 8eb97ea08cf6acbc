// What of a simulated pump lives while it has power, on an emulated board: the firmware's own application, supervisor and keys.
import { FrameReader, MOST_CONTENT, encodeFrame } from '../../drug-library-loader/service/frame';
import { Halt, type KeyCode, Motion, type Part, Sensor } from '../../hal/hal';
import type { Application, BenchSupervisor, Board, Powered } from '../bench/electronics';
import { sensorReading } from '../bench/sensor-reading';
import { WatchedSignals } from '../bench/watched-panel';
import { BoardError, BoardProcess, type Target } from './board-process';
import { Ask, type Done, ENDLESS, type Spoil, Told, bootContent, done, request } from './message';

const NOTHING: Done = Object.freeze({
  error: 0,
  wake: 0,
  next: 0,
  motion: Motion.HALTED,
  halt: Halt.POWER_ON,
  delivered: [0, 0, 0, 0],
  total: 0,
  heapPeak: 0,
  heapUsed: 0,
  instructions: 0,
});

const SENSORS = Array.from({ length: Sensor.COUNT }, (_, sensor) => sensor as Sensor);

export class EmulatedElectronics implements Powered {
  readonly signals: WatchedSignals;
  readonly supervisor: BenchSupervisor;
  readonly application: Application;
  /** The board has a queue of its own. */
  readonly keypad = { push: () => true };
  wake: number;
  called = true;
  alive: number;
  off = false;
  /** What was so on the board at the end of the last request. */
  last = NOTHING;
  /** Instructions of the C and JavaScript start, and of the application's; counted only where it was asked for. */
  startInstructions = 0;
  /** Instructions of all requests. */
  instructions = 0;
  /** What the board said when a step of the application failed; '' before. */
  failure = '';
  /** Told of the bytes that the board sends over the service cable. */
  onWire: (bytes: Uint8Array) => void = () => {};
  private readonly process: BoardProcess;
  /** Bytes on the service cable that the board has not read, and frames out of what it sent. */
  private wire: Buffer = Buffer.alloc(0);
  private readonly reader = new FrameReader();
  private readonly firstDrop: number;

  constructor(
    target: Target,
    private readonly board: Board,
    held: Iterable<KeyCode>,
    counting = false,
  ) {
    this.wake = this.alive = board.now();
    this.signals = new WatchedSignals(board.tell);
    this.firstDrop = board.sensors().drops;
    this.process = new BoardProcess(target, counting);
    const { without, flash, serial } = board;
    const there = SENSORS.filter((sensor) => !without.includes(sensor));
    this.ask(Ask.BOOT, { content: bootContent(serial, held, there, flash.cells) });
    this.startInstructions += this.last.instructions;
    const state = () => this.last;
    this.supervisor = {
      tick: () => this.ask(Ask.TICK),
      // Its keys are the board's own: a debounced edge of the bench is only a time at which the board has one too.
      edge: () => this.ask(Ask.TICK),
      nextEvent: () => state().next,
      motion: () => state().motion,
      halt: () => state().halt,
      delivered: (part: Part) => state().delivered[part] ?? -1,
      total: () => state().total,
    };
    this.application = {
      start: () => {
        this.ask(Ask.START);
        this.startInstructions += this.last.instructions;
      },
      step: () => {
        // One that failed gives no sign of life, until the watchdog restarts the pump.
        if (this.failure === '') this.ask(Ask.STEP);
        return this.failure === '' ? this.last.wake : Number.POSITIVE_INFINITY;
      },
    };
  }

  /** A raw edge of a contact, at `at` monotonic ms. */
  contact(key: KeyCode, closed: boolean, at: number): void {
    this.ask(Ask.CONTACT, { key: key * 2 + (closed ? 1 : 0), extra: Math.max(0, at) });
  }

  /** The application's next step goes wrong. */
  spoil(how: Spoil): void {
    this.ask(Ask.SPOIL, { key: how });
  }

  /** Bytes come over the service cable, be they frames or not. */
  cable(bytes: Uint8Array): void {
    this.wire = Buffer.concat([this.wire, bytes]);
    this.called = true;
  }

  /** Cells of the flash were damaged. */
  damaged(offset: number, count: number): void {
    this.ask(Ask.CELLS, {
      extra: offset,
      content: Buffer.from(this.board.flash.cells.subarray(offset, offset + count)),
    });
  }

  close(): void {
    this.process.close();
  }

  private ask(kind: Ask, more: { key?: number; extra?: number; content?: Uint8Array } = {}): void {
    const { clock, motor, link } = this.board;
    const present = {
      now: clock.monotonic(),
      wall: clock.wall(),
      commanded: Math.floor(motor.commanded()),
      encoder: Math.floor(motor.encoder()),
      frames: link.waiting > 0 || this.wire.length > 0,
    };
    this.process.send(request(kind, present, more));
    for (;;) {
      const head = this.process.receive(4);
      const content = this.process.receive(head.readUInt16LE(2));
      if (head[0] === Told.DONE) {
        this.last = done(content);
        this.instructions += this.last.instructions;
        if (this.last.error !== 0) this.failed(kind);
        return;
      }
      this.take(head[0] as Told, content);
    }
  }

  private failed(kind: Ask): void {
    this.failure = this.process.console().trim();
    if (kind !== Ask.STEP)
      throw new BoardError(`the application on the board does not start: ${this.failure}`);
  }

  private take(told: Told, content: Buffer): void {
    const { board, signals } = this;
    const word = () => content.readUInt32LE(0);
    const byte = (at: number) => content.readUInt8(at);
    if (told === Told.RUN) this.run(word(), content.readUInt32LE(4));
    else if (told === Told.HALT) board.motor.stop();
    else if (told === Told.SHOW) board.display.show(byte(0), byte(1), content.toString('utf8', 2));
    else if (told === Told.ALARM) signals.alarm(byte(0), byte(1) !== 0);
    else if (told === Told.BEEP) signals.beep(byte(0));
    else if (told === Told.LOUDNESS) signals.loudness(byte(0));
    else if (told === Told.LAMP) signals.running(byte(0) !== 0);
    else if (told === Told.OFF) this.off = true;
    else if (told === Told.ALIVE) this.alive = board.now();
    else if (told === Told.SENSORS) this.process.send(this.readings());
    else if (told === Told.PROGRAM)
      this.answer(board.flash.program(word(), content.subarray(4), content.length - 4));
    else if (told === Told.ERASE) this.answer(board.flash.erase(word()));
    else if (told === Told.SET_WALL) this.answer(board.clock.setWall(word()));
    else if (told === Told.RECEIVE) this.line(content.readUInt16LE(0));
    else if (told === Told.SEND) this.answer(this.sent(content));
    else throw new BoardError(`the board tells something unknown: ${told}`);
  }

  /** The plant keeps the part of a step that is due already; a train ends on a whole step. */
  private run(stepsPerHour: number, steps: number): void {
    const { motor } = this.board;
    const begun = motor.commanded() - Math.floor(motor.commanded());
    motor.run(stepsPerHour / 3600, steps === ENDLESS ? Number.POSITIVE_INFINITY : Math.max(0, steps - begun));
  }

  private readings(): Buffer {
    const { without, sensors } = this.board;
    const bytes = Buffer.alloc(8 * SENSORS.length);
    for (const sensor of SENSORS) {
      const reading = without.includes(sensor)
        ? Number.NaN
        : sensorReading(sensor, sensors(), this.firstDrop);
      bytes.writeDoubleLE(reading, sensor * 8);
    }
    return bytes;
  }

  /** The next bytes of the line: what was put on it, then the frames of the bench. */
  private line(most: number): void {
    const frame = new Uint8Array(MOST_CONTENT);
    const length = this.wire.length > 0 ? 0 : this.board.link.receive(frame);
    if (length > 0) this.wire = encodeFrame(frame.subarray(0, length));
    const bytes = this.wire.subarray(0, most);
    this.wire = this.wire.subarray(bytes.length);
    const head = Buffer.alloc(2);
    head.writeUInt16LE(bytes.length);
    this.process.send(Buffer.concat([head, bytes]));
  }

  private sent(bytes: Uint8Array): boolean {
    this.onWire(bytes);
    return this.reader.push(bytes).every((frame) => this.board.link.send(frame, frame.length));
  }

  private answer(good: boolean): void {
    this.process.send(Uint8Array.of(good ? 1 : 0));
  }
}

/** For BenchOptions: a pump whose electronics is an emulated board. */
export function emulated(target: Target, counting = false) {
  return (board: Board, held: Iterable<KeyCode>) => new EmulatedElectronics(target, board, held, counting);
}
