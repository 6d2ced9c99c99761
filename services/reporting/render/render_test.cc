#include "services/reporting/render/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/sha256.h"
#include "common/text.h"
#include "services/reporting/bulletin/bulletin.h"
#include "services/reporting/testing/annex.h"

namespace chiso {
namespace {

using ::testing::AllOf;
using testing::AnnexOfFebruary;
using testing::Catalogue;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::InputOf;
using ::testing::Not;
using testing::SourcePath;
using testing::UnitWith;

namespace fs = std::filesystem;
namespace rv1 = reporting::v1;

const Renderer& TheRenderer() {
  static const auto* const kRenderer =
      new Renderer(Renderer::Load(SourcePath("services/reporting/templates")).value());
  return *kRenderer;
}

std::string Render(const BulletinInput& input, rv1::RenditionFormat format,
                   rv1::Language language = rv1::LANGUAGE_VI) {
  return TheRenderer().Render(BuildBulletin(input, Catalogue()).value(), format, language)->content();
}

std::string Text(const BulletinInput& input) { return Render(input, rv1::RENDITION_FORMAT_TEXT); }
std::string Html(const BulletinInput& input) { return Render(input, rv1::RENDITION_FORMAT_HTML); }
std::string Csv(const BulletinInput& input) { return Render(input, rv1::RENDITION_FORMAT_CSV); }

// The text with every run of white space as one blank: sentences may be wrapped anywhere.
std::string Flat(const std::string& text) {
  std::string flat;
  for (const absl::string_view word : absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty())) {
    flat.append(flat.empty() ? "" : " ").append(word.data(), word.size());
  }
  return flat;
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Compares with the golden; CHISO_UPDATE_GOLDENS=1 rewrites it instead.
void ExpectGolden(const std::string& name, const std::string& content) {
  const std::string path = SourcePath("services/reporting/testdata/" + name);
  const char* const update = std::getenv("CHISO_UPDATE_GOLDENS");
  if (update != nullptr && std::string(update) == "1") std::ofstream(path, std::ios::binary) << content;
  EXPECT_EQ(content, ReadFile(path)) << path << ": rerun with CHISO_UPDATE_GOLDENS=1 if the change is meant";
}

TEST(Golden, VietnameseText) { ExpectGolden("annex-2023-02.vi.txt", Text(AnnexOfFebruary())); }
TEST(Golden, VietnameseHtml) { ExpectGolden("annex-2023-02.vi.html", Html(AnnexOfFebruary())); }
TEST(Golden, EnglishText) {
  ExpectGolden("annex-2023-02.en.txt",
               Render(AnnexOfFebruary(), rv1::RENDITION_FORMAT_TEXT, rv1::LANGUAGE_EN));
}

TEST(Letter, SaysWhatTheTableSays) {
  for (const std::string& page : {Flat(Text(AnnexOfFebruary())), Flat(Html(AnnexOfFebruary()))}) {
    EXPECT_THAT(page, HasSubstr("đạt 58,58/100 điểm (tăng 1,70 điểm so với tháng 01/2023)"));
    EXPECT_THAT(page, HasSubstr("cao nhất là UBND xã Tân Bình với 63,01/100 điểm"));
    EXPECT_THAT(page, HasSubstr("thấp nhất là UBND xã Bình Minh với 54,67/100 điểm"));
    EXPECT_THAT(page, HasSubstr("08 đơn vị tăng điểm và 02 đơn vị giảm điểm"));
    EXPECT_THAT(
        page, HasSubstr("UBND xã Thạnh Tân đạt 55,55 điểm, giảm 8,54 điểm; UBND xã Bình Minh đạt 54,67 điểm, "
                        "giảm 1,15 điểm"));
    EXPECT_THAT(page, HasSubstr("76 hồ sơ thông báo xử lý quá hạn và 4 hồ sơ xử lý quá hạn"));
    EXPECT_THAT(page, HasSubstr("thấp nhất là UBND xã Bình Minh và UBND xã Thạnh Tân (0%)"));
  }
}

TEST(Letter, FollowsTheFiguresAndNotTheModel) {
  BulletinInput input = InputOf({UnitWith("A", "xã A", {{"TOTAL", "70"}, {"DELTA", "2"}}),
                                 UnitWith("B", "xã B", {{"TOTAL", "65.5"}, {"DELTA", "0"}})});
  const std::string text = Flat(Text(input));
  EXPECT_THAT(text, HasSubstr("cao nhất là xã A với 70,00/100 điểm; thấp nhất là xã B với 65,50/100 điểm"));
  EXPECT_THAT(text,
              HasSubstr("01 đơn vị tăng điểm và 01 đơn vị giữ nguyên điểm. Không có đơn vị nào giảm điểm."));
  EXPECT_THAT(text, Not(HasSubstr("quá hạn")));
  EXPECT_THAT(text, Not(HasSubstr("Tiêu chí còn thấp")));
  EXPECT_THAT(text, Not(HasSubstr("58,58")));
}

TEST(Letter, ClaimsThatNobodyFellOnlyWhereAllCanBeCompared) {
  const BulletinInput input = InputOf(
      {UnitWith("A", "xã A", {{"TOTAL", "70"}, {"DELTA", "2"}}), UnitWith("B", "xã B", {{"TOTAL", "65"}})});
  const std::string text = Flat(Text(input));
  EXPECT_THAT(text, HasSubstr("01 đơn vị tăng điểm và 01 đơn vị chưa có số liệu để so sánh."));
  EXPECT_THAT(text, Not(HasSubstr("Không có đơn vị nào giảm điểm")));
}

TEST(Letter, IsASpecimenWithoutNumberDateAndSigner) {
  for (const std::string& page : {Text(AnnexOfFebruary()), Html(AnnexOfFebruary())}) {
    EXPECT_THAT(page, HasSubstr("BẢN MẪU"));
    EXPECT_THAT(page, HasSubstr("Số: …"));
    EXPECT_THAT(page, HasSubstr("ngày …… tháng …… năm ………"));
    EXPECT_THAT(page, HasSubstr("(chưa ký)"));
  }
  EXPECT_THAT(Render(AnnexOfFebruary(), rv1::RENDITION_FORMAT_HTML, rv1::LANGUAGE_EN), HasSubstr("BẢN MẪU"));
}

TEST(Letter, FillsWhatIsLeftOpenWithNeutralWords) {
  const std::string text = Text(InputOf({UnitWith("A", "xã A", {{"TOTAL", "70"}})}));
  EXPECT_THAT(text,
              AllOf(HasSubstr("THÀNH PHỐ TÂY NINH"), HasSubstr("Các đơn vị: "), HasSubstr("- Như trên;"),
                    HasSubstr("Các cơ quan, đơn vị có tên trong Phụ lục."), HasSubstr("QUYỀN HẠN, CHỨC VỤ")));
}

TEST(Letter, EndsListsTheOfficialWayWhateverWasTyped) {
  BulletinInput input = AnnexOfFebruary();
  input.letter.clear_addressees();
  input.letter.add_addressees("Một.");
  input.letter.add_addressees("Hai;");
  EXPECT_THAT(Text(input), AllOf(HasSubstr("- Một;\n"), HasSubstr("- Hai.\n")));
}

TEST(Letter, NamesPeriodsAsOfficialsDo) {
  BulletinInput input = InputOf({UnitWith("A", "xã A", {{"TOTAL", "70"}, {"DELTA", "1"}})});
  const auto subject = [&input](const std::string& period) {
    input.period = period;
    return Flat(Text(input));
  };
  EXPECT_THAT(subject("2026-08"), AllOf(HasSubstr("tháng 8/2026"), HasSubstr("So với tháng 7/2026")));
  EXPECT_THAT(subject("2026-01"), AllOf(HasSubstr("tháng 01/2026"), HasSubstr("So với tháng 12/2025")));
  EXPECT_THAT(subject("2026-Q3"), AllOf(HasSubstr("quý III/2026"), HasSubstr("So với quý II/2026")));
  EXPECT_THAT(subject("2026-H1"),
              AllOf(HasSubstr("6 tháng đầu năm 2026"), HasSubstr("So với 6 tháng cuối năm 2025")));
  EXPECT_THAT(subject("2026"), AllOf(HasSubstr("năm 2026"), HasSubstr("So với năm 2025")));
}

TEST(Annex, ShowsAMissingValueAsMissing) {
  const BulletinInput input = InputOf({UnitWith("A", "xã A", {{"RECEIVED", "7"}, {"TOTAL", "70"}}),
                                       UnitWith("B", "xã B", {{"RECEIVED", "0"}})});
  EXPECT_THAT(Csv(input), HasSubstr("B,xã B,0,\n"));
  EXPECT_THAT(Html(input), AllOf(HasSubstr("<td>0</td><td class=\"missing\">–</td>"),
                                 HasSubstr("không phải là 0"), HasSubstr("chưa có số liệu")));
  const std::string text = Text(input);
  EXPECT_THAT(text, HasSubstr("không phải là 0"));
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::StrContains(line, "│xã B")) continue;
    const std::vector<std::string> cells = absl::StrSplit(line, "│");
    EXPECT_EQ(Flat(cells[4]), "0");
    EXPECT_EQ(Flat(cells[5]), "-");
  }
  EXPECT_THAT(Html(AnnexOfFebruary()), Not(HasSubstr("không phải là 0")));
}

TEST(Annex, StatesTheOriginOfEachColumn) {
  for (const std::string& page : {Text(AnnexOfFebruary()), Html(AnnexOfFebruary())}) {
    EXPECT_THAT(page, HasSubstr("(1) Số liệu của hệ thống một cửa điện tử (MCĐT), ghi nhận ngày 06/3/2023."));
    EXPECT_THAT(page, HasSubstr("(2) Số liệu đánh giá trên Cổng Dịch vụ công quốc gia, đọc ngày 06/3/2023."));
    EXPECT_THAT(page, Not(HasSubstr("tính toán nội bộ")));
  }
  EXPECT_THAT(Html(AnnexOfFebruary()), HasSubstr("<td>(1)</td><td>(2)</td><td>(1)</td><td>(2)</td>"));
}

TEST(Annex, ReadingsOfOneDayShareAMark) {
  BulletinInput input = InputOf({UnitWith("A", "xã A", {{"ONLINE_RATE", "50"}, {"TOTAL", "50"}})});
  input.units[0].figures["TOTAL"].mutable_read_time()->set_seconds(1678068000 + 3600);
  EXPECT_THAT(Text(input), Not(HasSubstr("(2)")));
  input.units[0].figures["TOTAL"].mutable_read_time()->set_seconds(1678068000 + 86400);
  EXPECT_THAT(Text(input), HasSubstr("(2)"));
}

TEST(Letter, TellsOfChangesAlsoWithoutTotals) {
  EXPECT_THAT(Flat(Text(InputOf({UnitWith("A", "xã A", {{"DELTA", "-1.15"}})}))),
              HasSubstr("So với tháng 01/2023, có 01 đơn vị giảm điểm."));
}

TEST(Letter, CountsItsAmendmentsFromTheFirst) {
  BulletinInput input = InputOf({UnitWith("A", "xã A", {{"TOTAL", "50"}})});
  EXPECT_THAT(Text(input), Not(HasSubstr("bản sửa đổi")));
  input.revision_number = 2;
  EXPECT_THAT(Flat(Text(input)), HasSubstr("bản sửa đổi lần 1"));
}

TEST(Annex, CallsComputedFiguresInternal) {
  BulletinInput input = InputOf({UnitWith("A", "xã A", {})});
  input.basis = rv1::BASIS_COMPUTED;
  index::v1::Score& score = input.units[0].score.emplace();
  score.set_total_status(index::v1::STATUS_SCORED);
  score.set_total_points(5991);
  input.definition.emplace().set_id("766-2026");
  for (const std::string& page : {Flat(Text(input)), Flat(Html(input))}) {
    EXPECT_THAT(page, HasSubstr("(1) Số liệu tính toán nội bộ, tham khảo, theo bộ chỉ số 766-2026"));
    EXPECT_THAT(page, HasSubstr("59,91"));
  }
}

TEST(Annex, CallsADerivedChangeInternal) {
  BulletinInput input = InputOf({UnitWith("A", "xã A", {{"TOTAL", "58.58"}})});
  input.units[0].previous_figures = UnitWith("A", "", {{"TOTAL", "56.88"}}).figures;
  EXPECT_THAT(Flat(Text(input)),
              AllOf(HasSubstr("+ 1,70"), HasSubstr("tính toán nội bộ, tham khảo: chênh lệch giữa hai tổng "
                                                   "điểm đã công bố")));
}

TEST(Annex, SaysThatTheDefinitionChanged) {
  BulletinInput input = InputOf({UnitWith("A", "xã A", {})});
  input.basis = rv1::BASIS_COMPUTED;
  index::v1::Score score;
  score.set_total_status(index::v1::STATUS_SCORED);
  score.set_total_points(5991);
  score.set_definition_id("766-2026");
  input.units[0].score = score;
  score.set_definition_id("766-2022");
  input.units[0].previous_score = score;
  EXPECT_THAT(Flat(Text(input)),
              HasSubstr("Không tính điểm tăng, giảm của xã A: bộ chỉ số kỳ này khác kỳ trước"));
}

TEST(Annex, SaysThatTheDataAreThin) {
  BulletinInput input = InputOf({UnitWith("A", "xã A", {})});
  input.basis = rv1::BASIS_COMPUTED;
  index::v1::Score score;
  score.set_total_status(index::v1::STATUS_SCORED);
  score.set_total_points(5991);
  input.units[0].score = score;
  input.units[0].previous_score = score;
  input.definition.emplace();
  index::v1::ThinMonths& thin = *input.definition->add_thin();
  thin.set_from(input.period);
  thin.set_to(input.period);
  EXPECT_THAT(Flat(Text(input)),
              HasSubstr("Không tính điểm tăng, giảm của xã A: số liệu kỳ này hoặc kỳ trước chưa đầy đủ"));
}

TEST(Text, StaysWithinItsLines) {
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(Text(AnnexOfFebruary()), '\n'))) {
    EXPECT_LE(DisplayWidth(line), 150) << line;
  }
}

TEST(Text, LeavesNoTagBehindAndNoHoles) {
  const std::string text = Text(AnnexOfFebruary());
  EXPECT_THAT(text, Not(HasSubstr("{{")));
  EXPECT_THAT(text, Not(HasSubstr("\n\n\n")));
  EXPECT_THAT(text, Not(HasSubstr("\x1f")));
}

TEST(Html, EscapesEverythingThatWasTyped) {
  const std::string evil = "<b>\"&'";
  BulletinInput input = InputOf(
      {UnitWith("A", evil, {{"TOTAL", "40"}, {"DELTA", "-1"}, {"E_RESULT_RATE", "1"}, {"RECEIVED", "7"}}),
       UnitWith("B", "xã B", {{"TOTAL", "40.05"}})});
  input.publisher.set_name(evil);
  rv1::Letter& letter = input.letter;
  for (std::string* const field :
       {letter.mutable_agency(), letter.mutable_place(), letter.mutable_area(), letter.mutable_units_below(),
        letter.add_legal_bases(), letter.add_addressees(), letter.add_recipients(),
        letter.add_signer_office()}) {
    *field = evil;
  }
  for (const rv1::Language language : {rv1::LANGUAGE_VI, rv1::LANGUAGE_EN}) {
    const std::string page = Render(input, rv1::RENDITION_FORMAT_HTML, language);
    EXPECT_THAT(page, Not(HasSubstr("<b>")));
    EXPECT_THAT(page, Not(HasSubstr("<B>")));
    EXPECT_THAT(page, Not(HasSubstr("&amp;amp;")));
    EXPECT_THAT(page, Not(HasSubstr("&amp;lt;")));
    EXPECT_THAT(page, HasSubstr("&lt;b&gt;&quot;&amp;&apos;"));
  }
  EXPECT_THAT(Text(input), HasSubstr(evil));
}

TEST(Html, IsOnePageThatNeedsNothingElse) {
  const std::string page = Html(AnnexOfFebruary());
  EXPECT_THAT(page, AllOf(HasSubstr("<html lang=\"vi\">"), HasSubstr("<meta charset=\"utf-8\">"),
                          HasSubstr("<th scope=\"row\">"), HasSubstr("<th scope=\"colgroup\" colspan=\"3\">"),
                          HasSubstr("role=\"img\"")));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("src=")));
  EXPECT_THAT(page, Not(HasSubstr("href=")));
  EXPECT_THAT(page, Not(HasSubstr("url(")));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
}

TEST(Chart, OrdersBarsByTotalAndPutsMissingOnesLast) {
  const std::string page =
      Html(InputOf({UnitWith("A", "xã A", {{"RECEIVED", "1"}}), UnitWith("B", "xã B", {{"TOTAL", "9"}}),
                    UnitWith("C", "xã C", {{"TOTAL", "90"}})}));
  EXPECT_THAT(page, HasSubstr("xã C 90,00; xã B 9,00; xã A chưa có số liệu;"));
  EXPECT_THAT(page, HasSubstr("<rect class=\"bar excellent\""));
  EXPECT_THAT(page, HasSubstr("<rect class=\"bar poor\""));
}

TEST(Chart, IsLeftOutWhereNoUnitHasATotal) {
  EXPECT_THAT(Html(InputOf({UnitWith("A", "xã A", {{"RECEIVED", "1"}})})), Not(HasSubstr("<svg")));
}

TEST(Csv, HoldsTheAnnexAsRecorded) {
  const std::vector<std::string> lines = absl::StrSplit(Csv(AnnexOfFebruary()), '\n');
  ASSERT_EQ(lines.size(), 13u);
  EXPECT_EQ(lines[0],
            "unit_code,name,RECEIVED,OVERDUE_NOTIFIED,OVERDUE_ONE_STOP,ONLINE_RATE,SATISFACTION_RATE,"
            "E_RESULT_RATE,DIGITISED_RATE,CERTIFIED_COPIES,PAID_ONLINE,TOTAL,DELTA");
  EXPECT_EQ(lines[9], "000.24.30.H53,UBND xã Bình Minh,179,2,0,100,100,0,100,468,179,54.67,-1.15");
  EXPECT_EQ(lines[10], "000.28.30.H53,UBND xã Tân Bình,100,0,0,74.6,100,84.62,70.37,166,60,63.01,6.09");
}

TEST(Csv, NoNameIsAFormulaAndNumbersStayNumbers) {
  const std::string csv =
      Csv(InputOf({UnitWith("A", "=HYPERLINK(\"x\")", {{"DELTA", "-1.15"}, {"TOTAL", "1"}}),
                   UnitWith("-B", "+UBND xã Cộng", {{"DELTA", "1.15"}, {"TOTAL", "2"}})}));
  EXPECT_THAT(csv, AllOf(HasSubstr("A,\"'=HYPERLINK(\"\"x\"\")\","), HasSubstr("'-B,'+UBND xã Cộng,"),
                         HasSubstr(",-1.15"), Not(HasSubstr("'-1.15"))));
}

TEST(Csv, QuotesNamesThatNeedIt) {
  const std::string csv =
      Csv(InputOf({UnitWith("A", "a, b", {{"TOTAL", "1"}}), UnitWith("B", "\"b\"", {{"TOTAL", "2"}})}));
  EXPECT_THAT(csv, AllOf(HasSubstr("A,\"a, b\",1\n"), HasSubstr("B,\"\"\"b\"\"\",2\n")));
}

TEST(Rendition, TellsItsNameTypeAndDigestAndIsTheSameEveryTime) {
  const rv1::Bulletin bulletin = BuildBulletin(AnnexOfFebruary(), Catalogue()).value();
  const auto first = TheRenderer().Render(bulletin, rv1::RENDITION_FORMAT_HTML, rv1::LANGUAGE_VI);
  const auto second = TheRenderer().Render(bulletin, rv1::RENDITION_FORMAT_HTML, rv1::LANGUAGE_VI);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->name(), bulletin.name());
  EXPECT_EQ(first->media_type(), "text/html; charset=utf-8");
  EXPECT_EQ(first->sha256(), Sha256(first->content()));
  EXPECT_EQ(first->content(), second->content());
}

TEST(Rendition, IsVietnameseTextUnlessToldOtherwise) {
  const rv1::Bulletin bulletin = BuildBulletin(AnnexOfFebruary(), Catalogue()).value();
  const auto rendition =
      TheRenderer().Render(bulletin, rv1::RENDITION_FORMAT_UNSPECIFIED, rv1::LANGUAGE_UNSPECIFIED);
  EXPECT_EQ(rendition->content(), Text(AnnexOfFebruary()));
  EXPECT_EQ(
      TheRenderer().Render(bulletin, static_cast<rv1::RenditionFormat>(99), rv1::LANGUAGE_VI).status().code(),
      absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(TheRenderer()
                .Render(bulletin, rv1::RENDITION_FORMAT_TEXT, static_cast<rv1::Language>(99))
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

class Templates : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "/templates";
    fs::remove_all(folder_);
    fs::copy(SourcePath("services/reporting/templates"), folder_);
  }
  absl::Status Load() const { return Renderer::Load(folder_).status(); }

  std::string folder_;
};

TEST_F(Templates, ThatAreMalformedAreNamed) {
  ASSERT_TRUE(Load().ok());
  std::ofstream(folder_ + "/body.vi.mustache") << "{{#open}}";
  EXPECT_EQ(Load().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(Load().message()), HasSubstr("body.vi.mustache"));
}

TEST_F(Templates, ThatAreMissingAreNamed) {
  fs::remove(folder_ + "/letter.en.html.mustache");
  EXPECT_EQ(Load().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(Load().message()), HasSubstr("letter.en.html.mustache"));
}

TEST_F(Templates, NeedTheirBands) {
  fs::remove(folder_ + "/bands.textproto");
  EXPECT_EQ(Load().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(Load().message()), HasSubstr("bands.textproto"));
}

TEST_F(Templates, NeedTheirCatalogue) {
  fs::remove(folder_ + "/catalogue.textproto");
  EXPECT_EQ(Load().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(Load().message()), HasSubstr("catalogue.textproto"));
}

}  // namespace
}  // namespace chiso
