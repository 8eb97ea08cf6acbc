#include "supervisor_deviation.h"

enum {
  /* Microlitres between two checkpoints: stretches of 200 and 2,000. */
  SHORT_SPACING = 20,
  LONG_SPACING = 200,
  /* Microlitres that the encoder may be off in any stretch, and the part of what was commanded in it, where that is more. */
  TOLERANCE = 20,
  TWENTIETH = 20
};

static int64_t counts_per_microlitre(const struct ders_supervisor_mechanism *mechanism) {
  return (int64_t)mechanism->steps_per_microlitre * (int64_t)mechanism->counts_per_step;
}

static bool within(int64_t off, int64_t least, int64_t span) { return (off <= least) || (off * TWENTIETH <= span); }

static void put(struct ders_stretch *stretch, int64_t expected, int64_t missing) {
  struct ders_checkpoint *point;

  if (stretch->count < (uint32_t)DERS_CHECKPOINTS) {
    point = &stretch->points[stretch->count];
    stretch->count++;
  } else {
    point = &stretch->points[stretch->oldest];
    stretch->oldest = (stretch->oldest + 1U) % (uint32_t)DERS_CHECKPOINTS;
  }
  point->expected = expected;
  point->missing = missing;
}

void ders_deviation_clear(struct ders_deviation *deviation) {
  uint32_t i;

  deviation->expected = 0;
  deviation->missing = 0;
  for (i = 0U; i < (uint32_t)DERS_STRETCHES; i++) {
    deviation->stretches[i].oldest = 0U;
    deviation->stretches[i].count = 0U;
    put(&deviation->stretches[i], 0, 0);
  }
}

enum ders_course ders_deviation_add(struct ders_deviation *deviation, const struct ders_supervisor_mechanism *mechanism,
                                    int64_t steps, int64_t counts) {
  static const int64_t spacing[DERS_STRETCHES] = {SHORT_SPACING, LONG_SPACING};
  const int64_t microlitre = counts_per_microlitre(mechanism);
  const int64_t least = TOLERANCE * microlitre;
  const int64_t expected = steps * (int64_t)mechanism->counts_per_step;
  enum ders_course course = DERS_COURSE_WITHIN;
  uint32_t i;

  deviation->expected += expected;
  deviation->missing += expected - counts;
  for (i = 0U; i < (uint32_t)DERS_STRETCHES; i++) {
    struct ders_stretch *stretch = &deviation->stretches[i];
    const struct ders_checkpoint oldest = stretch->points[stretch->oldest];
    const uint32_t last = (stretch->oldest + stretch->count - 1U) % (uint32_t)DERS_CHECKPOINTS;
    const int64_t off = deviation->missing - oldest.missing;
    const int64_t span = deviation->expected - oldest.expected;

    if ((course == DERS_COURSE_WITHIN) && !within(off, least, span)) course = DERS_COURSE_BEHIND;
    if ((course == DERS_COURSE_WITHIN) && !within(-off, least, span)) course = DERS_COURSE_AHEAD;
    if (deviation->expected - stretch->points[last].expected >= spacing[i] * microlitre) {
      put(stretch, deviation->expected, deviation->missing);
    }
  }
  return course;
}

int64_t ders_deviation_spacing(const struct ders_supervisor_mechanism *mechanism) {
  return (int64_t)SHORT_SPACING * (int64_t)mechanism->steps_per_microlitre;
}
