// The image test_supervision as a pump whose program is a script: a person who presses START, an infusion, and a look at the motor.
import * as assert from 'uvu/assert';
import { KeyCode } from '../../../hal/hal';
import { ceilingLibrary } from '../desktop/ceiling-library';
import { Emulator } from './emulator';

/** 1 instruction = 32 ns: a millisecond has 31,250. */
const ICOUNT = 'shift=5,sleep=off';

/** Microlitres an hour that the program orders, and the ceiling of entry 0; two steps and four counts of the encoder are a microlitre. */
export const RATE = 60_000;
const LIBRARY = ceilingLibrary([
  { rate: 100_000, volume: 500_000 },
  { rate: 100_000, volume: 500_000, wrong: 'checksum' },
  { rate: 100_000, volume: 500_000, wrong: 'belongs to another entry' },
]);
/** ms that the program asks for, each 500 ms anew. */
export const LEASE = 2000;

const PROGRAM = [
  'function order(slot,offset,length,entry,rate,volume,bolus){',
  'var o=[slot,offset,length,entry,rate,volume,bolus||0,bolus?1000:0,0,0,0,0];',
  'for(var i=0;i<12;i++)host.orderNumber(i,o[i]);return host.order(12)}',
  `function own(rate){return order(0,0,${LIBRARY.length},0,rate,100000)}`,
  `function begin(){var a=own(${RATE});return a===3970725?host.run(0,${RATE},${LEASE}):a}`,
  `function step(){host.renew(${LEASE});return 0}`,
].join('');

/** Length of the library in slot 0, for scripts. */
export const LIBRARY_LENGTH = LIBRARY.length;

export interface State {
  now: number;
  steps: number;
  counts: number;
  lastStep: number;
  shortest: number;
  motion: number;
  halt: number;
  delivered: number;
  total: number;
  runtimes: number;
}

export interface Where {
  supervisor: number;
  heap: number;
  stack: number;
  mailbox: number;
  main: number;
  words: number;
}

const STATE = 'now steps counts lastStep shortest motion halt delivered total runtimes'.split(' ');

export class FaultyPump {
  private constructor(
    private readonly board: Emulator,
    readonly where: Where,
  ) {}

  static async boot(): Promise<FaultyPump> {
    const board = new Emulator({ image: 'test_supervision', icount: ICOUNT, library: LIBRARY });
    try {
      assert.is(await board.line(), 'supervision mps2-an386 power 0 0 0 ready');
      const numbers = (await board.ask('where')).split(' ').slice(1).map(Number);
      const [supervisor = 0, heap = 0, stack = 0, mailbox = 0, main = 0, words = 0] = numbers;
      const pump = new FaultyPump(board, { supervisor, heap, stack, mailbox, main, words });
      await pump.program();
      return pump;
    } catch (error) {
      await board.stop();
      throw error;
    }
  }

  ask(line: string): Promise<string> {
    return this.board.ask(line);
  }

  /** A line that nobody asked for. */
  line(): Promise<string> {
    return this.board.line();
  }

  async program(): Promise<void> {
    const answer = await this.ask(`application ${PROGRAM}`);
    assert.is(answer, 'ok', answer);
  }

  async state(): Promise<State> {
    const [name, ...numbers] = (await this.ask('state')).split(' ');
    assert.is(name, 'state');
    return Object.fromEntries(STATE.map((key, i) => [key, Number(numbers[i])])) as unknown as State;
  }

  /** Lets time pass while the program's step() comes; what ended it, or ''. */
  async wait(ms: number): Promise<string> {
    const answer = await this.ask(`wait ${ms}`);
    return answer.startsWith('ok ') ? '' : answer;
  }

  async press(key = KeyCode.START): Promise<void> {
    for (const closed of [1, 0]) {
      assert.is(await this.ask(`key ${key} ${closed}`), 'ok');
      assert.is(await this.wait(50), '');
    }
  }

  /** A person presses START, the program orders, the motor runs. */
  async infuse(): Promise<State> {
    const before = await this.state();
    await this.press();
    assert.is(await this.ask('call begin'), 'ok 3970725');
    assert.is(await this.wait(1000), '');
    const after = await this.state();
    assert.is(after.motion, 2);
    // A step every 30 ms; it may have moved already while the key was pressed.
    const steps = after.steps - before.steps;
    assert.ok(steps >= 32 && steps <= 40, `${steps} steps`);
    this.honest(after);
    return after;
  }

  /** What is said to be delivered is what the encoder counted, and no step came early. */
  honest(state: State): void {
    assert.is(state.counts, state.steps * 2);
    assert.is(state.total, Math.floor(state.counts / 4));
    assert.ok(state.delivered <= state.total);
    assert.ok(state.shortest >= 30, `a step after ${state.shortest} ms`);
  }

  stop(): Promise<void> {
    return this.board.stop();
  }
}
