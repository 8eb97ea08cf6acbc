#include "supervisor.h"

#include "supervisor_deviation.h"
#include "supervisor_order.h"

#define PRESS_LASTS 10000U
#define LONGEST_LEASE 5000
#define STANDING_TOLERANCE 5
#define STILL 1000U
#define MS_PER_HOUR 3600000
#define LARGEST INT64_C(0xffffffff)

static const struct ders_supervisor_hardware *lock(const struct ders_supervisor *supervisor) {
  const struct ders_supervisor_hardware *hardware = supervisor->hardware;

  hardware->lock(hardware->context);
  return hardware;
}

static void unlock(const struct ders_supervisor_hardware *hardware) { hardware->unlock(hardware->context); }

static bool is_ready(const struct ders_supervisor *supervisor) {
  return (supervisor != NULL) && (supervisor->ready == DERS_SUPERVISOR_READY);
}

static bool in_range(int64_t value, int64_t least, int64_t most) { return (value >= least) && (value <= most); }

/* The way from `last` to `now` on a counter that wraps; a counter may run back a little. */
static int64_t advance(uint32_t now, uint32_t last) {
  const uint32_t ahead = now - last;

  return (ahead <= (uint32_t)INT32_MAX) ? (int64_t)ahead : (int64_t)ahead - INT64_C(0x100000000);
}

/* ---- keys */

static bool is_pressed(const struct ders_supervisor *supervisor, const struct ders_press *press) {
  return press->good && (supervisor->now - press->at <= PRESS_LASTS);
}

static void use(struct ders_press *press) { press->good = false; }

static void forget(struct ders_supervisor *supervisor) {
  use(&supervisor->start);
  use(&supervisor->handset);
}

/* ---- what is ordered, and what of it is left */

static bool is_tripped(const struct ders_supervisor *supervisor) {
  return !((uint32_t)supervisor->halt < (uint32_t)DERS_HALT_UNDER_DELIVERY);
}

static bool runs(const struct ders_supervisor *supervisor, enum ders_part part) {
  return (supervisor->motion == DERS_MOTION_MOVING) && (supervisor->part == part);
}

static uint32_t rate_field(enum ders_part part) {
  return (part == DERS_PART_KVO) ? (uint32_t)DERS_ORDER_KVO_RATE : (uint32_t)DERS_ORDER_MAIN_RATE + 2U * (uint32_t)part;
}

static int64_t ordered_rate(const struct ders_supervisor *supervisor, enum ders_part part) {
  return supervisor->ordered ? supervisor->order[rate_field(part)] : 0;
}

/* Not for KVO, which has no end. */
static int64_t ordered_steps(const struct ders_supervisor *supervisor, enum ders_part part) {
  const int64_t volume = supervisor->ordered ? supervisor->order[rate_field(part) + 1U] : 0;

  return volume * (int64_t)supervisor->mechanism.steps_per_microlitre;
}

static int64_t limit_of(const struct ders_supervisor *supervisor, enum ders_part part) {
  return (part == DERS_PART_DEMAND) ? supervisor->demand_limit : ordered_steps(supervisor, part);
}

/* Steps of a part that are still to be commanded. */
static int64_t left_of(const struct ders_supervisor *supervisor, enum ders_part part) {
  int64_t left;

  if (part == DERS_PART_KVO) left = (int64_t)DERS_STEPS_ENDLESS;
  else {
    left = limit_of(supervisor, part) - supervisor->steps[part];
    if (part == DERS_PART_DEMAND) left += supervisor->demand_steps;
  }
  return left;
}

/* Delivered, by the command or by the encoder: whichever says so first. */
static bool is_complete(const struct ders_supervisor *supervisor, enum ders_part part) {
  int64_t seen = supervisor->counts[part];

  if (part == DERS_PART_KVO) return false;
  if (part == DERS_PART_DEMAND) seen -= supervisor->demand_counts;
  return !((left_of(supervisor, part) > 0) &&
           (seen < limit_of(supervisor, part) * (int64_t)supervisor->mechanism.counts_per_step));
}

/* ---- motion */

static void stand(struct ders_supervisor *supervisor) {
  supervisor->hardware->stop(supervisor->hardware->context);
  supervisor->stood_at = supervisor->all_counts;
}

static void move(struct ders_supervisor *supervisor, enum ders_part part, int64_t rate) {
  const int64_t steps_per_hour = rate * (int64_t)supervisor->mechanism.steps_per_microlitre;

  supervisor->part = part;
  supervisor->rate = rate;
  supervisor->motion = DERS_MOTION_MOVING;
  supervisor->halt = DERS_HALT_NONE;
  supervisor->hardware->run(supervisor->hardware->context, (uint32_t)steps_per_hour, (uint32_t)left_of(supervisor, part));
}

/* Halts what moves or is armed. */
static void bring(struct ders_supervisor *supervisor, enum ders_halt halt) {
  if (supervisor->motion == DERS_MOTION_HALTED) return;
  stand(supervisor);
  supervisor->motion = DERS_MOTION_HALTED;
  supervisor->halt = halt;
  supervisor->start.resumes = false;
}

static void trip(struct ders_supervisor *supervisor, enum ders_halt halt) {
  stand(supervisor);
  supervisor->motion = DERS_MOTION_HALTED;
  supervisor->halt = halt;
  supervisor->ordered = false;
  supervisor->moved_at = supervisor->now;
  forget(supervisor);
}

static bool has_strayed(const struct ders_supervisor *supervisor) {
  const int64_t tolerance = STANDING_TOLERANCE * (int64_t)supervisor->mechanism.steps_per_microlitre *
                            (int64_t)supervisor->mechanism.counts_per_step;
  const int64_t moved = supervisor->all_counts - supervisor->stood_at;

  return (supervisor->motion != DERS_MOTION_MOVING) && !in_range(moved, -tolerance, tolerance);
}

static void watch(struct ders_supervisor *supervisor, enum ders_course course) {
  const bool strayed = has_strayed(supervisor);

  if (is_tripped(supervisor)) {
    if (!strayed) return;
    /* What moves although it was stopped is worse than what stood although it was to move. */
    supervisor->halt = DERS_HALT_OVER_DELIVERY;
    supervisor->stood_at = supervisor->all_counts;
    supervisor->moved_at = supervisor->now;
  } else if (strayed || (course == DERS_COURSE_AHEAD)) trip(supervisor, DERS_HALT_OVER_DELIVERY);
  else if (course != DERS_COURSE_WITHIN) trip(supervisor, DERS_HALT_UNDER_DELIVERY);
  else return;
}

static void sample(struct ders_supervisor *supervisor) {
  const struct ders_supervisor_hardware *hardware = supervisor->hardware;
  const uint32_t commanded = hardware->commanded(hardware->context);
  const uint32_t encoder = hardware->encoder(hardware->context);
  const int64_t steps = advance(commanded, supervisor->last_steps);
  const int64_t counts = advance(encoder, supervisor->last_counts);

  supervisor->last_steps = commanded;
  supervisor->last_counts = encoder;
  supervisor->all_counts += counts;
  if (supervisor->motion == DERS_MOTION_MOVING) {
    supervisor->steps[supervisor->part] += steps;
    supervisor->counts[supervisor->part] += counts;
  }
  watch(supervisor, ders_deviation_add(&supervisor->deviation, &supervisor->mechanism, steps, counts));
  if ((supervisor->motion == DERS_MOTION_MOVING) && is_complete(supervisor, supervisor->part)) {
    stand(supervisor);
    supervisor->motion = DERS_MOTION_ARMED;
    supervisor->halt = DERS_HALT_COMPLETE;
  }
}

/* ---- orders */

static void take(struct ders_supervisor *supervisor, const int64_t order[DERS_ORDER_SIZE]) {
  const bool moves = supervisor->motion == DERS_MOTION_MOVING;
  /* What is left of a demand that runs never grows. */
  const int64_t left = runs(supervisor, DERS_PART_DEMAND) ? left_of(supervisor, DERS_PART_DEMAND) : 0;
  int64_t rate = 0;
  uint32_t i;

  for (i = 0U; i < (uint32_t)DERS_ORDER_SIZE; i++) supervisor->order[i] = order[i];
  for (i = 0U; i < (uint32_t)DERS_PARTS; i++) {
    supervisor->steps[i] = 0;
    supervisor->counts[i] = 0;
  }
  supervisor->ordered = true;
  supervisor->demand_steps = 0;
  supervisor->demand_counts = 0;
  supervisor->demand_limit = ordered_steps(supervisor, DERS_PART_DEMAND);
  if (left < supervisor->demand_limit) supervisor->demand_limit = left;
  supervisor->halt = DERS_HALT_NONE;
  if (moves) {
    rate = ordered_rate(supervisor, supervisor->part);
    if (supervisor->rate < rate) rate = supervisor->rate;
  }
  if (rate > 0) move(supervisor, supervisor->part, rate);
  else {
    if (moves) stand(supervisor);
    supervisor->motion = DERS_MOTION_ARMED;
  }
}

static enum ders_answer order_locked(struct ders_supervisor *supervisor, const int64_t order[DERS_ORDER_SIZE],
                                     enum ders_answer judgement) {
  sample(supervisor);
  if (is_tripped(supervisor)) {
    use(&supervisor->start);
    return DERS_ANSWER_TRIPPED;
  }
  if (!is_pressed(supervisor, &supervisor->start)) return DERS_ANSWER_NO_KEY;
  if (judgement != DERS_ANSWER_ACCEPTED) return judgement;
  use(&supervisor->start);
  take(supervisor, order);
  return DERS_ANSWER_ACCEPTED;
}

/* Begins a demand, or says why not. Each press of the handset is answered once, whatever the answer. */
static bool begin_demand(struct ders_supervisor *supervisor) {
  const uint64_t lockout = (uint64_t)supervisor->order[DERS_ORDER_LOCKOUT] * 1000U;

  use(&supervisor->handset);
  if (supervisor->demanded && !(supervisor->now - supervisor->demand_at >= lockout)) return false;
  supervisor->demanded = true;
  supervisor->demand_at = supervisor->now;
  supervisor->demand_steps = supervisor->steps[DERS_PART_DEMAND];
  supervisor->demand_counts = supervisor->counts[DERS_PART_DEMAND];
  supervisor->demand_limit = ordered_steps(supervisor, DERS_PART_DEMAND);
  return true;
}

static enum ders_answer run_locked(struct ders_supervisor *supervisor, int64_t number, int64_t rate, int64_t lease) {
  enum ders_part part;
  bool demand;
  bool resumes;

  sample(supervisor);
  if (is_tripped(supervisor)) return DERS_ANSWER_TRIPPED;
  if (!(in_range(number, 0, DERS_PARTS - 1) && in_range(rate, 1, LARGEST) && in_range(lease, 1, LONGEST_LEASE))) {
    return DERS_ANSWER_REFUSED;
  }
  part = (enum ders_part)number;
  if (!(ordered_rate(supervisor, part) > 0)) return DERS_ANSWER_NOT_ORDERED;
  if (!(rate <= ordered_rate(supervisor, part))) return DERS_ANSWER_ABOVE_CEILING;
  demand = (part == DERS_PART_DEMAND) && !runs(supervisor, DERS_PART_DEMAND);
  if (!demand && is_complete(supervisor, part)) return DERS_ANSWER_NOT_ORDERED;
  if (demand && !is_pressed(supervisor, &supervisor->handset)) return DERS_ANSWER_NO_KEY;
  resumes = supervisor->motion == DERS_MOTION_HALTED;
  if (resumes && !(is_pressed(supervisor, &supervisor->start) && supervisor->start.resumes)) return DERS_ANSWER_NO_KEY;
  if (demand && !begin_demand(supervisor)) return DERS_ANSWER_LOCKED_OUT;
  if (resumes) use(&supervisor->start);
  supervisor->lease_end = supervisor->now + (uint64_t)lease;
  move(supervisor, part, rate);
  return DERS_ANSWER_ACCEPTED;
}

static enum ders_answer renew_locked(struct ders_supervisor *supervisor, int64_t lease) {
  sample(supervisor);
  if (is_tripped(supervisor)) return DERS_ANSWER_TRIPPED;
  if (!in_range(lease, 1, LONGEST_LEASE)) return DERS_ANSWER_REFUSED;
  if (supervisor->motion != DERS_MOTION_MOVING) return DERS_ANSWER_NOT_ORDERED;
  supervisor->lease_end = supervisor->now + (uint64_t)lease;
  return DERS_ANSWER_ACCEPTED;
}

/* ---- the header's functions */

enum ders_supervisor_error ders_supervisor_begin(struct ders_supervisor *supervisor,
                                                 const struct ders_supervisor_hardware *hardware,
                                                 const struct ders_supervisor_mechanism *mechanism) {
  static const struct ders_supervisor empty;

  if (supervisor == NULL) return DERS_SUPERVISOR_HARDWARE;
  *supervisor = empty;
  if ((hardware == NULL) || (hardware->run == NULL) || (hardware->stop == NULL) || (hardware->commanded == NULL) ||
      (hardware->encoder == NULL) || (hardware->read == NULL) || (hardware->lock == NULL) || (hardware->unlock == NULL)) {
    return DERS_SUPERVISOR_HARDWARE;
  }
  if ((mechanism == NULL) || !in_range(mechanism->highest_rate, 1, 100000000) ||
      !in_range(mechanism->steps_per_microlitre, 1, 100) || !in_range(mechanism->counts_per_step, 1, 100) ||
      !in_range((int64_t)mechanism->highest_rate * mechanism->steps_per_microlitre, 1, LARGEST) ||
      !in_range(mechanism->watch, 1, INT32_MAX)) {
    return DERS_SUPERVISOR_MECHANISM;
  }
  supervisor->hardware = hardware;
  supervisor->mechanism = *mechanism;
  supervisor->motion = DERS_MOTION_HALTED;
  supervisor->halt = DERS_HALT_POWER_ON;
  hardware->stop(hardware->context);
  supervisor->last_steps = hardware->commanded(hardware->context);
  supervisor->last_counts = hardware->encoder(hardware->context);
  ders_deviation_clear(&supervisor->deviation);
  supervisor->ready = DERS_SUPERVISOR_READY;
  return DERS_SUPERVISOR_READY;
}

void ders_supervisor_hold(struct ders_supervisor *supervisor, uint32_t key) {
  if (!is_ready(supervisor)) return;
  if (key == (uint32_t)DERS_KEY_STOP) supervisor->stop_held = true;
  if (key == (uint32_t)DERS_KEY_START) supervisor->start.held = true;
  if (key == (uint32_t)DERS_KEY_HANDSET) supervisor->handset.held = true;
}

void ders_supervisor_tick(struct ders_supervisor *supervisor, uint64_t now) {
  if (!is_ready(supervisor)) return;
  if (now > supervisor->now) supervisor->now = now;
  sample(supervisor);
  if ((supervisor->motion == DERS_MOTION_MOVING) && !(supervisor->now < supervisor->lease_end)) {
    bring(supervisor, DERS_HALT_LEASE);
  }
}

void ders_supervisor_edge(struct ders_supervisor *supervisor, uint32_t key, bool pressed, uint64_t at) {
  struct ders_press *press = NULL;
  bool fresh;

  if (!is_ready(supervisor)) return;
  ders_supervisor_tick(supervisor, at);
  if (key == (uint32_t)DERS_KEY_STOP) {
    supervisor->stop_held = pressed;
    if (pressed) {
      bring(supervisor, DERS_HALT_STOP_KEY);
      forget(supervisor);
    }
  }
  if (key == (uint32_t)DERS_KEY_START) press = &supervisor->start;
  if (key == (uint32_t)DERS_KEY_HANDSET) press = &supervisor->handset;
  if (press == NULL) return;
  fresh = pressed && !press->held && !supervisor->stop_held;
  press->held = pressed;
  if (!fresh) return;
  press->at = (at < supervisor->now) ? at : supervisor->now;
  press->good = true;
  press->resumes = true;
}

uint64_t ders_supervisor_next(const struct ders_supervisor *supervisor) {
  uint64_t next = UINT64_MAX;

  if (!is_ready(supervisor)) return next;
  next = supervisor->now + supervisor->mechanism.watch;
  if (supervisor->motion == DERS_MOTION_MOVING) {
    const int64_t steps_per_hour = supervisor->rate * (int64_t)supervisor->mechanism.steps_per_microlitre;
    const int64_t left = left_of(supervisor, supervisor->part);
    const int64_t spacing = ders_deviation_spacing(&supervisor->mechanism);
    const int64_t ahead = (left < spacing) ? left : spacing;
    const uint64_t due = supervisor->now + (uint64_t)((ahead * MS_PER_HOUR + steps_per_hour - 1) / steps_per_hour);

    if (supervisor->lease_end < next) next = supervisor->lease_end;
    if (due < next) next = due;
  }
  return (next > supervisor->now) ? next : supervisor->now + 1U;
}

int64_t ders_whole(double number) {
  int64_t whole = DERS_NOT_WHOLE;

  if ((number >= -9007199254740991.0) && (number <= 9007199254740991.0)) {
    whole = (int64_t)number;
    if (!((double)whole == number)) whole = DERS_NOT_WHOLE;
  }
  return whole;
}

enum ders_answer ders_supervisor_order(struct ders_supervisor *supervisor, const int64_t *order, size_t count) {
  enum ders_answer answer = DERS_ANSWER_REFUSED;
  int64_t copy[DERS_ORDER_SIZE];
  uint32_t i;

  if (is_ready(supervisor)) {
    const struct ders_supervisor_hardware *hardware;
    const bool whole = (order != NULL) && (count == (size_t)DERS_ORDER_SIZE);

    for (i = 0U; i < (uint32_t)DERS_ORDER_SIZE; i++) copy[i] = whole ? order[i] : DERS_NOT_WHOLE;
    /* The library is read before the interrupt is kept out. */
    answer = ders_order_judge(supervisor->hardware, &supervisor->mechanism, copy);
    hardware = lock(supervisor);
    answer = order_locked(supervisor, copy, answer);
    unlock(hardware);
  }
  return answer;
}

enum ders_answer ders_supervisor_run(struct ders_supervisor *supervisor, int64_t part, int64_t rate, int64_t lease) {
  enum ders_answer answer = DERS_ANSWER_REFUSED;

  if (is_ready(supervisor)) {
    const struct ders_supervisor_hardware *hardware = lock(supervisor);

    answer = run_locked(supervisor, part, rate, lease);
    unlock(hardware);
  }
  return answer;
}

enum ders_answer ders_supervisor_renew(struct ders_supervisor *supervisor, int64_t lease) {
  enum ders_answer answer = DERS_ANSWER_REFUSED;

  if (is_ready(supervisor)) {
    const struct ders_supervisor_hardware *hardware = lock(supervisor);

    answer = renew_locked(supervisor, lease);
    unlock(hardware);
  }
  return answer;
}

void ders_supervisor_stop(struct ders_supervisor *supervisor) {
  if (is_ready(supervisor)) {
    const struct ders_supervisor_hardware *hardware = lock(supervisor);

    sample(supervisor);
    bring(supervisor, DERS_HALT_APPLICATION);
    unlock(hardware);
  }
}

void ders_supervisor_reset(struct ders_supervisor *supervisor) {
  if (is_ready(supervisor)) {
    const struct ders_supervisor_hardware *hardware = lock(supervisor);

    sample(supervisor);
    if (is_tripped(supervisor) && (supervisor->now - supervisor->moved_at >= STILL)) {
      supervisor->halt = DERS_HALT_POWER_ON;
      supervisor->stood_at = supervisor->all_counts;
      ders_deviation_clear(&supervisor->deviation);
    }
    unlock(hardware);
  }
}

enum ders_motion ders_supervisor_motion(const struct ders_supervisor *supervisor) {
  return is_ready(supervisor) ? supervisor->motion : DERS_MOTION_HALTED;
}

enum ders_halt ders_supervisor_halt(const struct ders_supervisor *supervisor) {
  return is_ready(supervisor) ? supervisor->halt : DERS_HALT_POWER_ON;
}

static int64_t microlitres(const struct ders_supervisor *supervisor, int64_t counts) {
  const int64_t per_microlitre =
      (int64_t)supervisor->mechanism.steps_per_microlitre * (int64_t)supervisor->mechanism.counts_per_step;

  return (counts > 0) ? counts / per_microlitre : 0;
}

int64_t ders_supervisor_delivered(const struct ders_supervisor *supervisor, int64_t part) {
  int64_t volume = -1;

  if (is_ready(supervisor) && in_range(part, 0, DERS_PARTS - 1)) {
    const struct ders_supervisor_hardware *hardware = lock(supervisor);

    volume = microlitres(supervisor, supervisor->counts[part]);
    unlock(hardware);
  }
  return volume;
}

int64_t ders_supervisor_total(const struct ders_supervisor *supervisor) {
  int64_t volume = 0;

  if (is_ready(supervisor)) {
    const struct ders_supervisor_hardware *hardware = lock(supervisor);

    volume = microlitres(supervisor, supervisor->all_counts);
    unlock(hardware);
  }
  return volume;
}
