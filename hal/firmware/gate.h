/* gate.h: the ways from the code without privileges (protection.h) to the rest: numbered functions, and for each what it may be given. The handler
 * copies the request before anything reads it, and lets no pointer through that the caller could not use itself. */
#ifndef DERS_GATE_H
#define DERS_GATE_H

#include <stddef.h>
#include <stdint.h>

/* What a refused call gives: a length or a number that the gate does not take. */
#define GATE_REFUSED INT64_MIN

/* Longest request. */
#define GATE_LONGEST 1280u

/* `answer` of a gate whose answer is as long as the last word of the request says. */
#define GATE_ASKED UINT32_MAX

struct gate_call {
  /* A copy, aligned to 8 bytes. */
  const uint8_t *request;
  uint32_t length;
  /* The number, or the answer and its room. */
  uint32_t number;
  uint8_t *answer;
  uint32_t room;
};

/* Runs privileged, in a handler that the timer interrupt interrupts. */
typedef int64_t (*gate_work)(const struct gate_call *call);

struct gate {
  gate_work work;
  /* Bytes of the request. */
  uint16_t least, most;
  /* Bytes of the answer, which the third argument points to; 0: it is a number, at most `largest`. */
  uint32_t answer, largest;
};

/* The image's gates, by number. */
extern const struct gate gates[];
extern const uint32_t gate_count;

/* From the code without privileges. */
int64_t gate(uint32_t number, const void *request, uint32_t length, uintptr_t third);

/* For protection.c: the frame that the core stacked. */
void gate_taken(uint32_t *frame);

#endif
