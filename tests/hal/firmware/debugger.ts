// An image in qemu-system-arm under its debugger's stub: run to a place, leave out an instruction, go back to a moment kept before.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MACHINES, imagePath } from './emulator';

export interface Instruction {
  address: number;
  /** 2 or 4. */
  bytes: number;
  function: string;
  text: string;
}

/** Instructions of the named functions of an image, in their order; constants between them are none. */
export function instructionsOf(image: string, functions: string[]): Instruction[] {
  const found: Instruction[] = [];
  for (const name of functions) {
    const text = execFileSync('arm-none-eabi-objdump', ['-d', `--disassemble=${name}`, image], {
      encoding: 'utf8',
    });
    for (const line of text.split('\n')) {
      const [, address, code, rest] = /^ +([0-9a-f]+):\t([0-9a-f ]+?) *\t(.*)$/.exec(line) ?? [];
      if (address === undefined || rest.startsWith('.')) continue;
      const bytes = code.replaceAll(' ', '').length / 2;
      found.push({
        address: Number.parseInt(address, 16),
        bytes,
        function: name,
        text: rest.replaceAll('\t', ' '),
      });
    }
  }
  return found;
}

/** Addresses of an image's functions. */
export function symbolsOf(image: string): Map<string, number> {
  const lines = execFileSync('arm-none-eabi-nm', [image], { encoding: 'utf8' }).split('\n');
  return new Map(
    lines
      .map((line) => line.split(' '))
      .filter(([, kind]) => /^[tTW]$/.test(kind ?? ''))
      .map(([address, , name]) => [name, Number.parseInt(address, 16)]),
  );
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** `nop`, `nop.w`: also inside of IT blocks they do nothing and go on. */
const NOTHING: Record<number, string> = { 2: '00bf', 4: 'aff30080' };
/** A packet takes 4,096 characters. */
const PIECE = 1900;

export class Debugger {
  private readonly folder = mkdtempSync(join(tmpdir(), 'ders-debugger-'));
  private readonly process: ChildProcess;
  private socket: Socket | undefined;
  private console = '';
  private received = '';
  private packets: string[] = [];
  private waiting: (() => void) | undefined;
  private ended = false;
  private readonly stops = new Set<number>();

  constructor(image: string) {
    const path = imagePath({ image });
    if (!existsSync(path)) throw new Error(`${path} is missing: run ./build.sh firmware`);
    // Moments are kept in a disk that no board has.
    const disk = join(this.folder, 'disk');
    writeFileSync(disk, Buffer.alloc(1 << 16));
    const flags = ['-M', MACHINES['mps2-an386'].machine, '-display', 'none', '-monitor', 'none'];
    // 32 ns an instruction: what hangs is soon found by the board's watchdog, whatever the host does meanwhile.
    flags.push('-icount', 'shift=5', '-serial', 'stdio', '-kernel', path);
    flags.push('-drive', `if=none,format=raw,snapshot=on,file=${disk}`);
    flags.push('-chardev', `socket,id=gdb,server=on,wait=off,path=${this.door}`, '-gdb', 'chardev:gdb');
    this.process = spawn('qemu-system-arm', flags, { stdio: ['pipe', 'pipe', 'pipe'] });
    const take = (chunk: Buffer) => {
      this.console += chunk.toString('latin1');
      this.waiting?.();
    };
    this.process.stdout?.on('data', take);
    this.process.stderr?.on('data', take);
    this.process.on('close', () => {
      this.ended = true;
      this.waiting?.();
    });
    this.process.on('error', (error) => take(Buffer.from(`qemu-system-arm: ${error.message}\n`)));
  }

  private get door(): string {
    return join(this.folder, 'gdb');
  }

  /** Waits until there is what `ready` asks for; false where it does not come within `ms` of the host. */
  private async until(ready: () => boolean, ms: number): Promise<boolean> {
    const limit = Date.now() + ms;
    while (!ready()) {
      const left = limit - Date.now();
      if (this.ended) throw new Error(`the emulator ended; it said "${this.console.slice(-2000)}"`);
      if (!(left > 0)) return false;
      await new Promise<void>((done) => {
        const timer = setTimeout(done, left);
        this.waiting = () => {
          clearTimeout(timer);
          done();
        };
      });
      this.waiting = undefined;
    }
    return true;
  }

  /** Waits for a line on the console. */
  async line(text: string): Promise<void> {
    const there = await this.until(() => this.console.includes(`${text}\n`), 30_000);
    if (!there) throw new Error(`the board did not say "${text}" but "${this.console}"`);
  }

  type(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }

  /** Halts the board. */
  async attach(): Promise<void> {
    this.socket = connect(this.door);
    this.socket.on('data', (chunk) => {
      this.received += chunk.toString('latin1');
      for (;;) {
        const packet = /^[+-]*\$([^#]*)#../.exec(this.received);
        if (!packet) break;
        this.received = this.received.slice(packet[0].length);
        this.socket?.write('+');
        this.packets.push(packet[1]);
      }
      this.waiting?.();
    });
    await this.ask('qSupported');
    // Without it the stub knows no registers.
    await this.ask('qXfer:features:read:target.xml:0,fff');
  }

  private send(packet: string): void {
    const sum = [...packet].reduce((all, letter) => (all + letter.charCodeAt(0)) & 255, 0);
    this.socket?.write(`$${packet}#${sum.toString(16).padStart(2, '0')}`);
  }

  /** The next packet that says that the board stopped, or the next other one. */
  private async packet(stop: boolean, ms: number): Promise<string | undefined> {
    const fits = (packet: string) => packet.startsWith('T') === stop;
    if (!(await this.until(() => this.packets.some(fits), ms))) return undefined;
    const at = this.packets.findIndex(fits);
    return this.packets.splice(at, 1)[0];
  }

  private async ask(packet: string): Promise<string> {
    this.send(packet);
    const answer = await this.packet(false, 30_000);
    if (answer === undefined) throw new Error(`the debugger's stub does not answer ${packet}`);
    return answer;
  }

  private async command(line: string): Promise<void> {
    let answer = await this.ask(`qRcmd,${hexOf(Buffer.from(line))}`);
    if (answer !== 'OK') answer = Buffer.from(answer.slice(1), 'hex').toString();
    if (answer !== 'OK') throw new Error(`${line}: ${answer}`);
  }

  /** Keeps this moment, the whole board, under a name. */
  keep(name: string): Promise<void> {
    return this.command(`savevm "${name}"`);
  }

  back(name: string): Promise<void> {
    return this.command(`loadvm "${name}"`);
  }

  async write(address: number, bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE);
      const answer = await this.ask(
        `M${(address + at).toString(16)},${piece.length.toString(16)}:${hexOf(piece)}`,
      );
      if (answer !== 'OK') throw new Error(`writing at ${address + at}: ${answer}`);
    }
  }

  async stopAt(address: number): Promise<void> {
    // The stub would stop once for each time that it was told.
    if (!this.stops.has(address)) await this.ask(`Z1,${address.toString(16)},2`);
    this.stops.add(address);
  }

  /** Stops where the first `bytes` bytes of memory, the vectors, are written: flash on a board, memory in the emulator. */
  async guard(bytes: number): Promise<void> {
    await this.ask(`Z2,0,${bytes.toString(16)}`);
  }

  async passBy(address: number): Promise<void> {
    if (this.stops.delete(address)) await this.ask(`z1,${address.toString(16)},2`);
  }

  async register(number: number): Promise<number> {
    const text = await this.ask(`p${number.toString(16)}`);
    return Buffer.from(text, 'hex').readUInt32LE(0);
  }

  /** Runs to the next stop, whose address it gives; −1 where none came within `ms` of the host, −2 where the guard stopped it. */
  async go(ms = 30_000): Promise<number> {
    this.packets = [];
    this.send('c');
    const stop = await this.packet(true, ms);
    if (stop !== undefined) return stop.includes('watch') ? -2 : this.register(15);
    this.socket?.write('\x03');
    await this.packet(true, 10_000);
    return -1;
  }

  private async read(address: number, bytes: number): Promise<string> {
    return this.ask(`m${address.toString(16)},${bytes.toString(16)}`);
  }

  /** Takes an instruction out, until the board goes back to a moment before. */
  async takeOut({ address, bytes }: Instruction): Promise<void> {
    await this.write(address, Buffer.from(NOTHING[bytes], 'hex'));
  }

  /** Leaves out the instruction at which the board stands, this once. */
  async leaveOut(instruction: Instruction): Promise<void> {
    const { address, bytes } = instruction;
    const code = await this.read(address, bytes);
    await this.takeOut(instruction);
    this.send('s');
    await this.packet(true, 10_000);
    await this.write(address, Buffer.from(code, 'hex'));
  }

  /** From a stop at this instruction: executes it and runs to the next stop. */
  async goOn(instruction: Instruction): Promise<number> {
    await this.passBy(instruction.address);
    this.send('s');
    await this.packet(true, 10_000);
    await this.stopAt(instruction.address);
    return this.go();
  }

  async stop(): Promise<void> {
    this.socket?.destroy();
    if (!this.ended) {
      this.process.kill('SIGKILL');
      await this.until(() => this.ended, 10_000).catch(() => {});
    }
    rmSync(this.folder, { recursive: true });
  }
}
