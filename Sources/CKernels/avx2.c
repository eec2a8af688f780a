// The kernels at this level: eight lanes, AVX2 with FMA and F16C.
#define LEVEL avx2
#define LANES 8
#define FUSED 1
#define HALF 1
#define DOT 0
#define TILE_ROWS 6
#define PANEL_VECTORS 2
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
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
#include "coefficients.inc"
#include "sift.inc"
#pragma clang attribute pop
#endif
