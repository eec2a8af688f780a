// What the widest levels are compiled for. A build for tests, which defines ENCODINGS_SPLIT, computes each of their
// vectors as two of eight lanes with AVX2, in other instructions but by the same steps: so a CPU without AVX-512 can be
// asked whether these are right.
#pragma once

#include <stdint.h>

#ifndef ENCODINGS_SPLIT
#define ENCODINGS_SPLIT 0
#endif

enum {
  /// Rows that a matrix register holds at most.
  ENCODINGS_MATRIX_ROWS = 16,
  /// Numbers of a row that it holds.
  ENCODINGS_MATRIX_DEPTH = 32,
  /// Numbers of bfloat16 whose sum a float32 is.
  ENCODINGS_MATRIX_PARTS = 3,
  /// Bytes of a row that it holds: one of each of so many 16-bit numbers.
  ENCODINGS_BYTE_DEPTH = 64
};

/// Registers that it takes to hold a row.
static inline int64_t encodings_matrix_steps(int64_t width) {
  return (width + ENCODINGS_MATRIX_DEPTH - 1) / ENCODINGS_MATRIX_DEPTH;
}

/// Registers that it takes to hold a row's upper bytes, or its lower ones.
static inline int64_t encodings_byte_steps(int64_t width) {
  return (width + ENCODINGS_BYTE_DEPTH - 1) / ENCODINGS_BYTE_DEPTH;
}

#if ENCODINGS_SPLIT
#define WIDE_UNITS "avx2,fma,f16c"
#define WIDE_DOT_UNITS WIDE_UNITS
#define WIDE_MATRIX_UNITS WIDE_UNITS
#else
#define WIDE_UNITS "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"
#define WIDE_DOT_UNITS WIDE_UNITS ",avx512vnni"
#define WIDE_MATRIX_UNITS WIDE_DOT_UNITS ",amx-tile,amx-bf16,amx-int8"
#endif
