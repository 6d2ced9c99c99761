#include "common/proto_text.h"

#include "common/testing/test_file.h"
#include "google/protobuf/timestamp.pb.h"

namespace chiso {
namespace {

TEST(ProtoTextTest, GivesTheMessageAndTheBytesOfTheFile) {
  const std::string text = "# A comment.\nseconds: 7\n";
  const TestFile file(text);
  google::protobuf::Timestamp time;
  const auto bytes = ReadTextProto(file.path(), time);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(*bytes, text);
  EXPECT_EQ(time.seconds(), 7);
}

TEST(ProtoTextTest, NamesTheFirstFaultByFileLineAndColumn) {
  const TestFile file("seconds: 7\nnanos: 1 minutes: 2 hours: 3\n");
  const std::string name = file.path().substr(file.path().rfind('/') + 1);
  google::protobuf::Timestamp time;
  const absl::Status status = ReadTextProto(file.path(), time).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(status.message().find(name + ": line 2, column "), 0) << status;
  EXPECT_NE(status.message().find("\"minutes\""), std::string::npos) << status;
}

TEST(ProtoTextTest, AFileThatCannotBeReadIsNotFound) {
  google::protobuf::Timestamp time;
  EXPECT_EQ(ReadTextProto("/no/such/file", time).status(),
            absl::NotFoundError("/no/such/file: cannot be read"));
}

}  // namespace
}  // namespace chiso
