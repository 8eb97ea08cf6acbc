// An image of the pump in qemu-system-arm, spoken to over two FIFOs, in lock-step: whoever asks waits, and no time passes meanwhile.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  constants,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/** Boards that the pump's image is built for, with their JavaScript runtime where it is not Duktape. */
export const TARGETS = ['mps2-an386', 'mps2-an386:jerryscript'] as const;
export type Target = (typeof TARGETS)[number];

/** ms of wall time until a board has proved its C and says so. */
const PATIENCE = 60_000;

export class BoardError extends Error {
  override readonly name = 'BoardError';
}

function partsOf(target: Target): { board: string; runtime: string } {
  const [board = '', runtime = 'duktape'] = target.split(':');
  return { board, runtime };
}

export function imageOf(target: Target): string {
  const { board, runtime } = partsOf(target);
  return join(root, 'build/firmware', `${board}-${runtime}`, 'pump.elf');
}

/** What builds the image, to be typed. */
function builderOf(target: Target): string {
  const { board, runtime } = partsOf(target);
  const build = `./build.sh firmware --board ${board}`;
  return runtime === 'duktape' ? build : `JERRYSCRIPT_PREFIX=FOLDER ${build} --runtime ${runtime}`;
}

/** Throws a BoardError that says what is missing and how to get it. */
export function requireTarget(target: Target): void {
  const image = imageOf(target);
  if (!existsSync(image))
    throw new BoardError(`${relative(root, image)} is missing: ${builderOf(target)} builds it`);
  try {
    execFileSync('qemu-system-arm', ['--version'], { stdio: 'ignore' });
  } catch {
    throw new BoardError('qemu-system-arm cannot be run: ./build.sh firmware installs it on Debian');
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

export class BoardProcess {
  private readonly folder = mkdtempSync(join(tmpdir(), 'ders-board-'));
  private readonly emulator: ChildProcess;
  private output = -1;
  private input = -1;

  /** `counting`: each instruction takes a nanosecond of the board's time. */
  constructor(target: Target, counting = false) {
    const toBoard = join(this.folder, 'to-board');
    const fromBoard = join(this.folder, 'from-board');
    execFileSync('mkfifo', [toBoard, fromBoard]);
    // Open before the board opens its ends, which would wait.
    const early = openSync(toBoard, constants.O_RDWR);
    const listening = openSync(fromBoard, constants.O_RDONLY | constants.O_NONBLOCK);
    const noise = openSync(join(this.folder, 'emulator.txt'), 'w');
    const parameters = [
      '-M',
      partsOf(target).board,
      '-display',
      'none',
      '-monitor',
      'none',
      '-serial',
      'file:console.txt',
    ];
    parameters.push('-semihosting-config', 'enable=on,target=native', '-kernel', imageOf(target));
    if (counting) parameters.push('-icount', 'shift=0,sleep=off');
    this.emulator = spawn('qemu-system-arm', parameters, {
      cwd: this.folder,
      stdio: ['ignore', noise, noise],
    });
    this.emulator.on('error', () => {});
    this.emulator.unref();
    closeSync(noise);
    try {
      this.awaitFirstByte(listening);
      // From here on an end that is gone is told: by the end of the file, or by EPIPE.
      this.input = openSync(fromBoard, constants.O_RDONLY);
      this.output = openSync(toBoard, constants.O_WRONLY);
    } catch (error) {
      this.close();
      throw error;
    } finally {
      closeSync(early);
      closeSync(listening);
    }
  }

  private awaitFirstByte(listening: number): void {
    const end = Date.now() + PATIENCE;
    const hello = Buffer.alloc(4);
    while (Date.now() < end && this.emulator.pid !== undefined) {
      try {
        if (readSync(listening, hello, 0, 4, null) === 4) return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      }
      pause(5);
    }
    throw new BoardError(`the emulated board does not start${this.said()}`);
  }

  /** What board and emulator said, for a message. */
  private said(): string {
    const texts = ['console.txt', 'emulator.txt'].map((name) => {
      const path = join(this.folder, name);
      return existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
    });
    const text = texts.filter((part) => part !== '').join('; ');
    return text === '' ? '' : `; it said: ${text}`;
  }

  /** What the board's console said since its start. */
  console(): string {
    const path = join(this.folder, 'console.txt');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  send(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.output, bytes, at);
    } catch {
      this.gone();
    }
  }

  receive(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let at = 0; at < length; ) {
      const read = readSync(this.input, bytes, at, length - at, null);
      if (read === 0) this.gone();
      at += read;
    }
    return bytes;
  }

  private gone(): never {
    const said = this.said();
    this.close();
    throw new BoardError(`the emulated board is gone${said}`);
  }

  /** Its power is gone. */
  close(): void {
    for (const end of [this.input, this.output]) if (end >= 0) closeSync(end);
    this.input = this.output = -1;
    this.emulator.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
