// Seeded chance. Each part of the plant draws from a stream of its own, so that a key press more does not change the pump's tolerance.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Random {
  /** Uniform, from `low` (included) to `high` (excluded). */
  between(low: number, high: number): number;
  /** Normal about 0, standard deviation 1, cut at three of them. */
  normal(): number;
}

/** The stream number `stream` (0, 1, 2, …) of `seed`, a 32-bit whole number. */
export function random(seed: number, stream: number): Random {
  if (!Number.isInteger(seed) || seed !== (seed | 0)) {
    throw new RangeError(`seed ${seed}: give a whole number from -2147483648 to 2147483647`);
  }
  const generator = xoroshiro128plus(seed);
  // A jump is 2^64 draws: streams never meet. The first also mixes the seed, whose neighbours would begin alike.
  for (let i = 0; i <= stream; i++) generator.jump();
  const uniform = () => uniformFloat64(generator);
  return {
    between: (low, high) => low + (high - low) * uniform(),
    normal: () => {
      // Box and Muller, Annals of Mathematical Statistics 29 (1958) 610.
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      return Math.max(-3, Math.min(3, radius * Math.cos(2 * Math.PI * uniform())));
    },
  };
}
