/* How far the encoder is behind the command: over a short stretch, so that a stall is seen soon, and over a long one, so that a small loss
 * that lasts is seen at all. */
#ifndef DERS_SUPERVISOR_DEVIATION_H
#define DERS_SUPERVISOR_DEVIATION_H

#include "supervisor.h"

enum ders_course {
  DERS_COURSE_WITHIN = 0,
  DERS_COURSE_BEHIND = 1,
  DERS_COURSE_AHEAD = 2
};

/* Begins afresh. */
void ders_deviation_clear(struct ders_deviation *deviation);

/* Steps commanded and counts seen since the last time. */
enum ders_course ders_deviation_add(struct ders_deviation *deviation, const struct ders_supervisor_mechanism *mechanism,
                                    int64_t steps, int64_t counts);

/* Steps that may pass at most before the next call, so that no checkpoint is missed. */
int64_t ders_deviation_spacing(const struct ders_supervisor_mechanism *mechanism);

#endif
