// The kernels at this level: four lanes, on any CPU.
#define LEVEL portable
#define LANES 4
#define FUSED 0
#define HALF 0
#define ROW_TILE 2
#define ROW_TILES 8

#include "vectors.inc"
#include "product.inc"
#include "combine.inc"
#include "elementwise.inc"
#include "sums.inc"
#include "coefficients.inc"
#include "sift.inc"

