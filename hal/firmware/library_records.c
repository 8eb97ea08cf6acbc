#include "library_records.h"

#include <string.h>

#include "cbor.h"
#include "reason.h"

/* Numbers of engine/dose/limit.ts, unit.ts and infusion-program.ts, and of docs/formats/library.cddl. */
enum { HEAD_SECTION, STRING_OFFSETS, STRINGS, AREA_INDEX, ENTRY_INDEX, RECORDS, CEILINGS, SECTIONS };
enum { INDEX_RECORD = 16, CEILING_RECORD = 12, LONGEST_HEAD = 1100, LONGEST_RECORD = 1023 };
enum { KEY_HEAD = 0, KEY_CAP = 32, KEY_ADVISORIES = 64, KEY_WINDOW = 65, KEY_CLASS = 67, KEY_CODES = 68, NO_KEY = 69, KEY_BASIC_TEXT = 72,
       KEY_STEPS = 80, KEY_TOLERANCE = 81, KEYS = 96 };
enum { ACCUMULATED_DOSE = 17, BASIC_VTBI = 25, CONTINUOUS = 1, PCA = 3, MULTI_STEP = 5 };
enum { DURATION, MASS, ACTIVITY, AMOUNT, CHARGE, VOLUME, ENERGY, BODY_WEIGHT, BODY_SURFACE, PER_CENT, COUNT, PRESSURE };
enum { BASIS_NONE = 0, BASIS_MILLILITRE = 3, UNITS = 320, FIRST_TIMED = 16 };
enum { MOST_ITEMS = 64 };
#define MOST_COEFFICIENT INT64_C(10000000000000)
#define WHOLE (UINT64_C(1) << 53)

/* Kind of each substance, and form of the unit of each quantity's limit: contents.ts says what the letters mean. */
static const uint8_t kinds[UNITS / 16] = {DURATION, MASS,   MASS,       MASS,   MASS,   ACTIVITY,    ACTIVITY,     ACTIVITY, AMOUNT,      AMOUNT,
                                          CHARGE,   VOLUME, ENERGY, BODY_WEIGHT, BODY_SURFACE, PER_CENT, BODY_WEIGHT, COUNT, PRESSURE, VOLUME};
static const char forms[] = ".wscrvtdfppaftaftaatfatnrv";

struct library {
  const struct ders_storage *storage;
  uint32_t start[SECTIONS], size[SECTIONS];
  uint32_t strings, drugs, areas, entries;
};

/* What is kept of a record that was decoded. */
struct record {
  uint32_t head_count, window_count;
  int64_t head[8], window[3];
  int has_window, accumulates;
  /* First key whose unit or text does not fit it. */
  uint32_t reason;
};

/* The record being decoded. */
static uint8_t block[LONGEST_RECORD];
static uint32_t block_length;

static uint32_t open_sections(struct library *library, uint32_t place, uint32_t length) {
  const struct ders_storage *storage = library->storage;
  uint32_t at = place + 1, end = place + length, section, extra, i;
  uint64_t size;
  uint8_t head[5];

  if (!(length > 0 && place <= storage->size && length <= storage->size - place)) return DERS_REASON_LIBRARY_BOUNDS;
  if (ders_storage_read(storage, place, head, 1) != 1) return DERS_REASON_LIBRARY_UNREADABLE;
  if (head[0] != 0x80 + SECTIONS) return DERS_REASON_LIBRARY_FORMAT;
  for (section = 0; section < SECTIONS; section++) {
    uint32_t some = end - at < sizeof head ? end - at : (uint32_t)sizeof head;

    if (some == 0) return DERS_REASON_CBOR_TRUNCATED;
    memset(head, 0, sizeof head);
    if (ders_storage_read(storage, at, head, some) != some) return DERS_REASON_LIBRARY_UNREADABLE;
    if (head[0] >> 5 != DERS_BYTES || (head[0] & 31) > 26) return DERS_REASON_LIBRARY_TYPE;
    size = head[0] & 31;
    extra = size < 24 ? 0 : 1u << (size - 24);
    if (!(some > extra)) return DERS_REASON_CBOR_TRUNCATED;
    if (extra > 0) {
      for (size = 0, i = 1; i <= extra; i++) size = size << 8 | head[i];
      if (!(size >= (extra == 1 ? 24u : extra == 2 ? 256u : 65536u))) return DERS_REASON_CBOR_NOT_SHORTEST;
    }
    at += 1 + extra;
    if (!(size <= end - at)) return DERS_REASON_CBOR_TRUNCATED;
    library->start[section] = at;
    library->size[section] = (uint32_t)size;
    at += (uint32_t)size;
  }
  return at == end ? DERS_REASON_NONE : DERS_REASON_CBOR_TRAILING;
}

/* Counts of the library; the rest of its head is the engine's to read. */
static uint32_t read_head(struct library *library) {
  static uint8_t head[LONGEST_HEAD];
  struct ders_item items[29];
  const uint32_t *size = library->size;
  const uint32_t length = size[HEAD_SECTION];

  library->entries = size[ENTRY_INDEX] / INDEX_RECORD;
  library->areas = size[AREA_INDEX] / INDEX_RECORD;
  library->strings = size[STRING_OFFSETS] / 4;
  if (size[ENTRY_INDEX] % INDEX_RECORD != 0 || size[AREA_INDEX] % INDEX_RECORD != 0 || size[STRING_OFFSETS] % 4 != 0) return DERS_REASON_LIBRARY_BOUNDS;
  if (size[CEILINGS] != library->entries * CEILING_RECORD || !(library->areas > 0 && library->areas < 256) || length > LONGEST_HEAD)
    return DERS_REASON_LIBRARY_BOUNDS;
  if (ders_storage_read(library->storage, library->start[HEAD_SECTION], head, length) != length) return DERS_REASON_LIBRARY_UNREADABLE;
  if (ders_cbor_check(head, 0, length) != DERS_REASON_NONE) return DERS_REASON_LIBRARY_FORMAT;
  if (ders_cbor_match(head, 0, length, "m12 u1 u1 u2 t* u3 t* u4 t* u5 t* u6 u* u7 u* u8 u* u9 u* u10 u* u11 t* u12 u*", items) != 25)
    return DERS_REASON_LIBRARY_FORMAT;
  if (!(items[24].value <= library->strings)) return DERS_REASON_LIBRARY_BOUNDS;
  library->drugs = (uint32_t)items[24].value;
  library->areas -= 1;
  return DERS_REASON_NONE;
}

/* The next byte; behind the record's end zeros: what is made of them is that the record is cut short. */
static uint8_t next_byte(uint32_t *at) {
  const uint32_t place = (*at)++;

  return place < block_length ? block[place] : 0;
}

static int is_unit(int64_t unit) {
  uint8_t kind;

  if (!(unit > 0 && unit < UNITS)) return 0;
  kind = kinds[unit >> 4];
  return (kind == DURATION ? 0xe : kind <= ENERGY ? 0x1fff : 1) >> (unit & 15) & 1;
}

/* Whether a unit has the form that a letter stands for, so that a value can be compared with a limit in it. */
static int is_in_form(char letter, uint32_t unit) {
  uint32_t kind = kinds[unit >> 4], basis = unit >> 2 & 3;
  int timed = unit >= FIRST_TIMED && (unit & 3) > 0, is_drug = kind >= MASS && kind <= ENERGY;

  switch (letter) {
    case 'w': return kind == BODY_WEIGHT;
    case 's': return kind == BODY_SURFACE;
    case 't': return kind == DURATION;
    case 'p': return kind == PER_CENT;
    case 'n': return kind == COUNT;
    case 'c': return is_drug && kind != VOLUME && basis == BASIS_MILLILITRE;
    default: break;
  }
  if (!is_drug || basis == BASIS_MILLILITRE) return 0;
  switch (letter) {
    case 'r': return kind == VOLUME && timed;
    case 'v': return kind == VOLUME && !timed && basis == BASIS_NONE;
    case 'd': return 1;
    case 'f': return timed;
    case 'a': return !timed;
    default: return 0;
  }
}

static int is_key(uint32_t key) {
  if (key < KEY_ADVISORIES) return (key & 31) <= BASIC_VTBI && key != KEY_CAP;
  return (key <= KEY_BASIC_TEXT && key != NO_KEY) || key == KEY_STEPS || key == KEY_TOLERANCE;
}

/* A number below 24, or of one byte more; 0, or a reason. */
static uint32_t small_number(uint32_t *at, uint32_t first, uint32_t otherwise, uint32_t *number) {
  *number = first;
  if (first == 24) {
    *number = next_byte(at);
    return *number >= 24 ? DERS_REASON_NONE : DERS_REASON_CBOR_NOT_SHORTEST;
  }
  return first < 24 ? DERS_REASON_NONE : otherwise;
}

static uint32_t container(uint32_t *at, uint8_t major, uint32_t *number) {
  uint32_t first = (uint32_t)next_byte(at) - (uint32_t)(major << 5);

  return small_number(at, first, first == 31 ? DERS_REASON_CBOR_INDEFINITE : DERS_REASON_LIBRARY_TYPE, number);
}

/* A whole number, negative ones too. */
static uint32_t whole_number(uint32_t *at, int64_t *number) {
  uint32_t first = next_byte(at), negative = first >= 0x20, size, i;
  uint64_t value;

  if (negative) first -= 0x20;
  value = first;
  if (first > 23) {
    if (!(first < 28)) return first == 31 ? DERS_REASON_CBOR_INDEFINITE : DERS_REASON_LIBRARY_TYPE;
    size = 1u << (first - 24);
    for (value = 0, i = 0; i < size; i++) value = value << 8 | next_byte(at);
    if (!(value >= (size == 1 ? 24u : size == 2 ? 256u : size == 4 ? 65536u : UINT64_C(1) << 32))) return DERS_REASON_CBOR_NOT_SHORTEST;
    if (!(value < WHOLE)) return DERS_REASON_CBOR_RANGE;
  }
  *number = negative ? -1 - (int64_t)value : (int64_t)value;
  return DERS_REASON_NONE;
}

/* Unit, exponent, mask of bounds and a coefficient for each, in order. */
static uint32_t limit_reason(const int64_t *items, uint32_t count) {
  int64_t least = 0;
  uint32_t points = 0, i;

  if (!(count >= 3 && is_unit(items[0]))) return DERS_REASON_LIBRARY_UNIT;
  if (!(items[1] >= -12 && items[1] <= 9 && items[2] >= 0 && items[2] < 32)) return DERS_REASON_LIBRARY_TYPE;
  for (i = 0; i < 5; i++) points += items[2] >> i & 1;
  if (count != 3 + points) return DERS_REASON_LIBRARY_TYPE;
  for (i = 3; i < count; i++) {
    if (!(items[i] >= least)) return DERS_REASON_LIBRARY_LIMIT_ORDER;
    least = items[i];
  }
  return least <= MOST_COEFFICIENT ? DERS_REASON_NONE : DERS_REASON_LIBRARY_LIMIT_ORDER;
}

/* What does not stop the decoding of a record, and is told behind it. */
static uint32_t fitting_reason(const struct library *library, uint32_t key, const int64_t *items, uint32_t count) {
  uint32_t i;

  if (key > KEY_HEAD && key < KEY_ADVISORIES) {
    uint32_t unit = (uint32_t)items[0];

    return is_in_form(forms[key & 31], unit) && (key < KEY_CAP || (unit >> 2 & 3) == BASIS_NONE) ? DERS_REASON_NONE : DERS_REASON_LIBRARY_UNIT;
  }
  if (key != KEY_ADVISORIES && key != KEY_CLASS && key != KEY_CODES) return DERS_REASON_NONE;
  for (i = 0; i < count; i++)
    if (!(items[i] >= 0 && items[i] < library->strings)) return DERS_REASON_NOT_FOUND;
  return DERS_REASON_NONE;
}

static void keep(struct record *record, uint32_t key, const int64_t *items, uint32_t count) {
  if (key == KEY_HEAD) {
    record->head_count = count;
    memcpy(record->head, items, (count < 8 ? count : 8) * sizeof *items);
  } else if (key == KEY_WINDOW) {
    record->has_window = 1;
    record->window_count = count;
    memcpy(record->window, items, (count < 3 ? count : 3) * sizeof *items);
  } else if (key == ACCUMULATED_DOSE) {
    record->accumulates = 1;
  }
}

/* Reads the items of the block: a map from rising keys to arrays of whole numbers; how far it came goes to *end. */
static uint32_t decode_items(const struct library *library, struct record *record, uint32_t *end) {
  int64_t items[MOST_ITEMS], last = -1;
  uint32_t pairs, pair, key, count, i, reason = container(end, DERS_MAP, &pairs);

  if (reason != DERS_REASON_NONE) return reason;
  for (pair = 0; pair < pairs; pair++) {
    reason = small_number(end, next_byte(end), DERS_REASON_LIBRARY_KEY, &key);
    if (reason != DERS_REASON_NONE) return reason;
    if (!(key > last)) return key == last ? DERS_REASON_CBOR_DUPLICATE_KEY : DERS_REASON_CBOR_KEY_ORDER;
    last = key;
    reason = container(end, DERS_ARRAY, &count);
    if (reason != DERS_REASON_NONE) return reason;
    if (!(is_key(key) && count <= MOST_ITEMS)) return DERS_REASON_LIBRARY_KEY;
    for (i = 0; i < count; i++) {
      reason = whole_number(end, &items[i]);
      if (reason != DERS_REASON_NONE) return reason;
    }
    if (!(*end <= block_length)) return DERS_REASON_CBOR_TRUNCATED;
    if (key > KEY_HEAD && key < KEY_ADVISORIES) {
      reason = limit_reason(items, count);
      if (reason != DERS_REASON_NONE) return reason;
    }
    keep(record, key, items, count);
    if (record->reason == DERS_REASON_NONE) record->reason = fitting_reason(library, key, items, count);
  }
  return *end == block_length ? DERS_REASON_NONE : DERS_REASON_CBOR_TRAILING;
}

static uint32_t decode(const struct library *library, struct record *record) {
  uint32_t end = 0, reason;

  memset(record, 0, sizeof *record);
  reason = decode_items(library, record, &end);
  return end <= block_length ? reason : DERS_REASON_CBOR_TRUNCATED;
}

/* Reads record `number` of an index: its CRC-32 over key, place and content first. */
static uint32_t load(const struct library *library, uint32_t section, uint32_t number, struct record *record) {
  const struct ders_storage *storage = library->storage;
  const uint32_t at = library->start[section] + number * INDEX_RECORD;
  const int64_t place = ders_storage_word(storage, at + 8), wanted = ders_storage_word(storage, at + 12);
  const uint32_t length = (uint32_t)place & LONGEST_RECORD, offset = (uint32_t)place >> 10;
  int64_t crc = ders_storage_crc32(storage, at, 12, 0);

  if (!(place >= 0 && offset <= library->size[RECORDS] && length <= library->size[RECORDS] - offset)) return DERS_REASON_LIBRARY_BOUNDS;
  if (crc >= 0) crc = ders_storage_crc32(storage, library->start[RECORDS] + offset, length, (uint32_t)crc);
  if (!(crc >= 0 && crc == wanted)) return DERS_REASON_LIBRARY_CRC;
  block_length = length;
  if (ders_storage_read(storage, library->start[RECORDS] + offset, block, length) != length) return DERS_REASON_LIBRARY_UNREADABLE;
  return decode(library, record);
}

static int is_exponent(int64_t value) { return value >= -12 && value <= 9; }
static int is_count(int64_t value, int64_t most) { return value > 0 && value <= most; }

/* Why a record cannot be an entry's: as limit-record.ts says. */
static uint32_t entry_reason(const struct record *record) {
  const int64_t *head = record->head, *window = record->window;

  if (!(record->head_count == 3 || record->head_count == 7)) return DERS_REASON_LIBRARY_TYPE;
  if (!(head[0] > 0 && head[0] <= MULTI_STEP && head[1] >= 0 && head[2] >= 0)) return DERS_REASON_LIBRARY_TYPE;
  if (record->head_count == 7) {
    if (!(head[3] >= 0 && head[3] < UNITS && head[3] % 16 == 0 && kinds[head[3] >> 4] > DURATION && kinds[head[3] >> 4] <= ENERGY))
      return DERS_REASON_LIBRARY_UNIT;
    if (!(is_exponent(head[4]) && is_count(head[5], MOST_COEFFICIENT) && is_count(head[6], MOST_COEFFICIENT))) return DERS_REASON_LIBRARY_TYPE;
  }
  if (record->has_window != record->accumulates) return DERS_REASON_LIBRARY_TYPE;
  if (!record->has_window) return DERS_REASON_NONE;
  return (head[0] == CONTINUOUS || head[0] == PCA) && record->window_count == 2 && is_count(window[0], 10000000) && is_count(window[1], 31)
             ? DERS_REASON_NONE
             : DERS_REASON_LIBRARY_TYPE;
}

static uint32_t area_record_reason(const struct library *library, uint32_t area) {
  struct record record;
  uint32_t reason = load(library, AREA_INDEX, area, &record);

  return reason != DERS_REASON_NONE ? reason : record.reason;
}

static uint32_t entry_record_reason(const struct library *library, uint32_t number) {
  const uint32_t at = library->start[ENTRY_INDEX] + number * INDEX_RECORD;
  const int64_t first = ders_storage_word(library->storage, at), second = ders_storage_word(library->storage, at + 4);
  struct record record;
  uint32_t reason, key0, key1;

  if (!(first >= 0 && second >= 0)) return DERS_REASON_LIBRARY_UNREADABLE;
  key0 = (uint32_t)first;
  key1 = (uint32_t)second;
  if (!((key0 >> 8 & 65535) < library->drugs && key1 >> 16 <= library->strings)) return DERS_REASON_LIBRARY_BOUNDS;
  if ((key0 & 255) > 1 || ders_storage_search(library->storage, library->start[ENTRY_INDEX], library->entries, key0, key1) != number)
    return DERS_REASON_LIBRARY_INDEX_ORDER;
  if (!(key0 >> 24 > 0 && key0 >> 24 <= library->areas)) return DERS_REASON_NOT_FOUND;
  reason = load(library, ENTRY_INDEX, number, &record);
  if (reason == DERS_REASON_NONE) reason = entry_reason(&record);
  return reason != DERS_REASON_NONE ? reason : record.reason;
}

uint32_t ders_records_reason(const struct ders_storage *storage, uint32_t place, uint32_t length, uint32_t first, uint32_t count) {
  struct library library = {storage, {0}, {0}, 0, 0, 0, 0};
  uint32_t reason = open_sections(&library, place, length), number;

  if (reason == DERS_REASON_NONE) reason = read_head(&library);
  if (reason != DERS_REASON_NONE) return reason;
  if (!(first <= library.areas + library.entries && count <= library.areas + library.entries - first)) return DERS_REASON_NOT_FOUND;
  for (number = first; number < first + count; number++) {
    if (number >= library.areas) reason = entry_record_reason(&library, number - library.areas);
    else {
      reason = area_record_reason(&library, number + 1);
      /* The pump's own limits are looked at with each care area's. */
      if (reason == DERS_REASON_NONE) reason = area_record_reason(&library, 0);
    }
    if (reason != DERS_REASON_NONE) return reason;
  }
  return DERS_REASON_NONE;
}
