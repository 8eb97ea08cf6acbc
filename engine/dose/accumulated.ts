/** ⌈a·b/c⌉ for whole numbers; NaN when that cannot be carried exactly in a double. */
export function shareUp(a: number, b: number, c: number): number {
  const whole = Math.floor(a / c);
  const rest = a - whole * c;
  const product = rest * b;
  const share = whole * b + Math.ceil(product / c);
  return share < 9007199254740992 && product < 9007199254740992 ? share : Number.NaN;
}

/**
 * The largest amount, in quanta, of any window of `window` seconds that ends between now and one window from now: what was
 * delivered in it, plus what is committed (`committed` quanta at once, `perHour` quanta an hour from now on). Checking only
 * what was delivered lets a running basal pass the limit later: shown by formal analysis of a published PCA requirement.
 * A delivery counts by the part of it inside the window, rounded up to a quantum. NaN when a number is not whole or too large.
 */
export function accumulatedPeak(
  delivered: number[],
  counts: number,
  window: number,
  committed: number,
  perHour: number,
): number {
  const ends = [0, window];
  for (let i = 0; i < delivered.length; i += 4) {
    const from = delivered[i + 1];
    const until = delivered[i + 2];
    if (!(until >= 0 && from >= until && from < 1e9 && delivered[i + 3] >= 0)) return Number.NaN;
    if (Math.floor(until) !== until || Math.floor(from) !== from) return Number.NaN;
    if (from < window) ends.push(window - from);
    if (until < window) ends.push(window - until);
  }
  let peak = 0;
  for (let n = 0; n < ends.length; n++) {
    const end = ends[n];
    let sum = committed + shareUp(perHour, end, 3600);
    for (let i = 0; i < delivered.length; i += 4) {
      const from = delivered[i + 1];
      const until = delivered[i + 2];
      const oldest = window - end;
      if ((delivered[i] & counts) === 0 || until > oldest) continue;
      sum += from <= oldest ? delivered[i + 3] : shareUp(delivered[i + 3], oldest - until, from - until);
    }
    if (!(sum < 9007199254740992) || Math.floor(sum) !== sum) return Number.NaN;
    if (sum > peak) peak = sum;
  }
  return peak;
}
