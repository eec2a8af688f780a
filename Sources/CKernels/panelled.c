// Lays weights out for products, once for all: at any level the same.
#include <string.h>

#include "include/kernels.h"

void encodings_panel(const float *weights, int64_t count, int64_t width, float *out) {
  enum { GROUP = ENCODINGS_PANELLED_GROUP };
  for (int64_t k = 0; k < width; k += 4, out += GROUP * 4) {
    const int64_t whole = width - k < 4 ? width - k : 4;
    for (int64_t c = 0; c < GROUP; c++) {
      float quad[4] = {0};
      if (c < count) memcpy(quad, weights + c * width + k, (size_t)whole * sizeof(float));
      memcpy(out + c * 4, quad, sizeof quad);
    }
  }
}
