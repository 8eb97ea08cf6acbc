// Door, administration set and its clamp: together they decide what the liquid meets in the pump.
import type { Conditions } from './conditions';

/** `pumped`: only the mechanism moves liquid. `open`: it flows by itself. `closed`: nothing passes. */
export type Passage = 'pumped' | 'open' | 'closed';

/** A loaded set is squeezed only behind a closed door; the automatic clamp closes when the door opens or the set is taken out. */
export function passage({ door, set, clamp }: Conditions): Passage {
  if (door === 'closed' && set === 'loaded') return 'pumped';
  return clampClosed({ door, set, clamp }) ? 'closed' : 'open';
}

export function clampClosed({ door, set, clamp }: Pick<Conditions, 'door' | 'set' | 'clamp'>): boolean {
  return clamp === 'automatic' && (door === 'open' || set === 'removed');
}
