import type { Bytes, Link } from '../hal';

/** A service cable whose other end is in the same process. */
export class MemoryLink implements Link {
  /** Whether the cable is plugged in. */
  connected = true;
  private readonly toPump: Uint8Array[] = [];
  private readonly fromPump: Uint8Array[] = [];

  /** The other end sends a frame; false where the cable is out. */
  deliver(frame: Uint8Array): boolean {
    if (this.connected) this.toPump.push(Uint8Array.from(frame));
    return this.connected;
  }

  /** The next frame that the pump sent. */
  take(): Uint8Array | undefined {
    return this.fromPump.shift();
  }

  /** Frames that the pump has not received yet. */
  get waiting(): number {
    return this.toPump.length;
  }

  unplug(): void {
    this.connected = false;
    this.toPump.length = 0;
    this.fromPump.length = 0;
  }

  receive(buffer: Bytes): number {
    // A frame too long for the pump is lost, as on a wire; the next one is not.
    for (let frame = this.toPump.shift(); frame; frame = this.toPump.shift()) {
      if (frame.length === 0 || frame.length > buffer.length) continue;
      for (let i = 0; i < frame.length; i++) buffer[i] = frame[i] as number;
      return frame.length;
    }
    return 0;
  }

  send(bytes: Bytes, length: number): boolean {
    if (!(this.connected && Number.isInteger(length) && length > 0 && length <= bytes.length)) return false;
    const frame = new Uint8Array(length);
    for (let i = 0; i < length; i++) frame[i] = bytes[i] as number;
    this.fromPump.push(frame);
    return true;
  }
}
