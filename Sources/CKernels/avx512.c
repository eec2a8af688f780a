// The kernels at this level: sixteen lanes, AVX-512.
#define LEVEL avx512
#define LANES 16
#define FUSED 1
#define HALF 1
#define DOT 0
#define TILE_ROWS 14
#define PANEL_VECTORS 2
#include "split.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target(WIDE_UNITS))), apply_to = function)
#include "vectors.inc"
#include "pack.inc"
#include "panels.inc"
#include "tiles.inc"
#include "runs.inc"
#include "product.inc"
#include "combine.inc"
#include "activations.inc"
#include "elementwise.inc"
#include "sums.inc"
#include "fixed.inc"
#include "fix.inc"
#include "fix_bytes.inc"
#include "coefficients.inc"
#include "sift.inc"
#pragma clang attribute pop
#endif
