/* supervision.h: the two halves of the image test_supervision, and what they share. */
#ifndef DERS_SUPERVISION_H
#define DERS_SUPERVISION_H

#include <stdint.h>

#include "../supervisor_gates.h"

enum supervision_gate { GATE_NOW = SUPERVISOR_GATES, GATE_TEXT, SUPERVISION_GATES };

/* Longest script or name of a function. */
#define SUPERVISION_TEXT 2000u

/* Both may write it; the privileged half believes nothing in it. */
struct supervision_mailbox {
  /* ms that a call may take before the runtime stops it; 0: no limit. */
  uint32_t limit;
  /* Bytes of the text that GATE_TEXT gives. */
  uint32_t length;
  double number;
  char message[96];
};

extern struct supervision_mailbox supervision_mailbox;

/* For protection_run: make a runtime with its natives, load the text, call the function of that name. Answers are those of js_runtime.h. */
int32_t supervision_begin(void);
int32_t supervision_load(void);
int32_t supervision_call(void);

extern uint64_t supervision_heap[];
enum { SUPERVISION_HEAP = 128 << 10 };

#endif
