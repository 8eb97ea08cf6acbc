/* pump_natives.h: the Hal of hal/hal.ts as natives of one global object `board`, which pump_door.ts puts together: all over gates but the crypto,
 * which needs no privileges. */
#ifndef DERS_PUMP_NATIVES_H
#define DERS_PUMP_NATIVES_H

#include "../jerryscript-bindings/js_runtime.h"

extern const struct js_function pump_natives[];
extern const size_t pump_native_count;

#endif
