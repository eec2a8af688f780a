// Lays weights out for products, once for all: at any level the same.
#include <string.h>

#include "include/kernels.h"

void encodings_panel(const void *weights, int element, int64_t count, int64_t width, void *out) {
  const int64_t size = encodings_element_size(element);
  char *to = out;
  for (int64_t k = 0; k < width; k += 4) {
    const int64_t whole = width - k < 4 ? width - k : 4;
    for (int64_t c = 0; c < ENCODINGS_PANELLED_GROUP; c++, to += 4 * size) {
      // All bits zero is the number zero in each way of storing.
      char quad[4 * sizeof(float)] = {0};
      if (c < count) memcpy(quad, (const char *)weights + (c * width + k) * size, (size_t)(whole * size));
      memcpy(to, quad, (size_t)(4 * size));
    }
  }
}
