# The headers of the libraries, read once and not once for each file: half of what a build costs. Included at the end
# of the top-level CMakeLists.txt, when all targets are known.
#
# A precompiled header hides an include that a file lacks; the preset tsan builds without, and finds it.
set(library_headers
  <algorithm> <atomic> <chrono> <cstdint> <filesystem> <fstream> <functional> <iostream> <iterator> <map> <memory>
  <optional> <random> <set> <sstream> <string> <thread> <tuple> <unordered_map> <utility> <vector>
  <absl/container/flat_hash_map.h> <absl/container/flat_hash_set.h> <absl/status/statusor.h> <absl/strings/cord.h>
  <absl/strings/str_cat.h> <absl/strings/str_format.h> <absl/strings/str_join.h> <absl/strings/str_replace.h>
  <absl/strings/str_split.h> <absl/synchronization/mutex.h> <absl/synchronization/notification.h>
  <absl/time/clock.h> <absl/time/time.h> <absl/types/span.h>
  <google/protobuf/descriptor.h> <google/protobuf/generated_message_reflection.h> <google/protobuf/message.h>
  <google/protobuf/repeated_field.h> <google/protobuf/text_format.h> <google/protobuf/timestamp.pb.h>
  <google/protobuf/unknown_field_set.h> <google/protobuf/util/json_util.h> <google/protobuf/util/time_util.h>
  <grpcpp/grpcpp.h> <spdlog/spdlog.h>)
file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/precompiled.cc CONTENT "")
add_library(chiso_precompiled OBJECT ${CMAKE_CURRENT_BINARY_DIR}/precompiled.cc)
target_precompile_headers(chiso_precompiled PRIVATE ${library_headers})
if(CHISO_TESTS)
  add_library(chiso_precompiled_tests OBJECT ${CMAKE_CURRENT_BINARY_DIR}/precompiled.cc)
  target_link_libraries(chiso_precompiled_tests PRIVATE GTest::gmock)
  target_precompile_headers(chiso_precompiled_tests PRIVATE ${library_headers} <gmock/gmock.h> <gtest/gtest.h>)
endif()

foreach(folder ${folders})
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target ${targets})
    get_target_property(type ${target} TYPE)
    get_target_property(libraries ${target} LINK_LIBRARIES)
    if(NOT type MATCHES "LIBRARY|EXECUTABLE")
      continue()
    elseif(libraries MATCHES "GTest")
      target_precompile_headers(${target} REUSE_FROM chiso_precompiled_tests)
    else()
      target_precompile_headers(${target} REUSE_FROM chiso_precompiled)
    endif()
  endforeach()
endforeach()
