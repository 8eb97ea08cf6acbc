/* pump_runtime.h: what of the pump's image runs without privileges: the JavaScript runtime with dist/pump.js. */
#ifndef DERS_PUMP_RUNTIME_H
#define DERS_PUMP_RUNTIME_H

#include <stdint.h>

#ifndef HEAP_SIZE
#define HEAP_SIZE (512u << 10)
#endif

/* The power of two that holds it. */
#ifndef HEAP_REGION
#define HEAP_REGION HEAP_SIZE
#endif

#ifndef HEAP_ALIGN
#define HEAP_ALIGN HEAP_REGION
#endif

/* What the next step does instead, for the fault tests. */
enum pump_spoil { SPOIL_NOTHING = 0, SPOIL_THROW = 1, SPOIL_LOOP = 2, SPOIL_HEAP = 3, SPOIL_POKE = 4, SPOIL_SPIN = 5, SPOIL_FORGE = 6 };

/* Both sides may write it; the privileged one believes nothing in it. */
struct pump_mailbox {
  char serial[20];
  uint32_t highest_rate, flash_size;
  uint32_t spoil, poke;
  double wake;
  uint32_t heap_peak, heap_used;
  char message[96];
};

extern struct pump_mailbox pump_mailbox;
extern uint64_t pump_heap[];

/* For protection_run: a runtime with bundle and natives; the application's start() and step(). Answers are those of js_runtime.h. */
int32_t pump_runtime_begin(void);
int32_t pump_runtime_start(void);
int32_t pump_runtime_step(void);

#endif
