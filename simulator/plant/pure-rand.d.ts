// The root configuration resolves types without package `exports`, where pure-rand has its own; what the plant takes of it is declared here.
declare module 'pure-rand/generator/xoroshiro128plus' {
  export interface Generator {
    next(): number;
    jump(): void;
    clone(): Generator;
  }
  export function xoroshiro128plus(seed: number): Generator;
}
declare module 'pure-rand/distribution/uniformFloat64' {
  export function uniformFloat64(generator: { next(): number }): number;
}
