#include "supervisor_steps.h"

bool ders_steps_begin(struct ders_steps *steps, uint32_t ticks_per_hour) {
  const bool good = (ticks_per_hour > 0U) && (ticks_per_hour <= UINT32_C(0x80000000));

  steps->ticks_per_hour = good ? ticks_per_hour : 0U;
  steps->made = 0U;
  ders_steps_stop(steps);
  return good;
}

void ders_steps_run(struct ders_steps *steps, uint32_t steps_per_hour, uint32_t count) {
  if (steps->left == 0U) steps->phase = 0U;
  steps->steps_per_hour = (steps_per_hour < steps->ticks_per_hour) ? steps_per_hour : steps->ticks_per_hour;
  steps->left = count;
}

void ders_steps_stop(struct ders_steps *steps) {
  steps->steps_per_hour = 0U;
  steps->left = 0U;
  steps->phase = 0U;
}

bool ders_steps_tick(struct ders_steps *steps) {
  bool step = false;

  if ((steps->left > 0U) && (steps->steps_per_hour > 0U)) {
    steps->phase += steps->steps_per_hour;
    if (steps->phase >= steps->ticks_per_hour) {
      steps->phase -= steps->ticks_per_hour;
      if (steps->left != UINT32_MAX) steps->left--;
      steps->made++;
      step = true;
    }
  }
  return step;
}
