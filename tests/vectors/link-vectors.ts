// The published frames of the service link (docs/formats/service-link.md), for its TypeScript and its C.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LinkVector {
  what: string;
  /** Hexadecimal; what a receiver gets of the wire, `null` for nothing. */
  wire: string;
  content: string | null;
  /** The sender makes exactly this wire of the content. */
  sent?: true;
}

export const LINK_FRAMES: LinkVector[] = JSON.parse(readFileSync(join(__dirname, 'link-frames.json'), 'utf8'));
