/* protection.h: the JavaScript runtime without privileges, under the memory protection unit (ARMv7-M).
 *
 * What runs in protection_run can write its heap, its stack and the section `.runtime` (statics of the runtime and of the C library, mailboxes),
 * can read these and the image in flash, and nothing else: no peripheral, no other memory. It reaches the rest through gates alone (gate.h).
 * A fault of it, a gate that is not there or a pointer outside ends it: `stopped` is called at once, in the handler, and protection_run
 * comes back. Its memory is then what it was; the caller forgets the runtime and makes it anew.
 *
 * Priorities: faults above the timer interrupt, the timer interrupt above gates, so that steps and supervisor go on while a gate works.
 * Only on boards whose layout is protected.ld. */
#ifndef DERS_PROTECTION_H
#define DERS_PROTECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* For what the code without privileges writes, and for what is said to it: cleared or set anew by protection_renew. */
#define PROTECTION_DATA __attribute__((section(".runtime")))

enum protection_outcome {
  PROTECTION_NONE = 0,
  /* The function returned. */
  PROTECTION_BACK = 0x3b3ac4,
  /* A memory, bus, usage or hard fault. */
  PROTECTION_FAULT = 1,
  /* No such gate, or a pointer outside what the code may touch. */
  PROTECTION_GATE = 2,
  /* protection_interrupt ended it. */
  PROTECTION_STALL = 3
};

struct protection_map {
  /* Sizes are powers of two from 2 KB, addresses multiples of their size; a heap may be two of them, the larger behind the smaller. The lowest eighth of the stack
   * is a guard. */
  void *heap, *stack;
  uint32_t heap_size, stack_size;
  /* Stops the motor; called in an exception handler. */
  void (*stopped)(void);
};

/* What ended the last run that did not come back. */
struct protection_report {
  enum protection_outcome outcome;
  const char *what;
  uint32_t at; /* the instruction; 0 where the stack was lost */
  uint32_t status, address; /* CFSR; address of the access, 0 where it is not known */
};

/* False where the sizes or places are others, or the processor has no protection unit: nothing may run then. */
bool protection_begin(const struct protection_map *map);

/* `.runtime` as it was at power-on. Before each js_create. */
void protection_renew(void);

/* Runs a function without privileges; *result is what it gave where PROTECTION_BACK, else -1. From main alone, not nested. */
enum protection_outcome protection_run(int32_t (*function)(void), int32_t *result);

const struct protection_report *protection_last(void);

/* From the timer interrupt, its cause already cleared: ends what runs without privileges and does not return. Returns where nothing does, or
 * where a gate works. */
void protection_interrupt(void);

/* For gate.c: ends what runs without privileges. In an exception handler alone. */
void protection_end(enum protection_outcome outcome, const char *what, uint32_t at, uint32_t address) __attribute__((noreturn));

/* Whether the code without privileges may read, or write, all these bytes. */
bool protection_readable(uint32_t address, uint32_t length);
bool protection_writable(uint32_t address, uint32_t length);

#endif
