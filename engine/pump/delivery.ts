import { Answer, type Hal, Halt, Motion, Part } from '../../hal/hal';
import { VerdictCode } from '../dose/check';
import { ProgramType } from '../dose/infusion-program';
import { type Infusion, orderOf } from './infusion';

export const enum Phase {
  /** Nothing is programmed. */
  NONE = 0,
  RUNNING = 1,
  PAUSED = 2,
  /** The volume is in; the vein is kept open. */
  KVO = 3,
  /** The volume is in; nothing moves. */
  ENDED = 4,
}

/** What happened in a step of the delivery; the pump tells journal, alarms and screen. */
export const enum Happened {
  NOTHING = 0,
  /** Something halted it: `halt` says what. */
  HALTED = 1,
  BOLUS_COMPLETE = 2,
  DEMAND_COMPLETE = 3,
  COMPLETE = 4,
  NEXT_STEP = 5,
}

/** ms that the motor may go on without word from the application, and how often it hears. */
const LEASE = 5000;
export const RENEWAL = 2000;

/** What moves, under the order of a checked infusion. The supervisor decides; this asks. */
export class Delivery {
  infusion: Infusion | null = null;
  phase: Phase = Phase.NONE;
  part: Part = Part.MAIN;
  /** Microlitres per hour that the supervisor lets run; 0 while nothing moves. */
  rate = 0;
  halt: Halt = Halt.NONE;
  private hal: Hal;
  /** Of each part, before the order that stands. */
  private before: number[] = [0, 0, 0, 0];
  /** Of the main part, before the plan that runs. */
  private planStart = 0;
  private currentStep = 0;
  private bolusRate = 0;

  constructor(hal: Hal) {
    this.hal = hal;
  }

  /** Microlitres of a part since the infusion was begun. */
  given(part: Part): number {
    return this.before[part] + (this.phase === Phase.NONE ? 0 : this.hal.supervisor.delivered(part));
  }

  total(): number {
    return this.given(Part.MAIN) + this.given(Part.BOLUS) + this.given(Part.DEMAND) + this.given(Part.KVO);
  }

  /** Microlitres of the plan that are in. A container of patient-controlled analgesia is used up by every part. */
  done(): number {
    const infusion = this.infusion;
    const all = infusion !== null && infusion.program.type === ProgramType.PCA;
    return (all ? this.total() : this.given(Part.MAIN)) - this.planStart;
  }

  /** Microlitres of the plan that are still to come. */
  left(): number {
    const ends = this.infusion ? this.infusion.plan.ends : [0];
    const left = ends[ends.length - 1] - this.done();
    return left > 0 ? left : 0;
  }

  /** Step of a multi-step program that runs, from 0. */
  stepNumber(): number {
    return this.currentStep;
  }

  /** Seconds until the plan is in, at its rates; 0 where nothing of it moves by itself. */
  secondsLeft(): number {
    const infusion = this.infusion;
    if (!infusion) return 0;
    const plan = infusion.plan;
    let from = this.done();
    let seconds = 0;
    for (let step = this.currentStep; step < plan.rates.length; step++) {
      if (!(plan.rates[step] > 0)) return 0;
      if (plan.ends[step] > from) seconds += ((plan.ends[step] - from) * 3600) / plan.rates[step];
      from = plan.ends[step] > from ? plan.ends[step] : from;
    }
    return seconds;
  }

  /** Whether something is meant to move. */
  moving(): boolean {
    return this.rate > 0;
  }

  /**
   * Begins an infusion, or replaces the one that runs by a changed one, whose plan counts from now. Needs a START press that the supervisor saw.
   * Everything stays as it was unless the answer is `ACCEPTED`. `carried` microlitres of the plan are in already (after a loss of power).
   */
  start(infusion: Infusion, offset: number, length: number, carried: number): Answer {
    const order = orderOf(infusion, offset, length, carried);
    if (!order) return Answer.REFUSED;
    const fresh = this.infusion === null || this.infusion.id !== infusion.id;
    const before = fresh ? [0, 0, 0, 0] : [this.given(0), this.given(1), this.given(2), this.given(3)];
    const answer = this.hal.supervisor.order(order);
    if (answer !== Answer.ACCEPTED) return answer;
    this.before = before;
    this.infusion = infusion;
    this.phase = Phase.RUNNING;
    this.planStart =
      (infusion.program.type === ProgramType.PCA ? this.total() : this.given(Part.MAIN)) - carried;
    this.currentStep = this.stepAt();
    return this.run(infusion.plan.bolusVolume > 0 ? Part.BOLUS : Part.MAIN);
  }

  /** A bolus or loading dose on top of what runs; `extra` is its own checked program. */
  bolus(extra: Infusion, offset: number, length: number): Answer {
    const infusion = this.infusion;
    if (!infusion || extra.verdict !== VerdictCode.ACCEPT) return Answer.REFUSED;
    const done = this.done();
    const planStart = this.planStart;
    const plan = infusion.plan;
    plan.bolusRate = extra.plan.bolusRate;
    plan.bolusVolume = extra.plan.bolusVolume;
    const answer = this.start(infusion, offset, length, done);
    plan.bolusRate = plan.bolusVolume = 0;
    if (answer === Answer.ACCEPTED) this.planStart = planStart;
    return answer;
  }

  /** Takes up an infusion that a loss of power interrupted: paused, and to be ordered anew. */
  restore(infusion: Infusion, given: number[], done: number): void {
    this.infusion = infusion;
    this.phase = Phase.PAUSED;
    this.before = given;
    this.planStart =
      (infusion.program.type === ProgramType.PCA ? this.total() : this.given(Part.MAIN)) - done;
    this.currentStep = this.stepAt();
  }

  /** Goes on after a halt; needs a START press of its own. The order is given again where power was lost since. */
  resume(offset: number, length: number): Answer {
    if (this.hal.supervisor.halt() === Halt.POWER_ON && this.infusion)
      return this.start(this.infusion, offset, length, this.done());
    const answer = this.run(this.part === Part.DEMAND ? Part.MAIN : this.part);
    if (answer === Answer.ACCEPTED) this.phase = this.part === Part.KVO ? Phase.KVO : Phase.RUNNING;
    return answer;
  }

  /** A patient's demand; needs a press of the handset. */
  demand(): Answer {
    if (this.phase !== Phase.RUNNING || this.part !== Part.MAIN) return Answer.LOCKED_OUT;
    return this.run(Part.DEMAND);
  }

  pause(): void {
    this.hal.supervisor.stop();
    this.halted(Halt.APPLICATION);
  }

  /** Ends the infusion; nothing of it is left. */
  end(): void {
    this.hal.supervisor.stop();
    this.infusion = null;
    this.phase = Phase.NONE;
    this.rate = 0;
    this.before = [0, 0, 0, 0];
  }

  private halted(halt: Halt): void {
    this.halt = halt;
    this.rate = 0;
    this.phase = Phase.PAUSED;
  }

  private stepAt(): number {
    const infusion = this.infusion as Infusion;
    const done = this.done();
    let step = 0;
    while (step < infusion.plan.ends.length - 1 && !(done < infusion.plan.ends[step])) step++;
    return step;
  }

  private rateOf(part: Part): number {
    const plan = (this.infusion as Infusion).plan;
    if (part === Part.MAIN) return plan.rates[this.currentStep];
    return part === Part.BOLUS ? this.bolusRate : part === Part.DEMAND ? plan.demandRate : plan.kvo;
  }

  private run(part: Part): Answer {
    const plan = (this.infusion as Infusion).plan;
    if (part === Part.BOLUS && plan.bolusRate > 0) this.bolusRate = plan.bolusRate;
    const rate = this.rateOf(part);
    if (rate === 0) {
      // Patient-controlled without a basal rate: armed, and standing.
      this.part = part;
      this.rate = 0;
      return Answer.ACCEPTED;
    }
    const answer = this.hal.supervisor.run(part, rate, LEASE);
    if (answer === Answer.ACCEPTED) {
      this.part = part;
      this.rate = rate;
      this.halt = Halt.NONE;
    }
    return answer;
  }

  /** Looks after what moves; to be called at least every `RENEWAL` ms. */
  step(): Happened {
    if (this.phase !== Phase.RUNNING && this.phase !== Phase.KVO) return Happened.NOTHING;
    const supervisor = this.hal.supervisor;
    const motion = supervisor.motion();
    if (motion === Motion.HALTED) {
      this.halted(supervisor.halt());
      return Happened.HALTED;
    }
    if (motion === Motion.MOVING) {
      supervisor.renew(LEASE);
      if (this.part !== Part.MAIN) return Happened.NOTHING;
      const step = this.stepAt();
      if (step === this.currentStep) return this.left() > 0 ? Happened.NOTHING : this.ended();
      this.currentStep = step;
      return this.went(this.run(Part.MAIN), Happened.NEXT_STEP);
    }
    const part = this.part;
    if (this.rate === 0) return this.left() > 0 ? Happened.NOTHING : this.ended();
    this.rate = 0;
    if (part === Part.MAIN || part === Part.KVO) return this.ended();
    return this.left() > 0
      ? this.went(
          this.run(Part.MAIN),
          part === Part.BOLUS ? Happened.BOLUS_COMPLETE : Happened.DEMAND_COMPLETE,
        )
      : this.ended();
  }

  /** What the supervisor does not let go on is halted. */
  private went(answer: Answer, happened: Happened): Happened {
    if (answer === Answer.ACCEPTED) return happened;
    this.pause();
    return Happened.HALTED;
  }

  private ended(): Happened {
    this.phase = Phase.ENDED;
    this.rate = 0;
    if ((this.infusion as Infusion).plan.kvo > 0 && this.run(Part.KVO) === Answer.ACCEPTED)
      this.phase = Phase.KVO;
    return Happened.COMPLETE;
  }

  /** ms until something is due: the end of a step, of a part, or the lease. */
  due(): number {
    if (!(this.rate > 0)) return RENEWAL;
    const infusion = this.infusion as Infusion;
    let left = RENEWAL;
    if (this.part === Part.MAIN) {
      const volume = infusion.plan.ends[this.currentStep] - this.done();
      left = Math.floor((volume * 3600000) / this.rate) + 1;
    }
    return left > 1 && left < RENEWAL ? left : left <= 1 ? 1 : RENEWAL;
  }
}
