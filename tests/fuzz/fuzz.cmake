# What reads bytes of strangers, each part of it alone, under libFuzzer. Each target runs its corpus in the default tier,
# and goes on from a copy of it in the tier `long`. The parts themselves are built so that libFuzzer sees which of
# their branches an input takes; all other programs ignore that.
if(NOT CHISO_SANITIZE OR NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  return()
endif()
set(coverage -fsanitize-coverage=inline-8bit-counters,indirect-calls,pc-table,trace-cmp)
target_compile_options(chiso_admission PRIVATE ${coverage})
file(GLOB import CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/tools/client/import/csv/*.cc ${CMAKE_SOURCE_DIR}/tools/client/import/exchange/*.cc)
set_source_files_properties(${import} TARGET_DIRECTORY chiso_client PROPERTIES COMPILE_OPTIONS "${coverage}")

# chiso_fuzz(TARGET LIBS library…): the target tests/fuzz/TARGET_fuzz.cc, with tests/fuzz/corpus/TARGET.
function(chiso_fuzz target)
  cmake_parse_arguments(ARG "" "" "LIBS" ${ARGN})
  set(name ${target}_fuzz)
  set(corpus ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${target})
  set(found ${CMAKE_BINARY_DIR}/fuzz/${target})
  file(MAKE_DIRECTORY ${found})
  add_executable(${name} fuzz/${name}.cc)
  target_link_libraries(${name} PRIVATE ${ARG_LIBS})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  set(options -rss_limit_mb=4096 -timeout=20 -artifact_prefix=${CMAKE_BINARY_DIR}/fuzz/${target}-)
  add_test(NAME ${name} COMMAND ${name} -runs=0 ${options} ${corpus})
  # What it finds goes into the first folder.
  add_test(NAME ${name}_long COMMAND ${name} -max_total_time=120 ${options} ${found} ${corpus})
  set_tests_properties(${name} ${name}_long PROPERTIES
    ENVIRONMENT "ASAN_OPTIONS=detect_container_overflow=0;LSAN_OPTIONS=print_suppressions=0:suppressions=${CMAKE_SOURCE_DIR}/tests/lsan.supp")
  set_tests_properties(${name} PROPERTIES TIMEOUT 120)
  set_tests_properties(${name}_long PROPERTIES TIMEOUT 600 LABELS long)
endfunction()
chiso_fuzz(batch LIBS chiso_ingestion)
chiso_fuzz(question LIBS chiso_admission)
chiso_fuzz(exchange LIBS chiso_client)
chiso_fuzz(csv LIBS chiso_client)
