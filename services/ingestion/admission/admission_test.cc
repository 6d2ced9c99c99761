#include "services/ingestion/admission/admission.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/period.h"
#include "common/testing/names.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/ingestion/admission/rules/field_rules.h"
#include "services/ingestion/testing/admission_cases.h"
#include "services/ingestion/testing/records.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using namespace ingestion::v1;  // NOLINT: the reasons are this file's vocabulary.
using namespace testing;        // NOLINT: the samples are this file's vocabulary.
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What is said, as `REASON field`.
std::vector<std::string> Said(const rv1::Record& record) {
  std::vector<std::string> said;
  for (const Verdict& verdict : Examine(record, kNow)) {
    said.push_back(absl::StrCat(Reason_Name(verdict.reason()).substr(7), " ", verdict.field()));
  }
  return said;
}

std::vector<std::string> FieldsOfAllKinds(FieldType type) {
  std::vector<std::string> fields;
  for (const rv1::RecordKind kind : AllKinds()) {
    for (std::string& path : FieldsOf(kind, type)) fields.push_back(std::move(path));
  }
  return fields;
}

absl::Time Local(int month, int day, int hour, int minute, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(2026, month, day, hour, minute, second), HoChiMinh());
}

// Puts a value that nothing could be right with into the field.
void Spoil(rv1::Record& record, const std::string& path) {
  EditField(record, path, [&](const std::string&, Message& parent, const FieldDescriptor& field) {
    switch (TypeOf(field)) {
      case FieldType::kText:
        return SetText(record, path, "a@b");
      case FieldType::kEnum:
        return SetEnum(record, path, 77);
      case FieldType::kNumber:
        return SetNumber(record, path, -7);
      case FieldType::kFlag:
        return parent.GetReflection()->SetBool(&parent, &field, false);
      case FieldType::kTime:
        return SetTime(record, path, kNow + absl::Hours(1000));
    }
  });
}

TEST(AdmissionTest, SamplesHaveEveryFieldSetAndNoVerdict) {
  for (const rv1::RecordKind kind : AllKinds()) {
    rv1::Record record = SampleOf(kind);
    EXPECT_EQ(KindOf(record), kind);
    EXPECT_THAT(Said(record), IsEmpty()) << rv1::RecordKind_Name(kind);
    ForEachField(record, [](const std::string& path, Message& parent, const FieldDescriptor& field) {
      EXPECT_TRUE(IsSet(parent, field)) << path;
    });
  }
}

TEST(AdmissionTest, EachRuleGivesItsReasonAndField) {
  for (const Case& c : Cases()) {
    const std::vector<Verdict> verdicts = Examine(c.record, kNow);
    ASSERT_EQ(verdicts.size(), 1) << c.rule;
    EXPECT_EQ(verdicts[0].reason(), c.reason) << c.rule;
    EXPECT_EQ(verdicts[0].field(), c.field) << c.rule;
    EXPECT_EQ(verdicts[0].severity(), SeverityOf(c.reason)) << c.rule;
    EXPECT_NE(verdicts[0].message(), "") << c.rule;
  }
}

TEST(AdmissionTest, OnlyRequiredFieldsMustBeGiven) {
  std::set<std::string> missed;
  for (const rv1::RecordKind kind : AllKinds()) {
    for (const std::string& path : FieldsOf(kind)) {
      rv1::Record record = SampleOf(kind);
      Clear(record, path);
      for (const Verdict& verdict : Examine(record, kNow)) {
        if (verdict.reason() == REASON_FIELD_MISSING) missed.insert(verdict.field());
      }
    }
  }
  EXPECT_EQ(missed, std::set<std::string>(RequiredFields().begin(), RequiredFields().end()));
}

TEST(AdmissionTest, DossierIsReceivedUnlessItsStateSaysOtherwise) {
  for (int status = rv1::DossierStatus_MIN + 1; status <= rv1::DossierStatus_MAX; ++status) {
    rv1::Record record = SampleOf(rv1::RECORD_KIND_DOSSIER);
    record.mutable_dossier()->set_status(static_cast<rv1::DossierStatus>(status));
    record.mutable_dossier()->clear_receive_time();
    if (status == rv1::DOSSIER_STATUS_REGISTERED || status == rv1::DOSSIER_STATUS_REFUSED ||
        status == rv1::DOSSIER_STATUS_IN_TRANSIT) {
      EXPECT_THAT(Said(record), IsEmpty()) << status;
    } else {
      EXPECT_THAT(Said(record), ElementsAre("FIELD_MISSING dossier.receive_time")) << status;
    }
  }
}

TEST(AdmissionTest, LongestTextsAndBoundsOfNumbersAreAdmitted) {
  for (const std::string& path : FieldsOfAllKinds(FieldType::kText)) {
    if (TextClassOf(path) == TextClass::kDate || TextClassOf(path) == TextClass::kPeriod) continue;
    rv1::Record record = SampleOf(KindOfPath(path));
    const char filler = path == "unit_return.indicator" ? 'X' : 'x';
    SetText(record, path, std::string(LongestText(path), filler));
    for (const std::string& said : Said(record)) EXPECT_EQ(said, "CODE_LEGACY dossier.code") << path;
  }
  for (const std::string& path : FieldsOfAllKinds(FieldType::kNumber)) {
    const Bounds& bounds = NumberBounds().at(path);
    for (const int64_t value : {bounds.least, bounds.greatest}) {
      rv1::Record record = SampleOf(KindOfPath(path));
      SetNumber(record, path, value);
      EXPECT_THAT(Said(record),
                  ::testing::Not(::testing::Contains(absl::StrCat("NUMBER_OUT_OF_RANGE ", path))));
    }
  }
}

TEST(AdmissionTest, LongestListsAreAdmitted) {
  rv1::Record record = SampleOf(rv1::RECORD_KIND_DOSSIER);
  while (record.dossier().database_codes_size() < 20) record.mutable_dossier()->add_database_codes("7");
  while (record.dossier().supplements_size() < 100) {
    *record.mutable_dossier()->add_supplements() = record.dossier().supplements(0);
  }
  EXPECT_THAT(Said(record), IsEmpty());
  record = SampleOf(rv1::RECORD_KIND_PROCEDURE);
  while (record.procedure().levels_size() < 10) record.mutable_procedure()->add_levels(rv1::LEVEL_PROVINCE);
  EXPECT_THAT(Said(record), IsEmpty());
}

TEST(AdmissionTest, RulesOfAListHoldForItsLastEntryToo) {
  rv1::Record record = SampleOf(rv1::RECORD_KIND_DOSSIER);
  *record.mutable_dossier()->add_supplements() = record.dossier().supplements(0);
  record.mutable_dossier()->mutable_supplements(1)->mutable_receive_time()->set_seconds(1'000'000'000);
  EXPECT_THAT(Said(record), ElementsAre("DATES_REVERSED dossier.supplements[1].receive_time"));
}

TEST(AdmissionTest, AllTimesMayLieADayInTheFutureAndDueTimesFurther) {
  for (const std::string& path : FieldsOfAllKinds(FieldType::kTime)) {
    rv1::Record record = SampleOf(KindOfPath(path));
    for (const std::string& other : FieldsOf(KindOfPath(path), FieldType::kTime)) {
      SetTime(record, other, kNow + absl::Hours(24));
    }
    EXPECT_THAT(Said(record), IsEmpty()) << path;
    SetTime(record, path, kNow + absl::Hours(24) + absl::Seconds(1));
    if (absl::EndsWith(path, "due_time")) {
      EXPECT_THAT(Said(record), IsEmpty()) << path;
    } else {
      EXPECT_THAT(Said(record), ElementsAre(absl::StrCat("TIME_IN_FUTURE ", path)));
    }
  }
  rv1::Record record = SampleOf(rv1::RECORD_KIND_RETURN);
  record.set_revision(absl::ToUnixMicros(kNow + absl::Hours(24)));
  EXPECT_THAT(Said(record), IsEmpty());
}

TEST(AdmissionTest, TimesLieInTheYears2000To2199) {
  const absl::Time first = absl::FromCivil(absl::CivilDay(2000, 1, 1), HoChiMinh());
  const absl::Time last = absl::FromCivil(absl::CivilDay(2200, 1, 1), HoChiMinh()) - absl::Seconds(1);
  for (const std::string& path : FieldsOfAllKinds(FieldType::kTime)) {
    rv1::Record record = SampleOf(KindOfPath(path));
    for (const std::string& other : FieldsOf(KindOfPath(path), FieldType::kTime)) {
      SetTime(record, other, first);
    }
    EXPECT_THAT(Said(record), IsEmpty()) << path;
    if (absl::EndsWith(path, "due_time")) {
      SetTime(record, path, last);
      EXPECT_THAT(Said(record), IsEmpty()) << path;
    }
    for (const int nanos : {-1, 1'000'000'000}) {
      EditField(record, path, [&](const std::string&, Message& parent, const FieldDescriptor& field) {
        Message& time = *parent.GetReflection()->MutableMessage(&parent, &field);
        time.GetReflection()->SetInt32(&time, time.GetDescriptor()->FindFieldByName("nanos"), nanos);
      });
      EXPECT_THAT(Said(record), ElementsAre(absl::StrCat("DATE_MALFORMED ", path)));
    }
  }
}

TEST(AdmissionTest, OrderIsThatOfDaysInVietnam) {
  for (const Order& order : Orders()) {
    // One day in Vietnam, in the wrong order, and two days in UTC.
    rv1::Record record = SampleOf(order.kind);
    SetTime(record, order.earlier, Local(8, 3, 23, 59, 59));
    SetTime(record, order.later, Local(8, 3, 0, 0));
    EXPECT_THAT(Said(record), IsEmpty()) << order.later;
    // Two days in Vietnam, and one in UTC.
    SetTime(record, order.earlier, Local(8, 3, 0, 0));
    SetTime(record, order.later, Local(8, 2, 23, 59, 59));
    EXPECT_THAT(Said(record), ElementsAre(absl::StrCat("DATES_REVERSED ", order.later)));
  }
  rv1::Record record = SampleOf(rv1::RECORD_KIND_DOSSIER);
  SetTime(record, "dossier.process_end_time", Local(8, 4, 23, 59, 59));
  SetTime(record, "dossier.return_time", Local(8, 4, 0, 0));
  EXPECT_THAT(Said(record), IsEmpty());
  SetTime(record, "dossier.return_time", Local(8, 3, 23, 59, 59));
  EXPECT_THAT(Said(record), ElementsAre("RETURNED_BEFORE_END dossier.return_time"));
}

TEST(AdmissionTest, AbsentTimesHaveNoOrder) {
  // An absent time reads as 1970.
  const absl::Time before = absl::FromCivil(absl::CivilDay(1960, 1, 1), HoChiMinh());
  for (const Order& order : Orders()) {
    for (const bool earlier_absent : {true, false}) {
      rv1::Record record = SampleOf(order.kind);
      // A dossier that need not have been received.
      if (record.has_dossier()) record.mutable_dossier()->set_status(rv1::DOSSIER_STATUS_REGISTERED);
      if (earlier_absent) SetTime(record, order.later, before);
      Clear(record, earlier_absent ? order.earlier : order.later);
      for (const std::string& said : Said(record)) {
        EXPECT_EQ(said.find("DATES_REVERSED"), std::string::npos) << order.earlier << ": " << said;
      }
    }
  }
}

TEST(AdmissionTest, UnitMayChangeIntoOneOfItsCode) {
  EXPECT_THAT(Said(SampleOf(rv1::RECORD_KIND_UNIT_CHANGE, "unit_change { to { code: 'H15' } }")), IsEmpty());
}

TEST(AdmissionTest, DatesOfOneDayAreInOrder) {
  EXPECT_THAT(Said(SampleOf(rv1::RECORD_KIND_UNIT, "unit { valid_to: '2025-07-01' }")), IsEmpty());
  EXPECT_THAT(Said(SampleOf(rv1::RECORD_KIND_UNIT_ALIAS, "unit_alias { valid_to: '2025-07-01' }")),
              IsEmpty());
  EXPECT_THAT(Said(SampleOf(rv1::RECORD_KIND_PROCEDURE, "procedure { publish_date: '2026-01-05' }")),
              IsEmpty());
}

TEST(AdmissionTest, DossierCodesThatBeginWithTheTopLevelArePrescribedAndOthersLegacy) {
  for (const char* const code : {"H15.50.05.13-261008-0975", "H15-261008-0975", "H37-261008-12345",
                                 "G01.12-261008-123456", "H44.1-260803-1234567"}) {
    EXPECT_THAT(Said(SampleOf(rv1::RECORD_KIND_DOSSIER, absl::StrCat("dossier { code: '", code, "' }"))),
                IsEmpty())
        << code;
  }
  for (const char* const code :
       {"H44.1-260803-123", "H44.1-260803-12345678", "h44.1-260803-0001", "H4.1-260803-0001",
        "H44.1-26083-0001", "H44.1-260803-00A1", "H44.-260803-0001", "H44..1-260803-0001",
        "H44.A-260803-0001", "000.20.30-260803-0001", "000.20.30.H53-261008-0975", "20.H44.1-260803-0001",
        "-260803-0001", "H44.1-0001", "H44.1", "0001", "HS/2026/1"}) {
    EXPECT_THAT(Said(SampleOf(rv1::RECORD_KIND_DOSSIER, absl::StrCat("dossier { code: '", code, "' }"))),
                ElementsAre("CODE_LEGACY dossier.code"))
        << code;
  }
}

TEST(AdmissionTest, AcceptedRecordGetsAllItsWarnings) {
  rv1::Record record = SampleOf(rv1::RECORD_KIND_DOSSIER, "dossier { code: 'HS1' }");
  SetTime(record, "dossier.process_end_time", Local(8, 4, 12, 0));
  EXPECT_THAT(Said(record),
              ElementsAre("CODE_LEGACY dossier.code", "RETURNED_BEFORE_END dossier.return_time"));
}

TEST(AdmissionTest, NamesMustNotHoldWhatLooksPersonal) {
  for (const std::string& path : FieldsOfAllKinds(FieldType::kText)) {
    if (TextClassOf(path) != TextClass::kName) continue;
    for (const char* const name : kPersonalNames) {
      rv1::Record record = SampleOf(KindOfPath(path));
      SetText(record, path, name);
      EXPECT_THAT(Said(record), ElementsAre(absl::StrCat("PERSONAL_DATA ", path))) << name;
    }
    for (const char* const name : kOfficeNames) {
      rv1::Record record = SampleOf(KindOfPath(path));
      SetText(record, path, name);
      EXPECT_THAT(Said(record), IsEmpty()) << path << " " << name;
    }
  }
}

TEST(AdmissionTest, ACodeWithACharacterThatNobodySeesIsRefusedAndTheCharacterNamed) {
  for (const std::string& path : FieldsOfAllKinds(FieldType::kText)) {
    if (TextClassOf(path) == TextClass::kName) continue;
    for (const char* const unseen : {"\u00A0", "\u200B", "\uFEFF", "\u00AD", "\u3000"}) {
      rv1::Record record = SampleOf(KindOfPath(path));
      SetText(record, path, absl::StrCat("H44", unseen));
      const std::vector<Verdict> verdicts = Examine(record, kNow);
      ASSERT_FALSE(verdicts.empty()) << path;
      EXPECT_EQ(verdicts[0].severity(), SEVERITY_REJECTED) << path;
      EXPECT_EQ(verdicts[0].field(), path);
      EXPECT_THAT(verdicts[0].message(), HasSubstr("behind character 3")) << path;
    }
  }
}

std::string TextOf(rv1::Record record, const std::string& path) {
  std::string text;
  ForEachField(record, [&](const std::string& at, google::protobuf::Message& message,
                           const google::protobuf::FieldDescriptor& field) {
    if (at == path) text = message.GetReflection()->GetString(message, &field);
  });
  return text;
}

TEST(AdmissionTest, NamesAreTakenAsTheyRead) {
  for (const std::string& path : FieldsOfAllKinds(FieldType::kText)) {
    if (TextClassOf(path) != TextClass::kName) continue;
    rv1::Record record = SampleOf(KindOfPath(path));
    SetText(record, path, "\uFEFF UBND\u00A0xã\u200B Một\u00A0");
    ReadNamesAsSeen(record);
    EXPECT_EQ(TextOf(record, path), "UBND xã Một");
    EXPECT_THAT(Said(record), IsEmpty()) << path;
    // What is refused stays as it was sent.
    SetText(record, path, "a\x01z\u00A0");
    ReadNamesAsSeen(record);
    EXPECT_EQ(TextOf(record, path), "a\x01z\u00A0");
  }
}

TEST(AdmissionTest, WhatWouldBeACodeIsNotTakenForAName) {
  // An alias may be an old code.
  rv1::Record alias = SampleOf(rv1::RECORD_KIND_UNIT_ALIAS, "unit_alias { alias: '000.10.00.H91\u00A0' }");
  ReadNamesAsSeen(alias);
  EXPECT_EQ(alias.unit_alias().alias(), "000.10.00.H91");
  for (const char* const name :
       {"H91.10\u00A0", "\u200BH91.10", "H91.10 ", "H91.\u00AD10", "000.10.00. H91"}) {
    rv1::Record record = SampleOf(rv1::RECORD_KIND_DOSSIER);
    record.mutable_dossier()->clear_unit_code();
    record.mutable_dossier()->set_unit_name(name);
    ReadNamesAsSeen(record);
    EXPECT_THAT(Said(record), ElementsAre("TEXT_MALFORMED dossier.unit_name")) << name;
  }
}

TEST(AdmissionTest, OfARetractedRecordKeyAndRevisionAloneAreLookedAt) {
  for (const rv1::RecordKind kind : AllKinds()) {
    const std::set<std::string> key = KeyFieldsOf(kind);
    rv1::Record empty = SampleOf(kind, "retracted: true");
    rv1::Record spoiled = empty;
    for (const std::string& path : FieldsOf(kind)) {
      if (key.count(path) > 0) continue;
      Clear(empty, path);
      Spoil(spoiled, path);
    }
    EXPECT_THAT(Said(empty), IsEmpty()) << rv1::RecordKind_Name(kind);
    EXPECT_THAT(Said(spoiled), IsEmpty()) << rv1::RecordKind_Name(kind);
    for (const std::string& path : RequiredFields()) {
      if (key.count(path) == 0) continue;
      rv1::Record keyless = empty;
      Clear(keyless, path);
      EXPECT_THAT(Said(keyless), ElementsAre(absl::StrCat("FIELD_MISSING ", path)));
    }
    empty.set_revision(0);
    EXPECT_THAT(Said(empty), ElementsAre("NUMBER_OUT_OF_RANGE revision"));
  }
}

// Exports make revisions of times, so both lie in the future; the time is what can be corrected.
TEST(AdmissionTest, TheContentIsLookedAtBeforeTheRevision) {
  const int64_t future = absl::ToUnixSeconds(kNow) + 3 * 24 * 3600;
  const auto dossier = [&](absl::string_view field) {
    return SampleOf(rv1::RECORD_KIND_DOSSIER, absl::StrCat("revision: ", future, "000000 dossier { ", field,
                                                           " { seconds: ", future, " } }"));
  };
  EXPECT_THAT(Said(dossier("return_time")), ElementsAre("TIME_IN_FUTURE dossier.return_time"));
  EXPECT_THAT(Said(dossier("due_time")), ElementsAre("REVISION_IN_FUTURE revision"));
}

TEST(AdmissionTest, KeepKeyOnlyKeepsTheKeyAndNothingElse) {
  for (const rv1::RecordKind kind : AllKinds()) {
    const rv1::Record whole = SampleOf(kind, "retracted: true");
    rv1::Record kept = whole;
    KeepKeyOnly(kept);
    EXPECT_EQ(KeyOf(kept), KeyOf(whole));
    EXPECT_EQ(KindOf(kept), kind);
    EXPECT_TRUE(kept.retracted());
    EXPECT_EQ(kept.revision(), whole.revision());
    std::set<std::string> fields;
    ForEachField(kept, [&](const std::string& path, Message& parent, const FieldDescriptor& field) {
      if (IsSet(parent, field)) fields.insert(path);
    });
    EXPECT_EQ(fields, KeyFieldsOf(kind));
  }
}

TEST(AdmissionTest, KeysDifferWhereAFieldOfTheKeyDoesAndNowhereElse) {
  for (const rv1::RecordKind kind : AllKinds()) {
    const rv1::Record sample = SampleOf(kind);
    for (const std::string& path : FieldsOf(kind)) {
      rv1::Record other = sample;
      EditField(other, path, [&](const std::string&, Message&, const FieldDescriptor& field) {
        if (TypeOf(field) == FieldType::kEnum) return SetEnum(other, path, 1);
        if (TypeOf(field) == FieldType::kTime) return SetTime(other, path, Local(8, 3, 12, 0, 1));
        Clear(other, path);
      });
      EXPECT_EQ(KeyOf(other) != KeyOf(sample), KeyFieldsOf(kind).count(path) > 0) << path;
    }
  }
}

TEST(AdmissionTest, PartsOfAKeyDoNotRunTogether) {
  const auto satisfaction = [](const std::string& dossier, const std::string& code) {
    return KeyOf(Parse(
        absl::StrCat("satisfaction { dossier_code: '", dossier, "' code: '", code, "' answer_time {} }")));
  };
  EXPECT_NE(satisfaction("A/B", "C"), satisfaction("A", "B/C"));
  const auto alias = [](const std::string& sender, const std::string& name) {
    return KeyOf(Parse(absl::StrCat("unit_alias { sender: '", sender, "' alias: '", name, "' }")));
  };
  EXPECT_NE(alias("a", "b/c"), alias("", "a/b/c"));
  // A time to the nanosecond.
  EXPECT_NE(KeyOf(SampleOf(rv1::RECORD_KIND_PROGRESS)),
            KeyOf(SampleOf(rv1::RECORD_KIND_PROGRESS, "progress { process_time { nanos: 1 } }")));
}

TEST(AdmissionTest, KeysReadAsTheContractSays) {
  EXPECT_EQ(KeyOf(SampleOf(rv1::RECORD_KIND_RETURN)), "H44@2025-07-01/2026-08/ON_TIME/subtree");
  EXPECT_EQ(KeyOf(Parse("unit_return { unit_code: 'H44' period: '2026-08' indicator: 'ON_TIME'"
                        " scope: SCOPE_OWN_OFFICES }")),
            "H44/2026-08/ON_TIME/own_offices");
  EXPECT_EQ(KeyOf(SampleOf(rv1::RECORD_KIND_UNIT)), "H44.1@2025-07-01");
  EXPECT_EQ(KeyOf(Parse("unit { code: 'H44' }")), "H44");
  EXPECT_EQ(KeyOf(SampleOf(rv1::RECORD_KIND_DOSSIER)), "H44.1-260803-0001");
}

TEST(AdmissionTest, ProgressAndAnswersAreLookedUpByTheirDossier) {
  std::string key;
  for (const rv1::RecordKind kind :
       {rv1::RECORD_KIND_DOSSIER, rv1::RECORD_KIND_PROGRESS, rv1::RECORD_KIND_SATISFACTION}) {
    EXPECT_EQ(SubjectOf(SampleOf(kind), key), "H44.1-260803-0001");
  }
  EXPECT_EQ(SubjectOf(SampleOf(rv1::RECORD_KIND_PETITION), key), "H44.1-PA-0001");
  EXPECT_EQ(SubjectOf(SampleOf(rv1::RECORD_KIND_UNIT), key), "H44.1@2025-07-01");
}

TEST(AdmissionTest, VerdictNamesTheKeyUnlessTheKeyIsAtFault) {
  for (const Case& c : Cases()) {
    const Verdict verdict = Examine(c.record, kNow)[0];
    const bool key_at_fault =
        KindOf(c.record) == rv1::RECORD_KIND_UNSPECIFIED ||
        (KeyFieldsOf(KindOf(c.record)).count(c.field) > 0 && SeverityOf(c.reason) == SEVERITY_REJECTED &&
         c.reason != REASON_TIME_IN_FUTURE) ||
        c.field == "unit_change.to";
    EXPECT_EQ(verdict.key(), key_at_fault ? "" : KeyOf(c.record)) << c.rule;
  }
}

// A refused record may hold anything; so its key is kept only where nothing about it could be a person's.
TEST(AdmissionTest, VerdictOfARefusedRecordNamesNoKeyThatLooksPersonal) {
  EXPECT_EQ(
      Examine(SampleOf(rv1::RECORD_KIND_DOSSIER, "revision: -1 dossier { code: '0912345678' }"), kNow)[0]
          .key(),
      "");
  EXPECT_EQ(Examine(SampleOf(rv1::RECORD_KIND_DOSSIER, "dossier { code: '0912345678' }"), kNow)[0].key(),
            "0912345678");
}

TEST(AdmissionTest, KeepWellFormedKeepsCodesDatesAndOfficialNames) {
  for (const rv1::RecordKind kind : AllKinds()) {
    const rv1::Record sample = SampleOf(kind);
    rv1::Record kept = sample;
    KeepWellFormed(kept);
    EXPECT_EQ(kept.SerializeAsString(), sample.SerializeAsString()) << rv1::RecordKind_Name(kind);
    for (const std::string& path : FieldsOf(kind, FieldType::kText)) {
      for (const char* const text : {"0912345678", "mark@example.vn", "Nguyễn 0912 345 678", "a\xff"}) {
        kept = sample;
        SetText(kept, path, text);
        KeepWellFormed(kept);
        EXPECT_EQ(kept.ByteSizeLong() < sample.ByteSizeLong(), true) << path << " " << text;
        EXPECT_EQ(kept.ShortDebugString().find(text), std::string::npos) << path;
      }
      if (TextClassOf(path) == TextClass::kName) continue;
      SetText(kept, path, "Nguyễn Văn A");
      KeepWellFormed(kept);
      EXPECT_EQ(kept.ShortDebugString().find("Nguy"), std::string::npos) << path;
    }
  }
}

TEST(AdmissionTest, EveryReasonHasASeverityAndACase) {
  std::set<int> all, with_rule, with_case;
  for (int reason = Reason_MIN + 1; reason <= Reason_MAX; ++reason) all.insert(reason);
  for (const ReasonRule& rule : ReasonRules()) {
    EXPECT_TRUE(with_rule.insert(rule.reason).second);
    EXPECT_NE(rule.severity, SEVERITY_UNSPECIFIED);
  }
  for (const auto& [reason, fields] : FieldsOfCases()) with_case.insert(reason);
  EXPECT_EQ(with_rule, all);
  // These depend on other records, so they are given where the batch is appended.
  EXPECT_TRUE(with_case.insert(REASON_UNIT_UNKNOWN).second);
  EXPECT_TRUE(with_case.insert(REASON_PROCEDURE_UNKNOWN).second);
  EXPECT_TRUE(with_case.insert(REASON_PERIOD_PUBLISHED).second);
  EXPECT_TRUE(with_case.insert(REASON_UNIT_NOT_VALID).second);
  EXPECT_TRUE(with_case.insert(REASON_SENDER_UNKNOWN).second);
  EXPECT_EQ(with_case, all);
}

TEST(AdmissionTest, KindIsTheNumberOfItsFieldLessTen) {
  const google::protobuf::OneofDescriptor& content = *rv1::Record::descriptor()->FindOneofByName("content");
  ASSERT_EQ(content.field_count(), static_cast<int>(AllKinds().size()));
  for (int i = 0; i < content.field_count(); ++i) {
    rv1::Record record;
    record.GetReflection()->MutableMessage(&record, content.field(i));
    EXPECT_EQ(KindOf(record), content.field(i)->number() - 10);
  }
  EXPECT_EQ(KindOf(rv1::Record()), rv1::RECORD_KIND_UNSPECIFIED);
}

// The codes that the record names, as `kind field code`.
std::vector<std::string> Mentioned(const rv1::Record& record) {
  std::vector<std::string> mentioned;
  ForEachMention(record, "s", [&](const CodeMention& mention) {
    mentioned.push_back(absl::StrCat(static_cast<int>(mention.kind), " ", mention.field, " ", mention.code));
  });
  return mentioned;
}

TEST(AdmissionTest, UnitsProceduresAndAliasesAreMentioned) {
  std::vector<std::string> mentioned;
  for (const rv1::RecordKind kind : AllKinds()) {
    for (std::string& text : Mentioned(SampleOf(kind))) mentioned.push_back(std::move(text));
  }
  EXPECT_THAT(mentioned, ElementsAre("1 unit.parent_code H44", "1 unit_return.unit_code H44",
                                     "1 dossier.unit_code H44.1", "2 dossier.procedure_code 2.000815",
                                     "1 petition.unit_code H44.1", "1 procedure.unit_code H44",
                                     "1 national_total.unit_code H44", "1 certified_copy.unit_code H44",
                                     "1 calendar_day.unit_code H44", "1 unit_change.from.code H15",
                                     "1 unit_change.to.code H44", "5 unit_alias.sender one-stop.h44",
                                     "1 unit_alias.unit_code H44.1", "5 feed.sender one-stop.h44",
                                     "1 feed.unit_code H44", "1 publication.unit_code H44"));
  rv1::Record by_name = SampleOf(rv1::RECORD_KIND_DOSSIER);
  by_name.mutable_dossier()->clear_unit_code();
  EXPECT_THAT(Mentioned(by_name),
              ElementsAre("3 dossier.unit_name s/Phường Việt Trì", "2 dossier.procedure_code 2.000815"));
  // Empty: the country, or all units.
  rv1::Record everywhere = SampleOf(rv1::RECORD_KIND_FEED);
  everywhere.mutable_feed()->clear_unit_code();
  EXPECT_THAT(Mentioned(everywhere), ElementsAre("5 feed.sender one-stop.h44"));
  // Whoever sends is no mere name.
  everywhere.mutable_feed()->set_sender("s");
  EXPECT_THAT(Mentioned(everywhere), IsEmpty());
}

// The days in which the record needs the unit in the field, from 1 August 2026: `first..last`.
std::string DaysOf(const rv1::Record& record, const std::string& field) {
  const int64_t august = DayRun::Of(*Period::Parse("2026-08")).first;
  std::string days;
  ForEachMention(record, "s", [&](const CodeMention& mention) {
    if (mention.field != field) return;
    const DayRun& run = mention.when.days;
    if (run.first != DayRun().first) days = absl::StrCat(run.first - august);
    days += "..";
    if (run.last != DayRun().last) absl::StrAppend(&days, run.last - august);
  });
  return days;
}

TEST(AdmissionTest, AUnitIsNeededWhenItsRecordIs) {
  for (const auto& [kind, field] : std::vector<std::pair<rv1::RecordKind, std::string>>{
           {rv1::RECORD_KIND_RETURN, "unit_return.unit_code"},
           {rv1::RECORD_KIND_NATIONAL_TOTAL, "national_total.unit_code"},
           {rv1::RECORD_KIND_CERTIFIED_COPY, "certified_copy.unit_code"}}) {
    EXPECT_EQ(DaysOf(SampleOf(kind), field), "0..30") << field;
  }
  EXPECT_EQ(DaysOf(SampleOf(rv1::RECORD_KIND_DOSSIER), "dossier.unit_code"), "2..2");
  // Local time is seven hours ahead.
  EXPECT_EQ(DaysOf(SampleOf(rv1::RECORD_KIND_DOSSIER, "dossier { receive_time @\"2026-08-02 00:00:00\" }"),
                   "dossier.unit_code"),
            "1..1");
  rv1::Record registered = SampleOf(rv1::RECORD_KIND_DOSSIER);
  registered.mutable_dossier()->clear_receive_time();
  EXPECT_EQ(DaysOf(registered, "dossier.unit_code"), "..");
  EXPECT_EQ(DaysOf(SampleOf(rv1::RECORD_KIND_PETITION), "petition.unit_code"), "2..2");
  EXPECT_EQ(DaysOf(SampleOf(rv1::RECORD_KIND_CALENDAR_DAY), "calendar_day.unit_code"), "32..32");
  EXPECT_EQ(DaysOf(SampleOf(rv1::RECORD_KIND_UNIT_CHANGE, "unit_change { change_date: '2026-08-05' }"),
                   "unit_change.from.code"),
            "..3");
  EXPECT_EQ(DaysOf(SampleOf(rv1::RECORD_KIND_UNIT_CHANGE, "unit_change { change_date: '2026-08-05' }"),
                   "unit_change.to.code"),
            "4..");
  EXPECT_EQ(
      DaysOf(SampleOf(rv1::RECORD_KIND_UNIT, "unit { valid_from: '2026-08-02' valid_to: '2026-08-03' }"),
             "unit.parent_code"),
      "1..2");
  EXPECT_EQ(
      DaysOf(SampleOf(rv1::RECORD_KIND_FEED, "feed { valid_from: '2026-08-02' valid_to: '2026-08-03' }"),
             "feed.unit_code"),
      "1..2");
  EXPECT_EQ(DaysOf(SampleOf(rv1::RECORD_KIND_PROCEDURE,
                            "procedure { valid_from: '2026-08-02' valid_to: '2026-08-03' }"),
                   "procedure.unit_code"),
            "1..2");
  rv1::Record since_ever = SampleOf(rv1::RECORD_KIND_FEED);
  since_ever.mutable_feed()->clear_valid_from();
  since_ever.mutable_feed()->clear_valid_to();
  EXPECT_EQ(DaysOf(since_ever, "feed.unit_code"), "..");
}

TEST(AdmissionTest, UnitsProceduresAndAliasesAreIntroduced) {
  std::vector<std::string> introduced;
  for (const rv1::RecordKind kind : AllKinds()) {
    ForEachIntroduced(SampleOf(kind), [&](CodeKind code_kind, absl::string_view code) {
      introduced.push_back(absl::StrCat(static_cast<int>(code_kind), " ", code));
    });
  }
  EXPECT_THAT(introduced,
              ElementsAre("1 H44.1", "2 2.000815", "3 one-stop.h44/UBND phường Việt Trì", "4 H44/2026-07"));
}

}  // namespace
}  // namespace chiso
