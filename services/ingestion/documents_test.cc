// Documents that enumerate what the contracts and the code know must agree with them.

#include "services/ingestion/testing/documents.h"

#include <google/protobuf/text_format.h>

#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "chiso/index/v1/definition.pb.h"
#include "chiso/index/v1/score.pb.h"
#include "chiso/ingestion/v1/sender.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/ingestion/admission/admission.h"
#include "services/ingestion/admission/published.h"
#include "services/ingestion/testing/admission_cases.h"
#include "services/ingestion/testing/records.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using namespace ingestion::v1;  // NOLINT: the reasons are this file's vocabulary.
using namespace testing;        // NOLINT: the samples are this file's vocabulary.
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Names = std::set<std::string>;

// All values but 0, in order.
std::vector<std::string> ValuesOf(const EnumDescriptor& descriptor) {
  std::vector<std::string> names;
  for (int i = 1; i < descriptor.value_count(); ++i) names.push_back(descriptor.value(i)->name());
  return names;
}

// The first code of each row's first cell.
std::vector<std::string> FirstCodes(const std::vector<Row>& rows) {
  std::vector<std::string> codes;
  for (const Row& row : rows) codes.push_back(absl::StrJoin(CodeSpans(row[0]), " "));
  return codes;
}

Names SpansOf(const std::string& cell) {
  const std::vector<std::string> spans = CodeSpans(cell);
  return {spans.begin(), spans.end()};
}

std::vector<std::string> Indicators() {
  index::v1::IndexDefinition definition;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      ReadSource("services/scoring/definitions/766-2026.textproto"), &definition));
  std::vector<std::string> codes;
  for (const auto& group : definition.groups()) {
    for (const auto& indicator : group.indicators()) codes.push_back(indicator.code());
  }
  return codes;
}

// The fields of all records, as documents give them, with what each holds.
std::map<std::string, std::string> ClassesOfFields() {
  static const std::map<FieldType, std::string> kClasses = {{FieldType::kEnum, "choice"},
                                                            {FieldType::kNumber, "count"},
                                                            {FieldType::kFlag, "flag"},
                                                            {FieldType::kTime, "time"}};
  static const std::map<TextClass, std::string> kTextClasses = {{TextClass::kCode, "code"},
                                                                {TextClass::kDate, "date"},
                                                                {TextClass::kPeriod, "period"},
                                                                {TextClass::kName, "official name"}};
  std::map<std::string, std::string> classes;
  for (const rv1::RecordKind kind : AllKinds()) {
    rv1::Record record = SampleOf(kind);
    ForEachField(record, [&](const std::string& path, Message&, const FieldDescriptor& field) {
      const FieldType type = TypeOf(field);
      classes[DocumentPath(path)] =
          type == FieldType::kText ? kTextClasses.at(TextClassOf(path)) : kClasses.at(type);
    });
  }
  return classes;
}

// Where each reason can stand.
std::map<Reason, Names> FieldsOfReasons() {
  std::map<Reason, Names> fields = FieldsOfCases();
  const auto mention = [&](const rv1::Record& record) {
    ForEachMention(record, "s", [&](const CodeMention& mention) {
      fields[mention.kind == CodeKind::kProcedure ? REASON_PROCEDURE_UNKNOWN
             : mention.kind == CodeKind::kSender  ? REASON_SENDER_UNKNOWN
                                                  : REASON_UNIT_UNKNOWN]
          .emplace(mention.field);
      if (mention.kind == CodeKind::kUnit) fields[REASON_UNIT_NOT_VALID].emplace(mention.field);
    });
  };
  KnownCodes known;
  known.Add(CodeKind::kPublication, "H44/2026-08");
  for (const rv1::RecordKind kind : AllKinds()) {
    mention(SampleOf(kind));
    if (const Finding late = TooLate(SampleOf(kind), known)) {
      fields[REASON_PERIOD_PUBLISHED].insert(late->field());
    }
  }
  rv1::Record by_name = SampleOf(rv1::RECORD_KIND_DOSSIER);
  by_name.mutable_dossier()->clear_unit_code();
  mention(by_name);
  return fields;
}

TEST(DocumentsTest, AdmissionTellsEveryReasonItsSeverityAndItsFields) {
  const std::vector<Row> rows = TableRows("docs/admission.md", "reason");
  EXPECT_EQ(FirstCodes(rows), ValuesOf(*Reason_descriptor()));
  const std::map<Reason, Names> fields = FieldsOfReasons();
  for (const Row& row : rows) {
    Reason reason;
    ASSERT_TRUE(Reason_Parse(CodeSpans(row[0])[0], &reason)) << row[0];
    EXPECT_EQ(row[1], SeverityOf(reason) == SEVERITY_WARNING ? "warning" : "refused") << row[0];
    EXPECT_EQ(SpansOf(row[3]), fields.at(reason)) << row[0];
    EXPECT_NE(row[2], "") << row[0];
    EXPECT_NE(row[4], "") << row[0];
  }
}

// The comments of the contract say it, too.
TEST(DocumentsTest, ContractCallsReasonsWhatTheyAre) {
  const std::string contract = ReadSource("proto/chiso/ingestion/v1/verdict.proto");
  for (const ReasonRule& rule : ReasonRules()) {
    const size_t value = contract.find(absl::StrCat("  ", Reason_Name(rule.reason), " = "));
    ASSERT_NE(value, std::string::npos);
    // The comment begins after the value before.
    const size_t comment = contract.find("//", contract.rfind(";\n", value));
    const char* const word = rule.severity == SEVERITY_WARNING ? "// Warning: " : "// Refused: ";
    EXPECT_EQ(contract.compare(comment, 12, word), 0) << Reason_Name(rule.reason);
  }
}

TEST(DocumentsTest, FindingsTellEveryQualityCheckAndTheIndicatorsThatItSpoils) {
  const std::vector<Row> rows = TableRows("docs/findings.md", "oddity");
  EXPECT_EQ(FirstCodes(rows), ValuesOf(*Oddity_descriptor()));
  const std::vector<std::string> indicators = Indicators();
  for (const Row& row : rows) {
    EXPECT_NE(row[1], "") << row[0];
    EXPECT_FALSE(CodeSpans(row[2]).empty()) << row[0];
    for (const std::string& code : CodeSpans(row[2])) {
      EXPECT_THAT(indicators, ::testing::Contains(code)) << row[0];
    }
  }
}

TEST(DocumentsTest, FeedsTellWhatSuppliesEveryIndicator) {
  const std::vector<Row> rows = TableRows("docs/feeds.md", "indicator");
  const std::vector<std::string> indicators = Indicators();
  EXPECT_EQ(FirstCodes(rows), indicators);
  const std::map<std::string, std::string> fields = ClassesOfFields();
  for (const Row& row : rows) {
    Names kinds, feeding;
    for (const std::string& kind : CodeSpans(row[3])) {
      rv1::RecordKind parsed;
      ASSERT_TRUE(rv1::RecordKind_Parse(kind, &parsed)) << row[0] << kind;
      feeding.insert(FieldOfKind(parsed));
    }
    for (const std::string& cell : {row[1], row[2]}) {
      EXPECT_FALSE(CodeSpans(cell).empty()) << row[0];
      for (const std::string& span : CodeSpans(cell)) {
        if (std::find(indicators.begin(), indicators.end(), span) != indicators.end()) continue;
        EXPECT_EQ(fields.count(span), 1) << row[0] << span;
        kinds.insert(span.substr(0, span.find('.')));
      }
    }
    // What is named is declared, and what is declared is used.
    EXPECT_EQ(kinds, feeding) << row[0];
    index::v1::Status status;
    ASSERT_EQ(CodeSpans(row[5]).size(), 1) << row[0];
    EXPECT_TRUE(index::v1::Status_Parse("STATUS_" + CodeSpans(row[5])[0], &status)) << row[0];
    // The points of certified copies are always given.
    const bool full = CodeSpans(row[0])[0] == "ELECTRONIC_CERTIFIED_COPY";
    EXPECT_EQ(status, full ? index::v1::STATUS_NO_BASE : index::v1::STATUS_NOT_REPORTED) << row[0];
  }
}

TEST(DocumentsTest, PrivacyListsEveryFieldThatIsKept) {
  std::map<std::string, std::string> listed;
  for (const Row& row : TableRows("docs/privacy.md", "field")) {
    for (const std::string& field : CodeSpans(row[0])) {
      EXPECT_TRUE(listed.emplace(field, row[1]).second) << field << " is listed twice";
    }
  }
  std::map<std::string, std::string> kept = ClassesOfFields();
  // Of the record itself.
  kept["revision"] = "time";
  kept["revision_order"] = "count";
  kept["retracted"] = "flag";
  EXPECT_EQ(rv1::Record::descriptor()->field_count(), 3 + static_cast<int>(AllKinds().size()));
  EXPECT_EQ(listed, kept);
}

}  // namespace
}  // namespace chiso
