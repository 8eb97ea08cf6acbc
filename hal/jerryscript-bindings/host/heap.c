#include "heap.h"

#include <stdint.h>
#include <stdlib.h>

/* Stands in front of each block; the union keeps the block aligned for any type. */
union header {
  size_t size;
  long double widest;
  void *pointer;
};

static int grants(struct ders_heap *heap, size_t more) {
  int fails;

  heap->requests += 1;
  fails = heap->fail_at != 0 && heap->requests >= heap->fail_at && heap->requests - heap->fail_at < heap->fail_for;
  if (!fails && (heap->limit == 0 || more <= heap->limit - heap->used)) return 1;
  if (heap->refused != NULL) heap->refused();
  return 0;
}

static void count(struct ders_heap *heap, size_t gone, size_t come) {
  heap->used = heap->used - gone + come;
  if (heap->used > heap->peak) heap->peak = heap->used;
}

void ders_heap_fail(struct ders_heap *heap, unsigned long n, unsigned long times) {
  heap->fail_at = n == 0 ? 0 : heap->requests + n;
  heap->fail_for = times;
}

void *ders_heap_alloc(void *udata, size_t size) { return ders_heap_realloc(udata, NULL, size); }

void *ders_heap_realloc(void *udata, void *block, size_t size) {
  struct ders_heap *heap = udata;
  union header *old = block == NULL ? NULL : (union header *)block - 1;
  size_t held = old == NULL ? 0 : old->size;
  union header *header;

  if (size == 0) {
    ders_heap_free(udata, block);
    return NULL;
  }
  if (size > SIZE_MAX - sizeof *header) return NULL;
  size += sizeof *header;
  /* The pump's allocator never refuses to make a block smaller. */
  if (size > held && !grants(heap, size - held)) return NULL;
  header = realloc(old, size);
  if (header == NULL) return NULL;
  header->size = size;
  count(heap, held, size);
  return header + 1;
}

void ders_heap_free(void *udata, void *block) {
  union header *header;

  if (block == NULL) return;
  header = (union header *)block - 1;
  count(udata, header->size, 0);
  free(header);
}
