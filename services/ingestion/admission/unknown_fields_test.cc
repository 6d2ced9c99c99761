#include "services/ingestion/admission/unknown_fields.h"

#include <google/protobuf/unknown_field_set.h>

#include <functional>
#include <string>

#include "gtest/gtest.h"
#include "services/ingestion/testing/records.h"

namespace chiso {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using namespace testing;  // NOLINT: the samples are this file's vocabulary.

// Calls `f` for the message and every message in it, with its path; of lists the last entry is walked over.
void ForEachMessage(Message& message, const std::string& path,
                    const std::function<void(Message&, const std::string&)>& f) {
  f(message, path);
  const Descriptor& type = *message.GetDescriptor();
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const std::string inner = path + "." + field.name();
    if (field.is_repeated()) {
      ForEachMessage(*reflection.AddMessage(&message, &field), inner, f);
    } else if (field.real_containing_oneof() == nullptr || reflection.HasField(message, &field)) {
      ForEachMessage(*reflection.MutableMessage(&message, &field), inner, f);
    }
  }
}

TEST(UnknownFieldsTest, AreDiscardedFromEveryMessageOfEveryKind) {
  for (const record::v1::RecordKind kind : AllKinds()) {
    record::v1::Record full = SampleOf(kind);
    int messages = 0;
    ForEachMessage(full, "record", [&](Message&, const std::string&) { ++messages; });
    ASSERT_GE(messages, 2) << record::v1::RecordKind_Name(kind);
    for (int nth = 0; nth < messages; ++nth) {
      record::v1::Record record = SampleOf(kind);
      std::string planted;
      int seen = 0;
      ForEachMessage(record, "record", [&](Message& message, const std::string& path) {
        if (seen++ != nth) return;
        planted = path;
        message.GetReflection()->MutableUnknownFields(&message)->AddLengthDelimited(20000, "Nguyễn Văn A");
      });
      ASSERT_NE(record.SerializeAsString().find("Nguy"), std::string::npos) << planted;
      DiscardUnknown(record);
      EXPECT_EQ(record.SerializeAsString().find("Nguy"), std::string::npos) << planted;
    }
  }
}

TEST(UnknownFieldsTest, NothingElseIsDiscarded) {
  for (const record::v1::RecordKind kind : AllKinds()) {
    record::v1::Record record = SampleOf(kind);
    const std::string before = record.SerializeAsString();
    DiscardUnknown(record);
    EXPECT_EQ(record.SerializeAsString(), before);
    record.GetReflection()->MutableUnknownFields(&record)->AddVarint(20000, 1);
    DiscardUnknown(record);
    EXPECT_EQ(record.SerializeAsString(), before);
  }
}

}  // namespace
}  // namespace chiso
