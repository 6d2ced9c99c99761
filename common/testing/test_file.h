// A file for a test, gone with it.

#ifndef CHISO_COMMON_TESTING_TEST_FILE_H_
#define CHISO_COMMON_TESTING_TEST_FILE_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace chiso {

class TestFile {
 public:
  explicit TestFile(const std::string& content) {
    path_ = ::testing::TempDir() + "chiso-client.XXXXXX";
    close(mkstemp(path_.data()));
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TestFile() { unlink(path_.c_str()); }
  TestFile(const TestFile&) = delete;
  TestFile& operator=(const TestFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace chiso

#endif  // CHISO_COMMON_TESTING_TEST_FILE_H_
