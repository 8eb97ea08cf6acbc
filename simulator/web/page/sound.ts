// Sound of the pump: alarm bursts until told otherwise, and the short tones of keys. Silent until somebody switches it on.
import { Loudness, Priority, Tone } from '../../../hal/hal';
import { type Burst, HARMONICS, burstOf } from './burst';

/** Pitch (Hz), length and pause (ms), number, loudness. */
const TONES: Record<Tone, [number, number, number, number, number]> = {
  [Tone.KEY]: [1000, 25, 0, 1, 0.05],
  [Tone.REFUSED]: [220, 90, 60, 2, 0.14],
  [Tone.REMINDER]: [660, 120, 120, 2, 0.1],
};

const LOUDNESS = 0.16;
/** Share of it at each setting of the pump. */
const SHARES: Record<Loudness, number> = {
  [Loudness.QUIET]: 0.25,
  [Loudness.MIDDLE]: 0.5,
  [Loudness.LOUD]: 1,
};

/** s by which a burst is planned ahead of its first pulse. */
const AHEAD = 0.05;

export class Sound {
  level: Loudness = Loudness.LOUD;
  private context: AudioContext | undefined;
  private wave: PeriodicWave | undefined;
  private priority: Priority = Priority.NONE;
  private timer = 0;
  private sounding: OscillatorNode[] = [];

  get on(): boolean {
    return this.context?.state === 'running';
  }

  /** A browser lets sound begin at a click only. */
  async switch(on: boolean): Promise<void> {
    if (!on) {
      this.quiet();
      await this.context?.suspend();
      return;
    }
    if (!this.context) {
      this.context = new AudioContext();
      const strengths = new Float32Array([0, ...HARMONICS]);
      this.wave = this.context.createPeriodicWave(new Float32Array(strengths.length), strengths);
    }
    await this.context.resume();
    this.follow();
  }

  /** The alarm that sounds from now on; NONE is silence. */
  alarm(priority: Priority): void {
    if (priority === this.priority) return;
    this.priority = priority;
    this.follow();
  }

  tone(tone: Tone): void {
    const known = TONES[tone];
    if (!known || !this.on) return;
    const [pitch, length, pause, count, loudness] = known;
    for (let i = 0; i < count; i++)
      this.pulse(AHEAD / 5 + (i * (length + pause)) / 1000, length, pitch, 5, loudness);
  }

  private follow(): void {
    this.quiet();
    const burst = burstOf(this.priority);
    if (burst && this.on) this.play(burst);
  }

  private quiet(): void {
    clearTimeout(this.timer);
    for (const oscillator of this.sounding) oscillator.stop();
    this.sounding = [];
  }

  private play(burst: Burst): void {
    const last = burst.pulses[burst.pulses.length - 1];
    for (const { at, length, pitch } of burst.pulses)
      this.pulse(AHEAD + at / 1000, length, pitch, burst.edge, LOUDNESS);
    const whole = (last ? last.at + last.length : 0) + burst.pause;
    this.timer = window.setTimeout(() => this.follow(), whole);
  }

  private pulse(inSeconds: number, length: number, pitch: number, edge: number, loudness: number): void {
    const { context, wave } = this;
    if (!context || !wave) return;
    const start = context.currentTime + inSeconds;
    const end = start + length / 1000;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    const peak = loudness * SHARES[this.level];
    oscillator.setPeriodicWave(wave);
    oscillator.frequency.value = pitch;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(peak, start + edge / 1000);
    gain.gain.setValueAtTime(peak, end - edge / 1000);
    gain.gain.linearRampToValueAtTime(0, end);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(end);
    oscillator.onended = () => {
      this.sounding = this.sounding.filter((other) => other !== oscillator);
    };
    this.sounding.push(oscillator);
  }
}
