// What the files that speak to ThreadSanitizer for uninstrumented libraries share.

#ifndef CHISO_COMMON_TESTING_TSAN_HIDDEN_H_
#define CHISO_COMMON_TESTING_TSAN_HIDDEN_H_

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

namespace chiso::testing {

// A library's definition that one of the program hides. `Function` is its type, with the object as the first
// parameter. Ends the process where no library has the symbol.
template <typename Function>
Function* Hidden(const char* symbol) {
  void* const function = dlsym(RTLD_NEXT, symbol);
  if (function == nullptr) {
    fprintf(stderr, "no library defines %s\n", symbol);
    abort();
  }
  return reinterpret_cast<Function*>(function);
}

}  // namespace chiso::testing

#endif  // CHISO_COMMON_TESTING_TSAN_HIDDEN_H_
