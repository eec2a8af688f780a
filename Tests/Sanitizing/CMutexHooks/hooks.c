// Swift's Mutex takes and gives a free lock by atomics in its callers' own code, which ThreadSanitizer sees. A contended
// one goes by way of the kernel, from a library that was built without the sanitizer; every second lock would then look
// like a race. The two functions of that library are stood in for here, and called.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#include "mutex_hooks.h"

#define CONTEXT __attribute__((swift_context)) void *
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

void __tsan_acquire(void *address);
void __tsan_release(void *address);

__attribute__((swiftcall)) void lock_slowly(uint32_t thread, CONTEXT mutex) __asm__(LOCK);
__attribute__((swiftcall)) void unlock_slowly(CONTEXT mutex) __asm__(UNLOCK);

__attribute__((swiftcall)) void lock_slowly(uint32_t thread, CONTEXT mutex) {
  __attribute__((swiftcall)) void (*lock)(uint32_t, CONTEXT) = dlsym(RTLD_NEXT, LOCK);
  lock(thread, mutex);
  __tsan_acquire(mutex);
}

__attribute__((swiftcall)) void unlock_slowly(CONTEXT mutex) {
  __attribute__((swiftcall)) void (*unlock)(CONTEXT) = dlsym(RTLD_NEXT, UNLOCK);
  __tsan_release(mutex);
  unlock(mutex);
}
