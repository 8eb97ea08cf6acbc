/* The supervisor alone on the host: commands on stdin, a line of answers for each. tests/hal/firmware/supervisor.test.ts drives it.
 *
 *   supervisor_host STORAGE HIGHEST_RATE STEPS_PER_MICROLITRE COUNTS_PER_STEP WATCH START_A SIZE_A START_B SIZE_B
 *
 * The motor is the step generator, asked every ms; the encoder makes its counts from the steps as told by `encoder` and `creep`. */
#include "supervisor.h"
#include "supervisor_ceiling.h"
#include "supervisor_keys.h"
#include "supervisor_steps.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TICKS_PER_HOUR 3600000U
#define MOST_NUMBERS 16

struct bench {
  uint8_t *storage;
  uint32_t size;
  /* Reads that succeed before the others fail; negative: all. */
  int64_t readable;
  struct ders_steps steps;
  struct ders_supervisor_mechanism mechanism;
  struct ders_supervisor supervisor;
  struct ders_keys keys;
  uint64_t now;
  /* Hundredths of counts, by the steps made. */
  int64_t turned;
  int64_t percent;
  int64_t crept;
  int locked;
};

static struct bench bench;

static void fail(const char *why) {
  fprintf(stderr, "supervisor_host: %s\n", why);
  exit(2);
}

static void run(void *context, uint32_t steps_per_hour, uint32_t steps) {
  ders_steps_run(&((struct bench *)context)->steps, steps_per_hour, steps);
}

static void stop(void *context) { ders_steps_stop(&((struct bench *)context)->steps); }

static uint32_t commanded(void *context) { return ((struct bench *)context)->steps.made; }

static uint32_t encoder(void *context) {
  const struct bench *b = context;
  const int64_t counts = b->turned / 100 + b->crept;

  return (uint32_t)(uint64_t)counts;
}

static bool read_storage(void *context, uint32_t offset, uint8_t *bytes, uint32_t length) {
  struct bench *b = context;

  if (b->readable == 0) return false;
  if (b->readable > 0) b->readable--;
  if (offset > b->size || length > b->size - offset) return false;
  memcpy(bytes, b->storage + offset, length);
  return true;
}

static void lock(void *context) {
  if (((struct bench *)context)->locked++ != 0) fail("lock is nested");
}

static void unlock(void *context) {
  if (((struct bench *)context)->locked-- != 1) fail("unlock without lock");
}

static const struct ders_supervisor_hardware hardware = {&bench, run, stop, commanded, encoder, read_storage, lock, unlock};

static void step_for(uint64_t ms) {
  for (; ms > 0U; ms--) {
    if (ders_steps_tick(&bench.steps)) bench.turned += bench.percent * bench.mechanism.counts_per_step;
    bench.now += 1U;
  }
}

static void tell(void *context, uint32_t key, bool pressed, uint64_t at) {
  (void)context;
  ders_supervisor_edge(&bench.supervisor, key, pressed, at);
  printf("%" PRIu32 "%s@%" PRIu64 " ", key, pressed ? "+" : "-", at);
}

/* Steps and time, one ms after the other, or all at once. */
static void wait_for(uint64_t ms, bool at_once) {
  if (at_once) {
    step_for(ms);
    ders_supervisor_tick(&bench.supervisor, bench.now);
    return;
  }
  for (; ms > 0U; ms--) {
    step_for(1U);
    ders_keys_tick(&bench.keys, bench.now);
    ders_supervisor_tick(&bench.supervisor, bench.now);
  }
}

static void load(const char *path) {
  FILE *file = fopen(path, "rb");
  long size;

  if (file == NULL || fseek(file, 0, SEEK_END) != 0) fail("the storage cannot be opened");
  size = ftell(file);
  rewind(file);
  bench.storage = malloc((size_t)size + 1U);
  if (bench.storage == NULL || fread(bench.storage, 1, (size_t)size, file) != (size_t)size) fail("the storage cannot be read");
  bench.size = (uint32_t)size;
  fclose(file);
}

/* A new supervisor, as after power-on; time and motor go on. */
static void begin(void) {
  if (ders_supervisor_begin(&bench.supervisor, &hardware, &bench.mechanism) != DERS_SUPERVISOR_READY) {
    fail("the mechanism is refused");
  }
  ders_keys_begin(&bench.keys, tell, NULL);
}

static void power_on(void) {
  if (!ders_steps_begin(&bench.steps, TICKS_PER_HOUR)) fail("the step generator is refused");
  bench.now = 0U;
  bench.turned = 0;
  bench.percent = 100;
  bench.crept = 0;
  bench.readable = -1;
  begin();
}

/* Whole numbers of a test, never out of range. */
static uint64_t natural(double number) { return (uint64_t)number; }

static int obey(const char *what, const double *n, size_t count) {
  int64_t order[MOST_NUMBERS];
  struct ders_ceiling ceiling;
  size_t i;

  if (strcmp(what, "begin") == 0) power_on();
  else if (strcmp(what, "wait") == 0) wait_for(natural(n[0]), false);
  else if (strcmp(what, "late") == 0) wait_for(natural(n[0]), true);
  else if (strcmp(what, "turn") == 0) step_for(natural(n[0]));
  else if (strcmp(what, "tick") == 0) ders_supervisor_tick(&bench.supervisor, natural(n[0]));
  else if (strcmp(what, "edge") == 0) {
    ders_supervisor_edge(&bench.supervisor, (uint32_t)natural(n[0]), n[1] != 0.0, count > 2U ? natural(n[2]) : bench.now);
  } else if (strcmp(what, "contact") == 0) ders_keys_edge(&bench.keys, (uint32_t)natural(n[0]), n[1] != 0.0, bench.now);
  else if (strcmp(what, "hold") == 0) {
    ders_supervisor_hold(&bench.supervisor, (uint32_t)natural(n[0]));
    ders_keys_hold(&bench.keys, (uint32_t)natural(n[0]));
  } else if (strcmp(what, "encoder") == 0) bench.percent = (int64_t)n[0];
  else if (strcmp(what, "creep") == 0) bench.crept += (int64_t)n[0];
  else if (strcmp(what, "unreadable") == 0) bench.readable = (n[0] != 0.0) ? 0 : -1;
  else if (strcmp(what, "readable") == 0) bench.readable = (int64_t)n[0];
  else if (strcmp(what, "wrap") == 0) {
    /* Both counters stand just before their end; the supervisor begins there. */
    bench.steps.made = UINT32_MAX - 100U;
    bench.crept = INT64_C(0xffffffff) - 100;
    begin();
  } else if (strcmp(what, "order") == 0) {
    for (i = 0U; i < count; i++) order[i] = ders_whole(n[i]);
    return ders_supervisor_order(&bench.supervisor, order, count);
  } else if (strcmp(what, "run") == 0) {
    return ders_supervisor_run(&bench.supervisor, ders_whole(n[0]), ders_whole(n[1]), ders_whole(n[2]));
  } else if (strcmp(what, "renew") == 0) return ders_supervisor_renew(&bench.supervisor, ders_whole(n[0]));
  else if (strcmp(what, "stop") == 0) ders_supervisor_stop(&bench.supervisor);
  else if (strcmp(what, "reset") == 0) ders_supervisor_reset(&bench.supervisor);
  else if (strcmp(what, "ceiling") == 0) {
    const bool found = ders_ceiling_read(&hardware, ders_whole(n[0]), ders_whole(n[1]), ders_whole(n[2]), &ceiling);

    printf("%d %" PRIu32 " %" PRIu32 " ", (int)found, ceiling.rate, ceiling.volume);
  } else if (strcmp(what, "whole") == 0) printf("%" PRId64 " ", ders_whole(n[0]));
  else fail(what);
  return -1;
}

/* What refuses: no supervisor, none that has begun, functions and numbers that are missing or out of range. */
static void refusals(void) {
  static struct ders_supervisor idle;
  struct ders_supervisor other;
  struct ders_supervisor_hardware board = hardware;
  struct ders_supervisor_mechanism mechanism = bench.mechanism;
  const int64_t order[DERS_ORDER_SIZE] = {-1, 0, 0, -1, 1000, 1000, 0, 0, 0, 0, 0, 0};
  struct ders_steps steps;

  printf("%d", ders_supervisor_begin(NULL, &hardware, &bench.mechanism));
  printf(" %d", ders_supervisor_begin(&other, NULL, &bench.mechanism));
  printf(" %d", ders_supervisor_begin(&other, &hardware, NULL));
  /* Each function of the board missing in turn. */
#define WITHOUT(function) \
  board = hardware;       \
  board.function = NULL;  \
  printf(" %d", ders_supervisor_begin(&other, &board, &bench.mechanism))
  WITHOUT(run);
  WITHOUT(stop);
  WITHOUT(commanded);
  WITHOUT(encoder);
  WITHOUT(read);
  WITHOUT(lock);
  WITHOUT(unlock);
#undef WITHOUT
  /* Each number of the mechanism out of its range, and the two largest that make too many steps an hour, and do not. */
#define WITH(field, number)      \
  mechanism = bench.mechanism;   \
  mechanism.field = (number);    \
  printf(" %d", ders_supervisor_begin(&other, &hardware, &mechanism))
  WITH(highest_rate, 0U);
  WITH(highest_rate, 100000001U);
  WITH(steps_per_microlitre, 0U);
  WITH(steps_per_microlitre, 101U);
  WITH(counts_per_step, 0U);
  WITH(counts_per_step, 101U);
  WITH(watch, 0U);
#undef WITH
  mechanism = bench.mechanism;
  mechanism.highest_rate = 100000000U;
  mechanism.steps_per_microlitre = 43U;
  printf(" %d", ders_supervisor_begin(&other, &hardware, &mechanism));
  mechanism.steps_per_microlitre = 42U;
  printf(" %d", ders_supervisor_begin(&other, &hardware, &mechanism));
  ders_supervisor_tick(&idle, 1U);
  ders_supervisor_edge(&idle, DERS_KEY_START, true, 1U);
  ders_supervisor_hold(&idle, DERS_KEY_START);
  ders_supervisor_stop(&idle);
  ders_supervisor_reset(NULL);
  printf(" %d", ders_supervisor_order(&idle, order, DERS_ORDER_SIZE));
  printf(" %d", ders_supervisor_order(&bench.supervisor, NULL, DERS_ORDER_SIZE));
  printf(" %d", ders_supervisor_run(&idle, DERS_PART_MAIN, 1000, 1000));
  printf(" %d", ders_supervisor_renew(NULL, 1000));
  printf(" %d %d", ders_supervisor_motion(&idle), ders_supervisor_halt(&idle));
  printf(" %" PRId64 " %" PRId64, ders_supervisor_delivered(&idle, 0), ders_supervisor_total(&idle));
  printf(" %d", ders_supervisor_next(&idle) == UINT64_MAX);
  printf(" %d %d", ders_steps_begin(&steps, 0U), ders_steps_begin(&steps, UINT32_C(0x80000001)));
  ders_steps_run(&steps, 1000U, 10U);
  printf(" %d %d\n", ders_steps_tick(&steps), ders_steps_begin(&steps, UINT32_C(0x80000000)));
}

static void answer(int answered) {
  const struct ders_supervisor *s = &bench.supervisor;

  if (answered >= 0) printf("%d ", answered);
  else printf("- ");
  printf("%d %d", ders_supervisor_motion(s), ders_supervisor_halt(s));
  printf(" %" PRId64 " %" PRId64, ders_supervisor_delivered(s, 0), ders_supervisor_delivered(s, 1));
  printf(" %" PRId64 " %" PRId64, ders_supervisor_delivered(s, 2), ders_supervisor_delivered(s, 3));
  printf(" %" PRId64 " %" PRIu32 " %" PRId64 "\n", ders_supervisor_total(s), bench.steps.made,
         (int64_t)ders_supervisor_next(s) - (int64_t)bench.now);
}

int main(int argc, char **argv) {
  static char line[512];
  uint32_t n[8];
  int i;

  if (argc != 10) fail("takes a storage file and eight numbers");
  load(argv[1]);
  for (i = 0; i < 8; i++) n[i] = (uint32_t)strtoul(argv[i + 2], NULL, 10);
  bench.mechanism = (struct ders_supervisor_mechanism){n[0], n[1], n[2], n[3], {n[4], n[6]}, {n[5], n[7]}};
  power_on();
  while (fgets(line, sizeof line, stdin) != NULL) {
    double numbers[MOST_NUMBERS] = {0};
    size_t count = 0;
    char *word = strtok(line, " \n");
    char *text;

    if (word == NULL) continue;
    while ((text = strtok(NULL, " \n")) != NULL && count < MOST_NUMBERS) numbers[count++] = strtod(text, NULL);
    if (strcmp(word, "refusals") == 0) refusals();
    else answer(obey(word, numbers, count));
  }
  free(bench.storage);
  return 0;
}
