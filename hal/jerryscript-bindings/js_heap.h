/* js_heap.h: memory out of one fixed block, for a runtime that brings no allocator of its own. Constant time but for the search in one list. */
#ifndef DERS_JS_HEAP_H
#define DERS_JS_HEAP_H

#include <stddef.h>
#include <stdint.h>

/* Lists of free blocks: one for each eight bytes below 256, then four for each power of two. */
#define JS_HEAP_LISTS 96

struct js_heap {
  uint8_t *base;                   /* offsets of blocks count from here */
  uint32_t size;                   /* bytes of all blocks */
  uint32_t used;                   /* bytes of the blocks in use, each with its header */
  uint32_t peak;                   /* the most there ever were */
  uint32_t lists[JS_HEAP_LISTS];   /* first free block of each; 0: none */
  uint32_t some[JS_HEAP_LISTS / 32]; /* a bit for each list that has one */
  void (*refused)(void *context);  /* called before a request is refused, where not NULL */
  void *context;
  unsigned long requests;
#ifdef JS_HEAP_FAULTS
  unsigned long fail_at, fail_for; /* the request refused first, and how many in a row; 0: none */
#endif
};

/* Takes `size` bytes at `block`; 0, or -1 where they are too few (128) or too many (16 MB). */
int js_heap_open(struct js_heap *heap, void *block, size_t size);

/* Blocks are aligned like a pointer: on 32 bits to 4 bytes, which a Cortex-M4 takes for doubles too. NULL where refused. Sizes of 0 give NULL. `heap` is a struct js_heap. */
void *js_heap_alloc(void *heap, size_t size);
void *js_heap_realloc(void *heap, void *block, size_t size);
void js_heap_free(void *heap, void *block);

/* Walks all blocks: 0 where sizes, marks and sums agree, -1 where memory was overwritten. */
int js_heap_check(const struct js_heap *heap);

#endif
