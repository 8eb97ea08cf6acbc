#include "js_heap.h"

#include <string.h>

/* A block is a multiple of a pointer's size: its head (size and two marks), then the content; a free one holds the offsets of its neighbours in
 * the list, and its size again at its end. Offsets are those of heads; the first head stands at 4, so that content is aligned like a pointer. */
#define IN_USE 1u
#define BEFORE_IN_USE 2u
#define MARKS 3u
#define GRAIN ((uint32_t)sizeof(void *))
#define HEAD 4u
#define SMALLEST 16u
#define FIRST 4u
#define LARGEST (16u << 20)

static uint32_t get(const struct js_heap *heap, uint32_t at) {
  uint32_t word;

  memcpy(&word, heap->base + at, sizeof word);
  return word;
}

static void put(struct js_heap *heap, uint32_t at, uint32_t word) { memcpy(heap->base + at, &word, sizeof word); }

static uint32_t size_at(const struct js_heap *heap, uint32_t at) { return get(heap, at) & ~MARKS; }

/* The list of blocks of this size: each size in a later list is larger. */
static uint32_t list_of(uint32_t size) {
  uint32_t power, list;

  if (size < 256) return size >> 3;
  power = 31u - (uint32_t)__builtin_clz(size);
  list = 32 + (power - 8) * 4 + (size >> (power - 2) & 3);
  return list < JS_HEAP_LISTS ? list : JS_HEAP_LISTS - 1;
}

static void link_free(struct js_heap *heap, uint32_t at, uint32_t size) {
  uint32_t list = list_of(size), next = heap->lists[list];

  put(heap, at, size | (get(heap, at) & BEFORE_IN_USE));
  put(heap, at + 4, next);
  put(heap, at + 8, 0);
  put(heap, at + size - 4, size);
  if (next != 0) put(heap, next + 8, at);
  heap->lists[list] = at;
  heap->some[list >> 5] |= 1u << (list & 31);
  put(heap, at + size, get(heap, at + size) & ~BEFORE_IN_USE);
}

static void unlink_free(struct js_heap *heap, uint32_t at) {
  uint32_t list = list_of(size_at(heap, at)), next = get(heap, at + 4), before = get(heap, at + 8);

  if (next != 0) put(heap, next + 8, before);
  if (before != 0) put(heap, before + 4, next);
  else {
    heap->lists[list] = next;
    if (next == 0) heap->some[list >> 5] &= ~(1u << (list & 31));
  }
}

/* A free block of at least `size` bytes, or 0. */
static uint32_t find_free(const struct js_heap *heap, uint32_t size) {
  uint32_t list = list_of(size), word, bits, at;

  /* The last list is open upwards, and one of sizes of its own may hold smaller ones too. */
  for (at = heap->lists[list]; at != 0; at = get(heap, at + 4))
    if (size_at(heap, at) >= size) return at;
  if (++list >= JS_HEAP_LISTS) return 0;
  word = list >> 5;
  bits = heap->some[word] & ~0u << (list & 31);
  while (bits == 0) {
    if (++word >= JS_HEAP_LISTS / 32) return 0;
    bits = heap->some[word];
  }
  return heap->lists[word * 32 + (uint32_t)__builtin_ctz(bits)];
}

static void count(struct js_heap *heap, uint32_t gone, uint32_t come) {
  heap->used = heap->used - gone + come;
  if (heap->used > heap->peak) heap->peak = heap->used;
}

/* Cuts the block in use at `at`, `whole` bytes long, down to `size`, and frees the rest where it makes a block. */
static void trim(struct js_heap *heap, uint32_t at, uint32_t whole, uint32_t size) {
  uint32_t rest = whole - size, after = at + whole;

  if (rest < SMALLEST) size = whole;
  put(heap, at, size | IN_USE | (get(heap, at) & BEFORE_IN_USE));
  if (size == whole) {
    put(heap, after, get(heap, after) | BEFORE_IN_USE);
    return;
  }
  if (!(get(heap, after) & IN_USE)) {
    unlink_free(heap, after);
    rest += size_at(heap, after);
  }
  put(heap, at + size, BEFORE_IN_USE);
  link_free(heap, at + size, rest);
}

/* Size of the block that holds so much content; 0 where there can be none. */
static uint32_t block_size(const struct js_heap *heap, size_t size) {
  uint32_t whole;

  if (size == 0 || size > heap->size) return 0;
  whole = ((uint32_t)size + HEAD + GRAIN - 1) & ~(GRAIN - 1);
  return whole < SMALLEST ? SMALLEST : whole;
}

static int grants(struct js_heap *heap) {
  heap->requests += 1;
#ifdef JS_HEAP_FAULTS
  if (heap->fail_at != 0 && heap->requests >= heap->fail_at && heap->requests - heap->fail_at < heap->fail_for) return 0;
#endif
  return 1;
}

static void *refuse(struct js_heap *heap) {
  if (heap->refused != NULL) heap->refused(heap->context);
  return NULL;
}

int js_heap_open(struct js_heap *heap, void *block, size_t size) {
  memset(heap, 0, sizeof *heap);
  if (block == NULL || size < 128 || size > LARGEST || (uintptr_t)block % 8 != 0) return -1;
  heap->base = block;
  /* In front the four bytes that align content, behind the last block a head that is always in use. */
  heap->size = ((uint32_t)size & ~7u) - 8;
  put(heap, FIRST + heap->size, IN_USE);
  put(heap, FIRST, BEFORE_IN_USE);
  link_free(heap, FIRST, heap->size);
  return 0;
}

void *js_heap_alloc(void *udata, size_t size) {
  struct js_heap *heap = udata;
  uint32_t want = block_size(heap, size), at, whole;

  if (size == 0) return NULL;
  if (!grants(heap) || want == 0) return refuse(heap);
  at = find_free(heap, want);
  if (at == 0) return refuse(heap);
  unlink_free(heap, at);
  whole = size_at(heap, at);
  trim(heap, at, whole, want);
  count(heap, 0, size_at(heap, at));
  return heap->base + at + HEAD;
}

void js_heap_free(void *udata, void *block) {
  struct js_heap *heap = udata;
  uint32_t at, size, before;

  if (block == NULL) return;
  at = (uint32_t)((uint8_t *)block - heap->base) - HEAD;
  size = size_at(heap, at);
  count(heap, size, 0);
  if (!(get(heap, at + size) & IN_USE)) {
    unlink_free(heap, at + size);
    size += size_at(heap, at + size);
  }
  if (!(get(heap, at) & BEFORE_IN_USE)) {
    before = get(heap, at - 4);
    at -= before;
    size += before;
    unlink_free(heap, at);
  }
  link_free(heap, at, size);
}

void *js_heap_realloc(void *udata, void *block, size_t size) {
  struct js_heap *heap = udata;
  uint32_t at, held, want, whole;
  void *moved;

  if (block == NULL) return js_heap_alloc(udata, size);
  if (size == 0) {
    js_heap_free(udata, block);
    return NULL;
  }
  at = (uint32_t)((uint8_t *)block - heap->base) - HEAD;
  held = whole = size_at(heap, at);
  want = block_size(heap, size);
  /* Making a block smaller is never refused. */
  if (want != 0 && want <= held) {
    trim(heap, at, held, want);
    count(heap, held, size_at(heap, at));
    return block;
  }
  if (!(get(heap, at + held) & IN_USE)) whole += size_at(heap, at + held);
  if (want != 0 && want <= whole) {
    if (!grants(heap)) return refuse(heap);
    unlink_free(heap, at + held);
    trim(heap, at, whole, want);
    count(heap, held, size_at(heap, at));
    return block;
  }
  moved = js_heap_alloc(udata, size);
  if (moved == NULL) return NULL;
  memcpy(moved, block, held - HEAD);
  js_heap_free(udata, block);
  return moved;
}

int js_heap_check(const struct js_heap *heap) {
  uint32_t at = FIRST, end = FIRST + heap->size, used = 0, free_size = 0, listed = 0, before = BEFORE_IN_USE, list;

  while (at < end) {
    uint32_t head = get(heap, at), size = head & ~MARKS;

    if (size < SMALLEST || size > end - at || (head & BEFORE_IN_USE) != before) return -1;
    if (head & IN_USE) used += size;
    else {
      free_size += size;
      if (get(heap, at + size - 4) != size || before == 0) return -1;
    }
    before = head & IN_USE ? BEFORE_IN_USE : 0;
    at += size;
  }
  for (list = 0; list < JS_HEAP_LISTS; list++) {
    for (at = heap->lists[list]; at != 0; at = get(heap, at + 4)) {
      if (at >= end || list_of(size_at(heap, at)) != list || listed > free_size) return -1;
      listed += size_at(heap, at);
    }
  }
  return get(heap, end) == (IN_USE | before) && used == heap->used && listed == free_size ? 0 : -1;
}
