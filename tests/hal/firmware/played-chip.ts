// The STM32F405's drivers on this machine, against the chip that chip_host.c plays.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bytes, type Flash, Region } from '../../../hal/hal';
import { hostProgram } from './host-programs';

const FOLDER = 'hal/firmware/boards/netduinoplus2';
const DRIVERS = ['flash', 'pins', 'regions', 'display', 'measure', 'signals'].map(
  (name) => `${FOLDER}/chip_${name}.c`,
);
const PLAYED = ['chip_host', 'played_panel', 'played_bench'].map((name) => `tests/hal/firmware/${name}.c`);
const OURS = ['hal/jerryscript-bindings/storage.c', 'hal/firmware/display_font.c'];
const SOURCES = [...PLAYED, ...OURS, ...DRIVERS];

/** Builds the program under a name of its user, for tests may run at once; its path. */
export function chipProgram(name: string): string {
  return hostProgram(name, SOURCES, [
    '-DCHIP_PATIENCE=1000',
    '-DCHIP_SPI_PATIENCE=100',
    '-DCHIP_ADC_PATIENCE=100',
    '-include',
    'tests/hal/firmware/played_cells.h',
    '-DCHIP_FLASH_BYTES=played_cells',
  ]);
}

/** A chip that answers each command before the next, over two FIFOs: the HAL's calls do not wait for promises. */
export class PlayedChip {
  private readonly folder = mkdtempSync(join(tmpdir(), 'ders-chip-'));
  private readonly process: ChildProcess;
  private readonly output: number;
  private readonly input: number;

  constructor(program: string) {
    const [commands, answers] = ['commands', 'answers'].map((name) => join(this.folder, name));
    execFileSync('mkfifo', [commands, answers]);
    this.process = spawn('sh', ['-c', `exec "${program}" <commands >answers`], {
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.output = openSync(commands, 'w');
    this.input = openSync(answers, 'r');
  }

  ask(command: string): string {
    const part = Buffer.alloc(65_536);
    let text = '';
    writeSync(this.output, `${command}\n`);
    while (!text.endsWith('\n')) {
      const some = readSync(this.input, part, 0, part.length, null);
      if (some === 0) throw new Error(`the played chip ended at "${command}"`);
      text += part.toString('latin1', 0, some);
    }
    return text.slice(0, -1);
  }

  close(): void {
    closeSync(this.output);
    closeSync(this.input);
    this.process.kill();
    rmSync(this.folder, { recursive: true });
  }
}

/** As the natives of the pump's image take numbers: whole and below 2^32. */
const whole = (...numbers: number[]) => numbers.every((n) => Number.isInteger(n) && n >= 0 && n < 2 ** 32);

/** The flash of the HAL on a played chip. */
export class PlayedFlash implements Flash {
  readonly size = 1 << 20;

  constructor(private readonly chip: PlayedChip) {}

  private number(...words: (string | number)[]): number {
    return Number(this.chip.ask(words.join(' ')));
  }

  private region(region: Region): number[] {
    return whole(region) && region < Region.COUNT
      ? this.chip.ask(`region ${region}`).split(' ').map(Number)
      : [-1, 0, 0];
  }

  regionStart(region: Region): number {
    return this.region(region)[0];
  }

  regionSize(region: Region): number {
    return this.region(region)[1];
  }

  sectorSize(region: Region): number {
    return this.region(region)[2];
  }

  word(offset: number): number {
    return whole(offset) ? this.number('word', offset) : -1;
  }

  read(offset: number, buffer: Bytes, length: number): number {
    if (!whole(offset, length)) return 0;
    const some = Math.min(length, buffer.length);
    const bytes = some > 0 ? Buffer.from(this.chip.ask(`read ${offset} ${some}`), 'hex') : Buffer.alloc(0);
    bytes.forEach((byte, i) => {
      buffer[i] = byte;
    });
    return bytes.length;
  }

  crc32(offset: number, length: number, start: number): number {
    return whole(offset, length, start) ? this.number('crc', offset, length, start) : -1;
  }

  search(offset: number, count: number, key0: number, key1: number): number {
    return whole(offset, count, key0, key1) ? this.number('search', offset, count, key0, key1) : -1;
  }

  erase(offset: number): boolean {
    return whole(offset) && this.number('clear', offset) === 1;
  }

  program(offset: number, bytes: Bytes, length: number): boolean {
    if (!whole(offset, length) || length > bytes.length) return false;
    const hex = Buffer.from(Array.from({ length }, (_, i) => bytes[i])).toString('hex');
    return this.number('write', offset, hex) === 1;
  }
}
