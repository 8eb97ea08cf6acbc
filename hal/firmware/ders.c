#include "ders.h"

#include <math.h>
#include <string.h>

#include "../jerryscript-bindings/js_runtime.h"
#include "acceptance.h"
#include "bundle.h"
#include "reason.h"

/* Fifteen findings a page, twelve rates, and one number more. */
#define SCRATCH 352
#define HEAD_COUNT 10
#define FINDING 19
#define RATE 4
#define PAGE 15
/* A library is open with the gate's answer under this. */
#define OPEN 0x0de5c3a6u

struct ders {
  volatile uint32_t open; /* DERS_ACCEPTED ^ OPEN while the library may be used */
  uint16_t reason;
  struct ders_storage storage;
  struct js_runtime *runtime;
  /* What goes to the engine and what comes back; while the file is verified, what that needs. */
  union {
    double numbers[SCRATCH];
    char text[SCRATCH * sizeof(double)];
    struct ders_signed_scratch signed_file;
  } scratch;
};

static struct ders *opened;

static void native_word(struct js_frame *frame, void *context) {
  int valid = 1;
  uint32_t offset = js_arg_whole(frame, 0, UINT32_MAX, &valid);

  js_return_number(frame, valid ? (double)ders_storage_word(context, offset) : -1.0);
}

static void native_read(struct js_frame *frame, void *context) {
  int valid = 1;
  uint32_t offset = js_arg_whole(frame, 0, UINT32_MAX, &valid), length = js_arg_whole(frame, 2, UINT32_MAX, &valid);
  size_t room;
  uint8_t *buffer = js_arg_bytes(frame, 1, &room);

  if (length > room) length = (uint32_t)room;
  js_return_number(frame, valid && buffer != NULL ? (double)ders_storage_read(context, offset, buffer, length) : 0.0);
}

static void native_crc32(struct js_frame *frame, void *context) {
  int valid = 1;
  uint32_t offset = js_arg_whole(frame, 0, UINT32_MAX, &valid), length = js_arg_whole(frame, 1, UINT32_MAX, &valid),
           start = js_arg_whole(frame, 2, UINT32_MAX, &valid);

  js_return_number(frame, valid ? (double)ders_storage_crc32(context, offset, length, start) : -1.0);
}

static void native_search(struct js_frame *frame, void *context) {
  int valid = 1;
  uint32_t offset = js_arg_whole(frame, 0, UINT32_MAX, &valid), count = js_arg_whole(frame, 1, UINT32_MAX, &valid),
           key0 = js_arg_whole(frame, 2, UINT32_MAX, &valid), key1 = js_arg_whole(frame, 3, UINT32_MAX, &valid);

  js_return_number(frame, valid ? (double)ders_storage_search(context, offset, count, key0, key1) : -1.0);
}

static void native_length(struct js_frame *frame, void *context) {
  js_return_number(frame, (double)((const struct ders_storage *)context)->size);
}

static const struct js_function flash[] = {
    {"word", native_word, 1}, {"read", native_read, 3}, {"crc32", native_crc32, 3}, {"search", native_search, 4},
    {"length", native_length, 0}};

/* An error of the seam as one of this header. */
static int of_engine(int error) {
  switch (error) {
    case JS_OK: return DERS_OK;
    case JS_ERR_MEMORY: return DERS_ERR_MEMORY;
    case JS_ERR_TIME: return DERS_ERR_TIME;
    case JS_ERR_THROWN: return DERS_ERR_SCRIPT;
    case JS_ERR_ROOM: return DERS_ERR_ROOM;
    case JS_ERR_FATAL: return DERS_ERR_LOST;
    default: return DERS_ERR_FORM;
  }
}

static int usable(const struct ders *ders) {
  if (ders == NULL) return DERS_ERR_ARGUMENT;
  return ders == opened && ders->open == (DERS_ACCEPTED ^ OPEN) ? DERS_OK : DERS_ERR_STATE;
}

static struct js_value number_value(double number) {
  struct js_value value = {JS_NUMBER, number, NULL, 0};

  return value;
}

static struct js_value text_value(const char *text) {
  struct js_value value = {JS_NONE, 0, NULL, 0};

  if (text != NULL) {
    value.kind = JS_TEXT;
    value.data = text;
    value.length = strlen(text);
  }
  return value;
}

static struct js_value text_inside(const uint8_t *bytes, struct ders_text_at text) {
  struct js_value value = {JS_TEXT, 0, bytes + text.start, text.length};

  return value;
}

/* Apart from ders_open, and asks the gate's receipt by itself: a call too many starts nothing. */
static __attribute__((noinline)) int start_engine(struct ders *ders, const struct ders_setup *setup, const struct ders_signed_file *file) {
  struct js_setup js = {NULL, 0, setup->stack, setup->expired, setup->context};
  const uint8_t *bytes = ders->scratch.signed_file.envelope;
  size_t own = (sizeof *ders + 7) & ~(size_t)7;
  struct js_value given[8];
  struct js_result result = {JS_NUMBER, 0, NULL, 0, 0};
  int error;

  if (ders_accepted(file) != DERS_ACCEPTED) return DERS_ERR_UNSIGNED;
  given[0] = number_value(file->offset);
  given[1] = number_value(file->length);
  given[2] = text_inside(bytes, file->organisation);
  given[3] = text_inside(bytes, file->library);
  given[4] = text_inside(bytes, file->version);
  given[5] = number_value((double)file->sequence);
  given[6] = number_value(file->effective);
  given[7] = number_value(file->review_by);
  js.block = (uint8_t *)setup->block + own;
  js.size = setup->size - own;
  error = js_create(&ders->runtime, &js);
  if (error == JS_OK) error = js_load(ders->runtime, ders_bundle, ders_bundle_length());
  if (error == JS_OK) error = js_install(ders->runtime, "flash", flash, sizeof flash / sizeof *flash, &ders->storage);
  if (error == JS_OK) error = js_call(ders->runtime, "ders_start", given, 8, &result);
  /* Now, so that no check waits for it. */
  if (error == JS_OK) error = js_collect(ders->runtime);
  if (error != JS_OK) return of_engine(error);
  if (result.number == DERS_REASON_NONE) return DERS_OK;
  ders->reason = result.number > 0 && result.number < 65536 ? (uint16_t)result.number : DERS_REASON_LIBRARY_UNREADABLE;
  return DERS_ERR_LIBRARY;
}

/* Gives the next field of a list and steps behind its end; NULL at the end of the list. */
static const char *field(char **at) {
  char *start = *at, *end = strchr(start, '\x01');

  if (end == NULL) return NULL;
  *end = '\0';
  *at = end + 1;
  return start;
}

static int number_field(char **at, uint32_t *number, uint32_t max) {
  const char *digits = field(at);
  uint64_t value = 0;

  if (digits == NULL || *digits == '\0') return DERS_ERR_FORM;
  for (; *digits != '\0'; digits++) {
    if (*digits < '0' || *digits > '9' || value > UINT32_MAX) return DERS_ERR_FORM;
    value = value * 10 + (uint32_t)(*digits - '0');
  }
  if (value > max) return DERS_ERR_FORM;
  *number = (uint32_t)value;
  return DERS_OK;
}

static int text_field(char **at, char *text) {
  const char *given = field(at);

  if (given == NULL) return DERS_ERR_FORM;
  if (strlen(given) >= DERS_TEXT) return DERS_ERR_ROOM;
  strcpy(text, given);
  return DERS_OK;
}

static int call_text(struct ders *ders, const char *function, const struct js_value *arguments, size_t count) {
  struct js_result result = {JS_TEXT, 0, ders->scratch.text, sizeof ders->scratch.text, 0};

  return of_engine(js_call(ders->runtime, function, arguments, count, &result));
}

/* Lists of door.ts. */
enum { HEAD, AREAS, DRUGS, ENTRIES, FIND };

static int texts(char **at, char *const *into, size_t count) {
  size_t i;
  int error = DERS_OK;

  for (i = 0; i < count && error == DERS_OK; i++) error = text_field(at, into[i]);
  return error;
}

static int numbers(char **at, uint32_t *into, const uint32_t *max, size_t count) {
  size_t i;
  int error = DERS_OK;

  for (i = 0; i < count && error == DERS_OK; i++) error = number_field(at, &into[i], max[i]);
  return error;
}

int ders_head(struct ders *ders, struct ders_head *head) {
  static const uint32_t max[8] = {UINT32_MAX, 99999999, 99999999, 255, 65536, UINT32_MAX, 1, 1};
  char *into[4] = {head == NULL ? NULL : head->id, head == NULL ? NULL : head->title, head == NULL ? NULL : head->organisation,
                   head == NULL ? NULL : head->version};
  struct js_value given = number_value(HEAD);
  uint32_t number[8];
  char *at;
  int error = usable(ders);

  if (error != DERS_OK) return error;
  if (head == NULL) return DERS_ERR_ARGUMENT;
  memset(head, 0, sizeof *head);
  at = ders->scratch.text;
  error = call_text(ders, "ders_list", &given, 1);
  if (error == DERS_OK) error = texts(&at, into, 4);
  if (error == DERS_OK) error = numbers(&at, number, max, 8);
  if (error != DERS_OK) return error;
  head->sequence = number[0];
  head->effective = number[1];
  head->review_by = number[2];
  head->care_areas = (uint16_t)number[3];
  head->drugs = number[4];
  head->entries = number[5];
  head->uk = (uint8_t)number[6];
  head->demonstration = (uint8_t)number[7];
  return DERS_OK;
}

int ders_open(struct ders **made, const struct ders_setup *setup) {
  struct ders *ders;
  struct ders_signed_file file;
  volatile uint32_t answer = DERS_REASON_NOT_VERIFIED;
  int error;

  if (made == NULL) return DERS_ERR_ARGUMENT;
  *made = NULL;
  if (setup == NULL || setup->block == NULL || (uintptr_t)setup->block % 8 != 0 || setup->policy.trust == NULL) return DERS_ERR_ARGUMENT;
  if (setup->storage.bytes == NULL && setup->storage.read == NULL) return DERS_ERR_ARGUMENT;
  if (setup->policy.highest == NULL && setup->policy.highest_count > 0) return DERS_ERR_ARGUMENT;
  if (opened != NULL) return DERS_ERR_STATE;
  if (setup->size < sizeof *ders + 1024) return DERS_ERR_MEMORY;
  ders = setup->block;
  memset(ders, 0, sizeof *ders);
  ders->reason = DERS_REASON_NOT_VERIFIED;
  ders->storage = setup->storage;
  opened = ders;
  *made = ders;
  memset(&file, 0, sizeof file);
  answer = ders_accept(&ders->storage, setup->offset, setup->length, DERS_LIBRARY_CONTEXT, &setup->policy, &ders->scratch.signed_file, &file);
  if (answer != DERS_ACCEPTED) {
    ders->reason = (uint16_t)file.result;
    return DERS_ERR_UNSIGNED;
  }
  error = start_engine(ders, setup, &file);
  if (error == DERS_OK) ders->open = ders_accepted(&file) ^ answer ^ DERS_ACCEPTED ^ OPEN;
  return error;
}

void ders_close(struct ders *ders) {
  if (ders == NULL || ders != opened) return;
  js_destroy(ders->runtime);
  ders->open = 0;
  opened = NULL;
}

uint16_t ders_reason(const struct ders *ders) { return ders == NULL ? DERS_REASON_NOT_VERIFIED : ders->reason; }

size_t ders_heap_peak(const struct ders *ders) {
  return ders == NULL || ders->runtime == NULL ? 0 : ((sizeof *ders + 7) & ~(size_t)7) + js_heap_peak(ders->runtime);
}

const char *ders_message(const struct ders *ders) { return ders == NULL ? "" : js_message(ders->runtime); }

static size_t add_number(double *into, size_t at, const struct ders_number *number) {
  into[at] = number->coefficient;
  into[at + 1] = number->exponent;
  into[at + 2] = number->unit;
  return at + 3;
}

/* Writes key and program as ders_judge of door.ts reads them; how many numbers, 0 where they are too many. */
static size_t flatten(const struct ders_key *key, const struct ders_program *program, double *into) {
  size_t at = HEAD_COUNT, i, n, entered = 0;

  for (i = 0; i < DERS_QUANTITIES; i++) entered += program->values[i].unit != 0;
  if (HEAD_COUNT + entered * 4 + program->step_count * 6u + program->delivered_count * 4u + program->confirmed_count * (size_t)FINDING >
      HEAD_COUNT + DERS_MAX_PROGRAM)
    return 0;
  into[0] = key->care_area + (key->outside ? 256 : 0);
  into[1] = key->drug;
  into[2] = key->therapy;
  into[3] = key->anaesthesia;
  into[4] = key->variant;
  into[5] = program->type;
  into[6] = (double)(entered * 4);
  into[7] = program->step_count * 6;
  into[8] = program->delivered_count * 4;
  into[9] = program->confirmed_count * FINDING;
  for (i = 0; i < DERS_QUANTITIES; i++) {
    if (program->values[i].unit == 0) continue;
    into[at] = (double)i;
    at = add_number(into, at + 1, &program->values[i]);
  }
  for (i = 0; i < program->step_count; i++) at = add_number(into, add_number(into, at, &program->steps[i].runs), &program->steps[i].lasts);
  for (i = 0; i < program->delivered_count; i++) {
    into[at++] = program->delivered[i].kind;
    into[at++] = program->delivered[i].from;
    into[at++] = program->delivered[i].until;
    into[at++] = program->delivered[i].quanta;
  }
  for (i = 0; i < program->confirmed_count; i++)
    for (n = 0; n < FINDING; n++) into[at++] = program->confirmed[i].numbers[n];
  return at;
}

/* Places of a finding's numbers (engine/dose/finding.ts, Field; a test holds the two together). */
enum { SEVERITY, QUANTITY, BOUND, REASON, STEP, UNIT, CAP, LIMIT, LIMIT_EXPONENT, RATIO };

static int finding_of(const double *flat, struct ders_finding *finding) {
  static const double max[RATIO] = {DERS_CONFIRMED, DERS_QUANTITIES - 1, DERS_UPPER_HARD, 65535, 65535, 65535, 1, 9007199254740991.0, 9};
  int i;

  for (i = 0; i < RATIO; i++)
    if (!(flat[i] >= (i == LIMIT_EXPONENT ? -12 : 0) && flat[i] <= max[i])) return DERS_ERR_FORM;
  finding->severity = (uint8_t)flat[SEVERITY];
  finding->quantity = (uint8_t)flat[QUANTITY];
  finding->bound = (uint8_t)flat[BOUND];
  finding->reason = (uint16_t)flat[REASON];
  finding->step = (uint16_t)flat[STEP];
  finding->unit = (uint16_t)flat[UNIT];
  finding->cap = (uint8_t)flat[CAP];
  finding->limit = flat[LIMIT];
  finding->exponent = (int8_t)flat[LIMIT_EXPONENT];
  memcpy(finding->confirmation.numbers, flat, sizeof finding->confirmation.numbers);
  return DERS_OK;
}

/* Keeps the worst findings, in order: severity, then quantity, then as the engine found them. */
static void insert_finding(struct ders_verdict *verdict, const struct ders_finding *finding) {
  size_t at = verdict->finding_count;

  while (at > 0) {
    const struct ders_finding *before = &verdict->findings[at - 1];

    if (before->severity < finding->severity || (before->severity == finding->severity && before->quantity <= finding->quantity)) break;
    at--;
  }
  if (verdict->finding_count == DERS_MAX_FINDINGS) {
    verdict->more += 1;
    if (at == DERS_MAX_FINDINGS) return;
    verdict->finding_count -= 1;
  }
  memmove(&verdict->findings[at + 1], &verdict->findings[at], (verdict->finding_count - at) * sizeof *finding);
  verdict->findings[at] = *finding;
  verdict->finding_count += 1;
}

/* The rates of the last program, from the scratch; one that could not be rounded is none. */
static int take_rates(const double *flat, size_t count, struct ders_verdict *verdict) {
  const double *end = flat + count * RATE;

  for (; flat < end; flat += RATE) {
    struct ders_rate *rate = &verdict->rates[verdict->rate_count];

    if (!(flat[2] > 0)) continue;
    if (!(flat[0] >= 0 && flat[0] < DERS_QUANTITIES && flat[1] >= 0 && flat[1] < 65536 && flat[2] <= INT32_MAX && flat[3] >= -12 && flat[3] <= 12))
      return DERS_ERR_FORM;
    rate->quantity = (uint8_t)flat[0];
    rate->step = (uint16_t)flat[1];
    rate->coefficient = (int32_t)flat[2];
    rate->exponent = (int8_t)flat[3];
    verdict->rate_count += 1;
  }
  return DERS_OK;
}

/* A page of the findings of the last program, with the first also its rates; how many numbers of findings there are in all goes to *whole. */
static int take_page(struct ders *ders, size_t from, size_t *whole, struct ders_verdict *verdict) {
  const double *flat = ders->scratch.numbers;
  struct js_value place[3] = {number_value((double)from), number_value(FINDING * PAGE), number_value(from == 0 ? DERS_MAX_RATES : 0)};
  struct js_result result = {JS_NUMBERS, 0, ders->scratch.numbers, SCRATCH, 0};
  int error = of_engine(js_call(ders->runtime, "ders_outcome", place, 3, &result));
  struct ders_finding finding;
  double all;
  size_t some, at, rates;

  if (error != DERS_OK) return error;
  all = result.length > 0 ? flat[result.length - 1] : -1;
  if (!(all >= (double)from && all < 1e6)) return DERS_ERR_FORM;
  *whole = (size_t)all;
  some = *whole - from < FINDING * PAGE ? *whole - from : FINDING * PAGE;
  if (*whole % FINDING != 0 || result.length - 1 < some) return DERS_ERR_FORM;
  rates = (result.length - 1 - some) / RATE;
  if (result.length - 1 - some != rates * RATE || rates > (from == 0 ? DERS_MAX_RATES : 0)) return DERS_ERR_FORM;
  for (at = 0; at < some; at += FINDING) {
    error = finding_of(flat + at, &finding);
    if (error != DERS_OK) return error;
    insert_finding(verdict, &finding);
  }
  return take_rates(flat + some, rates, verdict);
}

static int take_outcome(struct ders *ders, struct ders_verdict *verdict) {
  size_t from = 0, whole = 0;
  int error;

  do {
    error = take_page(ders, from, &whole, verdict);
    from += FINDING * PAGE;
  } while (error == DERS_OK && from < whole);
  return error;
}

/* The verdict must be one of four, and what came with it must agree. */
static uint32_t agreed(double code, const struct ders_key *key, const struct ders_verdict *verdict) {
  uint8_t worst = verdict->finding_count > 0 ? verdict->findings[0].severity : DERS_CONFIRMED;

  if (code == (double)DERS_ACCEPT && !key->outside && worst == DERS_CONFIRMED) return DERS_ACCEPT;
  if (code == (double)DERS_UNPROTECTED && key->outside && worst == DERS_CONFIRMED) return DERS_UNPROTECTED;
  if (code == (double)DERS_CONFIRM && worst == DERS_SOFT) return DERS_CONFIRM;
  return DERS_REFUSE;
}

int ders_check(struct ders *ders, const struct ders_key *key, const struct ders_program *program, struct ders_verdict *verdict) {
  struct js_value given = {JS_NUMBERS, 0, NULL, 0};
  struct js_result result = {JS_NUMBER, 0, NULL, 0, 0};
  int error;

  if (verdict == NULL) return DERS_ERR_ARGUMENT;
  memset(verdict, 0, sizeof *verdict);
  error = usable(ders);
  if (error != DERS_OK) return error;
  if (key == NULL || program == NULL || (program->steps == NULL && program->step_count > 0) ||
      (program->delivered == NULL && program->delivered_count > 0) || (program->confirmed == NULL && program->confirmed_count > 0))
    return DERS_ERR_ARGUMENT;
  given.data = ders->scratch.numbers;
  given.length = flatten(key, program, ders->scratch.numbers);
  if (given.length == 0) return DERS_ERR_ARGUMENT;
  error = of_engine(js_call(ders->runtime, "ders_judge", &given, 1, &result));
  if (error != DERS_OK) return error;
  if (!(result.number >= 0)) {
    if (!(result.number < 0 && result.number > -65536)) return DERS_ERR_FORM;
    verdict->reason = (uint16_t)-result.number;
    return verdict->reason == DERS_REASON_NOT_FOUND ? DERS_ERR_NOT_FOUND : DERS_ERR_LIBRARY;
  }
  error = take_outcome(ders, verdict);
  if (error != DERS_OK) {
    memset(verdict, 0, sizeof *verdict);
    return error;
  }
  verdict->verdict = agreed(result.number, key, verdict);
  return DERS_OK;
}

int ders_care_areas(struct ders *ders, uint32_t from, struct ders_care_area *areas, size_t room, size_t *count) {
  static const uint32_t max[2] = {255, 1};
  struct js_value given[3] = {number_value(AREAS), number_value(from), number_value((double)room)};
  uint32_t number[2];
  char *at;
  int error = usable(ders);

  if (count != NULL) *count = 0;
  if (error != DERS_OK) return error;
  if (areas == NULL || count == NULL || from == 0) return DERS_ERR_ARGUMENT;
  error = call_text(ders, "ders_list", given, 3);
  for (at = ders->scratch.text; error == DERS_OK && *at != '\0';) {
    struct ders_care_area *area = &areas[*count];

    if (*count == room) return DERS_ERR_FORM;
    error = numbers(&at, number, max, 2);
    if (error == DERS_OK) error = text_field(&at, area->id);
    if (error == DERS_OK) error = text_field(&at, area->title);
    area->number = (uint8_t)number[0];
    area->weight_in_grams = (uint8_t)number[1];
    *count += error == DERS_OK;
  }
  return error;
}

int ders_drugs(struct ders *ders, uint32_t care_area, int anaesthesia, const char *prefix, int32_t after, struct ders_drug *drugs, size_t room,
               size_t *count) {
  struct js_value given[7] = {number_value(DRUGS), number_value(care_area), number_value(anaesthesia != 0), number_value(after),
                              text_value(prefix), {JS_NONE, 0, NULL, 0}, number_value((double)room)};
  uint32_t number;
  char *at;
  int error = usable(ders);

  if (count != NULL) *count = 0;
  if (error != DERS_OK) return error;
  if (prefix == NULL || drugs == NULL || count == NULL || after < -1) return DERS_ERR_ARGUMENT;
  error = call_text(ders, "ders_list", given, 7);
  for (at = ders->scratch.text; error == DERS_OK && *at != '\0';) {
    if (*count == room) return DERS_ERR_FORM;
    error = number_field(&at, &number, 65535);
    if (error == DERS_OK) error = text_field(&at, drugs[*count].name);
    if (error == DERS_OK) drugs[(*count)++].drug = (uint16_t)number;
  }
  return error;
}

static int take_entries(struct ders *ders, struct ders_entry *entries, size_t room, size_t *count) {
  static const uint32_t max[8] = {255, 1, 65535, 65535, 65535, 8, 1, 1};
  char *at = ders->scratch.text;
  uint32_t number[8];
  int error = DERS_OK;

  while (error == DERS_OK && *at != '\0') {
    struct ders_entry *entry = &entries[*count];
    char *into[4] = {entry->drug, entry->therapy, entry->concentration, entry->unit};

    if (*count == room) {
      *count = 0;
      return DERS_ERR_ROOM;
    }
    error = numbers(&at, number, max, 8);
    if (error == DERS_OK) error = texts(&at, into, 4);
    if (error != DERS_OK) break;
    memset(&entry->key, 0, sizeof entry->key);
    entry->key.care_area = (uint8_t)number[0];
    entry->key.anaesthesia = (uint8_t)number[1];
    entry->key.drug = (uint16_t)number[2];
    entry->key.therapy = (uint16_t)number[3];
    entry->key.variant = (uint16_t)number[4];
    entry->type = (uint8_t)number[5];
    entry->weight_based = (uint8_t)number[6];
    entry->bsa_based = (uint8_t)number[7];
    *count += 1;
  }
  if (error != DERS_OK) *count = 0;
  return error;
}

int ders_entries(struct ders *ders, uint32_t care_area, uint32_t drug, int anaesthesia, struct ders_entry *entries, size_t room, size_t *count) {
  struct js_value given[4] = {number_value(ENTRIES), number_value(care_area), number_value(drug), number_value(anaesthesia != 0)};
  int error = usable(ders);

  if (count != NULL) *count = 0;
  if (error != DERS_OK) return error;
  if (entries == NULL || count == NULL) return DERS_ERR_ARGUMENT;
  error = call_text(ders, "ders_list", given, 4);
  return error == DERS_OK ? take_entries(ders, entries, room, count) : error;
}

int ders_find(struct ders *ders, const struct ders_names *names, struct ders_entry *entries, size_t room, size_t *count) {
  struct js_value given[7];
  int error = usable(ders);

  if (count != NULL) *count = 0;
  if (error != DERS_OK) return error;
  if (names == NULL || names->care_area == NULL || names->drug == NULL || entries == NULL || count == NULL) return DERS_ERR_ARGUMENT;
  given[0] = number_value(FIND);
  given[1] = text_value(names->care_area);
  given[2] = text_value(names->drug);
  given[3] = number_value(names->anaesthesia != 0);
  given[4] = text_value(names->therapy);
  given[5] = text_value(names->concentration);
  given[6] = text_value(names->unit);
  error = call_text(ders, "ders_list", given, 7);
  if (error == DERS_OK) error = take_entries(ders, entries, room, count);
  return error == DERS_OK && *count == 0 ? DERS_ERR_NOT_FOUND : error;
}

int ders_read(struct ders *ders, const char *text, int body_weight, struct ders_number *number, uint16_t *reason) {
  struct js_value given[2] = {text_value(text), number_value(body_weight != 0)};
  double into[4];
  struct js_result result = {JS_NUMBERS, 0, into, 4, 0};
  int error = usable(ders);

  if (number != NULL) memset(number, 0, sizeof *number);
  if (error != DERS_OK) return error;
  if (text == NULL || number == NULL || reason == NULL) return DERS_ERR_ARGUMENT;
  *reason = DERS_REASON_NOT_VERIFIED;
  error = of_engine(js_call(ders->runtime, "ders_read", given, 2, &result));
  if (error != DERS_OK) return error;
  if (result.length != 4 || !(into[3] >= 0 && into[3] < 65536)) return DERS_ERR_FORM;
  *reason = (uint16_t)into[3];
  if (*reason != DERS_REASON_NONE) return DERS_OK;
  if (!(into[0] >= 0 && into[0] <= 999999999 && into[1] >= -12 && into[1] <= 9 && into[2] > 0 && into[2] < 65536)) return DERS_ERR_FORM;
  number->coefficient = (int32_t)into[0];
  number->exponent = (int8_t)into[1];
  number->unit = (uint16_t)into[2];
  return DERS_OK;
}

int ders_reason_text(struct ders *ders, uint16_t reason, char *text, size_t room) {
  struct js_value given = number_value(reason);
  int error = usable(ders);

  if (text != NULL && room > 0) *text = '\0';
  if (error != DERS_OK) return error;
  if (text == NULL || room == 0) return DERS_ERR_ARGUMENT;
  error = call_text(ders, "ders_text", &given, 1);
  if (error != DERS_OK) return error;
  if (strlen(ders->scratch.text) >= room) return DERS_ERR_ROOM;
  strcpy(text, ders->scratch.text);
  return DERS_OK;
}
