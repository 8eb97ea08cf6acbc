// A firmware image in qemu-system-arm, spoken to over its console: a line out, a line back.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
export const MACHINES: Record<string, { machine: string; library: string }> = {
  'mps2-an386': { machine: 'mps2-an386', library: '0x21000000' },
  netduinoplus2: { machine: 'netduinoplus2', library: '0x08080000' },
};

export interface EmulatorOptions {
  board?: string;
  runtime?: string;
  image: string;
  /** What lies in the board's library flash at the start. */
  library?: Uint8Array;
  /** Count instructions: a nanosecond of virtual time each. */
  counting?: boolean;
  /** How instructions make time, where it is not `counting`: -icount of the emulator. */
  icount?: string;
}

export function imagePath(options: EmulatorOptions, extension = 'elf'): string {
  const folder = `${options.board ?? 'mps2-an386'}-${options.runtime ?? 'duktape'}`;
  return join(root, 'build/firmware', folder, `${options.image}.${extension}`);
}

export class Emulator {
  private readonly process: ChildProcess;
  private readonly folder = mkdtempSync(join(tmpdir(), 'ders-emulator-'));
  private text = '';
  private waiting: (() => void) | undefined;
  private ended = false;

  constructor(options: EmulatorOptions) {
    const image = imagePath(options);
    if (!existsSync(image)) throw new Error(`${image} is missing: run ./build.sh firmware`);
    const { machine, library } = MACHINES[options.board ?? 'mps2-an386'];
    const flags = [
      '-M',
      machine,
      '-display',
      'none',
      '-monitor',
      'none',
      '-serial',
      'stdio',
      '-kernel',
      image,
    ];
    if (options.counting) flags.push('-icount', 'shift=0');
    else if (options.icount) flags.push('-icount', options.icount);
    if (options.library) {
      const path = join(this.folder, 'library.bin');
      writeFileSync(path, options.library);
      flags.push('-device', `loader,file=${path},addr=${library},force-raw=on`);
    }
    this.process = spawn('qemu-system-arm', flags, { stdio: ['pipe', 'pipe', 'pipe'] });
    const take = (chunk: Buffer) => {
      this.text += chunk.toString('latin1');
      this.waiting?.();
    };
    this.process.stdout?.on('data', take);
    this.process.stderr?.on('data', take);
    this.process.on('error', (error) => take(Buffer.from(`qemu-system-arm: ${error.message}\n`)));
    this.process.on('close', () => {
      this.ended = true;
      this.waiting?.();
    });
  }

  /** The next line; fails where none comes within `seconds` of the host, a bound for what hangs. */
  async line(seconds = 120): Promise<string> {
    const limit = Date.now() + seconds * 1000;
    for (;;) {
      const end = this.text.indexOf('\n');
      if (end >= 0) {
        const line = Buffer.from(this.text.slice(0, end), 'latin1').toString('utf8');
        this.text = this.text.slice(end + 1);
        return line;
      }
      if (this.ended) throw new Error(`the emulator ended; it said "${this.text}"`);
      const left = limit - Date.now();
      if (!(left > 0)) throw new Error(`no line within ${seconds} s; there is "${this.text}"`);
      await new Promise<void>((done) => {
        const timer = setTimeout(done, left);
        this.waiting = () => {
          clearTimeout(timer);
          done();
        };
      });
      this.waiting = undefined;
    }
  }

  send(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }

  /** Sends a line and gives the one that comes back. */
  async ask(line: string, seconds?: number): Promise<string> {
    this.send(line);
    return this.line(seconds);
  }

  async stop(): Promise<void> {
    if (!this.ended) {
      this.process.kill('SIGKILL');
      await new Promise<void>((done) => this.process.on('close', () => done()));
    }
    rmSync(this.folder, { recursive: true });
  }
}
