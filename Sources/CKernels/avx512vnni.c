// What AVX-512 does better with its instructions for neural networks: rows are laid out as at the level below.
#define LEVEL avx512vnni
#define LANES 16
#define FUSED 1
#define HALF 1
#define DOT 1
#include "split.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target(WIDE_DOT_UNITS))), apply_to = function)
#include "vectors.inc"
#include "fixed.inc"
#pragma clang attribute pop
#endif
