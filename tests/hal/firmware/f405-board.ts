// A board with an STM32F405 in the emulator, with a service line that can be reached over TCP.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PumpLink } from '../../../drug-library-loader/service/pump-link';
import { openWire } from '../../../drug-library-loader/service/wire';
import { NodeFlash } from '../../../hal/desktop/node-flash';
import { imagePath } from './emulator';

export const KB = 1024;
/** Where the emulator puts what lies in these sectors at the start. */
const [LOW, HIGH] = [0x08004000, 0x08080000];
const [SIZES, SECTORS] = [
  [128, 128, 256, 0, 32, 32],
  [128, 128, 128, 128, 16, 16],
];

/** A flash of the desktop with the regions of this chip, one behind the other: slots and journal, then state and trust list. */
export function chipFlash(): NodeFlash {
  return new NodeFlash({
    layout: SIZES.map((size, i) => ({ size: size * KB, sector: SECTORS[i] * KB })),
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const at = server.address();
  await new Promise((done) => server.close(done));
  return typeof at === 'object' && at ? at.port : 0;
}

export class F405Board {
  private constructor(
    readonly address: string,
    private readonly folder: string,
    private readonly emulator: ChildProcess,
  ) {}

  /** Boots the image over these cells, and waits until its console says `started`. */
  static async boot(runtime: string, image: string, cells: Buffer, started: string): Promise<F405Board> {
    const folder = mkdtempSync(join(tmpdir(), 'f405-board-'));
    const path = imagePath({ board: 'netduinoplus2', runtime, image });
    const address = `127.0.0.1:${await freePort()}`;
    writeFileSync(join(folder, 'low.bin'), cells.subarray(512 * KB));
    writeFileSync(join(folder, 'high.bin'), cells.subarray(0, 512 * KB));
    writeFileSync(join(folder, 'console.txt'), '');
    const parameters = ['-M', 'netduinoplus2', '-display', 'none', '-monitor', 'none'];
    parameters.push('-serial', 'file:console.txt', '-serial', `tcp:${address},server=on,wait=off`);
    parameters.push('-kernel', path);
    parameters.push('-device', `loader,file=low.bin,addr=${LOW},force-raw=on`);
    parameters.push('-device', `loader,file=high.bin,addr=${HIGH},force-raw=on`);
    const emulator = spawn('qemu-system-arm', parameters, { cwd: folder, stdio: 'ignore' });
    const board = new F405Board(address, folder, emulator);
    for (let i = 0; i < 480 && !board.console().includes(started); i++) await wait(250);
    return board;
  }

  console(): string {
    return readFileSync(join(this.folder, 'console.txt'), 'utf8');
  }

  async onLink<T>(work: (link: PumpLink) => Promise<T>): Promise<T> {
    const link = new PumpLink(await openWire(this.address), { timeout: 30_000 });
    try {
      return await work(link);
    } finally {
      link.close();
    }
  }

  stop(): void {
    this.emulator.kill('SIGKILL');
    rmSync(this.folder, { recursive: true });
  }
}
