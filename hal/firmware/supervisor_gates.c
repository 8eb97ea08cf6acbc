#include "supervisor_gates.h"

void supervisor_lock(void *context) {
  (void)context;
  __asm volatile("cpsid i" : : : "memory");
}

void supervisor_unlock(void *context) {
  (void)context;
  __asm volatile("cpsie i" : : : "memory");
}

/* The request's numbers; `call` says how many there are. */
static const int64_t *numbers(const struct gate_call *call) { return (const int64_t *)(const void *)call->request; }

int64_t gate_order(const struct gate_call *call) { return ders_supervisor_order(&pump_supervisor, numbers(call), call->number); }

int64_t gate_run(const struct gate_call *call) {
  return ders_supervisor_run(&pump_supervisor, numbers(call)[0], numbers(call)[1], numbers(call)[2]);
}

int64_t gate_renew(const struct gate_call *call) { return ders_supervisor_renew(&pump_supervisor, numbers(call)[0]); }

int64_t gate_stop(const struct gate_call *call) {
  (void)call;
  ders_supervisor_stop(&pump_supervisor);
  return 0;
}

int64_t gate_reset(const struct gate_call *call) {
  (void)call;
  ders_supervisor_reset(&pump_supervisor);
  return 0;
}

int64_t gate_motion(const struct gate_call *call) {
  (void)call;
  return ders_supervisor_motion(&pump_supervisor);
}

int64_t gate_halt(const struct gate_call *call) {
  (void)call;
  return ders_supervisor_halt(&pump_supervisor);
}

int64_t gate_delivered(const struct gate_call *call) { return ders_supervisor_delivered(&pump_supervisor, numbers(call)[0]); }

int64_t gate_total(const struct gate_call *call) {
  (void)call;
  return ders_supervisor_total(&pump_supervisor);
}
