// What matrix units do better: products. The rest is as at the levels below.
#define LEVEL amx
#define LANES 16
#define FUSED 1
#define HALF 1
#define DOT 1
#include "split.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target(WIDE_MATRIX_UNITS))), apply_to = function)
#include "vectors.inc"
#include "matrix_units.inc"
#include "pack.inc"
#include "matrix.inc"
#include "matrix_steps.inc"
#include "matrix_places.inc"
#include "matrix_sums.inc"
#include "matrix_product.inc"
#include "fixed_matrix.inc"
#pragma clang attribute pop
#endif
