export * from './number/decimal';
export * from './number/ratio';
export * from './dose/unit';
export * from './dose/limit';
export * from './dose/infusion-program';
export * from './dose/check';
export * from './library/library';
