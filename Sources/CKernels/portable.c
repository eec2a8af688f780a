// The kernels at this level: four lanes, on any CPU.
#define LEVEL portable
#define LANES 4
#define FUSED 0
#define HALF 0
#define DOT 0
#define TILE_ROWS 3
#define PANEL_VECTORS 4

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

