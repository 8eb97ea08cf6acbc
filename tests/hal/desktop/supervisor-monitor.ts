// What must hold in any story, told by an onlooker who knows no rule of the supervisor, only what a pump must never do.
import { Answer, KeyCode, Order, Part } from '../../../hal/hal';

const ACCEPTED = String(Answer.ACCEPTED);
const STEPS_PER_MICROLITRE = 2;

export class Monitor {
  private now = 0;
  private steps = 0;
  /** STOP was pressed, and START not since. */
  private stopped = true;
  private stopHeld = false;
  private leaseEnd = 0;
  /** Since the last run that was accepted. */
  private rate = 0;
  private since = 0;
  private from = 0;
  /** Since the last order that was accepted. */
  private allowed = 0;
  private demand = 0;
  private keepOpen = 0;
  private ordered = 0;
  private orderedFrom = 0;

  /** What is wrong with an answer to a line; empty where nothing is. */
  see(line: string, answer: string): string {
    const [what, ...words] = line.split(' ');
    const n = words.map(Number);
    const fields = answer.split(' ');
    const steps = Number(fields[fields.length - 2]);
    const accepted = fields[0] === ACCEPTED;
    const began = this.now;
    if (what === 'wait' || what === 'late' || what === 'turn') this.now += n[0] as number;
    const made = steps - this.steps;
    this.steps = steps;
    if (made > 0 && this.stopped) return `${made} steps after STOP`;
    // A late tick ends a lease late: the host's fault, not the supervisor's.
    if (made > 0 && what === 'wait' && began >= this.leaseEnd) return `${made} steps after the lease`;
    const due = ((this.now - this.since) * this.rate * STEPS_PER_MICROLITRE) / 3_600_000;
    if (steps - this.from > due + 1) return `${steps - this.from} steps where the rate makes ${due}`;
    const kept = ((this.now - this.ordered) * this.keepOpen * STEPS_PER_MICROLITRE) / 3_600_000;
    if (steps - this.orderedFrom > this.allowed + kept + 1)
      return `${steps - this.orderedFrom} steps of ${this.allowed}`;
    if (what === 'edge') this.key(n[0] as number, n[1] === 1);
    if (accepted && this.stopped) return `${what} accepted after STOP`;
    if (accepted && what === 'order') this.order(n);
    if (accepted && what === 'run') {
      if (n[0] === Part.DEMAND) this.allowed += this.demand;
      this.rate = n[1] as number;
      this.since = this.now;
      this.from = steps;
    }
    if (accepted && (what === 'run' || what === 'renew')) {
      const lease = n[n.length - 1] as number;
      if (lease > 5000) return `a lease of ${lease} ms`;
      this.leaseEnd = this.now + lease;
    }
    return '';
  }

  private key(key: number, pressed: boolean): void {
    if (key === KeyCode.STOP) this.stopHeld = pressed;
    if (key === KeyCode.STOP && pressed) this.stopped = true;
    if (key === KeyCode.START && pressed && !this.stopHeld) this.stopped = false;
  }

  private order(n: number[]): void {
    const volume = (field: Order) => (n[field] as number) * STEPS_PER_MICROLITRE;
    this.demand = volume(Order.DEMAND_VOLUME);
    // A demand that runs goes on once.
    this.allowed = volume(Order.MAIN_VOLUME) + volume(Order.BOLUS_VOLUME) + this.demand;
    this.keepOpen = n[Order.KVO_RATE] as number;
    this.ordered = this.now;
    this.orderedFrom = this.steps;
  }
}
