/* Steps out of a timer interrupt: the part of `struct ders_supervisor_hardware` that turns the motor, for a board whose timer makes each step
 * itself. The interrupt asks ders_steps_tick, pulses the driver when it says so, and then calls ders_supervisor_tick: when it is not
 * called, nothing moves. All calls come from that interrupt, or with it kept out. */
#ifndef DERS_SUPERVISOR_STEPS_H
#define DERS_SUPERVISOR_STEPS_H

#include <stdbool.h>
#include <stdint.h>

struct ders_steps {
  /* How often the interrupt comes; at most 2^31. */
  uint32_t ticks_per_hour;
  uint32_t steps_per_hour;
  /* Steps that are left of the train; UINT32_MAX has no end. */
  uint32_t left;
  /* Part of a step that is due, in ticks an hour. */
  uint32_t phase;
  uint32_t made;
};

/* False, and a motor that never moves, where `ticks_per_hour` is 0 or above 2^31. */
bool ders_steps_begin(struct ders_steps *steps, uint32_t ticks_per_hour);

/* A train from now on, at most one step a tick. One that replaces another keeps the part of a step that was already due. */
void ders_steps_run(struct ders_steps *steps, uint32_t steps_per_hour, uint32_t count);

void ders_steps_stop(struct ders_steps *steps);

/* Whether a step is to be made now. */
bool ders_steps_tick(struct ders_steps *steps);

#endif
