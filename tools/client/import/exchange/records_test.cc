#include "tools/client/import/exchange/records.h"

#include <gtest/gtest.h>

#include "common/testing/names.h"
#include "tools/client/import/exchange/names.h"

namespace chiso {
namespace {

TEST(ExchangeRecords, AnIdentityIsClassifiedAndTheBestOfSeveralCounts) {
  const auto of = [](const char* number) { return ClassifyIdentity({number}); };
  EXPECT_EQ(ClassifyIdentity({}), record::v1::IDENTITY_KIND_UNSPECIFIED);
  EXPECT_EQ(of("001099012345"), record::v1::IDENTITY_KIND_CITIZEN);
  EXPECT_EQ(of("123 456 780"), record::v1::IDENTITY_KIND_FORMER);
  EXPECT_EQ(of("B1234567"), record::v1::IDENTITY_KIND_OTHER);
  for (const char* const number : {"000000001", "000000000001", "000000000", "111111111111", "12345", "x"}) {
    EXPECT_EQ(of(number), record::v1::IDENTITY_KIND_PLACEHOLDER) << number;
  }
  EXPECT_EQ(ClassifyIdentity({"000000001", "B1234567", "001099012345"}), record::v1::IDENTITY_KIND_CITIZEN);
}

TEST(ExchangeRecords, WhatMayBeAPersonsIsNoUnitToBeShown) {
  for (const char* const text : testing::kOfficeNames) {
    EXPECT_TRUE(LooksLikeUnit(text)) << text;
  }
  for (const char* const text : testing::kPersonalNames) EXPECT_FALSE(LooksLikeUnit(text)) << text;
  EXPECT_FALSE(LooksLikeUnit("Ông B\x1b[2J"));
}

TEST(ExchangeNames, FieldsOfVerdictsGoByTheNamesOfTheExchange) {
  EXPECT_EQ(ExchangeName("dossier.receive_time"), "NgayTiepNhan");
  EXPECT_EQ(ExchangeName("dossier.components.count"), "TaiLieuNop");
  EXPECT_EQ(ExchangeName("dossier.fees.amount"), "DanhSachLePhi.Gia");
  EXPECT_EQ(ExchangeName("dossier.database_codes"), "DSKetNoiCSDL");
  EXPECT_EQ(ExchangeName("dossier.database_codes[3]"), "DSKetNoiCSDL");
  EXPECT_EQ(ExchangeName("dossier.supplements[2].request_time"), "DanhSachHoSoBoSung[2].NgayBoSung");
  EXPECT_EQ(ExchangeName("progress.due_time"), "NgayKetThucTheoQuyDinh");
  EXPECT_EQ(ExchangeName("revision"), "revision");
  EXPECT_EQ(ExchangeName("dossier.something_new"), "dossier.something_new");
}

TEST(ExchangeNames, MessagesOfVerdictsSpeakOfThemToo) {
  EXPECT_EQ(ExchangeMessage("dossier.return_time", "lies on a day before process_end_time"),
            "lies on a day before NgayKetThucXuLy");
  EXPECT_EQ(
      ExchangeMessage("dossier.supplements[2].receive_time", "must not lie on a day before request_time"),
      "must not lie on a day before NgayBoSung");
  EXPECT_EQ(ExchangeMessage("progress.due_time", "start_time, status and code_of"),
            "NgayBatDau, status and code_of");
  EXPECT_EQ(ExchangeMessage("revision", "must be at least 1"), "must be at least 1");
  EXPECT_EQ(ExchangeMessage("dossier.code", ""), "");
}

TEST(ExchangeNames, EveryFieldOfADossierHasOne) {
  for (const google::protobuf::Descriptor* message :
       {record::v1::Dossier::descriptor(), record::v1::ProgressLine::descriptor()}) {
    const std::string kind = message == record::v1::Dossier::descriptor() ? "dossier." : "progress.";
    for (int i = 0; i < message->field_count(); ++i) {
      const std::string field = kind + message->field(i)->name();
      EXPECT_NE(ExchangeName(field), field);
    }
  }
}

}  // namespace
}  // namespace chiso
