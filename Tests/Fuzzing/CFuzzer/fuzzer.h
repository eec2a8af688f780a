#include <stddef.h>
#include <stdint.h>

/// libFuzzer as a library: calls `one` with inputs until its own flags tell it to stop.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*one)(const uint8_t *data, size_t size));
