# Tests that are not C++: the manifests and images, and the scripts. tools/setup test brings what they run with.
add_test(NAME deploy_test COMMAND node ${CMAKE_SOURCE_DIR}/tests/deploy_test.mjs)
add_test(NAME scripts_test COMMAND ${CMAKE_SOURCE_DIR}/tests/scripts_test.sh)
set_tests_properties(deploy_test scripts_test PROPERTIES TIMEOUT 300
  ENVIRONMENT "CHISO_BUILD_DIR=${CMAKE_BINARY_DIR}")
